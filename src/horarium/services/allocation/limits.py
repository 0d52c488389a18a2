"""What is kept back for the urgent and shared out fairly, and what that costs."""

from collections.abc import Hashable, Mapping, Sequence, Sized

from horarium.domain.ids import SessionId
from horarium.domain.token import TokenSource
from horarium.domain.waitlist import Urgency
from horarium.engines.booking import AllocationParams, SlotRequest
from horarium.engines.booking.allocation import Allocation
from horarium.services.allocation.proposal import Price, Share
from horarium.services.offering.knobs import Knobs

URGENCIES: Mapping[Urgency, float] = {
    Urgency.ROUTINE: 1.0,
    Urgency.SOON: 3.0,
    Urgency.URGENT: 8.0,
}
"""What a day of one patient's waiting weighs against a routine patient's."""

_SECONDS = 5.0
"""A page is waited for; an integer programme of hundreds takes one or two."""


def kept_of(n_free: int, knobs: Knobs) -> int:
    """How many of a session's free times only the urgent may have."""
    return min(knobs.reserve, n_free)


def params_of(
    opens: Mapping[SessionId, Sized], extras: Mapping[SessionId, Sized], knobs: Knobs
) -> AllocationParams:
    """The knobs for the engine.

    Of a session that keeps times back, as many as its extras are the urgent's, too: no
    others are booked than its free times leave room for.
    """
    reserve: dict[Hashable, int] = {
        key: kept_of(len(free), knobs) + len(extras.get(key, ()))
        for key, free in opens.items()
        if kept_of(len(free), knobs)
    }
    return AllocationParams(
        horizon_days=float(knobs.days + 1),
        emergency_urgency=URGENCIES[Urgency.URGENT],
        reserve=reserve,
        equity=knobs.equity_percent / 100 or None,
        seconds=_SECONDS,
    )


def shares_of(requests: Sequence[SlotRequest], found: Allocation) -> tuple[Share, ...]:
    """For each way of asking how many asked and are placed, promises left out."""
    placed = {one.request for one in found.grants if not one.is_promise}
    asking = [one for one in requests if one.promised is None]
    return tuple(
        Share(
            TokenSource(group),
            sum(one.group == group for one in asking),
            sum(one.group == group and one.id in placed for one in asking),
        )
        for group in sorted({one.group for one in asking})
    )


def price_of(found: Allocation, free: Allocation) -> Price:
    """What ``found`` is worth less than ``free``, which knows no limits."""
    n_placed = sum(not one.is_promise for one in free.grants)
    return Price(n_placed, max(free.objective - found.objective, 0.0))


def why_limited(knobs: Knobs) -> str:
    """Why somebody does not get a time that is left."""
    reserved = "it is kept for the urgent"
    shared = "then too few of those who asked in another way would be placed"
    if not knobs.equity_percent:
        return f"A time is left, but {reserved}."
    if not knobs.reserve:
        return f"A time is left, but {shared}."
    return f"A time is left, but {reserved}, or {shared}."
