"""The hard rows of a problem, grouped into what a coordinator could talk about."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.encode import Encoded, encode
from horarium.engines.rostering.model import NO_RULE, Ints, System
from horarium.engines.rostering.problem import Lock, RosterProblem, Rule
from horarium.engines.rostering.reduction import select
from horarium.engines.rostering.rules.cover import CoverIsMet
from horarium.engines.rostering.rules.eligibility import Eligibility
from horarium.engines.rostering.rules.locks import LocksHold

DEEPEST = 4
"""A row counts what is counted from what is counted from cells: weekends from whether
any of some duties is worked from cells. Two such steps are the most there are."""

SEVERAL = -1
"""Instead of a person, by row, where rows are about several people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of a hard rule: one line of cover, one lock, or the rule for one person."""

    rule: str
    person: str | None = None
    cover: Cover | None = None
    is_most: bool = False
    lock: Lock | None = None

    @property
    def day(self) -> int | None:
        """The one day it is about, if it is about one."""
        of = self.cover or self.lock
        return None if of is None else of.day

    def says(self, problem: RosterProblem) -> str:
        """What it asks for, in words."""
        if self.lock is not None:
            return self._of_lock(problem, self.lock)
        if self.cover is not None:
            return self._of_cover(problem, self.cover)
        found = next(rule for rule in problem.rules if rule.key == self.rule)
        whom = "" if self.person is None else f" ({_title(problem, self.person)})"
        return f"{found.sentence().rstrip('.')}{whom}"

    def _of_cover(self, problem: RosterProblem, line: Cover) -> str:
        names = " or ".join(_shift(problem, shift) for shift in line.shift_types)
        asked = [*line.skills, *line.grades]
        who = f" with {', '.join(asked)}" if asked else ""
        bound = (
            f"at most {line.maximum}" if self.is_most else f"at least {line.minimum}"
        )
        return f"{names} on {problem.horizon.name_of(line.day)}: {bound}{who}"

    def _of_lock(self, problem: RosterProblem, lock: Lock) -> str:
        what = _shift(problem, lock.shift_type) if lock.shift_type else "off"
        when = problem.horizon.name_of(lock.day)
        return f"{_title(problem, lock.person)} is locked to {what} on {when}"


def told(problem: RosterProblem, parts: Sequence[Part]) -> tuple[str, ...]:
    """Each part in words; what one rule asks of several people is said once."""
    alone, together = [], dict[str, list[str]]()
    for part in parts:
        if part.person is None or part.lock is not None:
            alone.append(part.says(problem))
        else:
            together.setdefault(part.rule, []).append(part.person)
    rules = {rule.key: rule.sentence().rstrip(".") for rule in problem.rules}
    return (
        *alone,
        *(
            f"{rules[rule]} ({', '.join(_title(problem, one) for one in people)})"
            for rule, people in together.items()
        ),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Grouped:
    """The hard rows of a problem with the part that each belongs to.

    ``part_of_row`` is -1 for rows that only say what a counted variable means; they
    stay whatever is left out.
    """

    encoded: Encoded
    parts: tuple[Part, ...]
    part_of_row: NDArray[np.int64]

    def rows(self, chosen: Sequence[int]) -> NDArray[np.intp]:
        """The rows of these parts, and those that say what is counted in them.

        That somebody does at most one thing a day lies in the rows that say whether
        they work, so these come with every cell.
        """
        system = self.encoded.system
        kept = np.isin(self.part_of_row, chosen)
        is_meaning = self.part_of_row < 0
        is_sum = is_meaning & (system.low == system.high)
        defines = system.columns[system.starts[1:] - 1]
        for _ in range(DEEPEST):
            kept |= is_meaning & self._used(kept)[defines]
        used = self._used(kept)
        used[: system.first_cell] = False
        touched = np.zeros(system.n_rows, dtype=bool)
        touched[system.row_of_term[used[system.columns]]] = True
        return np.flatnonzero(kept | (is_sum & touched))

    def _used(self, rows: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """The variables in any of ``rows``."""
        system = self.encoded.system
        used = np.zeros(system.n_variables, dtype=bool)
        used[system.columns[rows[system.row_of_term]]] = True
        return used

    def system(self, chosen: Sequence[int]) -> System:
        """These parts alone."""
        system = self.encoded.system
        return select(system, self.rows(chosen), system.lower, system.upper)

    def only(self, chosen: Sequence[int]) -> "Grouped":
        """The same parts by the same numbers, with the rows of these alone."""
        rows = self.rows(chosen)
        system = self.encoded.system
        fewer = select(system, rows, system.lower, system.upper)
        return Grouped(
            replace(self.encoded, system=fewer), self.parts, self.part_of_row[rows]
        )


def grouped(problem: RosterProblem) -> Grouped:
    """All hard rows of ``problem`` by the part they belong to."""
    encoded = encode(replace(problem, rules=tuple(map(_outspoken, problem.rules))))
    system = encoded.system
    hard = np.flatnonzero(~system.soft)
    encoded = replace(
        encoded,
        system=replace(
            select(system, hard, system.lower, system.upper),
            cost=np.zeros_like(system.cost),
        ),
    )
    return _Grouping(problem, encoded).result()


def _outspoken(rule: Rule) -> Rule:
    """Eligibility as rows: what has no variable could not be named in a conflict."""
    if isinstance(rule, Eligibility) and rule.is_hard:
        return replace(rule, scope=replace(rule.scope, start=rule.scope.start or 0))
    return rule


class _Grouping:
    """Finds the part of each row from its rule and the cells it touches."""

    def __init__(self, problem: RosterProblem, encoded: Encoded) -> None:
        self._problem, self._encoded = problem, encoded
        self._parts: dict[Part, int] = {}
        self._people = _people_of_rows(encoded)

    def result(self) -> Grouped:
        owners = self._encoded.system.owners
        part_of_row = np.full(len(owners), -1, dtype=np.int64)
        for index, rule in enumerate(self._problem.active_rules):
            rows = np.flatnonzero(owners == index)
            if isinstance(rule, CoverIsMet):
                parts = list(self._cover(rule))
            elif isinstance(rule, LocksHold) and rule.is_hard:
                parts = list(self._locks(rule))
            else:
                part_of_row[rows] = self._by_person(rule, rows)
                continue
            part_of_row[rows] = [self._number(part) for part in parts]
        return Grouped(self._encoded, tuple(self._parts), part_of_row)

    def _number(self, part: Part) -> int:
        return self._parts.setdefault(part, len(self._parts))

    def _cover(self, rule: Rule) -> Iterator[Part]:
        """One part a row, in the order in which the rule states them."""
        for line in self._problem.cover:
            if line.minimum:
                yield Part(rule=rule.key, cover=line)
            if line.maximum is not None:
                yield Part(rule=rule.key, cover=line, is_most=True)

    def _locks(self, rule: Rule) -> Iterator[Part]:
        for lock in self._problem.locks:
            yield Part(rule=rule.key, lock=lock, person=lock.person)

    def _by_person(self, rule: Rule, rows: NDArray[np.intp]) -> NDArray[np.int64]:
        """The part of each row: one for each person, in the order they come."""
        first, last = self._people[rows].T
        who, comes, place = np.unique(
            np.where(first == last, first, SEVERAL),
            return_index=True,
            return_inverse=True,
        )
        numbers = np.empty(len(who), dtype=np.int64)
        for at in np.argsort(comes):
            person = None if who[at] == SEVERAL else self._problem.people[who[at]].id
            numbers[at] = self._number(Part(rule=rule.key, person=person))
        return np.asarray(numbers[place])


def _people_of_rows(encoded: Encoded) -> Ints:
    """The first and last person of each row, through what it counts."""
    system = encoded.system
    people, _ = encoded.places()
    return _spread(system, people)


def _spread(system: System, of_cell: NDArray[np.intp]) -> Ints:
    """The least and greatest label among the cells of each row; shape ``(n, 2)``."""
    none = int(of_cell.max(initial=0)) + 1
    least = np.full(system.n_variables, none, dtype=np.int64)
    most = np.full(system.n_variables, -1, dtype=np.int64)
    cells = slice(system.first_cell, system.first_cell + system.n_cells)
    least[cells], most[cells] = of_cell, of_cell
    counted = system.columns >= system.first_cell + system.n_cells
    meaning = (system.owners == NO_RULE)[system.row_of_term] & counted
    for _ in range(DEEPEST):
        low = np.full(system.n_rows, none, dtype=np.int64)
        high = np.full(system.n_rows, -1, dtype=np.int64)
        np.minimum.at(low, system.row_of_term, least[system.columns])
        np.maximum.at(high, system.row_of_term, most[system.columns])
        np.minimum.at(least, system.columns[meaning], low[system.row_of_term[meaning]])
        np.maximum.at(most, system.columns[meaning], high[system.row_of_term[meaning]])
    return np.stack([low, high], axis=1)


def _title(problem: RosterProblem, person: str) -> str:
    return problem.people[problem.tables.people[person]].title


def _shift(problem: RosterProblem, shift: str) -> str:
    return problem.shift_types[problem.tables.shifts[shift]].title
