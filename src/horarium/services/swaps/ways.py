"""Who could take a duty, for what in return, and what it means for whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from horarium.domain.errors import InvalidField
from horarium.domain.swap import DutyHandover
from horarium.engines.rostering.swaps import Duty, Share, Swap, swaps
from horarium.services.own_staff import myself
from horarium.services.permissions import Permission
from horarium.services.swaps.sheets import SwapSheet, sheet_on
from horarium.services.work import Work


class Verdict(StrEnum):
    """What a swap does to somebody's share of what is hard."""

    FAIRER = "fairer"
    EVEN = "even"
    LESS_FAIR = "less-fair"


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapWay:
    """One legal way for a duty to change hands, as one of the two sees it.

    ``back`` is the day of the duty that is given in return; None for a plain gift. Of
    the asker the effect is told in points (below 0 is better), of the other one only
    which way their fair share moves: their requests are their own.
    """

    giver: str
    taker: str
    other_name: str
    handovers: tuple[DutyHandover, ...]
    back: date | None
    own_fairness: int
    own_requests: int
    own_total: int
    other: Verdict


def ways(work: Work, on: date) -> tuple[SwapWay, ...]:
    """The legal ways for others to take the asker's duty of a day, the best first.

    Sorted by what they mean for the asker, then by name, so that the order tells nothing
    of others. Raises ``InvalidField`` when there is no duty, or it has begun.
    """
    me = myself(work, Permission.OWN_DUTIES_READ)
    sheet = sheet_on(work, on)
    if sheet is None or not sheet.shift_of(me.staff_code, on):
        raise InvalidField("on", on.isoformat(), "a day on which you have a duty")
    day = sheet.problem.horizon.day_of(on)
    found = swaps(
        sheet.problem,
        sheet.roster,
        Duty(person=me.staff_code, day=day),
        now=work.clock.now(),
    )
    return in_order(as_seen(sheet, swap, me.staff_code) for swap in found)


def ways_to_take(
    work: Work, sheet: SwapSheet, giver: str, on: date, taker: str
) -> tuple[SwapWay, ...]:
    """The legal ways for ``taker`` to take the duty of ``giver``, as the taker sees them."""
    day = sheet.problem.horizon.day_of(on)
    known = sheet.problem.tables.people
    if taker not in known or not sheet.shift_of(giver, on):
        return ()
    try:
        found = swaps(
            sheet.problem,
            sheet.roster,
            Duty(person=giver, day=day),
            now=work.clock.now(),
            taker=taker,
        )
    except InvalidField:
        return ()
    return in_order(as_seen(sheet, swap, taker) for swap in found)


def in_order(found: Iterable[SwapWay]) -> tuple[SwapWay, ...]:
    """By what they mean for the asker, gifts before exchanges, then by name and day."""
    return tuple(
        sorted(
            found,
            key=lambda one: (
                one.own_total,
                len(one.handovers),
                one.other_name,
                one.taker,
                one.back or date.min,
            ),
        )
    )


def as_seen(sheet: SwapSheet, swap: Swap, viewer: str) -> SwapWay:
    """A swap between two people as one of them sees it."""
    shares = {share.person: share for share in swap.shares}
    (other,) = (person for person in shares if person != viewer)
    given, *back = handovers_of(sheet, swap)
    return SwapWay(
        giver=given.giver,
        taker=given.taker,
        other_name=sheet.name_of(other),
        handovers=(given, *back),
        back=back[0].on_date if back else None,
        own_fairness=shares[viewer].fairness,
        own_requests=shares[viewer].requests,
        own_total=shares[viewer].penalty,
        other=_verdict(shares[other]),
    )


def handovers_of(sheet: SwapSheet, swap: Swap) -> tuple[DutyHandover, ...]:
    """The duties that change hands, by date."""
    horizon = sheet.problem.horizon
    return tuple(
        DutyHandover(
            giver=one.giver,
            taker=one.taker,
            on_date=horizon.date_of(one.day),
            shift_type=one.shift_type,
        )
        for one in swap.handovers
    )


def _verdict(share: Share) -> Verdict:
    if share.fairness < 0:
        return Verdict.FAIRER
    return Verdict.LESS_FAIR if share.fairness else Verdict.EVEN
