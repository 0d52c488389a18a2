"""Everybody's line in turn: for each the cheapest that is found among everybody else's."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.random import Generator

from horarium.engines.rostering.columns.best_line import best_line
from horarium.engines.rostering.columns.columns import Columns
from horarium.engines.rostering.columns.marginal import marginal_prices, row_prices
from horarium.engines.rostering.columns.pricer import Line
from horarium.engines.rostering.model import Ints
from horarium.engines.rostering.roster import OFF, Roster

FINE = 8
"""Parts of a unit by which equally cheap cells differ at random. In a year nearly all days
are: without this everybody works the first of them, or the last."""


@dataclass(slots=True, eq=False)
class Turns:
    """How lines are chosen in turn: ``n_at_once``, each in a thread.

    It ends when ``halted``, and when ``most`` lines have been chosen; ``n_chosen`` were.
    """

    rng: Generator
    halted: Callable[[], bool]
    most: float = np.inf
    n_at_once: int = 1
    n_chosen: int = 0

    def are_over(self) -> bool:
        """Whether to stop now."""
        return self.n_chosen >= self.most or self.halted()

    def all_of(self, people: Iterable[int]) -> list[list[int]]:
        """These people in random order, as many at a time as there are threads."""
        rows = self.rng.permutation(list(people)).tolist()
        size = self.n_at_once
        return [rows[at : at + size] for at in range(0, len(rows), size)]

    def find(
        self, rows: Sequence[int], find: Callable[[int, Generator], Line | None]
    ) -> list[Line | None]:
        """What is found for each of a few people, a thread for each."""
        self.n_chosen += len(rows)
        if len(rows) == 1:
            return [find(rows[0], self.rng)]
        with ThreadPoolExecutor(len(rows)) as pool:
            return list(pool.map(find, rows, self.rng.spawn(len(rows))))


class InTurn:
    """The lines chosen so far; ``saved`` is what choosing anew has saved altogether.

    ``spare`` is what the first unit of each row beyond what it demands is worth for now.
    """

    def __init__(
        self, columns: Columns, turns: Turns, lines: Iterable[Line] = ()
    ) -> None:
        self._columns, self._turns = columns, turns
        self._own = columns.linking.own.tocsc()
        self._added: Ints = np.zeros(columns.linking.n_rows, dtype=np.int64)
        self._lines: dict[int, Line] = {}
        self.saved = 0
        self.spare: Ints | None = None
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
        linking = self._columns.linking
        rows = row_prices(linking, np.arange(linking.n_rows), self._added)
        return sum(line.cost for line in self._lines.values()) + int(rows.sum())

    def round(self) -> None:
        """Choose everybody's line anew, unless it is over before."""
        for rows in self._turns.all_of(range(len(self._columns.pricers))):
            if self._turns.are_over():
                return
            self.turn(rows)

    def turn(self, rows: Sequence[int]) -> bool:
        """Choose the lines of some people, by row, at once; whether all have one.

        They do not know of each other. A line chosen before stays when the one that is
        found costs more. What a line adds to a row on several days is looked for at the
        price of the first.
        """
        found = self._turns.find(rows, self._cheapest)
        for row, line in zip(rows, found, strict=True):
            if line is not None:
                self._choose(row, line)
        return all(row in self._lines for row in rows)

    def _choose(self, row: int, found: Line) -> None:
        before = self._lines.pop(row, None)
        if before is None:
            self._put(found)
            return
        self._add(before, -1)
        gain = self._worth(before) - self._worth(found)
        self.saved += max(0, gain)
        self._put(found if gain >= 0 else before)

    def _cheapest(self, row: int, rng: Generator) -> Line | None:
        linking, before = self._columns.linking, self._lines.get(row)
        others = self._added.copy()
        if before is not None:
            own = self._own[:, before.atoms]
            np.subtract.at(others, own.indices, own.data)

        def price_of(atoms: Ints) -> Ints:
            own = self._own[:, atoms]
            return FINE * marginal_prices(linking, own, others, self.spare)

        return cheapest_line(self._columns, row, price_of, rng)

    def _worth(self, line: Line) -> int:
        """What a line costs beside those that are chosen."""
        linking, new = self._columns.linking, self._own[:, line.atoms]
        rows, place = np.unique(new.indices, return_inverse=True)
        adds = np.zeros(len(rows), dtype=np.int64)
        np.add.at(adds, place, new.data)
        before = self._added[rows]
        change = row_prices(linking, rows, before + adds, self.spare)
        change -= row_prices(linking, rows, before, self.spare)
        return line.cost + int(change.sum())

    def _put(self, line: Line) -> None:
        self._lines[line.person] = line
        self._add(line, 1)

    def _add(self, line: Line, times: int) -> None:
        new = self._own[:, line.atoms]
        np.add.at(self._added, new.indices, times * new.data)


def cheapest_line(
    columns: Columns, row: int, price_of: Callable[[Ints], Ints], rng: Generator
) -> Line | None:
    """The cheapest line that is found for a person, by row, when their atoms cost so much.

    ``price_of`` some atoms is what they cost beyond their own, in units of ``1 / FINE``.
    """
    pricer, cost = columns.pricer_of_whole_lines(row), columns.structure.cost
    cells = pricer.person.cells
    atoms = np.concatenate([cells[cells > 0], pricer.person.eithers])
    prices = np.zeros(len(cost), dtype=np.int64)
    drawn = rng.integers(FINE, size=len(atoms))
    prices[atoms] = FINE * cost[atoms] + price_of(atoms) + drawn
    return best_line(pricer, prices, columns.structure.cells_of, FINE)
