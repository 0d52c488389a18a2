"""What may happen to a problem: each change makes another problem out of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.horizon import Day
from horarium.engines.rostering.people import Leave, Person
from horarium.engines.rostering.problem import Lock, RosterProblem, Rule
from horarium.engines.rostering.wants import want, want_known


class Change(Protocol):
    """Something that happens to a problem."""

    def apply(self, problem: RosterProblem) -> RosterProblem:
        """The problem after it; raises ``InvalidField`` for names it does not know."""

    def sentence(self, problem: RosterProblem) -> str:
        """What happens, in one sentence."""

    def days(self, problem: RosterProblem) -> range:
        """The days of the horizon on which it is felt; empty when on no day at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """``person`` cannot work from day ``start`` to day ``end`` (excluded)."""

    person: str
    start: Day
    end: Day
    kind: str = "sick"
    is_credited: bool = True

    def __post_init__(self) -> None:
        want(self.end > self.start, "changes.end", self.end, "a day after its start")

    def apply(self, problem: RosterProblem) -> RosterProblem:
        """The person has that leave too, and no cell of it is locked any more."""
        person = _person(problem, self.person)
        leave = Leave(
            start=self.start,
            end=self.end,
            kind=self.kind,
            is_credited=self.is_credited,
        )
        days = range(self.start, self.end)
        held = tuple(
            lock
            for lock in problem.locks
            if lock.person != self.person or lock.day not in days
        )
        absent = replace(person, leave=(*person.leave, leave))
        return replace(with_person(problem, absent), locks=held)

    def sentence(self, problem: RosterProblem) -> str:
        """Who is away when."""
        when = problem.horizon.name_of_days([self.start, self.end - 1])
        return f"{_person(problem, self.person).title} is away ({self.kind}), {when}."

    def days(self, problem: RosterProblem) -> range:
        """The days away."""
        return _within(problem, self.start, self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """``person`` can work again from day ``start`` to day ``end`` (excluded)."""

    person: str
    start: Day
    end: Day

    def __post_init__(self) -> None:
        want(self.end > self.start, "changes.end", self.end, "a day after its start")

    def apply(self, problem: RosterProblem) -> RosterProblem:
        """The person's leave without those days; what it leaves over stays."""
        person = _person(problem, self.person)
        left = tuple(part for taken in person.leave for part in self._left_of(taken))
        return with_person(problem, replace(person, leave=left))

    def sentence(self, problem: RosterProblem) -> str:
        """Who is back when."""
        when = problem.horizon.name_of_days([self.start, self.end - 1])
        return f"{_person(problem, self.person).title} can work again, {when}."

    def days(self, problem: RosterProblem) -> range:
        """The days that are free again."""
        return _within(problem, self.start, self.end)

    def _left_of(self, taken: Leave) -> Iterator[Leave]:
        if taken.start < self.start:
            yield replace(taken, end=min(taken.end, self.start))
        if taken.end > self.end:
            yield replace(taken, start=max(taken.start, self.end))


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverChange:
    """``heads`` more are needed on a shift type on ``day``; fewer when negative."""

    day: Day
    shift_type: str
    heads: int

    def apply(self, problem: RosterProblem) -> RosterProblem:
        """Minimum, wanted and maximum of that line move together, not below 0."""
        want_known("changes.shift_type", [self.shift_type], problem.tables.shifts)
        want(
            0 <= self.day < problem.n_days,
            "changes.day",
            self.day,
            f"a day from 0 to {problem.n_days - 1}",
        )
        lines = [line if not self._means(line) else None for line in problem.cover]
        changed = tuple(
            kept if kept is not None else self._moved(line)
            for kept, line in zip(lines, problem.cover, strict=True)
        )
        if None not in lines:
            needed = max(0, self.heads)
            new = Cover(
                day=self.day,
                shift_types=(self.shift_type,),
                minimum=needed,
                wanted=needed,
            )
            changed = (*changed, new)
        return replace(problem, cover=changed)

    def sentence(self, problem: RosterProblem) -> str:
        """How many more or fewer where."""
        want_known("changes.shift_type", [self.shift_type], problem.tables.shifts)
        shift = problem.shift_types[problem.tables.shifts[self.shift_type]]
        more = f"{abs(self.heads)} {'more' if self.heads >= 0 else 'fewer'}"
        return f"{more} wanted on {shift.title}, {problem.horizon.name_of(self.day)}."

    def days(self, problem: RosterProblem) -> range:
        """The day of the line."""
        return _within(problem, self.day, self.day + 1)

    def _means(self, line: Cover) -> bool:
        return (
            line.day == self.day
            and line.shift_types == (self.shift_type,)
            and line.is_head_count
        )

    def _moved(self, line: Cover) -> Cover:
        wanted = max(0, line.wanted + self.heads)
        return replace(
            line,
            minimum=max(0, min(wanted, line.minimum + self.heads)),
            wanted=wanted,
            maximum=None
            if line.maximum is None
            else max(wanted, line.maximum + self.heads),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LostSite:
    """Nobody works at ``site`` from day ``start`` to day ``end`` (excluded)."""

    site: str
    start: Day
    end: Day

    def __post_init__(self) -> None:
        want(self.end > self.start, "changes.end", self.end, "a day after its start")

    def apply(self, problem: RosterProblem) -> RosterProblem:
        """Cover asks for nobody there, and admits nobody."""
        want_known("changes.site", [self.site], [site.id for site in problem.sites])
        lost = {shift.id for shift in problem.shift_types if shift.site == self.site}
        closed = self.days(problem)
        kept = tuple(
            left for line in problem.cover for left in _without(line, lost, closed)
        )
        shut = tuple(
            Cover(day=day, shift_types=(shift.id,), wanted=0, maximum=0)
            for day in closed
            for shift in problem.shift_types
            if shift.id in lost
        )
        return replace(problem, cover=kept + shut)

    def sentence(self, problem: RosterProblem) -> str:
        """Which site is closed when."""
        when = problem.horizon.name_of_days([self.start, self.end - 1])
        names = {site.id: site.name or site.id for site in problem.sites}
        return f"{names.get(self.site, self.site)} is closed, {when}."

    def days(self, problem: RosterProblem) -> range:
        """The days it is closed."""
        return _within(problem, self.start, self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChange:
    """``rule`` takes the place of the rule of the same name, or comes as a new one."""

    rule: Rule

    def apply(self, problem: RosterProblem) -> RosterProblem:
        """The rules with this one."""
        rules = {rule.key: rule for rule in problem.rules} | {self.rule.key: self.rule}
        return replace(problem, rules=tuple(rules.values()))

    def sentence(self, problem: RosterProblem) -> str:
        """What holds from now on."""
        if not self.rule.enabled:
            return f"{self.rule.key} is switched off: {self.rule.sentence()}"
        how = "must hold" if self.rule.is_hard else f"weighs {self.rule.weight}"
        return f"{self.rule.key} {how}: {self.rule.sentence()}"

    def days(self, problem: RosterProblem) -> range:
        """The days of the rule's scope."""
        return self.rule.scope.days(problem.n_days)


@dataclass(frozen=True, slots=True, kw_only=True)
class LockChange:
    """The cell is locked to ``shift_type`` ("" is off); None takes its lock away."""

    person: str
    day: Day
    shift_type: str | None = ""

    def apply(self, problem: RosterProblem) -> RosterProblem:
        """The locks with this one, or without one on that cell."""
        _person(problem, self.person)
        place = self.person, self.day
        locks = tuple(k for k in problem.locks if (k.person, k.day) != place)
        if self.shift_type is not None:
            new = Lock(person=self.person, day=self.day, shift_type=self.shift_type)
            locks = (*locks, new)
        return replace(problem, locks=locks)

    def sentence(self, problem: RosterProblem) -> str:
        """What is held where."""
        who = _person(problem, self.person).title
        when = problem.horizon.name_of(self.day)
        if self.shift_type is None:
            return f"{who} is no longer locked on {when}."
        shift = problem.tables.shifts.get(self.shift_type)
        what = "off" if shift is None else problem.shift_types[shift].title
        return f"{who} is locked to {what} on {when}."

    def days(self, problem: RosterProblem) -> range:
        """The day of the cell."""
        return _within(problem, self.day, self.day + 1)


def apply_all(problem: RosterProblem, changes: Iterable[Change]) -> RosterProblem:
    """The problem after all ``changes``, in their order."""
    for change in changes:
        problem = change.apply(problem)
    return problem


def felt_on(problem: RosterProblem, changes: Iterable[Change]) -> list[int]:
    """Every day of the horizon on which one of ``changes`` is felt, in order."""
    return sorted({day for change in changes for day in change.days(problem)})


def with_person(problem: RosterProblem, person: Person) -> RosterProblem:
    """The problem with ``person`` in the place of the one with that id."""
    people = tuple(person if p.id == person.id else p for p in problem.people)
    return replace(problem, people=people)


def _person(problem: RosterProblem, person: str) -> Person:
    want_known("changes.person", [person], problem.tables.people)
    return problem.people[problem.tables.people[person]]


def _within(problem: RosterProblem, start: int, end: int) -> range:
    return range(max(0, start), max(0, start, min(end, problem.n_days)))


def _without(line: Cover, lost: set[str], closed: range) -> Iterator[Cover]:
    """The line as it is when ``lost`` shift types are gone on ``closed`` days."""
    if line.day not in closed or not lost.intersection(line.shift_types):
        yield line
        return
    left = tuple(shift for shift in line.shift_types if shift not in lost)
    if left:
        yield replace(line, shift_types=left)
