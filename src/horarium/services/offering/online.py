"""Of the free times, which cost everybody else the least."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from horarium.domain.availability import Slot, SlotStatus
from horarium.domain.ids import SessionId
from horarium.domain.session import Session
from horarium.engines.booking import offers
from horarium.services import availability
from horarium.services.offering.clinics import Clinic, clinics_of
from horarium.services.offering.knobs import Knobs
from horarium.services.work import Work
from horarium.store import sessions as session_store

N_SUGGESTED = 3


def cheapest_start(work: Work, session: Session) -> datetime | None:
    """The free time of a session for somebody who leaves the choice to us, if any is left.

    The one within the caps that costs the others least, the earliest of equals; where the
    caps leave none, the first that is free. Quotas do not count here: whoever asks for a
    place kept for others is told so.
    """
    free = availability.free_starts(work, session)
    if len(free) < 2:
        return next(iter(free), None)
    costs = _costs_in(clinics_of(work, [session]), Knobs())
    beyond = float("inf")
    return min(free, key=lambda start: (costs.get((session.id, start), beyond), start))


def suggested(
    work: Work, slots: Sequence[Slot], day: date, knobs: Knobs | None = None
) -> tuple[Slot, ...]:
    """The best of a day's free slots, cheapest within the caps first.

    Whoever asks counts with the mean chance, so nobody is shown other times for being
    thought unreliable. Slots of hours that are not opened yet come after the others, by
    time: nobody is there to wait for.
    """
    knobs = knobs or Knobs()
    free = [
        one
        for one in slots
        if one.status is SlotStatus.FREE
        and one.interval.start > work.clock.now()
        and one.interval.start.astimezone(work.zone).date() == day
    ]
    costs = _costs(work, free, knobs)
    ranked = sorted(
        (cost, one.interval.start, place)
        for place, (one, cost) in enumerate(zip(free, costs, strict=True))
        if cost is not None
    )
    return tuple(free[place] for _, _, place in ranked[:N_SUGGESTED])


def _costs(work: Work, free: Sequence[Slot], knobs: Knobs) -> list[float | None]:
    wanted: set[SessionId] = {one.session for one in free if one.session is not None}
    on = {one.interval.start.astimezone(work.zone).date() for one in free}
    sessions = [
        one
        for day in sorted(on)
        for one in session_store.on_date(work.db, day)
        if one.id in wanted
    ]
    costs = _costs_in(clinics_of(work, sessions), knobs)
    return [
        0.0 if one.session is None else costs.get((one.session, one.interval.start))
        for one in free
    ]


def _costs_in(
    clinics: Mapping[SessionId, Clinic], knobs: Knobs
) -> dict[tuple[SessionId, datetime], float]:
    """What one more would cost at each time within the caps."""
    return {
        (key, clinic.starts[one.slot]): round(one.alpha_min, 6)
        for key, clinic in clinics.items()
        for one in offers(
            clinic.shape, clinic.booked, clinic.usual, knobs.costs, knobs.caps
        )
    }
