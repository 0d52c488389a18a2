"""The exact expectations of a session: the discrete Lindley recursion.

``work`` is the distribution of the minutes of work in front of the practitioner. A
patient who comes waits for just that; it grows by the patient's consultation with the
chance to come, and shrinks with time, not below nought.
"""

from collections.abc import Sequence

import numpy as np

from horarium.engines.booking.outcome import Forecast, PatientWait
from horarium.engines.booking.params import Costs
from horarium.engines.booking.problem import Booked, Floats, SessionShape, require_slots

LONG_MIN = 30.0
"""Minutes; a wait beyond this is called long."""

_NEGLIGIBLE = 1e-13


def evaluate(
    shape: SessionShape, booked: Sequence[Booked], *, long_min: float = LONG_MIN
) -> Forecast:
    """What to expect of these bookings; of one slot's, the first given is seen first.

    Everybody who comes is punctual, and comes independently of the others. Exact on the
    grid: O(bookings x support of the work x support of a consultation). Raises
    ``InvalidField`` for a slot the session lacks or a law on another grid.
    """
    require_slots(shape, booked)
    order = sorted(range(len(booked)), key=lambda place: booked[place].slot)
    waits = [PatientWait(0.0, 0.0)] * len(booked)
    long_cells = int(long_min / shape.grid_min)
    work, slot, gaps = np.ones(1), 0, shape.gaps
    for place in order:
        one = booked[place]
        work = _later(work, sum(gaps[slot : one.slot]))
        slot = one.slot
        waits[place] = _wait(work, shape.grid_min, long_cells)
        work = _joined(work, one.candidate.p_show, one.candidate.law.pmf)
    left = _later(work, sum(gaps[slot:]))
    return _forecast(shape, booked, waits, left, long_min)


def cost_of(forecast: Forecast, costs: Costs) -> float:
    """The forecast in patient-minutes."""
    return (
        costs.wait * forecast.total_wait_min
        + costs.overtime * forecast.overtime_min
        + costs.idle * forecast.idle_min
    )


def _wait(work: Floats, grid_min: float, long_cells: int) -> PatientWait:
    mean = float(work @ np.arange(len(work))) * grid_min
    return PatientWait(mean, float(work[long_cells + 1 :].sum()))


def _joined(work: Floats, p_show: float, pmf: tuple[float, ...]) -> Floats:
    """The work after somebody was due who comes with the chance ``p_show``."""
    if p_show == 0.0:
        return work
    after = np.convolve(work, np.array(pmf) * p_show)
    after[: len(work)] += (1.0 - p_show) * work
    return after


def _later(work: Floats, n_cells: int) -> Floats:
    """The work after ``n_cells`` cells of time, without a tail too thin to matter."""
    if n_cells == 0:
        return work
    if n_cells >= len(work):
        return np.ones(1)
    rest = work[n_cells:].copy()
    rest[0] += work[:n_cells].sum()
    thick = np.flatnonzero(rest > _NEGLIGIBLE)
    return rest[: thick[-1] + 1]


def _forecast(
    shape: SessionShape,
    booked: Sequence[Booked],
    waits: list[PatientWait],
    left: Floats,
    long_min: float,
) -> Forecast:
    shows = np.array([one.candidate.p_show for one in booked])
    seen = float(shows.sum())
    total_wait = float(sum(s * w.mean_min for s, w in zip(shows, waits, strict=True)))
    long_waits = float(sum(s * w.p_long for s, w in zip(shows, waits, strict=True)))
    work = float(sum(b.candidate.p_show * b.candidate.law.mean_min for b in booked))
    # Nobody is seen for longer than the session lasts; rounding must not say so.
    overtime = max(
        float(left @ np.arange(len(left))) * shape.grid_min, work - shape.length_min
    )
    busy = work - overtime
    return Forecast(
        n_booked=len(booked),
        seen=seen,
        waits=tuple(waits),
        mean_wait_min=total_wait / seen if seen else 0.0,
        total_wait_min=total_wait,
        p_long=long_waits / seen if seen else 0.0,
        long_min=long_min,
        overtime_min=overtime,
        p_overtime=float(left[1:].sum()),
        idle_min=max(shape.length_min - busy, 0.0),
        utilisation=min(busy / shape.length_min, 1.0),
    )
