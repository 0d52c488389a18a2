"""Columns of days agree with the calendar of the standard library."""

from datetime import date, timedelta

import numpy as np

from horarium.engines.synth.days import (
    EPOCH,
    completed_years,
    day_number,
    month_of,
    weekday_of,
    year_of,
    years_before,
)

DAYS = np.random.default_rng(0).integers(-40_000, 40_000, 2000).astype(np.int32)
DATES = [EPOCH + timedelta(days=int(day)) for day in DAYS]


def test_weekday_month_and_year_are_those_of_the_calendar() -> None:
    assert weekday_of(DAYS).tolist() == [day.weekday() for day in DATES]
    assert month_of(DAYS).tolist() == [day.month - 1 for day in DATES]
    assert year_of(DAYS).tolist() == [day.year for day in DATES]


def test_completed_years_change_on_the_birthday() -> None:
    later = DAYS + np.int32(10_957)

    found = completed_years(DAYS, later)

    for birth, day, age in zip(DATES, later.tolist(), found.tolist(), strict=True):
        on = EPOCH + timedelta(days=day)
        too_early = (on.month, on.day) < (birth.month, birth.day)
        assert age == on.year - birth.year - too_early


def test_years_before_a_leap_day_end_on_the_28th() -> None:
    leap = np.array([day_number(date(2024, 2, 29))], dtype=np.int32)

    assert years_before(leap, 1)[0] == day_number(date(2023, 2, 28))
    assert years_before(leap, 4)[0] == day_number(date(2020, 2, 29))
