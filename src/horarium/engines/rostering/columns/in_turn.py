"""Everybody's line in turn: for each the cheapest that is found among everybody else's."""

from collections.abc import Iterable

import numpy as np

from horarium.engines.rostering.columns.best_line import best_line
from horarium.engines.rostering.columns.columns import Columns
from horarium.engines.rostering.columns.marginal import marginal_prices, row_prices
from horarium.engines.rostering.columns.pricer import Line, Pricer
from horarium.engines.rostering.model import Ints
from horarium.engines.rostering.roster import OFF, Roster


class InTurn:
    """The lines chosen so far; ``saved`` is what choosing anew has saved altogether."""

    def __init__(self, columns: Columns, lines: Iterable[Line] = ()) -> None:
        self._columns = columns
        self._own = columns.linking.own.tocsc()
        self._added: Ints = np.zeros(columns.linking.n_rows, dtype=np.int64)
        self._lines: dict[int, Line] = {}
        self.saved = 0
        for line in lines:
            self._put(line)

    @property
    def roster(self) -> Roster:
        """All lines; whoever has none yet is off."""
        shape = len(self._columns.pricers), self._columns.shape[0]
        shifts = np.full(shape, OFF, dtype=np.int16)
        for row, line in self._lines.items():
            shifts[row] = line.shifts
        return Roster.of(shifts)

    def turn(self, row: int) -> bool:
        """Choose the line of a person, by row; whether there is one.

        A line chosen before stays unless the one that is found costs less. What a line
        adds to a row on several days is looked for at the price of the first.
        """
        before = self._lines.get(row)
        if before is not None:
            self._take(before)
        found = self._cheapest(row)
        if found is not None and before is not None:
            gain = self._worth(before) - self._worth(found)
            self.saved += max(0, gain)
            found = found if gain > 0 else before
        chosen = found or before
        if chosen is not None:
            self._put(chosen)
        return chosen is not None

    def _cheapest(self, row: int) -> Line | None:
        columns = self._columns
        one = columns.pricers[row]
        cost = columns.structure.cost
        # What pricing lays out is let go of with each of these: it is much.
        pricer = one if isinstance(one, Pricer) else None
        if pricer is None or columns.is_vast:
            pricer = Pricer.to_begin_with(row, one.person, cost)
        cells = one.person.cells
        atoms = np.concatenate([cells[cells > 0], one.person.eithers])
        prices = cost.copy()
        own = self._own[:, atoms]
        prices[atoms] += marginal_prices(columns.linking, own, self._added)
        return best_line(pricer, prices, columns.structure.cells_of)

    def _worth(self, line: Line) -> int:
        """What a line costs beside those that are chosen."""
        linking, new = self._columns.linking, self._own[:, line.atoms]
        rows, place = np.unique(new.indices, return_inverse=True)
        adds = np.zeros(len(rows), dtype=np.int64)
        np.add.at(adds, place, new.data)
        before = self._added[rows]
        after = row_prices(linking, rows, before + adds)
        return line.cost + int((after - row_prices(linking, rows, before)).sum())

    def _put(self, line: Line) -> None:
        self._lines[line.person] = line
        self._add(line, 1)

    def _take(self, line: Line) -> None:
        del self._lines[line.person]
        self._add(line, -1)

    def _add(self, line: Line, times: int) -> None:
        new = self._own[:, line.atoms]
        np.add.at(self._added, new.indices, times * new.data)
