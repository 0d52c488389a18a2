"""A judged roster, and the same one after a few of its cells or locks have changed."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Self

from horarium.engines.rostering.check import check
from horarium.engines.rostering.judging import (
    NOT_NARROWED,
    TOGETHER,
    Cells,
    narrowed,
)
from horarium.engines.rostering.problem import Lock, RosterProblem, Rule
from horarium.engines.rostering.roster import Breach, Roster
from horarium.engines.rostering.rules.locks import LocksHold


@dataclass(frozen=True, slots=True)
class Judged:
    """A roster with every breach of every active rule, rules in order."""

    problem: RosterProblem
    roster: Roster
    breaches: tuple[Breach, ...]

    @classmethod
    def of(cls, problem: RosterProblem, roster: Roster) -> Self:
        """``roster`` judged from scratch."""
        return cls(problem, roster, check(problem, roster).breaches)

    @property
    def penalty(self) -> int:
        """What the soft rules cost."""
        return sum(breach.penalty for breach in self.breaches)

    @property
    def n_hard(self) -> int:
        """How many breaches must be mended."""
        return sum(breach.is_hard for breach in self.breaches)

    def with_cells(self, cells: Cells) -> "Judged":
        """The roster with these cells, judged anew where they can matter, only.

        A rule about one person at a time is asked again about the people of ``cells``
        alone; a test over every rule compares this with a judgement from scratch.
        """
        changed = self.roster.with_cells(cells)
        people = frozenset(self.problem.people[row].id for row, _ in cells)
        kept = _by_rule(self.breaches)
        found = tuple(
            breach
            for rule in self.problem.active_rules
            for breach in self._anew(rule, changed, people, kept.get(rule.key, ()))
        )
        return Judged(self.problem, changed, found)

    def with_locks(self, locks: Iterable[Lock]) -> "Judged":
        """The same roster with these locks instead of its own."""
        problem = _relocked(self.problem, tuple(locks))
        kept = _by_rule(self.breaches)
        found = tuple(
            breach
            for rule in problem.active_rules
            for breach in (
                rule.breaches(problem, self.roster)
                if isinstance(rule, LocksHold)
                else kept.get(rule.key, ())
            )
        )
        return Judged(problem, self.roster, found)

    def _anew(
        self,
        rule: Rule,
        changed: Roster,
        people: Collection[str],
        before: Iterable[Breach],
    ) -> Iterable[Breach]:
        if isinstance(rule, (*TOGETHER, *NOT_NARROWED)):
            return rule.breaches(self.problem, changed)
        others = [breach for breach in before if breach.person not in people]
        own = [
            breach
            for narrow in narrowed(rule, people)
            for breach in narrow.breaches(self.problem, changed)
        ]
        rows = self.problem.tables.people
        return sorted([*others, *own], key=lambda one: rows[one.person or ""])


@dataclass(frozen=True, slots=True)
class Difference:
    """What one judgement has that the other had not."""

    appeared: tuple[Breach, ...]
    gone: tuple[Breach, ...]
    by_rule: Mapping[str, tuple[int, int]]
    """Penalty before and after, of each rule for which they differ."""


def difference(before: Iterable[Breach], after: Iterable[Breach]) -> Difference:
    """Breaches that are new, breaches that are gone, and what each rule costs."""
    had, has = list(before), list(after)
    costs = {rule: (was, now) for rule, was, now in _costs(had, has) if was != now}
    return Difference(tuple(_beyond(has, had)), tuple(_beyond(had, has)), costs)


def _costs(
    had: Iterable[Breach], has: Iterable[Breach]
) -> Iterator[tuple[str, int, int]]:
    was, now = Counter[str](), Counter[str]()
    for total, breaches in ((was, had), (now, has)):
        for breach in breaches:
            total[breach.rule] += breach.penalty
    for rule in sorted(was.keys() | now.keys()):
        yield rule, was[rule], now[rule]


def _beyond(some: Iterable[Breach], others: Iterable[Breach]) -> Iterator[Breach]:
    left = Counter(_place(breach) for breach in others)
    for breach in some:
        if left[_place(breach)]:
            left[_place(breach)] -= 1
        else:
            yield breach


def _place(breach: Breach) -> tuple[object, ...]:
    return (
        breach.rule,
        breach.is_hard,
        breach.person,
        tuple(breach.days),
        breach.shift_type,
        breach.amount,
    )


def _by_rule(breaches: Iterable[Breach]) -> dict[str, list[Breach]]:
    found: dict[str, list[Breach]] = {}
    for breach in breaches:
        found.setdefault(breach.rule, []).append(breach)
    return found


def _relocked(problem: RosterProblem, locks: tuple[Lock, ...]) -> RosterProblem:
    in_order = sorted(locks, key=lambda lock: (lock.person, lock.day))
    return replace(problem, locks=tuple(in_order))
