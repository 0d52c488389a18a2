"""The days of a roster, counted and named."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from horarium.domain.errors import InvalidField
from horarium.engines.rostering.wants import want

Day = Annotated[int, "day"]
"""A day of the horizon: 0 is the first, negative days are history."""

MAX_DAYS = 371
"""A year of whole weeks; the longest public instance has 364 days."""

DAYS_A_WEEK, SATURDAY = 7, 5

FIRST_YEAR, LAST_YEAR = 1900, 9000
"""Dates and their zones can be reckoned with, and days before and after them, too."""


FAR = 100_000
"""Days from a horizon within which every day has a date."""


@dataclass(frozen=True, slots=True)
class Horizon:
    """The ``n_days`` days from ``start`` on, at a place with one ``time_zone`` (IANA)."""

    start: date
    n_days: int
    time_zone: str = "UTC"

    def __post_init__(self) -> None:
        want(
            1 <= self.n_days <= MAX_DAYS,
            "horizon.n_days",
            self.n_days,
            f"a whole number of days from 1 to {MAX_DAYS}",
        )
        want(
            FIRST_YEAR <= self.start.year < LAST_YEAR,
            "horizon.start",
            self.start,
            f"a date from {FIRST_YEAR} on, before the year {LAST_YEAR}",
        )
        try:
            ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError) as unknown:
            raise InvalidField(
                "horizon.time_zone", self.time_zone, "an IANA name like Europe/London"
            ) from unknown

    @classmethod
    def at_epoch(cls) -> Self:
        """One day, to count dates from before there is a horizon."""
        return cls(date(1970, 1, 1), 1)

    def date_of(self, day: int) -> date:
        """The calendar date of ``day``."""
        return self.start + timedelta(days=day)

    def day_of(self, when: date) -> int:
        """The day on that date; may lie outside the horizon."""
        return (when - self.start).days

    def weekday(self, day: int) -> int:
        """0 is Monday, as in ``date.weekday``."""
        return (self.start.weekday() + day) % DAYS_A_WEEK

    def minute_of(self, day: int, at: time) -> int:
        """Minutes of real time from the start of day 0 to local clock time ``at``.

        Days on which the clocks change are 23 or 25 hours long. A clock time that comes
        twice means its first occurrence.
        """
        return _minutes_between(self._instant(0, time()), self._instant(day, at))

    def name_of(self, day: int) -> str:
        """The day as people write it: "Tue 6 Jan"."""
        when = self.date_of(day)
        return f"{when:%a} {when.day} {when:%b}"

    def name_of_days(self, days: Sequence[int]) -> str:
        """A stretch of days: "Tue 6 Jan" or "Tue 6 Jan – Fri 9 Jan"."""
        first, last = self.name_of(min(days)), self.name_of(max(days))
        return first if first == last else f"{first} – {last}"

    def _instant(self, day: int, at: time) -> datetime:
        local = datetime.combine(self.date_of(day), at, ZoneInfo(self.time_zone))
        return local.astimezone(UTC)


def _minutes_between(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds()) // 60
