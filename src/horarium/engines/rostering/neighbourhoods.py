"""Which part of a roster to set free next, learnt from what has paid so far."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from horarium.engines.rostering.model import Ints
from horarium.engines.rostering.parts import Parts
from horarium.engines.rostering.shapes import Shapes

START_SIZE = 200
"""Cells (people × days) set free at first; sizes adapt from there."""

MIN_SIZE = 24
FORGETS = 0.9
P_ANY = 0.2

FIRST_STEP, LONGEST_STEP = 0.3, 2.0
"""Deterministic seconds for one neighbourhood: short while much is to be had, longer, and
so larger neighbourhoods, when nothing was found for a while. Measured on public instances
12 and 15 against 1 second throughout: the same penalty after half the work."""

PATIENCE = 8
LONGER = 1.2


@dataclass(slots=True)
class _Experience:
    """What one kind of neighbourhood has been worth: cost saved a second of work."""

    size: float = START_SIZE
    saved: float = 0.0
    work: float = 0.0

    @property
    def rate(self) -> float:
        return self.saved / self.work if self.work else np.inf


@dataclass(frozen=True, slots=True, eq=False)
class Neighbourhood:
    """Who and when: ``free`` has one entry a cell variable."""

    kind: str
    free: NDArray[np.bool_]


class Neighbourhoods:
    """Draws neighbourhoods of a roster and learns which kinds and sizes pay.

    ``person_of_cell`` and ``day_of_cell`` have one entry a cell variable. ``step_work``
    is what the next one may take, in deterministic seconds.
    """

    def __init__(
        self,
        parts: Parts,
        person_of_cell: NDArray[np.intp],
        day_of_cell: NDArray[np.intp],
        rng: Generator,
    ) -> None:
        self._shapes = Shapes(parts, person_of_cell, day_of_cell, rng)
        self._kinds = self._shapes.kinds
        self._rng = rng
        self._known = {kind: _Experience() for kind in self._kinds}
        self._idle_steps = 0.0
        self.step_work = FIRST_STEP

    def draw(self, values: Ints) -> Neighbourhood:
        """Some people on some days of the roster with these values."""
        kind = self._draw_kind()
        mask = self._kinds[kind](values, self._known[kind].size)
        return Neighbourhood(kind, self._shapes.at_cells(mask))

    def learn(self, kind: str, *, saved: int, work: float, is_best: bool) -> None:
        """Note how a search ended: small ones may grow, unfinished ones shrink."""
        known = self._known[kind]
        known.saved = FORGETS * known.saved + saved
        known.work = FORGETS * known.work + work
        known.size = self._resized(known.size, work, is_best=is_best)
        if saved:
            self._idle_steps = 0.0
            return
        self._idle_steps += work / self.step_work
        if self._idle_steps > PATIENCE:
            self.step_work = min(LONGEST_STEP, self.step_work * LONGER)
            self._idle_steps = 0.0

    def _resized(self, size: float, work: float, *, is_best: bool) -> float:
        if not is_best:
            return max(MIN_SIZE, size * 0.85)
        if work > self.step_work / 2:
            return size
        growth = 1.3 if work < self.step_work / 8 else 1.15
        return min(size * growth, self._shapes.n_cells)

    def _draw_kind(self) -> str:
        kinds = list(self._kinds)
        rates = np.array([known.rate for known in self._known.values()])
        untried = np.flatnonzero(np.isinf(rates))
        if len(untried):
            return kinds[int(untried[0])]
        if self._rng.random() < P_ANY or not rates.any():
            return kinds[int(self._rng.integers(len(kinds)))]
        return kinds[int(self._rng.choice(len(kinds), p=rates / rates.sum()))]
