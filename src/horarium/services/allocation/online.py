"""The online rule: of the free times, which cost everybody else the least."""

from collections.abc import Sequence
from datetime import date

from horarium.domain.availability import Slot, SlotStatus
from horarium.domain.ids import SessionId
from horarium.engines.booking import offers
from horarium.services.allocation.clinics import clinics_of
from horarium.services.allocation.knobs import Knobs
from horarium.services.work import Work
from horarium.store import sessions as session_store

N_SUGGESTED = 3


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
    clinics = clinics_of(work, sessions)
    costs: dict[tuple[SessionId, object], float] = {}
    for key, clinic in clinics.items():
        found = offers(
            clinic.shape, clinic.booked, clinic.usual, knobs.costs, knobs.caps
        )
        for one in found:
            costs[key, clinic.starts[one.slot]] = round(one.alpha_min, 6)
    return [
        0.0 if one.session is None else costs.get((one.session, one.interval.start))
        for one in free
    ]
