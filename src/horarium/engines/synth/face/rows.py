"""Frames of slots and appointments, read back into the engine's columns."""

from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd

from horarium.engines.synth.days import day_number
from horarium.engines.synth.drawn import DAY_S, NEVER, Bookings, Ints, Slots
from horarium.engines.synth.spec import ClinicSpec

_NOON_S = DAY_S // 2


def want_columns(frame: pd.DataFrame, needed: Collection[str]) -> None:
    """Raise ``ValueError`` naming the columns that are missing."""
    missing = sorted(set(needed) - set(frame.columns))
    if missing:
        raise ValueError(f"appointments_df is missing the columns {missing}")


def days_of_column(column: Any) -> Ints:
    """A column of dates as days since 1970-01-01."""
    dates = pd.to_datetime(column).to_numpy().astype("datetime64[D]")
    return np.asarray(dates.astype(np.int64), dtype=np.int32)


def minutes_of_column(column: Any) -> Ints:
    """A column of ``datetime.time`` (or text HH:MM) as minutes from midnight."""
    minutes = {at: _minute(at) for at in set(column)}
    return np.array([minutes[at] for at in column], dtype=np.int32)


def rows_per_date(dates: "pd.Series[Any]") -> "pd.Series[Any]":
    """How many rows each day has, by day."""
    days, n = np.unique(dates.to_numpy(), return_counts=True)
    return pd.Series(n, index=pd.DatetimeIndex(days, name=dates.name))


def slots_of_frame(spec: ClinicSpec, frame: pd.DataFrame) -> Slots:
    """The slots of a frame in order of time, whatever was made of it."""
    day = days_of_column(frame["appointment_date"])
    minute = minutes_of_column(frame["appointment_time"])
    order = np.lexsort((minute, day))
    return slots_at(spec, day[order], minute[order])


def slots_at(spec: ClinicSpec, day: Ints, minute: Ints) -> Slots:
    """Slots at these days and minutes, in order of time, each in its stretch of clinic."""
    starts = np.array([hours.start_min for hours in spec.calendar.hours])
    ends = np.array([hours.end_min for hours in spec.calendar.hours])
    block = np.maximum(np.searchsorted(starts, minute, side="right") - 1, 0)
    midnight = day.astype(np.int64) * DAY_S
    return Slots(
        day=day,
        minute=minute,
        block_start_s=midnight + np.minimum(starts[block], minute) * 60,
        block_end_s=midnight + ends[block] * 60,
        n_past=int(np.searchsorted(day, day_number(spec.calendar.reference))),
    )


def bookings_of_frame(frame: pd.DataFrame, day: Ints) -> Bookings:
    """Appointments as unlinked bookings, each of a slot of its own, booked at noon."""
    n = len(frame)
    made = days_of_column(frame["scheduling_date"]).astype(np.int64) * DAY_S + _NOON_S
    is_cancelled = (frame["status"] == "cancelled").to_numpy(dtype=bool)
    midnight = day.astype(np.int64) * DAY_S
    return Bookings(
        slot=np.arange(n, dtype=np.int32),
        made_s=made,
        cancelled_s=np.where(is_cancelled, midnight, NEVER),
        by=is_cancelled.astype(np.int8),
        rebooked_from=np.full(n, -1, dtype=np.int32),
        episode=np.arange(n, dtype=np.int32),
        waiting_s=np.full(n, NEVER),
    )


def _minute(at: Any) -> int:
    try:
        if isinstance(at, str):
            hour, minute, *_ = at.split(":")
            return 60 * int(hour) + int(minute)
        return 60 * int(at.hour) + int(at.minute)
    except (ValueError, AttributeError) as error:
        raise ValueError(f"appointment_time: {at!r} is no time of day") from error
