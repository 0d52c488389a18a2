"""Dates as Medscheduler's arguments give them."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import pandas as pd

from horarium.engines.synth.spec import EARLIEST, LATEST

DEFAULT_RANGES = [(datetime(2024, 1, 1), datetime(2024, 12, 31, 23, 59))]  # noqa: DTZ001
DEFAULT_REFERENCE = datetime(2024, 12, 1)  # noqa: DTZ001 - the clinic's own clock


def to_datetime(value: Any) -> datetime:
    """Any date-like value as a naive ``datetime``; a zone is dropped, the clock stays."""
    try:
        stamp = pd.Timestamp(value)
    except (ValueError, TypeError, OverflowError) as error:
        raise TypeError(_not_a_date(value)) from error
    if stamp is pd.NaT or isinstance(value, int | float):
        raise TypeError(_not_a_date(value))
    found: datetime = stamp.tz_localize(None).to_pydatetime(warn=False)
    return found


def _not_a_date(value: object) -> str:
    return f"{value!r} is no date: give an ISO text, date, datetime or Timestamp"


def ranges_of(given: Any) -> list[tuple[datetime, datetime]]:
    """``date_ranges`` as pairs of instants; an end at midnight means the end of that day."""
    if given is None:
        return list(DEFAULT_RANGES)
    if not isinstance(given, list | tuple):
        raise TypeError(f"`date_ranges` must be a list of pairs, not {given!r}")
    if not given:
        raise ValueError("`date_ranges` must hold at least one (start, end) pair")
    return [_range(place, pair) for place, pair in enumerate(given)]


def _range(place: int, pair: Any) -> tuple[datetime, datetime]:
    if not (isinstance(pair, list | tuple) and len(pair) == 2):
        raise TypeError(f"`date_ranges[{place}]` must be a (start, end) pair")
    start, end = (to_datetime(value) for value in pair)
    if end.time() == time(0):
        end = _end_of(end)
    if start >= end:
        raise ValueError(f"`date_ranges[{place}]`: start >= end ({start} >= {end})")
    if not EARLIEST <= start.date() <= end.date() <= LATEST:
        raise ValueError(
            f"`date_ranges[{place}]` must lie in {EARLIEST} to {LATEST}, not {pair!r}"
        )
    return start, end


def reference_of(
    given: Any, ranges: Sequence[tuple[datetime, datetime]], *, are_default: bool
) -> datetime:
    """``ref_date`` at 00:00; the last day of the latest range when it is not given."""
    if given is not None:
        reference = _midnight(to_datetime(given))
    elif are_default:
        reference = DEFAULT_REFERENCE
    else:
        reference = _midnight(max(end for _, end in ranges))
    if not any(_midnight(start) <= reference <= end for start, end in ranges):
        raise ValueError(
            f"`ref_date` must lie in one of the `date_ranges`, {reference:%Y-%m-%d} "
            "does not"
        )
    return reference


def effective(
    ranges: Sequence[tuple[datetime, datetime]], reference: datetime, horizon_days: int
) -> list[tuple[datetime, datetime]]:
    """The ranges, the end of the latest pushed to the last day that can be booked."""
    reach = _end_of(reference + timedelta(days=horizon_days))
    latest = max(range(len(ranges)), key=lambda place: ranges[place][1])
    return [
        (start, max(end, reach) if place == latest else end)
        for place, (start, end) in enumerate(ranges)
    ]


def as_days(
    ranges: Sequence[tuple[datetime, datetime]],
) -> tuple[tuple[date, date], ...]:
    """The ranges as pairs of days, in order, those that meet or overlap made one."""
    merged: list[tuple[date, date]] = []
    for start, end in sorted((one.date(), other.date()) for one, other in ranges):
        if merged and start <= merged[-1][1] + timedelta(days=1):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _end_of(day: datetime) -> datetime:
    return day.replace(hour=23, minute=59, second=0, microsecond=0)


def _midnight(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)
