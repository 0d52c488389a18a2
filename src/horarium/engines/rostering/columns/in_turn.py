"""Everybody's line in turn: for each the cheapest that is found among everybody else's."""

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import Self

import numpy as np
from numpy.random import Generator

from horarium.engines.rostering.columns.best_line import best_line
from horarium.engines.rostering.columns.columns import Columns
from horarium.engines.rostering.columns.marginal import RowPrices
from horarium.engines.rostering.columns.pricer import Line
from horarium.engines.rostering.model import Ids, Ints
from horarium.engines.rostering.roster import OFF, Roster

FINE = 8
"""Parts of a unit by which equally cheap cells differ at random. In a year nearly all days
are: without this everybody works the first of them, or the last."""

NOTHING: Ids = np.empty(0, dtype=np.int32)


@dataclass(slots=True, eq=False)
class Turns:
    """How lines are chosen in turn: ``n_at_once``, each in a thread.

    It ends when ``halted``, and when ``most`` lines have been chosen; ``n_chosen`` were.
    ``time_left`` is the share left of the time there was, 1 where that is not limited.
    """

    rng: Generator
    halted: Callable[[], bool]
    most: float = np.inf
    n_at_once: int = 1
    time_left: Callable[[], float] = lambda: 1.0
    n_chosen: int = 0

    @property
    def share_left(self) -> float:
        """The share left of the lines or of the time there was, whichever is less."""
        return max(0.0, min(1 - self.n_chosen / self.most, self.time_left()))

    def are_over(self) -> bool:
        """Whether to stop now."""
        return self.n_chosen >= self.most or self.halted()

    def each(self, n_people: int, choose: Callable[[int, Generator], bool]) -> bool:
        """Let everybody, by row and in random order, ``choose``; whether all could.

        It ends early when it is over or somebody could not.
        """
        rows = iter(self.rng.permutation(n_people).tolist())

        def work(rng: Generator) -> bool:
            could_all = all(self._one(row, rng, choose) for row in rows)
            deque(rows, maxlen=0)
            return could_all

        if self.n_at_once == 1:
            return work(self.rng)
        with ThreadPoolExecutor(self.n_at_once) as pool:
            return all(list(pool.map(work, self.rng.spawn(self.n_at_once))))

    def _one(
        self, row: int, rng: Generator, choose: Callable[[int, Generator], bool]
    ) -> bool:
        if self.are_over():
            return False
        self.n_chosen += 1
        return choose(row, rng)


class InTurn:
    """The lines chosen so far; ``saved`` is what choosing anew has saved altogether."""

    def __init__(
        self, columns: Columns, turns: Turns, lines: Iterable[Line] = ()
    ) -> None:
        self._columns, self._turns = columns, turns
        self._own = columns.linking.own.tocsc()
        self._added: Ints = np.zeros(columns.linking.n_rows, dtype=np.int64)
        self._lines: dict[int, Line] = {}
        self._atoms: dict[int, Ids] = {}
        self._lock = Lock()
        self.saved = 0
        self.sparing(None)
        for line in lines:
            self._put(line)

    @classmethod
    def of(cls, columns: Columns, turns: Turns, roster: Roster) -> Self | None:
        """The lines of a roster, or None where somebody's is not legal."""
        lines = columns.lines_of(roster)
        is_legal = len(lines) == len(columns.pricers)
        return cls(columns, turns, lines) if is_legal else None

    @property
    def roster(self) -> Roster:
        """All lines; whoever has none yet is off."""
        shape = len(self._columns.pricers), self._columns.shape[0]
        shifts = np.full(shape, OFF, dtype=np.int16)
        for row, line in self._lines.items():
            shifts[row] = line.shifts
        return Roster.of(shifts)

    @property
    def cost(self) -> int:
        """What all lines cost, and the rows that tie them together."""
        rows = self._prices.at(self._prices.all_rows, self._added)
        return sum(line.cost for line in self._lines.values()) + int(rows.sum())

    def sparing(self, spare: Ints | None) -> None:
        """From now on the first unit of each row beyond what it demands saves so much."""
        self._prices = RowPrices.of(self._columns.linking, spare)

    def round(self) -> bool:
        """Choose everybody's line anew, unless it is over before; whether all have one."""
        return self._turns.each(len(self._columns.pricers), self.turn)

    def turn(self, row: int, rng: Generator) -> bool:
        """Choose the line of a person, by row; whether they have one.

        A line chosen before stays when the one that is found costs more. What a line adds
        to a row on several days is looked for at the price of the first. Some may choose at
        the same time: they do not know of each other.
        """
        found = self._cheapest(row, rng)
        with self._lock:
            if found is not None:
                self._choose(row, found)
            return row in self._lines

    def _choose(self, row: int, found: Line) -> None:
        before = self._lines.get(row)
        if before is None:
            self._put(found)
            return
        saved = -(self._drop(before) + self._put(found))
        if saved < 0:
            self._drop(found)
            self._put(before)
        self.saved += max(0, saved)

    def _cheapest(self, row: int, rng: Generator) -> Line | None:
        columns, atoms = self._columns, self._atoms_of(row)
        with self._lock:
            before, added = self._lines.get(row), self._added.copy()
        true = NOTHING if before is None else before.atoms
        parts = rng.integers(FINE, size=len(atoms))
        prices = self._prices.offers(
            self._own, columns.structure.cost, (atoms, true), added, (parts, FINE)
        )
        find = (
            columns.pricer_near_lines
            if before is not None
            else columns.pricer_of_whole_lines
        )
        return best_line(find(row), prices, columns.structure.cells_of, FINE, before)

    def _atoms_of(self, row: int) -> Ids:
        """The variables of a person."""
        if row not in self._atoms:
            person = self._columns.pricers[row].person
            cells = person.cells[person.cells > 0]
            self._atoms[row] = np.concatenate([cells, person.eithers])
        return self._atoms[row]

    def _put(self, line: Line) -> int:
        """Choose this line too; what that changes."""
        self._lines[line.person] = line
        return line.cost + self._prices.add(self._own, line.atoms, self._added)

    def _drop(self, line: Line) -> int:
        """Choose this line no more; what that changes."""
        del self._lines[line.person]
        return self._prices.add(self._own, line.atoms, self._added, -1) - line.cost
