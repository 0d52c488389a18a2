"""Days on which nobody is seen: public holidays, closures, leave."""

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

import holidays
from numpy.random import Generator

from horarium.domain.errors import InvalidField

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, order=True)
class Closed:
    """A stretch of days without clinics, ``[start, end)``, and why."""

    start: date
    end: date
    reason: str

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise InvalidField(
                "closed.end", self.end.isoformat(), f"a day after {self.start}"
            )

    def days(self) -> list[date]:
        """Each day of it."""
        return [self.start + step * DAY for step in range((self.end - self.start).days)]


@cache
def public_holidays(
    country: str, subdivision: str | None, start: date, end: date
) -> tuple[Closed, ...]:
    """The public holidays of a place in ``[start, end)``, by date.

    ``country`` is an ISO 3166-1 code of two letters, ``subdivision`` an ISO 3166-2 code
    without the country, as the ``holidays`` library knows them; raises ``InvalidField``
    for others. Of years beyond those that a government has told, only the holidays that
    follow from the calendar are known.
    """
    years = range(start.year, (end - DAY).year + 1)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Requested Holidays", UserWarning)
            found = holidays.country_holidays(
                country, subdiv=subdivision, years=years, language="en_US"
            )
    except NotImplementedError:
        wanted = (
            "a country and subdivision the holidays library knows, such as GB and ENG"
        )
        raise InvalidField("country", f"{country} {subdivision}", wanted) from None
    return tuple(
        Closed(day, day + DAY, name)
        for day, name in sorted(found.items())
        if start <= day < end
    )


def weeks_of_leave(
    start: date, end: date, weeks_a_year: int, rng: Generator
) -> tuple[Closed, ...]:
    """Whole weeks of leave from Monday on, ``weeks_a_year`` of each calendar year, by date.

    Any week of the year is as likely as another, none is taken twice. A year of which the
    stretch ``[start, end)`` holds only a part gets its share of the weeks, rounded.
    """
    taken: list[Closed] = []
    for year in range(start.year, end.year + 1):
        mondays = _mondays(max(start, date(year, 1, 1)), min(end, date(year + 1, 1, 1)))
        n = min(len(mondays), round(weeks_a_year * len(mondays) / 52))
        chosen = sorted(rng.permutation(len(mondays))[:n].tolist())
        taken += [Closed(mondays[i], mondays[i] + WEEK, "Leave") for i in chosen]
    return tuple(taken)


def days_closed(stretches: Iterable[Closed]) -> frozenset[date]:
    """All days of several stretches."""
    return frozenset(day for stretch in stretches for day in stretch.days())


def open_ranges(
    start: date, end: date, closed: Iterable[Closed]
) -> Sequence[tuple[date, date]]:
    """What is left of ``[start, end)``: stretches of days, both ends included, by date."""
    shut = sorted(days_closed(closed))
    edges = [start - DAY, *(day for day in shut if start <= day < end), end]
    return [
        (before + DAY, after - DAY)
        for before, after in pairwise(edges)
        if before + DAY <= after - DAY
    ]


def _mondays(start: date, end: date) -> list[date]:
    first = start + timedelta(days=-start.weekday() % 7)
    n = max(0, -(-(end - first).days // 7))
    return [first + week * WEEK for week in range(n)]
