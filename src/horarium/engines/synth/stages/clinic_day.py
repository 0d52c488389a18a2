"""When the attended check in, begin and end: one clinician, first come first served."""

from math import log, sqrt

import numpy as np
from numpy.random import Generator

from horarium.engines.synth.drawn import (
    DAY_S,
    NEVER,
    Bookings,
    Floats,
    Outcomes,
    Seconds,
    Slots,
    Status,
    Times,
)
from horarium.engines.synth.sorting import order_by
from horarium.engines.synth.spec import ClinicSpec

_TENTH_S = 6
"""Consultations are whole tenths of a minute."""


def times(
    spec: ClinicSpec, slots: Slots, made: Bookings, came: Outcomes, rng: Generator
) -> Times:
    """Check-in, start and end of every attended appointment.

    A visit begins when its stretch of clinic has opened, the patient is there and whoever
    came before is done. All three lie on the day of the slot.
    """
    n = len(made)
    attended = np.flatnonzero(came.status == Status.ATTENDED)
    slot = made.slot[attended]
    midnight = slots.day[slot].astype(np.int64) * DAY_S
    arriving, serving = rng.spawn(2)
    offset_s = 60 * arriving.normal(
        spec.day.check_in_mean, spec.day.check_in_sd, len(slot)
    )
    due = slots.start_s[slot] + np.round(offset_s).astype(np.int64)
    check_in = np.clip(due, midnight, midnight + DAY_S - 1)
    start, end = _served(
        np.maximum(check_in, slots.block_start_s[slot]),
        check_in,
        _gaps_s(spec, len(slot), serving),
        _consultations_s(spec, len(slot), serving),
    )
    latest = midnight + DAY_S - 1
    start = np.minimum(start, latest)
    columns = np.full((3, n), NEVER, dtype=np.int64)
    columns[:, attended] = check_in, start, np.minimum(end, latest)
    return Times(check_in_s=columns[0], start_s=columns[1], end_s=columns[2])


def _served(
    ready: Seconds, check_in: Seconds, gap: Seconds, service: Seconds
) -> tuple[Seconds, Seconds]:
    """Starts and ends in one line by readiness; Lindley's recursion as a running maximum."""
    order = order_by(ready, check_in)
    work = (gap + service)[order]
    done = np.cumsum(work)
    end = np.empty_like(ready)
    end[order] = done + np.maximum.accumulate(ready[order] - (done - work))
    return end - service, end


def _gaps_s(spec: ClinicSpec, n: int, rng: Generator) -> Seconds:
    gap = rng.normal(spec.day.gap_s, spec.day.gap_sd_s, n)
    return np.round(np.maximum(gap, 0.0)).astype(np.int64)


def _consultations_s(spec: ClinicSpec, n: int, rng: Generator) -> Seconds:
    """Lognormal by mean and coefficient of variation, one tenth of a minute at least."""
    mean = min(spec.day.consult_mean, spec.day.most_of_slot * spec.calendar.slot_min)
    variance = log(1 + spec.day.consult_cv**2)
    minutes: Floats = rng.lognormal(log(mean) - variance / 2, sqrt(variance), n)
    tenths = np.clip(np.round(10 * minutes), 1, 10 * spec.day.consult_most)
    return tenths.astype(np.int64) * _TENTH_S
