"""Which slots there are."""

import numpy as np

from horarium.engines.synth.days import day_number, month_of, weekday_of
from horarium.engines.synth.drawn import DAY_S, Ints, Slots
from horarium.engines.synth.spec import ClinicSpec


def open_slots(spec: ClinicSpec) -> Slots:
    """Every slot from the first day to the last that can be booked, in order of time."""
    calendar = spec.calendar.until(spec.booking.horizon_days)
    days = _days(spec)
    rows = [_day_template(spec, weekday) for weekday in range(7)]
    template = np.concatenate(rows)
    lengths = np.array([len(row) for row in rows], dtype=np.int64)
    weekday = weekday_of(days)
    n = lengths[weekday]
    before = np.cumsum(n) - n
    first = (np.cumsum(lengths) - lengths)[weekday]
    within = np.arange(n.sum()) - np.repeat(before - first, n)
    day = np.repeat(days, n)
    midnight = day.astype(np.int64) * DAY_S
    return Slots(
        day=day,
        minute=template[within, 0],
        block_start_s=midnight + template[within, 1] * 60,
        block_end_s=midnight + template[within, 2] * 60,
        n_past=int(np.searchsorted(day, day_number(calendar.reference))),
    )


def _days(spec: ClinicSpec) -> Ints:
    calendar = spec.calendar.until(spec.booking.horizon_days)
    stretches = [
        np.arange(day_number(first), day_number(last) + 1, dtype=np.int32)
        for first, last in sorted(calendar.ranges)
    ]
    days = np.concatenate(stretches)
    weight = np.array(spec.demand.month_weights)[month_of(days)]
    weight = weight * np.array(spec.demand.weekday_weights)[weekday_of(days)]
    days = days[weight > 0]
    closed = np.array([day_number(day) for day in calendar.closed], dtype=np.int32)
    return np.asarray(days[~np.isin(days, closed)], dtype=np.int32)


def _day_template(spec: ClinicSpec, weekday: int) -> Ints:
    """Minute, opening and closing minute of each slot of a weekday, shape ``(n, 3)``."""
    rows = [
        (minute, hours.start_min, hours.end_min)
        for hours in sorted(spec.calendar.hours, key=lambda one: one.start_min)
        if weekday in hours.weekdays
        for minute in range(hours.start_min, hours.end_min, spec.calendar.slot_min)
    ]
    return np.array(rows, dtype=np.int32).reshape(-1, 3)
