"""Taking an offered duty, and the asker's deals."""

from dataclasses import replace
from datetime import date

from horarium.domain.errors import DutyGone, NoSuchThing, SwapNotLegal
from horarium.domain.ids import SwapDealId, SwapOfferId
from horarium.domain.people import Practitioner
from horarium.domain.swap import SwapDeal, SwapDealStatus, SwapOfferStatus
from horarium.services.idempotency import Once, once
from horarium.services.own_staff import myself
from horarium.services.permissions import Permission, may
from horarium.services.swaps.carrying import carry_out
from horarium.services.swaps.sheets import locked_sheet
from horarium.services.swaps.ways import ways_to_take
from horarium.services.work import Work
from horarium.store import people
from horarium.store import swaps as store

MOST_SHOWN = 30


def accept(
    work: Work,
    wanted: SwapOfferId,
    back: date | None = None,
    *,
    idempotency_key: str | None = None,
) -> SwapDeal:
    """Take an offered duty; ``back`` is the day of the duty given in return, if any.

    Whether that is legal is judged now, on the roster as it is, which is held meanwhile.
    Where the department does not ask for approval the roster changes at once. Refuses
    with ``DutyGone`` when somebody was quicker, with ``SwapNotLegal`` when a hard rule is
    in the way, and with ``IdempotencyKeyReused``.
    """
    me = myself(work, Permission.OWN_DUTIES_CHANGE)
    asked = Once(idempotency_key, "swaps.accept", (me.id, wanted, back))
    return once(
        work,
        asked,
        lambda: _accept(work, me, wanted, back),
        lambda key: get_deal(work, SwapDealId(key)),
    )


def _accept(
    work: Work, me: Practitioner, wanted: SwapOfferId, back: date | None
) -> SwapDeal:
    found = store.offer_by_id(work.db, wanted)
    if found is None or found.practitioner == me.id:
        raise NoSuchThing("offer", str(wanted))
    sheet = locked_sheet(work, found.roster, found.on_date)
    found = store.offer_by_id(work.db, wanted, lock=True)
    if found is None or found.status is not SwapOfferStatus.OPEN:
        raise DutyGone(found.on_date if found else work.today)
    if sheet.shift_of(found.staff_code, found.on_date) != found.shift_type:
        raise DutyGone(found.on_date)
    own = ways_to_take(work, sheet, found.staff_code, found.on_date, me.staff_code)
    way = next((one for one in own if one.back == back), None)
    if way is None:
        raise SwapNotLegal("it is no longer among the legal ways")
    now = work.clock.now()
    store.close_offer(work.db, wanted, SwapOfferStatus.GIVEN, at=now)
    both = (found.staff_code, me.staff_code)
    deal = SwapDeal(
        id=SwapDealId(work.new_id()),
        roster=found.roster,
        handovers=way.handovers,
        parties=both,
        consents=both,
        status=SwapDealStatus.AGREED,
        proposed_at=now,
    )
    store.add_deal(work.db, work.organisation, deal)
    work.record("swaps.accept", ("swap-deal", deal.id), offer=str(wanted))
    return settle(work, deal)


def settle(work: Work, deal: SwapDeal) -> SwapDeal:
    """Do what all have agreed to, or leave it to a coordinator, as the department says."""
    if store.needs_approval(work.db):
        work.announce("swap.agreed", deal=deal.id)
        return deal
    carry_out(work, deal)
    done = replace(deal, status=SwapDealStatus.DONE, closed_at=work.clock.now())
    store.note_deal(work.db, done)
    return done


def get_deal(work: Work, wanted: SwapDealId) -> SwapDeal:
    """One deal; it is there for its people and for who decides on swaps."""
    work.require(Permission.ROSTER_READ)
    found = store.deal_by_id(work.db, wanted)
    if found is None or not _is_seen(work, found):
        raise NoSuchThing("swap", str(wanted))
    return found


def _is_seen(work: Work, deal: SwapDeal) -> bool:
    if may(work.actor, Permission.DUTY_REQUEST_DECIDE):
        return True
    own = work.actor.practitioner
    me = people.practitioner_by_id(work.db, own) if own else None
    return me is not None and me.staff_code in deal.parties


def own_deals(work: Work) -> list[SwapDeal]:
    """The deals that the asker is part of, the newest first."""
    me = myself(work, Permission.OWN_DUTIES_READ)
    known = store.deals(work.db, only_open=False, limit=10 * MOST_SHOWN)
    return [one for one in known if me.staff_code in one.parties][:MOST_SHOWN]
