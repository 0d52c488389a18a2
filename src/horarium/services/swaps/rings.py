"""Duties that go round among up to four people who all want to give one away."""

from dataclasses import dataclass, replace

from horarium.domain.errors import DutyGone, InvalidField, NoSuchThing, RequestDecided
from horarium.domain.ids import RosterId, SwapDealId, SwapOfferId
from horarium.domain.people import Practitioner
from horarium.domain.swap import (
    DutyHandover,
    SwapDeal,
    SwapDealStatus,
    SwapOffer,
    SwapOfferStatus,
)
from horarium.engines.rostering.cycles import match
from horarium.engines.rostering.swaps import Duty, Swap
from horarium.services import staff_notices
from horarium.services.idempotency import Once, once
from horarium.services.own_staff import myself
from horarium.services.permissions import Permission
from horarium.services.swaps.sheets import SwapSheet, locked_sheet, sheet_on
from horarium.services.swaps.taking import get_deal, settle
from horarium.services.swaps.ways import handovers_of
from horarium.services.work import Work
from horarium.store import people
from horarium.store import swaps as store


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """Offers that fit together, as one of their owners sees it.

    The effect is the asker's own, in points; below 0 is better.
    """

    roster: RosterId
    offers: tuple[SwapOfferId, ...]
    handovers: tuple[DutyHandover, ...]
    names: tuple[str, ...]
    own_fairness: int
    own_requests: int
    own_total: int


def rings(work: Work) -> list[Ring]:
    """The rings of open offers that one of the asker's could be part of."""
    me = myself(work, Permission.OWN_DUTIES_READ)
    offers = store.open_offers(work.db, work.today)
    mine = {one.roster: one.on_date for one in offers if one.practitioner == me.id}
    found = []
    for roster, on in sorted(mine.items()):
        sheet = sheet_on(work, on)
        if sheet is not None and sheet.stored.id == roster:
            here = [one for one in offers if one.roster == roster]
            found += [
                _seen(sheet, swap, here, me.staff_code)
                for swap in _matched(work, sheet, here)
                if me.staff_code in swap.people
            ]
    return found


def propose(
    work: Work,
    offers: tuple[SwapOfferId, ...],
    *,
    idempotency_key: str | None = None,
) -> SwapDeal:
    """Propose a ring to its people; the asker is one of them and agrees by asking.

    Refuses with ``DutyGone`` when the offers do not fit together any more, and with
    ``IdempotencyKeyReused``.
    """
    me = myself(work, Permission.OWN_DUTIES_CHANGE)
    asked = Once(idempotency_key, "swaps.propose", (me.id, offers))
    return once(
        work,
        asked,
        lambda: _propose(work, me, offers),
        lambda key: get_deal(work, SwapDealId(key)),
    )


def _propose(work: Work, me: Practitioner, offers: tuple[SwapOfferId, ...]) -> SwapDeal:
    known = {one.offers: one for one in rings(work)}
    ring = known.get(offers)
    if ring is None:
        raise DutyGone(work.today)
    deal = SwapDeal(
        id=SwapDealId(work.new_id()),
        roster=ring.roster,
        handovers=ring.handovers,
        parties=tuple(dict.fromkeys(one.giver for one in ring.handovers)),
        consents=(me.staff_code,),
        status=SwapDealStatus.PROPOSED,
        proposed_at=work.clock.now(),
    )
    store.add_deal(work.db, work.organisation, deal)
    work.record("swaps.propose", ("swap-deal", deal.id))
    ids = people.practitioner_ids(work.db)
    for code in deal.parties:
        if code != me.staff_code:
            words = f"{me.name} proposes a swap among {len(deal.parties)} of you."
            staff_notices.tell(work, ids[code], words)
    return deal


def consent(work: Work, wanted: SwapDealId) -> SwapDeal:
    """Agree to a proposed ring; when all have, it is done or goes to a coordinator."""
    me, deal = _mine(work, wanted)
    if me.staff_code in deal.consents:
        return deal
    agreed = replace(deal, consents=(*deal.consents, me.staff_code))
    work.record("swaps.consent", ("swap-deal", wanted))
    if not agreed.is_agreed:
        store.note_deal(work.db, agreed)
        return agreed
    agreed = replace(agreed, status=SwapDealStatus.AGREED)
    _take_offers(work, agreed)
    store.note_deal(work.db, agreed)
    return settle(work, agreed)


def decline(work: Work, wanted: SwapDealId) -> SwapDeal:
    """Say no to a proposed ring; nobody's duty moves and the offers stay open."""
    _, deal = _mine(work, wanted)
    over = replace(deal, status=SwapDealStatus.LAPSED, closed_at=work.clock.now())
    store.note_deal(work.db, over)
    work.record("swaps.decline", ("swap-deal", wanted))
    return over


def _mine(work: Work, wanted: SwapDealId) -> tuple[Practitioner, SwapDeal]:
    me = myself(work, Permission.OWN_DUTIES_CHANGE)
    known = store.deal_by_id(work.db, wanted)
    if known is None or me.staff_code not in known.parties:
        raise NoSuchThing("swap", str(wanted))
    locked_sheet(work, known.roster, known.handovers[0].on_date)
    deal = store.deal_by_id(work.db, wanted, lock=True) or known
    if deal.status is not SwapDealStatus.PROPOSED:
        raise RequestDecided(deal.status.value)
    return me, deal


def _take_offers(work: Work, deal: SwapDeal) -> None:
    """Close the offers of a ring; refuse when one of them is open no more."""
    still = {
        (one.staff_code, one.on_date): one
        for one in store.open_offers(work.db, work.today)
        if one.roster == deal.roster
    }
    for handover in deal.handovers:
        one = still.get((handover.giver, handover.on_date))
        locked = store.offer_by_id(work.db, one.id, lock=True) if one else None
        if locked is None or locked.status is not SwapOfferStatus.OPEN:
            raise DutyGone(handover.on_date)
        now = work.clock.now()
        store.close_offer(work.db, locked.id, SwapOfferStatus.GIVEN, at=now)


def _matched(work: Work, sheet: SwapSheet, offers: list[SwapOffer]) -> tuple[Swap, ...]:
    duties = [
        Duty(
            person=one.staff_code,
            day=sheet.problem.horizon.day_of(one.on_date),
        )
        for one in offers
        if sheet.shift_of(one.staff_code, one.on_date) == one.shift_type
    ]
    try:
        return match(sheet.problem, sheet.roster, duties, now=work.clock.now())
    except InvalidField:
        return ()


def _seen(sheet: SwapSheet, swap: Swap, offers: list[SwapOffer], viewer: str) -> Ring:
    handovers = handovers_of(sheet, swap)
    keys = {(one.staff_code, one.on_date): one.id for one in offers}
    (own,) = (share for share in swap.shares if share.person == viewer)
    return Ring(
        roster=sheet.stored.id,
        offers=tuple(sorted(keys[one.giver, one.on_date] for one in handovers)),
        handovers=handovers,
        names=tuple(sheet.name_of(one.giver) for one in handovers),
        own_fairness=own.fairness,
        own_requests=own.requests,
        own_total=own.penalty,
    )
