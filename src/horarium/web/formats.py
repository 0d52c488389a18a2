"""How dates, times and lengths of time read: "Tue 6 Jan", "14:05", "2 h 15"."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from babel.dates import format_date

from horarium.web.languages import N_, Say, english
from horarium.web.pages.roster import Day

DAY = "EEE d MMM"
PATTERNS = {
    "long_day": "EEEE d MMMM",
    "weekday": "EEEEEE",
    "weekday_short": "EEE",
    "born": "d MMM y",
    "day_month": "d MMM",
}


def day_text(on: date, language: str = "en", pattern: str = DAY) -> str:
    """The date by a CLDR ``pattern``; the year is left to the heading."""
    return format_date(on, pattern, locale=language)


def day_labels(days: Iterable[Day], language: str = "en") -> tuple[str, ...]:
    """What each column of the roster is called: its date and its holiday, if any."""
    return tuple(
        f"{day_text(day.on, language)}, {day.holiday}"
        if day.holiday
        else day_text(day.on, language)
        for day in days
    )


def time_text(at: datetime) -> str:
    """The time of day in 24 hours, in whatever zone ``at`` carries."""
    return f"{at:%H:%M}"


def clock_text(at: datetime) -> str:
    """The time of day to the second."""
    return f"{at:%H:%M:%S}"


def duration_text(length: timedelta, say: Say = english) -> str:
    """A length of time: "40 s", "12 min", "2 h 15", "3 h"; a part begun is left out."""
    seconds = int(length.total_seconds())
    if seconds < 60:
        return say(N_("{n} s")).format(n=seconds)
    hours, minutes = divmod(seconds // 60, 60)
    if not hours:
        return say(N_("{n} min")).format(n=minutes)
    words = N_("{n} h {minutes}") if minutes else N_("{n} h")
    return say(words).format(n=hours, minutes=f"{minutes:02d}")


def figure_text(number: int) -> str:
    """A whole number: "7,425"."""
    return f"{number:,}"


def machine_text(at: date | datetime) -> str:
    """The same for programs, as ISO 8601, for ``<time datetime>``."""
    return at.isoformat()
