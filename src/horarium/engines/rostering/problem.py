"""A rostering problem: people, shift types, cover, rules and what is already fixed."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from horarium.domain.errors import InvalidField
from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.horizon import FAR, Day, Horizon
from horarium.engines.rostering.people import Person
from horarium.engines.rostering.roster import OFF, Breach, Roster
from horarium.engines.rostering.shifts import Duties, ShiftType, Site
from horarium.engines.rostering.times import Times
from horarium.engines.rostering.wants import want, want_distinct, want_known

if TYPE_CHECKING:
    from horarium.engines.rostering.cells import Cells


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """A cell the solver may not move; no shift type locks the person off."""

    person: str
    day: Day
    shift_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """To whom and when a rule applies; whatever is left empty restricts nothing.

    ``sites`` are home sites. A rule about several days applies when the last of them is
    on or after ``start`` and before ``end``.
    """

    people: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    start: Day | None = None
    end: Day | None = None

    def includes(self, person: Person) -> bool:
        """Whether the rule applies to ``person``."""
        return (
            (not self.people or person.id in self.people)
            and (not self.grades or person.grade in self.grades)
            and (not self.sites or person.home in self.sites)
        )

    def days(self, n_days: int) -> range:
        """The days of a horizon of ``n_days`` on which the rule applies."""
        start = 0 if self.start is None else max(0, self.start)
        end = n_days if self.end is None else min(n_days, self.end)
        return range(start, max(start, end))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(ABC):
    """Something a roster has to keep, or had better keep.

    A rule without a ``weight`` is hard. ``id`` tells two rules of one kind apart and
    defaults to ``kind``. ``pack``, ``source`` and ``confidence`` say where its numbers
    come from.

    Two methods say the same thing twice, on purpose: ``encode`` to the solver and
    ``breaches`` in plain code. They share nothing but the rule's own fields, and a test
    over every rule compares them.
    """

    kind: ClassVar[str]

    id: str = ""
    weight: int | None = None
    scope: Scope = Scope()
    enabled: bool = True
    pack: str = ""
    source: str = ""
    confidence: str = ""

    def __post_init__(self) -> None:
        want(
            self.weight is None or self.weight >= 0,
            f"rules[{self.key}].weight",
            self.weight,
            "0 or more, or nothing for a hard rule",
        )

    @property
    def key(self) -> str:
        """The name by which results speak of this rule."""
        return self.id or self.kind

    @property
    def is_hard(self) -> bool:
        """Whether no roster may break it."""
        return self.weight is None

    @abstractmethod
    def sentence(self) -> str:
        """What the rule asks for, in one sentence."""

    @abstractmethod
    def encode(self, problem: "RosterProblem", cells: "Cells") -> None:
        """State the rule over the solver's cells."""

    @abstractmethod
    def breaches(self, problem: "RosterProblem", roster: Roster) -> Iterator[Breach]:
        """Where a finished roster breaks the rule."""

    def breach(
        self,
        amount: int,
        sentence: str,
        *,
        person: Person | None = None,
        days: Sequence[int] = (),
        shift: str | None = None,
    ) -> Breach:
        """A breach of this rule by ``amount``."""
        return Breach(
            rule=self.key,
            is_hard=self.is_hard,
            amount=amount,
            penalty=amount * (self.weight or 0),
            sentence=sentence,
            person=person.id if person else None,
            days=tuple(days),
            shift_type=shift,
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tables:
    """The problem by index, for encoders and judges."""

    people: dict[str, int]
    shifts: dict[str, int]
    times: Times
    eligible: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterProblem:
    """Everything a roster is made from.

    ``history`` holds the days before the horizon, its last column the day before day 0.
    ``grades`` go from junior to senior. Cover is kept sorted by day, so that the order in
    which it is given means nothing.
    """

    name: str = ""
    horizon: Horizon
    shift_types: tuple[ShiftType, ...]
    people: tuple[Person, ...]
    cover: tuple[Cover, ...] = ()
    rules: tuple[Rule, ...] = ()
    history: Roster = field(default_factory=lambda: Roster.empty(0, 0))
    locks: tuple[Lock, ...] = ()
    sites: tuple[Site, ...] = ()
    grades: tuple[str, ...] = ()
    tables: Tables = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        want(bool(self.people), "people", "none", "at least one person")
        want(bool(self.shift_types), "shift_types", "none", "at least one shift type")
        if not self.history.cells.size:
            object.__setattr__(self, "history", Roster.empty(len(self.people), 0))
        want(
            len(self.history.cells) == len(self.people),
            "history",
            f"{len(self.history.cells)} rows",
            f"one row a person, {len(self.people)}",
        )
        _check_names(self)
        _check_cover_and_locks(self)
        in_order = sorted(self.cover, key=_cover_order)
        object.__setattr__(self, "cover", tuple(in_order))
        object.__setattr__(self, "tables", _tables_of(self))

    @property
    def n_people(self) -> int:
        """How many people there are."""
        return len(self.people)

    @property
    def n_days(self) -> int:
        """How many days the horizon has."""
        return self.horizon.n_days

    @property
    def n_history(self) -> int:
        """How many days before the horizon are known."""
        return self.history.n_days

    @property
    def times(self) -> Times:
        """When each shift type begins and ends on each day."""
        return self.tables.times

    @property
    def active_rules(self) -> tuple[Rule, ...]:
        """The rules that are switched on."""
        return tuple(rule for rule in self.rules if rule.enabled)

    def timeline(self, roster: Roster) -> NDArray[np.int16]:
        """History and roster side by side, shape ``(n_people, n_history + n_days)``."""
        return np.hstack([self.history.cells, roster.cells])

    def indices(self, duties: Duties) -> tuple[int, ...]:
        """The shift types among ``duties``, by index."""
        shifts = enumerate(self.shift_types)
        return tuple(index for index, shift in shifts if duties.include(shift))

    def in_scope(self, scope: Scope) -> list[tuple[int, Person]]:
        """The people a rule applies to, with their row in the roster.

        Nobody when none of its days is in the horizon.
        """
        if not scope.days(self.n_days):
            return []
        everybody = enumerate(self.people)
        return [(row, person) for row, person in everybody if scope.includes(person)]

    def positions(self, scope: Scope) -> range:
        """Where on the timeline the days of ``scope`` are."""
        days = scope.days(self.n_days)
        return range(days.start + self.n_history, days.stop + self.n_history)


def _check_names(problem: RosterProblem) -> None:
    people = [person.id for person in problem.people]
    shifts = [shift.id for shift in problem.shift_types]
    sites = [site.id for site in problem.sites]
    want_distinct("people.id", people)
    want_distinct("shift_types.id", shifts)
    want_distinct("sites.id", sites)
    want_distinct("rules.id", [rule.key for rule in problem.rules])
    for shift in problem.shift_types:
        field_name = f"shift_types[{shift.id}]"
        want_known(f"{field_name}.never_before", shift.never_before, shifts)
        want_known(f"{field_name}.site", filter(None, [shift.site]), sites)
        want_known(f"{field_name}.grades", shift.grades, problem.grades)
    for person in problem.people:
        _check_person(problem, person, shifts, sites)


def _check_person(
    problem: RosterProblem, person: Person, shifts: list[str], sites: list[str]
) -> None:
    name = f"people[{person.id}]"
    want_known(f"{name}.grade", filter(None, [person.grade]), problem.grades)
    want_known(f"{name}.sites", person.sites, sites)
    want_known(f"{name}.limits.max_shifts", person.limits.max_shifts, shifts)
    want_known(f"{name}.rotations", [r.site for r in person.rotations], sites)
    for request in person.requests:
        want_known(f"{name}.requests.shift_types", request.shift_types, shifts)
        _want_day(problem, f"{name}.requests.day", request.day)


def _check_cover_and_locks(problem: RosterProblem) -> None:
    shifts = [shift.id for shift in problem.shift_types]
    people = [person.id for person in problem.people]
    for cover in problem.cover:
        _want_day(problem, "cover.day", cover.day)
        want_known("cover.shift_types", cover.shift_types, shifts)
        want_known("cover.grades", cover.grades, problem.grades)
    for lock in problem.locks:
        _want_day(problem, "locks.day", lock.day)
        want_known("locks.person", [lock.person], people)
        want_known("locks.shift_type", filter(None, [lock.shift_type]), shifts)
    _check_locks(problem)
    n_shifts = len(problem.shift_types)
    cells = problem.history.cells
    want(
        bool(((cells >= OFF) & (cells < n_shifts)).all()),
        "history",
        "a cell out of range",
        f"{OFF} for off, or a shift type from 0 to {n_shifts - 1}",
    )


def _check_locks(problem: RosterProblem) -> None:
    """Two locks of one cell cannot both hold, or say the same twice."""
    locked: dict[tuple[str, int], str] = {}
    for lock in problem.locks:
        cell, held = (lock.person, lock.day), lock.shift_type or "off"
        when = problem.horizon.name_of(lock.day)
        want(
            cell not in locked,
            "locks",
            f"{lock.person} on {when}: {locked.get(cell)} and {held}",
            "one lock a person and day",
        )
        locked[cell] = held


def _want_day(problem: RosterProblem, field: str, day: int) -> None:
    if 0 <= day < problem.n_days:
        return
    last = problem.n_days - 1
    span = problem.horizon.name_of_days([0, last])
    found = str(day)
    if abs(day) <= FAR:
        found = f"{problem.horizon.date_of(day).isoformat()} (day {day})"
    raise InvalidField(field, found, f"a day from 0 to {last} ({span})")


def _cover_order(cover: Cover) -> tuple[object, ...]:
    return (
        cover.day,
        cover.shift_types,
        cover.skills,
        cover.grades,
        cover.minimum,
        cover.wanted,
        -1 if cover.maximum is None else cover.maximum,
        cover.under_weight,
        cover.over_weight,
    )


def _tables_of(problem: RosterProblem) -> Tables:
    eligible = [[may_work(p, s) for s in problem.shift_types] for p in problem.people]
    return Tables(
        people={person.id: row for row, person in enumerate(problem.people)},
        shifts={shift.id: index for index, shift in enumerate(problem.shift_types)},
        times=Times.of(problem.horizon, problem.shift_types, problem.n_history),
        eligible=np.array(eligible, dtype=bool),
    )


def may_work(person: Person, shift: ShiftType) -> bool:
    """Whether skills, grade and sites allow ``person`` to do ``shift`` at all."""
    return (
        set(shift.skills) <= set(person.skills)
        and (not shift.grades or person.grade in shift.grades)
        and (not person.sites or not shift.site or shift.site in person.sites)
    )
