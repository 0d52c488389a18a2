"""What is demanded of a line, laid out day by day for the compiled kernel."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from horarium.engines.rostering.columns.statement import Statement
from horarium.engines.rostering.model import Ids, Ints

Bools = NDArray[np.bool_]

MOST_EITHERS = 30
"""Of one person on one day: they are the bits of a number of 32."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """What is demanded of any few days of a line, in codes that no person is part of.

    The code of a cell is ``day * n_choices + choice``; that of either ``k`` is
    ``n_days * n_choices + k``. ``eithers`` holds the codes of their cells.
    """

    n_days: int
    n_choices: int
    eithers: tuple[tuple[int, ...], ...]
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, eq=False)
class DayPlan:
    """One day: which statements and eithers are open, and what each move does to them.

    ``active`` are the statements that today is about, ``eithers`` the eithers; ``slots``
    where both are in a state before and after the day. ``moves`` are sets of choices
    that do the same. ``limits``, ``deltas``, ``has_either`` and ``of_either`` are as
    ``layers.step`` takes them.
    """

    active: Ids
    eithers: Ids
    slots: tuple[Ids, Ids, Ids, Ids]
    n_slots: int
    limits: Ints
    moves: tuple[tuple[int, ...], ...]
    deltas: Ids
    has_either: Bools
    of_either: Ids

    def eithers_of(self, mask: int) -> tuple[int, ...]:
        """The eithers whose bits are set."""
        return tuple(
            either
            for bit, either in enumerate(self.eithers.tolist())
            if mask >> bit & 1
        )


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """All days; ``rules`` has the rule of each statement."""

    days: tuple[DayPlan, ...]
    tables: Ints
    rules: Ids


def plan_of(grammar: Grammar) -> Plan:
    """The grammar day by day."""
    statements = _without_doubles(grammar.statements)
    spread = _Spread(grammar, statements)
    n_days = grammar.n_days
    fixed, tables = _fixed_limits(statements)
    actives = [
        np.flatnonzero((spread.first <= day) & (day <= spread.last)).astype(np.int32)
        for day in range(n_days)
    ]
    effects = [spread.effects(day, actives[day]) for day in range(n_days)]
    reach = spread.reach(actives, effects)
    slots = _Slots(spread, actives)
    days = []
    for day, active in enumerate(actives):
        deltas, has_either, of_either, eithers = effects[day]
        moves, chosen = _moves(deltas, has_either)
        limits = np.concatenate(
            [
                fixed[active],
                (spread.last[active] == day)[:, np.newaxis],
                reach[day],
            ],
            axis=1,
        )
        days.append(
            DayPlan(
                active=active,
                eithers=eithers,
                slots=slots.of(day, active, eithers),
                n_slots=slots.n_after(day),
                limits=limits.astype(np.int64),
                moves=moves,
                deltas=deltas[chosen],
                has_either=has_either[chosen],
                of_either=of_either,
            )
        )
    rules = np.array([one.rule for one in statements], dtype=np.int32)
    return Plan(tuple(days), tables, rules)


def _without_doubles(statements: Sequence[Statement]) -> list[Statement]:
    """Hard statements about the same sum made one."""
    alone: list[Statement] = []
    hard: dict[tuple[tuple[int, ...], tuple[int, ...]], Statement] = {}
    for one in statements:
        if one.weight is not None or one.table:
            alone.append(one)
            continue
        key = one.atoms, one.coefs
        known = hard.get(key, one)
        low, high = max(known.low, one.low), min(known.high, one.high)
        hard[key] = replace(known, low=low, high=high)
    return [*hard.values(), *alone]


def _fixed_limits(statements: Sequence[Statement]) -> tuple[Ints, Ints]:
    """What does not depend on the day, and all tables one behind the other."""
    ends = np.cumsum([len(one.table) for one in statements], dtype=np.int64)
    rows = [
        (
            one.low,
            one.high,
            -1 if one.weight is None else one.weight,
            one.unit,
            end - len(one.table),
            len(one.table),
        )
        for one, end in zip(statements, ends.tolist(), strict=True)
    ]
    tables = [price for one in statements for price in one.table]
    fixed = np.array(rows, dtype=np.int64).reshape(len(rows), 6)
    return fixed, np.array(tables or [0], dtype=np.int64)


_Effects = tuple[Ids, Bools, Ids, Ids]
"""Of each choice, and a day off last: what it adds to each active statement, which
eithers it has a cell of; what each of those eithers adds; and which those are."""


class _Spread:
    """The terms of all statements, sorted by day."""

    def __init__(self, grammar: Grammar, statements: Sequence[Statement]) -> None:
        self._n_choices, self._n_days = grammar.n_choices, grammar.n_days
        n_cells = grammar.n_days * grammar.n_choices
        self._n_statements = len(statements)
        lengths = [len(one.atoms) for one in statements]
        of_term = np.repeat(np.arange(len(statements)), lengths)
        codes = np.array([c for one in statements for c in one.atoms], dtype=np.int64)
        coefs = np.array([c for one in statements for c in one.coefs], dtype=np.int64)
        own = [np.array(cells) // grammar.n_choices for cells in grammar.eithers]
        self.either_first = np.array([days.min() for days in own], dtype=np.int64)
        self.either_last = np.array([days.max() for days in own], dtype=np.int64)
        is_cell = codes < n_cells
        either = np.where(is_cell, 0, codes - n_cells)
        first, last = codes // grammar.n_choices, codes // grammar.n_choices
        if len(own):
            first = np.where(is_cell, first, self.either_first[either])
            last = np.where(is_cell, last, self.either_last[either])
        self.first = np.full(len(statements), grammar.n_days, dtype=np.int64)
        self.last = np.full(len(statements), -1, dtype=np.int64)
        np.minimum.at(self.first, of_term, first)
        np.maximum.at(self.last, of_term, last)
        self._cells = _by_day((of_term, codes, coefs), is_cell, first, self._n_days)
        self._either_terms = of_term[~is_cell], either[~is_cell], coefs[~is_cell]
        cells = [(c, k) for k, codes in enumerate(grammar.eithers) for c in codes]
        self._cells_of_eithers = np.array(cells, dtype=np.int64).reshape(len(cells), 2)

    def effects(self, day: int, active: Ids) -> _Effects:
        """What each choice of a day does."""
        place = np.full(self._n_statements, -1, dtype=np.int64)
        place[active] = np.arange(len(active))
        deltas = np.zeros((self._n_choices + 1, len(active)), dtype=np.int32)
        of_term, codes, coefs = self._cells[day]
        deltas[codes - day * self._n_choices, place[of_term]] = coefs
        is_open = (self.either_first <= day) & (day <= self.either_last)
        eithers = np.flatnonzero(is_open).astype(np.int32)
        if len(eithers) > MOST_EITHERS:
            raise ValueError(f"{len(eithers)} eithers on one day")
        number = np.full(len(self.either_first), -1, dtype=np.int64)
        number[eithers] = np.arange(len(eithers))
        has_either = np.zeros((self._n_choices + 1, len(eithers)), dtype=np.bool_)
        codes, of_cell = self._cells_of_eithers.T
        today = codes // self._n_choices == day
        has_either[codes[today] % self._n_choices, number[of_cell[today]]] = True
        of_either = np.zeros((len(eithers), len(active)), dtype=np.int32)
        of_term, either, coefs = self._either_terms
        known = (number[either] >= 0) & (place[of_term] >= 0)
        of_either[number[either[known]], place[of_term[known]]] = coefs[known]
        return deltas, has_either, of_either, eithers

    def reach(self, actives: Sequence[Ids], effects: Sequence[_Effects]) -> list[Ints]:
        """The least and most that can still be added after each day, by statement."""
        least = np.zeros(self._n_statements, dtype=np.int64)
        most = np.zeros(self._n_statements, dtype=np.int64)
        found: list[Ints] = []
        for day in reversed(range(self._n_days)):
            active, (deltas, _, of_either, eithers) = actives[day], effects[day]
            found.append(np.stack([least[active], most[active]], axis=1))
            ends = self.either_last[eithers] == day
            own = of_either[ends]
            least[active] += np.minimum(deltas, 0).min(axis=0)
            least[active] += np.minimum(own, 0).sum(axis=0)
            most[active] += np.maximum(deltas, 0).max(axis=0)
            most[active] += np.maximum(own, 0).sum(axis=0)
        return found[::-1]


def _by_day(
    terms: tuple[Ints, Ints, Ints], chosen: Bools, day: Ints, n_days: int
) -> list[tuple[Ints, Ints, Ints]]:
    of_term, codes, coefs = (part[chosen] for part in terms)
    order = np.argsort(day[chosen], kind="stable")
    starts = np.searchsorted(day[chosen][order], np.arange(n_days + 1))
    parts = [order[starts[at] : starts[at + 1]] for at in range(n_days)]
    return [(of_term[part], codes[part], coefs[part]) for part in parts]


class _Slots:
    """Where each open statement and either is in the states between two days."""

    def __init__(self, spread: _Spread, actives: Sequence[Ids]) -> None:
        self._spread = spread
        self._sums = [
            active[spread.last[active] > day] for day, active in enumerate(actives)
        ]
        first, last = spread.either_first, spread.either_last
        self._eithers = [
            np.flatnonzero((first <= day) & (day < last)) for day in range(len(actives))
        ]

    def n_after(self, day: int) -> int:
        """How long a state after ``day`` is."""
        return len(self._sums[day]) + len(self._eithers[day])

    def of(self, day: int, active: Ids, eithers: Ids) -> tuple[Ids, Ids, Ids, Ids]:
        """Places of active statements, before and after, and of eithers."""
        before = self._places(day - 1, active, eithers)
        after = self._places(day, active, eithers)
        return before[0], after[0], before[1], after[1]

    def _places(self, day: int, active: Ids, eithers: Ids) -> tuple[Ids, Ids]:
        if day < 0:
            return np.full(len(active), -1, np.int32), np.full(
                len(eithers), -1, np.int32
            )
        sums, flags = self._sums[day], self._eithers[day]
        of_sum = np.full(len(self._spread.first), -1, dtype=np.int32)
        of_sum[sums] = np.arange(len(sums))
        of_flag = np.full(len(self._spread.either_first), -1, dtype=np.int32)
        of_flag[flags] = len(sums) + np.arange(len(flags))
        return of_sum[active], of_flag[eithers]


def _moves(
    deltas: Ids, has_either: Bools
) -> tuple[tuple[tuple[int, ...], ...], NDArray[np.intp]]:
    """Choices that do the same, and one of each."""
    groups: dict[bytes, list[int]] = {}
    for choice, (added, makes) in enumerate(zip(deltas, has_either, strict=True)):
        groups.setdefault(added.tobytes() + makes.tobytes(), []).append(choice)
    moves = tuple(tuple(choices) for choices in groups.values())
    return moves, np.array([choices[0] for choices in moves], dtype=np.intp)
