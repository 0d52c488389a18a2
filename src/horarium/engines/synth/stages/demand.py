"""How many bookings each day gets, how many of them stay, and how many are given up.

Demand, the bookings made for a day, follows the weights. What a day can hold is bounded by
its slots, so on the busiest days more bookings are cancelled and refilled, and the share
held there is less than the weights say. In total the fill rate and the cancelled share hold.
"""

import numpy as np
from numpy.random import Generator

from horarium.engines.synth.days import day_number, month_of, weekday_of
from horarium.engines.synth.drawn import DayPlan, Flags, Floats, Ints, Slots
from horarium.engines.synth.levels import levels, wanted_weights
from horarium.engines.synth.spec import ClinicSpec

_N_RAKES = 8


def day_plan(spec: ClinicSpec, slots: Slots, rng: Generator) -> DayPlan:
    """Counts for every day that has slots; those before the reference add up exactly."""
    first = np.flatnonzero(np.diff(slots.day, prepend=-(10**9))).astype(np.int32)
    day = slots.day[first]
    n = np.diff(first, append=len(slots)).astype(np.int32)
    is_past = day < day_number(spec.calendar.reference)
    weight = _varied(spec, wanted_weights(spec, day), day, n, is_past, rng)
    ruling = is_past if (weight[is_past] > 0).any() else np.ones_like(is_past)
    held, cancelled = levels(spec, weight[ruling], n[ruling]).at(weight)
    n_held = np.minimum(n, _whole(held * n, is_past, rng))
    n_cancelled = _whole(cancelled * n, is_past, rng)
    return DayPlan(
        day=day,
        first=first,
        n_slots=n,
        n_held=n_held,
        n_cancelled=n_cancelled,
        n_refilled=_refilled(spec, n, n_held, n_cancelled, is_past, rng),
    )


def _varied(
    spec: ClinicSpec, wanted: Floats, day: Ints, n: Ints, is_past: Flags, rng: Generator
) -> Floats:
    """The weights with the noise of each day, weekdays and months of the past as wanted."""
    deviate = 1 + spec.demand.noise * rng.standard_normal(len(day))
    noisy = wanted * np.maximum(deviate, 0.05)
    past = is_past.nonzero()[0]
    for _ in range(_N_RAKES if spec.demand.noise else 0):
        for group in (weekday_of(day)[past], month_of(day)[past]):
            want = np.bincount(group, (wanted * n)[past], minlength=12)
            have = np.bincount(group, (noisy * n)[past], minlength=12)
            noisy[past] *= (want / np.where(have > 0, have, 1.0))[group]
    return np.asarray(noisy, dtype=np.float64)


def _whole(expected: Floats, is_past: Flags, rng: Generator) -> Ints:
    """Whole numbers next to those expected; running totals are never off by one or more."""
    whole = np.zeros(len(expected), dtype=np.int32)
    for part in (is_past, ~is_past):
        reached = np.floor(np.cumsum(expected[part]) + rng.uniform(0.01, 0.99))
        whole[part] = np.diff(reached, prepend=0.0)
    return whole


def _refilled(
    spec: ClinicSpec,
    n: Ints,
    n_held: Ints,
    n_cancelled: Ints,
    is_past: Flags,
    rng: Generator,
) -> Ints:
    """How many cancellations are followed by another booking of the slot.

    As many as the refill rate says, or more where no slot is left that could stay empty.
    """
    kept_open = np.asarray((1 - spec.booking.refill_rate) * n_cancelled, np.float64)
    left_open = _whole(kept_open, is_past, rng)
    must = np.where((n_held == 0) & (n_cancelled > 0), 1, 0)
    left_open = np.maximum(np.minimum(left_open, n_cancelled), must)
    return np.asarray(n_cancelled - np.minimum(left_open, n - n_held), np.int32)
