"""Settle by search what a dive was not sure of.

A dive decides the last cells when hardly any choice is left, and pays for what it decided
before. What was open until late is little enough to be searched to the end.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np

from horarium.engines.rostering.columns.effort import Effort
from horarium.engines.rostering.columns.known import Known, Tell
from horarium.engines.rostering.columns.structure import Bools
from horarium.engines.rostering.cpsat import Search, search
from horarium.engines.rostering.encode import Encoded
from horarium.engines.rostering.model import Ids, Ints
from horarium.engines.rostering.parts import Parts
from horarium.engines.rostering.reduction import Reduced
from horarium.engines.rostering.roster import Roster
from horarium.engines.rostering.start import complete

FEWEST_OPEN, MOST_OPEN, WIDER = 40, 500, 1.5
"""Cells open at first, at most, and how many times as many next. CP-SAT is done with 200
of the public instances in half a second to nine, with 500 in 4 s or not at all."""

QUESTION = 0.15
"""The share of the time left that one search may take."""


class Settler:
    """Searches around what dives made of one problem; ``tell`` says what is legal of it."""

    def __init__(self, model: tuple[Encoded, Reduced], tell: Tell) -> None:
        self._encoded, self._reduced = model
        self._tell = tell

    @cached_property
    def _parts(self) -> Parts:
        return Parts(self._reduced.system)

    def settle(
        self, known: Known, opened: Sequence[Bools], effort: Effort
    ) -> tuple[Known, float]:
        """The best of ``known`` and what is found near it; the deterministic seconds spent.

        ``opened`` are the cells (people × days) a dive had open after each decision. Those
        few it had open last are set free first, then more, until a search comes to no end.
        """
        work = 0.0
        for free in _wider(opened):
            own = effort.after(work)
            if own.is_over():
                break
            values = self._values(known[0], own)
            if values is None:
                break
            found, is_best, spent = self._around(values, free, own)
            work += spent
            told = None if found is None else self._tell(found)
            if told is not None and told[1] < known[1]:
                known = told
            if not is_best:
                break
        return known, work

    def _around(
        self, values: Ints, free: Bools, effort: Effort
    ) -> tuple[Roster | None, bool, float]:
        """The best roster that differs in ``free`` cells only, whether it is, the work."""
        people, days = self._encoded.places_of(self._cells)
        part = self._parts.around(free[people, days], values)
        own = effort.within(QUESTION * effort.left)
        how = Search(
            limit_s=own.remaining_s(),
            work_limit=own.work_limit if np.isfinite(own.work_limit) else None,
            values=values[part.kept],
            should_stop=own.halted,
        )
        found = search(part.system, how)
        roster = None
        if found.values is not None:
            whole = self._reduced.whole(part.whole(found.values))
            roster = self._encoded.roster(whole)
        return roster, found.is_best, found.work

    def _values(self, roster: Roster, effort: Effort) -> Ints | None:
        """Values of all variables in a legal roster."""
        first = self._encoded.system.first_cell
        cells = self._encoded.cell_values(roster)[self._cells - first]
        return complete(self._parts, cells, Search(limit_s=effort.remaining_s()))

    @property
    def _cells(self) -> Ids:
        return self._reduced.kept[: self._reduced.system.n_cells]


def _wider(opened: Sequence[Bools]) -> Iterator[Bools]:
    """From the last on, each with so many times as many cells as the one before."""
    least = FEWEST_OPEN
    for free in reversed(opened):
        n_open = int(np.count_nonzero(free))
        if n_open > MOST_OPEN:
            return
        if n_open >= least:
            yield free
            least = round(WIDER * n_open)
