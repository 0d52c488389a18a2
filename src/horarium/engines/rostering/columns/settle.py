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
from horarium.engines.rostering.cpsat import Search
from horarium.engines.rostering.encode import Encoded
from horarium.engines.rostering.window import NothingSettled, Window

FEWEST_OPEN, MOST_OPEN, WIDER = 40, 500, 1.5
"""Cells open at first, at most, and how many times as many next. CP-SAT is done with 200
of the public instances in half a second to nine, with 500 in 4 s or not at all."""

QUESTION = 0.15
"""The share of the time left that one search may take."""


class Settler:
    """Searches around what dives made of one problem; ``tell`` says what is legal of it."""

    def __init__(self, encoded: Encoded, tell: Tell) -> None:
        self._encoded, self._tell = encoded, tell

    @cached_property
    def _window(self) -> Window:
        return Window(self._encoded)

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
            found = self._window.settle(known[0], free, _asking(own), starts_here=True)
            work += found.work
            if isinstance(found, NothingSettled):
                break
            told = self._tell(found.roster)
            if told is not None and told[1] < known[1]:
                known = told
            if found.slack:
                break
        return known, work


def _asking(effort: Effort) -> Search:
    own = effort.within(QUESTION * effort.left)
    return Search(
        limit_s=own.remaining_s(),
        work_limit=own.work_limit if np.isfinite(own.work_limit) else None,
        should_stop=own.halted,
    )


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
