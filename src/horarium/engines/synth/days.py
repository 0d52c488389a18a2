"""Arithmetic on whole columns of days since 1970-01-01."""

from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from horarium.engines.synth.drawn import Ints

EPOCH = date(1970, 1, 1)
DAYS_A_YEAR = 365.25
_THURSDAY = 3


def day_number(day: date) -> int:
    """Days from 1970-01-01 to ``day``."""
    return (day - EPOCH).days


def weekday_of(day: Ints) -> Ints:
    """Monday 0 to Sunday 6."""
    return (day + _THURSDAY) % 7


def month_of(day: Ints) -> Ints:
    """January 0 to December 11."""
    return (_months(day).astype(np.int64) % 12).astype(np.int32)


def year_of(day: Ints) -> Ints:
    """The calendar year."""
    return (1970 + _months(day).astype(np.int64) // 12).astype(np.int32)


def years_before(day: Ints, years: NDArray[np.integer[Any]] | int) -> Ints:
    """The same day of the year ``years`` earlier; 29 February becomes the 28th."""
    month = _months(day)
    earlier = month - 12 * np.asarray(years).astype("timedelta64[M]")
    in_month = day - _first_of(month)
    length = _first_of(earlier + np.timedelta64(1, "M")) - _first_of(earlier)
    found = _first_of(earlier) + np.minimum(in_month, length - 1)
    return np.asarray(found, dtype=np.int32)


def completed_years(birth: Ints, day: Ints) -> Ints:
    """How old somebody born on ``birth`` is on ``day``; birthdays of 29 February are on
    1 March of other years."""
    birth_month, month = _months(birth), _months(day)
    years = (month.astype(np.int64) - birth_month.astype(np.int64)) // 12
    same_month = (month.astype(np.int64) - birth_month.astype(np.int64)) % 12 == 0
    too_early = (day - _first_of(month)) < (birth - _first_of(birth_month))
    return np.asarray(years - (same_month & too_early), dtype=np.int32)


def _months(day: Ints) -> NDArray[np.datetime64]:
    return day.astype("datetime64[D]").astype("datetime64[M]")


def _first_of(month: NDArray[np.datetime64]) -> NDArray[np.int64]:
    first: NDArray[np.int64] = month.astype("datetime64[D]").astype(np.int64)
    return first
