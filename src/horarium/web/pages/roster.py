"""The roster page: the grid of people and days, and its two lists for phones."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar
from urllib.parse import urlencode

from horarium.web.pages.roster_editor import Editing
from horarium.web.pages.shell import Choice, Link, Shell


class ShiftKind(StrEnum):
    """What a chip looks like; the letter on it is the shift type's own."""

    DAY = "day"
    LONG = "long"
    EVENING = "evening"
    NIGHT = "night"
    ON_CALL = "oncall"
    CLINIC = "clinic"
    TEACHING = "teaching"
    LEAVE = "leave"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class ShiftLook:
    """A shift type as shown: ``code`` is 1 or 2 letters, ``hours`` like "08:00–20:30"."""

    code: str
    kind: ShiftKind
    name: str
    hours: str = ""


OFF = ShiftLook(code="", kind=ShiftKind.OFF, name="off")


@dataclass(frozen=True, slots=True)
class Cell:
    """What one person does on one day.

    ``must_fix`` and ``to_improve`` are reasons ("5 of 11 h rest"), empty when there is
    none. ``request`` is what the person asked for ("wants off"). ``was`` is the code
    published before, when this cell differs from it.
    """

    shift: ShiftLook = OFF
    is_locked: bool = False
    must_fix: str = ""
    to_improve: str = ""
    request: str = ""
    site: str = ""
    was: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """One column; ``holiday`` is the name of a public holiday, or nothing."""

    on: date
    is_weekend: bool
    is_today: bool = False
    holiday: str = ""


@dataclass(frozen=True, slots=True)
class Load:
    """A figure beside a person, drawn as a bar: ``value`` of ``top``, mark at ``target``.

    ``text`` is what is printed ("162 h", "4"). ``top`` is the same for everybody in the
    column, so that the bars compare; all three are in the unit of the column.
    """

    text: str
    value: float
    top: float
    target: float | None = None

    @property
    def percent(self) -> float:
        """The length of the bar, of 100."""
        return _percent(self.value, self.top)

    @property
    def target_percent(self) -> float | None:
        """Where the mark stands, of 100."""
        return None if self.target is None else _percent(self.target, self.top)


