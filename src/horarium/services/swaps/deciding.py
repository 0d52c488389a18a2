"""The coordinator's side of swaps."""

from dataclasses import replace

from horarium.domain.errors import InvalidField, NoSuchThing, RequestDecided
from horarium.domain.ids import SwapDealId
from horarium.domain.swap import SwapDeal, SwapDealStatus
from horarium.services import staff_notices
from horarium.services.permissions import Permission
from horarium.services.swaps.carrying import carry_out
from horarium.services.work import Work
from horarium.store import people
from horarium.store import rosters as roster_store
from horarium.store import swaps as store

MOST_SHOWN = 100


def to_decide(work: Work) -> list[SwapDeal]:
    """Swaps that all concerned have agreed to and no coordinator has looked at."""
    work.require(Permission.DUTY_REQUEST_DECIDE)
    waiting = store.deals(work.db, only_open=True, limit=MOST_SHOWN)
    return [one for one in waiting if one.status is SwapDealStatus.AGREED]


def approve(work: Work, wanted: SwapDealId) -> SwapDeal:
    """Let a swap happen: the roster is judged anew and changes now.

    Refuses as ``carry_out`` does when the roster has changed under it.
    """
    deal = _agreed(work, wanted)
    carry_out(work, deal)
    done = replace(deal, status=SwapDealStatus.DONE, closed_at=work.clock.now())
    store.note_deal(work.db, done)
    return done


def refuse(work: Work, wanted: SwapDealId, answer: str) -> SwapDeal:
    """Refuse a swap, and tell its people why; whoever wants to may offer again."""
    answer = answer.strip()
    work.require(Permission.DUTY_REQUEST_DECIDE)
    if not answer:
        raise InvalidField("answer", "nothing", "why it is refused")
    deal = _agreed(work, wanted)
    over = replace(
        deal,
        status=SwapDealStatus.REFUSED,
        answer=answer,
        closed_at=work.clock.now(),
    )
    store.note_deal(work.db, over)
    work.record("swaps.refuse", ("swap-deal", wanted))
    ids = people.practitioner_ids(work.db)
    on = staff_notices.day_words(deal.handovers[0].on_date)
    for code in deal.parties:
        words = f"The swap of {on} was refused: {answer}"
        staff_notices.tell(work, ids[code], words)
    return over


def set_approval(work: Work, *, is_needed: bool) -> None:
    """Say whether swaps wait for a coordinator in this department."""
    work.require(Permission.DUTY_REQUEST_DECIDE)
    now = work.clock.now()
    store.set_approval(work.db, work.organisation, is_needed=is_needed, at=now)
    work.record(
        "swaps.set_approval",
        ("organisation", work.organisation),
        is_needed=is_needed,
    )


def needs_approval(work: Work) -> bool:
    """Whether swaps wait for a coordinator."""
    work.require(Permission.ROSTER_READ)
    return store.needs_approval(work.db)


def _agreed(work: Work, wanted: SwapDealId) -> SwapDeal:
    work.require(Permission.DUTY_REQUEST_DECIDE)
    known = store.deal_by_id(work.db, wanted)
    if known is None:
        raise NoSuchThing("swap", str(wanted))
    roster_store.lock(work.db, known.roster)
    deal = store.deal_by_id(work.db, wanted, lock=True) or known
    if deal.status is not SwapDealStatus.AGREED:
        raise RequestDecided(deal.status.value)
    return deal
