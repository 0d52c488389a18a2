"""On holidays, in closures and on leave nobody is seen."""

from datetime import date

import numpy as np
import pytest

from horarium.domain.errors import InvalidField
from horarium.engines.synth.closed_days import (
    Closed,
    open_ranges,
    public_holidays,
    weeks_of_leave,
)

YEAR = date(2024, 1, 1), date(2025, 1, 1)


def test_england_rests_on_eight_days_of_2024():
    found = public_holidays("GB", "ENG", *YEAR)

    assert [closed.start.isoformat() for closed in found] == [
        "2024-01-01",
        "2024-03-29",
        "2024-04-01",
        "2024-05-06",
        "2024-05-27",
        "2024-08-26",
        "2024-12-25",
        "2024-12-26",
    ]
    assert found[-2].reason == "Christmas Day"


def test_holidays_outside_the_stretch_are_not_told():
    found = public_holidays("GB", "ENG", date(2024, 12, 26), date(2025, 1, 1))

    assert [closed.start for closed in found] == [date(2024, 12, 26)]


def test_an_unknown_country_is_refused_with_what_would_do():
    with pytest.raises(InvalidField, match="such as GB and ENG"):
        public_holidays("XX", None, *YEAR)


def test_leave_is_taken_in_whole_weeks_of_each_year():
    leave = weeks_of_leave(
        date(2024, 1, 1), date(2027, 1, 1), 6, np.random.default_rng(1)
    )

    assert len(leave) == len(set(leave)) == 18
    assert {one.start.weekday() for one in leave} == {0}
    assert {len(one.days()) for one in leave} == {7}


def test_half_a_year_has_half_the_leave():
    leave = weeks_of_leave(
        date(2024, 1, 1), date(2024, 7, 1), 6, np.random.default_rng(1)
    )

    assert len(leave) == 3


def test_what_is_left_between_closed_days_is_open():
    shut = [
        Closed(date(2024, 1, 1), date(2024, 1, 2), "New Year"),
        Closed(date(2024, 1, 5), date(2024, 1, 7), "Flood"),
    ]

    left = open_ranges(date(2024, 1, 1), date(2024, 1, 10), shut)

    assert left == [
        (date(2024, 1, 2), date(2024, 1, 4)),
        (date(2024, 1, 7), date(2024, 1, 9)),
    ]


def test_a_stretch_that_ends_before_it_begins_is_refused():
    with pytest.raises(InvalidField, match=r"closed\.end"):
        Closed(date(2024, 1, 2), date(2024, 1, 2), "Nothing")


def test_a_year_that_no_government_has_told_is_no_warning():
    found = public_holidays("IN", None, date(2050, 1, 1), date(2051, 1, 1))

    assert date(2050, 8, 15) in {one.start for one in found}