def _percent(value: float, top: float) -> float:
    return round(100 * min(1.0, max(0.0, value / top)), 1) if top > 0 else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One person; ``cells`` has one entry a day of the page, in the same order.

    ``number`` is the person's row in the roster, counted from 0, and the first part of a
    cell's address ``#c-<row>-<day>``. ``person`` identifies the practitioner.
    """

    number: int
    person: str
    name: str
    grade: str
    site: str
    contract: str
    cells: tuple[Cell, ...]
    hours: Load
    nights: Load
    weekends: Load
    n_must_fix: int = 0
    n_to_improve: int = 0
    is_me: bool = False

    @property
    def find(self) -> str:
        """What a search looks through: name, grade and site in lower case."""
        return f"{self.name} {self.grade} {self.site}".casefold()


@dataclass(frozen=True, slots=True)
class CoverCount:
    """How many there are of how many wanted; ``wanted`` 0 asks for nobody."""

    have: int
    wanted: int

    @property
    def is_under(self) -> bool:
        """Whether somebody is missing."""
        return self.have < self.wanted


@dataclass(frozen=True, slots=True)
class CoverRow:
    """The cover of one shift at one site, one count a day of the page.

    ``site`` is empty when the shift is counted over all sites together.
    """

    shift: ShiftLook
    site: str
    counts: tuple[CoverCount, ...]


def cover_totals(rows: tuple[CoverRow, ...]) -> tuple[CoverRow, ...]:
    """One row a shift type, over its sites, in the order of first appearance.

    Somebody too many at one site does not make up for somebody missing at another: where
    a place is empty the total counts filled places, so that it is under as well.
    """
    by_code: dict[str, list[CoverRow]] = {}
    for row in rows:
        by_code.setdefault(row.shift.code, []).append(row)
    return tuple(_total(same) for same in by_code.values())


def _total(rows: list[CoverRow]) -> CoverRow:
    days = zip(*(row.counts for row in rows), strict=True)
    return CoverRow(rows[0].shift, "", tuple(_sum(day) for day in days))


def _sum(counts: tuple[CoverCount, ...]) -> CoverCount:
    wanted = sum(count.wanted for count in counts)
    missing = sum(max(0, count.wanted - count.have) for count in counts)
    have = wanted - missing if missing else sum(count.have for count in counts)
    return CoverCount(have, wanted)


@dataclass(frozen=True, slots=True)
class Problem:
    """One breach; ``row`` and ``day`` (index into the page's days) give its cell.

    ``row`` is None when the breach belongs to a day and to nobody, such as missing cover;
    ``day`` is None when it belongs to a person and to no day, or lies outside the page.
    """

    who: str
    when: str
    text: str
    row: int | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemGroup:
    """The breaches of one rule; a hard rule has no weight and must be fixed.

    ``n_breaches`` may be more than ``problems`` has, when only the first are listed.
    """

    rule: str
    is_hard: bool
    weight: int
    penalty: int
    n_breaches: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class MyDay:
    """One day of my own shifts; ``note`` holds a swap, a lock or a problem."""

    on: date
    shift: ShiftLook
    site: str = ""
    note: str = ""
    is_today: bool = False


@dataclass(frozen=True, slots=True)
class MyShifts:
    """My own roster, for phones; ``summary`` like "4 nights · 2 weekends · 162 h"."""

    name: str
    summary: str
    weeks: tuple[tuple[MyDay, ...], ...]


@dataclass(frozen=True, slots=True)
class OnShift:
    """Who is on one shift of the day at one site."""

    shift: ShiftLook
    site: str
    count: CoverCount
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OneDay:
    """Everybody on duty on one day, for phones."""

    on: date
    shifts: tuple[OnShift, ...]
    away: tuple[str, ...] = ()

    @property
    def previous(self) -> date:
        """The day before."""
        return self.on - timedelta(days=1)

    @property
    def next(self) -> date:
        """The day after."""
        return self.on + timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterView:
    """What the address says: ``?from=&range=28|84&q=&site=&problems=1&day=``."""

    start: date
    range_days: int = 28
    query: str = ""
    site: str = ""
    only_problems: bool = False
    day: date | None = None
    path: str = "/roster"

    def href(self) -> str:
        """The address of this view; what is at its default is left out."""
        return f"{self.path}{self.query_string}"

    @property
    def query_string(self) -> str:
        """What comes after the path, with its question mark."""
        asked = {
            "from": self.start.isoformat(),
            "range": str(self.range_days),
            "q": self.query,
            "site": self.site,
            "problems": "1" if self.only_problems else "",
            "day": self.day.isoformat() if self.day else "",
        }
        return f"?{urlencode({k: v for k, v in asked.items() if v})}"

    def with_range(self, range_days: int) -> "RosterView":
        """The same view, so many days long."""
        return replace(self, range_days=range_days)

    def moved(self, days: int) -> "RosterView":
        """The same view, starting so many days later."""
        return replace(self, start=self.start + timedelta(days=days), day=None)

    def on_day(self, day: date) -> "RosterView":
        """The same view with the list of this day."""
        return replace(self, day=day)

    def without_day(self) -> "RosterView":
        """The same view with my own shifts instead of one day's list."""
        return replace(self, day=None)

    def cleared(self) -> "RosterView":
        """The same stretch without any filter."""
        return replace(self, query="", site="", only_problems=False)

    def shows(self, row: Row) -> bool:
        """Whether the filter lets the person through; every word of the query must fit."""
        if self.only_problems and not (row.n_must_fix or row.n_to_improve):
            return False
        if self.site and row.site != self.site:
            return False
        return all(word in row.find for word in self.query.casefold().split())

    @property
    def is_filtered(self) -> bool:
        """Whether some people may be hidden by the filter."""
        return bool(self.query or self.site or self.only_problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterHead:
    """The status line. ``bound`` is the certified lower bound of the penalty, if known.

    ``status`` is the word shown ("Published", "Draft"). ``solved_in`` is how long the
    solver took, ``changed_at`` when this version was made. ``asks`` lead to what else
    there is to see of the roster: its rules, its fairness, what if and why, all below
    ``asked_at``.
    """

    title: str
    status: str
    is_published: bool
    version: int
    changed_at: datetime
    n_must_fix: int
    n_to_improve: int
    penalty: int
    bound: int | None = None
    solved_in: timedelta | None = None
    files: str = ""
    asks: tuple[Link, ...] = ()
    asked_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterPage:
    """``GET /roster``.

    ``rows`` are all people, whatever the filter: the template hides those that ``view``
    does not show, so that the browser can filter without asking again. ``cover`` has one
    row for each shift and site. ``sites`` begins with the choice of all (value ""), the
    others have ``Row.site`` as value. ``mine`` is None for those who have no row. ``may_edit``
    is the coordinator's; doctors read the same page. ``editing`` is there when the page shows
    a draft that is being changed. Without ``days`` there is no roster
    yet; then ``one_day`` is None.
    """

    template: ClassVar[str] = "roster.html"

    shell: Shell
    view: RosterView
    head: RosterHead
    days: tuple[Day, ...]
    rows: tuple[Row, ...]
    cover: tuple[CoverRow, ...]
    problems: tuple[ProblemGroup, ...]
    legend: tuple[ShiftLook, ...]
    sites: tuple[Choice, ...]
    one_day: OneDay | None = None
    mine: MyShifts | None = None
    may_edit: bool = False
    editing: Editing | None = None

    @property
    def shown(self) -> frozenset[int]:
        """The numbers of the rows that the filter lets through."""
        return frozenset(row.number for row in self.rows if self.view.shows(row))

    @property
    def cover_totals(self) -> tuple[CoverRow, ...]:
        """The cover by shift type over all sites."""
        return cover_totals(self.cover)
