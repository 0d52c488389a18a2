"""When each slot is promised, given up and promised again.

Past and future are one model: every slot has a whole history, and the reference only hides
what comes after it. The leads of one slot's bookings are independent draws in order of size,
so that the leads of all bookings together follow the curve whatever is refilled.
"""

import numpy as np
from numpy.random import Generator

from horarium.engines.synth.days import day_number
from horarium.engines.synth.drawn import (
    DAY_S,
    NEVER,
    Bookings,
    By,
    DayPlan,
    Flags,
    Ints,
    Seconds,
    Slots,
)
from horarium.engines.synth.lead_times import lead_time_pmf
from horarium.engines.synth.sorting import order_by, order_of
from horarium.engines.synth.spec import ClinicSpec
from horarium.engines.synth.stages.rebooking import episodes, stand_ins
from horarium.engines.synth.stages.waitlist import (
    at_their_cancellation,
    given_up_for_list,
    taken_from_list,
    waiting_since,
)

_OPENS_S, _CLOSES_S = 8 * 3600, 18 * 3600
"""Bookings are made between these hours, evenly: this project's own choice."""


def bookings(spec: ClinicSpec, slots: Slots, plan: DayPlan, rng: Generator) -> Bookings:
    """Every booking made before the reference, in the order they were made."""
    picking, leading, ending, linking, listing = rng.spawn(5)
    n_rows, is_held = _picked(len(slots), plan, picking)
    slot = np.repeat(np.arange(len(slots), dtype=np.int32), n_rows)
    made = _made(spec, slots, slot, n_rows, leading)
    is_last = np.ones(len(slot), dtype=bool)
    is_last[:-1] = slot[1:] != slot[:-1]
    cancelled = _cancelled(slots, slot, made, is_last & is_held[slot], ending)
    by_patient = ending.random(len(slot)) < spec.booking.by_patient
    from_list = taken_from_list(spec.booking, slot, slots.n_past, listing)
    cancelled = given_up_for_list(made, cancelled, from_list, listing)
    since = waiting_since(spec.booking, made, from_list, listing)
    present = day_number(spec.calendar.reference) * DAY_S
    known = np.flatnonzero(made < present)
    known = known[order_of(made[known])]
    slot, made, cancelled = slot[known], made[known], cancelled[known]
    cancelled[cancelled >= present] = NEVER
    by = np.where(by_patient[known], By.PATIENT, By.HOSPITAL)
    before = stand_ins(
        spec.booking.rebook_rate, slots.day[slot], made, cancelled, linking
    )
    return Bookings(
        slot=slot,
        made_s=made,
        cancelled_s=cancelled,
        by=np.where(cancelled == NEVER, By.NOBODY, by).astype(np.int8),
        rebooked_from=before,
        episode=episodes(before),
        waiting_s=at_their_cancellation(since[known], before, cancelled),
    )


def _picked(n_slots: int, plan: DayPlan, rng: Generator) -> tuple[Ints, Flags]:
    """How many bookings each slot gets, and whether the last of them stays."""
    of_day = np.repeat(np.arange(len(plan.day)), plan.n_slots)
    order = np.argsort(of_day + rng.random(n_slots))
    rank = np.arange(n_slots) - plan.first[of_day]
    n_open = plan.n_cancelled - plan.n_refilled
    n_asked = plan.n_held + n_open
    is_held = np.empty(n_slots, dtype=bool)
    is_held[order] = rank < plan.n_held[of_day]
    n_rows = np.empty(n_slots, dtype=np.int32)
    n_rows[order] = rank < n_asked[of_day]
    again = np.repeat(np.arange(len(plan.day)), plan.n_refilled)
    place = plan.first[again] + (rng.random(len(again)) * n_asked[again]).astype(int)
    n_rows += np.bincount(order[place], minlength=n_slots).astype(np.int32)
    return n_rows, is_held


def _made(
    spec: ClinicSpec, slots: Slots, slot: Ints, n_rows: Ints, rng: Generator
) -> Seconds:
    """When each booking was made, within a slot in order of time."""
    n_past = int(np.searchsorted(slot, slots.n_past))
    lead: Ints = np.concatenate(
        [_leads(spec, n_past, rng), _leads(spec, len(slot) - n_past, rng)]
    )
    hour_s = rng.integers(_OPENS_S, _CLOSES_S, len(slot))
    made = (slots.day[slot] - lead).astype(np.int64) * DAY_S + hour_s
    several = np.flatnonzero(n_rows[slot] > 1)
    in_order = order_by(slot[several], made[several])
    made[several] = made[several][in_order]
    return np.asarray(made, dtype=np.int64)


def _leads(spec: ClinicSpec, n: int, rng: Generator) -> Ints:
    """One lead from each of ``n`` equal parts of the curve, shuffled: its quantiles hold."""
    curve = spec.booking
    reached = np.cumsum(lead_time_pmf(curve.median_lead_days, curve.horizon_days))
    at = (rng.permutation(n) + rng.random(n)) / max(n, 1)
    found = np.searchsorted(reached, at * reached[-1], side="right")
    return np.asarray(1 + np.minimum(found, len(reached) - 1), dtype=np.int32)


def _cancelled(
    slots: Slots, slot: Ints, made: Seconds, stays: Flags, rng: Generator
) -> Seconds:
    """When each booking is given up: any time until the slot is promised again or begins."""
    until = slots.start_s[slot]
    refilled = np.flatnonzero(slot[:-1] == slot[1:])
    until[refilled] = made[refilled + 1]
    given_up = made + (rng.random(len(slot)) * (until - made)).astype(np.int64)
    given_up[stays] = NEVER
    return given_up
