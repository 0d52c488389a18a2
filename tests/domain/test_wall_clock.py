"""What a clock on the wall shows, over changes of the clocks."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from horarium.domain.wall_clock import instant_at, is_shown

BERLIN = ZoneInfo("Europe/Berlin")
FORWARD = date(2027, 3, 28)
BACK = date(2027, 10, 31)
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo")


@pytest.mark.parametrize(
    ("at", "hour", "minute"),
    [
        (time(1, 59), 0, 59),
        (time(2, 0), 1, 0),
        (time(2, 30), 1, 0),
        (time(2, 59), 1, 0),
        (time(3, 0), 1, 0),
        (time(3, 1), 1, 1),
    ],
)
def test_a_time_that_is_skipped_is_the_instant_of_the_jump(at, hour, minute):
    instant = instant_at(FORWARD, at, BERLIN)

    assert instant == datetime(2027, 3, 28, hour, minute, tzinfo=UTC)


def test_of_a_time_that_comes_twice_it_is_the_first():
    instant = instant_at(BACK, time(2, 30), BERLIN)

    assert instant == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_only_the_hour_that_is_skipped_is_not_shown():
    shown = [is_shown(FORWARD, time(hour, 30), BERLIN) for hour in range(5)]

    assert shown == [True, True, False, True, True]
    assert is_shown(BACK, time(2, 30), BERLIN)


@given(
    day=st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    clocks=st.tuples(st.times(), st.times()).map(sorted),
    zone=st.sampled_from(ZONES).map(ZoneInfo),
)
def test_later_on_the_clock_is_never_earlier_in_time(day, clocks, zone):
    first, second = (
        instant_at(day, one.replace(microsecond=0), zone) for one in clocks
    )

    assert first <= second
