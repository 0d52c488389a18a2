from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from horarium.web import formats
from horarium.web.pages.roster import Day


def test_dates_and_times_read_as_people_write_them():
    at = datetime(2026, 1, 6, 9, 5, 7, tzinfo=ZoneInfo("Asia/Kolkata"))

    assert formats.day_text(at.date()) == "Tue 6 Jan"
    assert formats.time_text(at) == "09:05"
    assert formats.clock_text(at) == "09:05:07"
    assert formats.machine_text(at) == "2026-01-06T09:05:07+05:30"


def test_a_long_number_is_told_in_threes():
    assert formats.figure_text(7425) == "7,425"
    assert formats.figure_text(33) == "33"


def test_dates_follow_the_language():
    assert formats.day_text(date(2026, 1, 6), "es") == "mar 6 ene"


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(seconds=40), "40 s"),
        (timedelta(minutes=12, seconds=59), "12 min"),
        (timedelta(hours=3), "3 h"),
        (timedelta(hours=2, minutes=15), "2 h 15"),
        (timedelta(hours=2, minutes=5), "2 h 05"),
        (timedelta(days=1, hours=1), "25 h"),
    ],
)
def test_a_length_of_time_reads_short(length, text):
    assert formats.duration_text(length) == text


def test_a_column_is_called_by_its_date_and_its_holiday():
    days = (
        Day(date(2026, 1, 1), is_weekend=False, holiday="New Year"),
        Day(date(2026, 1, 2), is_weekend=False),
    )

    assert formats.day_labels(days) == ("Thu 1 Jan, New Year", "Fri 2 Jan")
