"""Offering duties, and what others offer."""

from dataclasses import dataclass
from datetime import date

from horarium.domain.errors import DutyGone, InvalidField, NoSuchThing
from horarium.domain.ids import SwapOfferId
from horarium.domain.people import Practitioner
from horarium.domain.swap import SwapOffer, SwapOfferStatus
from horarium.services.idempotency import Once, once
from horarium.services.own_staff import myself
from horarium.services.permissions import Permission
from horarium.services.swaps.sheets import sheet_on
from horarium.services.swaps.ways import SwapWay, ways, ways_to_take
from horarium.services.work import Work
from horarium.store import people
from horarium.store import swaps as store


@dataclass(frozen=True, slots=True)
class OfferedDuty:
    """Somebody's offer with the ways in which the asker could take it."""

    offer: SwapOffer
    ways: tuple[SwapWay, ...]


def offer(work: Work, on: date, *, idempotency_key: str | None = None) -> SwapOffer:
    """Offer the asker's duty of a day to everybody who could legally take it.

    Raises ``InvalidField`` for a day without a duty that is still to come, and when the
    duty is offered already; and ``IdempotencyKeyReused``.
    """
    me = myself(work, Permission.OWN_DUTIES_CHANGE)
    asked = Once(idempotency_key, "swaps.offer", (me.id, on))
    return once(
        work,
        asked,
        lambda: _offer(work, me, on),
        lambda key: get_offer(work, SwapOfferId(key)),
    )


def _offer(work: Work, me: Practitioner, on: date) -> SwapOffer:
    ways(work, on)  # refuses a day without a duty that could be given
    sheet = sheet_on(work, on)
    if sheet is None:
        raise DutyGone(on)
    made = SwapOffer(
        id=SwapOfferId(work.new_id()),
        roster=sheet.stored.id,
        practitioner=me.id,
        staff_code=me.staff_code,
        name=me.name,
        on_date=on,
        shift_type=sheet.shift_of(me.staff_code, on),
        status=SwapOfferStatus.OPEN,
        offered_at=work.clock.now(),
    )
    if not store.add_offer(work.db, work.organisation, made):
        raise InvalidField("on", on.isoformat(), "a duty that is not offered yet")
    work.record("swaps.offer", ("swap-offer", made.id), on=on.isoformat())
    work.announce("swap.offered", offer=made.id)
    return made


def get_offer(work: Work, wanted: SwapOfferId) -> SwapOffer:
    """One of the asker's own offers; somebody else's is as if it were not there."""
    me = myself(work, Permission.OWN_DUTIES_READ)
    found = store.offer_by_id(work.db, wanted)
    if found is None or found.practitioner != me.id:
        raise NoSuchThing("offer", str(wanted))
    return found


def own_offers(work: Work) -> list[SwapOffer]:
    """The asker's offers that are open, by day."""
    me = myself(work, Permission.OWN_DUTIES_READ)
    offers = store.open_offers(work.db, work.today)
    return [one for one in offers if one.practitioner == me.id]


def offers_to_me(work: Work) -> list[OfferedDuty]:
    """What others offer and the asker could legally take as the roster is now."""
    me = myself(work, Permission.OWN_DUTIES_READ)
    found = []
    for one in store.open_offers(work.db, work.today):
        sheet = sheet_on(work, one.on_date)
        if one.practitioner == me.id or sheet is None or sheet.stored.id != one.roster:
            continue
        own = ways_to_take(work, sheet, one.staff_code, one.on_date, me.staff_code)
        if own:
            found.append(OfferedDuty(one, own))
    return found


def withdraw(work: Work, wanted: SwapOfferId) -> None:
    """Take an offer back; somebody else's is as if it were not there."""
    me = myself(work, Permission.OWN_DUTIES_CHANGE)
    found = store.offer_by_id(work.db, wanted, lock=True)
    if found is None or found.practitioner != me.id:
        raise NoSuchThing("offer", str(wanted))
    if found.status is not SwapOfferStatus.OPEN:
        raise DutyGone(found.on_date)
    now = work.clock.now()
    store.close_offer(work.db, wanted, SwapOfferStatus.WITHDRAWN, at=now)
    work.record("swaps.withdraw", ("swap-offer", wanted))


def names(work: Work) -> dict[str, str]:
    """What everybody on the team is called, by staff code."""
    work.require(Permission.ROSTER_READ)
    return {one.staff_code: one.name for one in people.practitioners(work.db)}
