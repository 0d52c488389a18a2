"""Arithmetic on whole columns of days since 1970-01-01."""

from datetime import date
from functools import cache
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
    return np.asarray(_months(day) % 12, dtype=np.int32)


def year_of(day: Ints) -> Ints:
    """The calendar year."""
    return np.asarray(1970 + _months(day) // 12, dtype=np.int32)


def years_before(day: Ints, years: NDArray[np.integer[Any]] | int) -> Ints:
    """The same day of the year ``years`` earlier; 29 February becomes the 28th."""
    month = _months(day)
    earlier = np.asarray(month - 12 * np.asarray(years), dtype=np.int32)
    first = _first_of(earlier)
    length = _first_of(earlier + np.int32(1)) - first
    found = first + np.minimum(day - _first_of(month), length - 1)
    return np.asarray(found, dtype=np.int32)


def completed_years(birth: Ints, day: Ints) -> Ints:
    """How old somebody born on ``birth`` is on ``day``; birthdays of 29 February are on
    1 March of other years."""
    birth_month, month = _months(birth), _months(day)
    years, beyond = np.divmod(month - birth_month, 12)
    too_early = (day - _first_of(month)) < (birth - _first_of(birth_month))
    return np.asarray(years - ((beyond == 0) & too_early), dtype=np.int32)


_EARLIEST, _LATEST = -100_000, 90_000
"""Days from 1696 to 2216, whose months are looked up: whoever has an appointment in a
calendar that may be, was born in one of them."""


@cache
def _month_table() -> Ints:
    """Months since January 1970 of each day from the earliest on."""
    days = np.arange(_EARLIEST, _LATEST).astype("datetime64[D]")
    return np.asarray(days.astype("datetime64[M]").astype(np.int64), dtype=np.int32)


@cache
def _first_table() -> Ints:
    """The first day of each month that a day of the table lies in, and of the next ones."""
    table = _month_table()
    months = np.arange(table[0], table[-1] + 2).astype("datetime64[M]")
    days = months.astype("datetime64[D]").astype(np.int64)
    return np.asarray(days, dtype=np.int32)


def _months(day: Ints) -> Ints:
    return np.asarray(_month_table()[day - _EARLIEST])


def _first_of(month: Ints) -> Ints:
    return np.asarray(_first_table()[month - _month_table()[0]])
