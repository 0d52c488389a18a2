"""Which part of a roster to set free next, learnt from what has paid so far."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from horarium.engines.rostering.model import Ints
from horarium.engines.rostering.parts import Parts

START_SIZE = 200
"""Cells (people × days) set free at first; sizes adapt from there."""

MIN_SIZE = 24
FORGETS = 0.85
P_ANY = 0.25

KINDS = ("people", "days", "week", "fortnight", "costly")


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

    ``person_of_cell`` and ``day_of_cell`` have one entry a cell variable. Nothing here
    knows any rule: what is costly is read off the priced variables.
    """

    def __init__(
        self,
        parts: Parts,
        person_of_cell: NDArray[np.intp],
        day_of_cell: NDArray[np.intp],
        rng: Generator,
    ) -> None:
        self._parts = parts
        self._person, self._day = person_of_cell, day_of_cell
        self._n_people = int(person_of_cell.max(initial=0)) + 1
        self._n_days = int(day_of_cell.max(initial=0)) + 1
        self._rng = rng
        self._known = {kind: _Experience() for kind in KINDS}

    def draw(self, values: Ints) -> Neighbourhood:
        """Some people on some days of the roster with these values."""
        kind = self._draw_kind()
        size = self._known[kind].size
        everybody, always = np.arange(self._n_people), np.arange(self._n_days)
        match kind:
            case "people":
                people, days = self._some_people(size / self._n_days), always
            case "days":
                people, days = everybody, self._some_days(size / self._n_people)
            case "week":
                days = self._some_days(8)
                people = self._some_people(size / len(days))
            case "fortnight":
                days = self._some_days(15)
                people = self._some_people(size / len(days))
            case _:
                people, days = self._around_a_cost(values, size)
        free = np.isin(self._person, people) & np.isin(self._day, days)
        return Neighbourhood(kind, free)

    def learn(
        self, kind: str, *, saved: int, work: float, is_best: bool, limit: float
    ) -> None:
        """Note how a search ended: small ones may grow, unfinished ones shrink."""
        known = self._known[kind]
        known.saved = FORGETS * known.saved + saved
        known.work = FORGETS * known.work + work
        if not is_best:
            known.size = max(MIN_SIZE, known.size * 0.85)
        elif work < limit / 2:
            known.size = min(known.size * 1.15, self._n_people * self._n_days)

    def _draw_kind(self) -> str:
        rates = np.array([known.rate for known in self._known.values()])
        untried = np.flatnonzero(np.isinf(rates))
        if len(untried):
            return KINDS[untried[0]]
        if self._rng.random() < P_ANY or not rates.any():
            return KINDS[self._rng.integers(len(KINDS))]
        return KINDS[self._rng.choice(len(KINDS), p=rates / rates.sum())]

    def _some_people(self, n_people: float) -> NDArray[np.intp]:
        wanted = int(np.clip(n_people, 2, self._n_people))
        return self._rng.permutation(self._n_people)[:wanted]

    def _some_days(self, n_days: float) -> NDArray[np.intp]:
        length = int(np.clip(n_days, 2, self._n_days))
        first = self._rng.integers(self._n_days - length + 1)
        return np.arange(first, first + length)

    def _around_a_cost(
        self, values: Ints, size: float
    ) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Ten days around, and the people of, something that costs at present."""
        cost = self._parts.system.cost
        paid = np.maximum(0, cost * values).astype(np.float64)
        if not paid.any():
            return self._some_people(size / 10), self._some_days(10)
        costly = int(self._rng.choice(len(paid), p=paid / paid.sum()))
        first_cell = self._parts.system.first_cell
        n_cells = len(self._person)
        if first_cell <= costly < first_cell + n_cells:
            cells = np.array([costly - first_cell])
        else:
            cells = self._parts.cells_near(costly)
        if not len(cells):
            return self._some_people(size / 10), self._some_days(10)
        middle = int(self._rng.choice(self._day[cells]))
        first = int(np.clip(middle - 5, 0, max(0, self._n_days - 10)))
        days = np.arange(first, min(first + 10, self._n_days))
        concerned = np.unique(self._person[cells])
        others = self._some_people(self._n_people)
        in_order = np.concatenate([self._rng.permutation(concerned)[:3], others])
        return in_order[: max(3, int(size / len(days)))], days
