"""Parts of a roster worth setting free together, as people × days."""

from collections.abc import Callable

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from horarium.engines.rostering.model import Ints
from horarium.engines.rostering.parts import Parts

Mask = NDArray[np.bool_]
Rows = NDArray[np.intp]

LONG = 42
"""Days of a person's line that are set free at once: longer lines take the solver too
long to be worth it, whatever the horizon."""

WEEK, FORTNIGHT, TEN_DAYS = 8, 15, 10
"""One day more than a week, or two, so that the runs at their edges can move as well."""

LONG_WEEKEND = 4


class Shapes:
    """Draws masks of about so many cells (people × days) from a roster's values.

    Nothing here knows any rule: what is costly is read off the priced variables.
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
        cost = parts.system.cost
        self._priced = np.flatnonzero(cost)
        at_best = np.where(cost > 0, parts.system.lower, parts.system.upper)
        self._free_of_charge = at_best[self._priced]

    @property
    def kinds(self) -> dict[str, Callable[[Ints, float], Mask]]:
        """Every way to draw, by its name."""
        return {
            "people": lambda _, size: self._some(LONG, size),
            "days": lambda _, size: self._everybody(size),
            "week": lambda _, size: self._some(WEEK, size),
            "fortnight": lambda _, size: self._some(FORTNIGHT, size),
            "weekdays": lambda _, size: self._same_weekdays(size),
            "costly": lambda values, size: self._around_a_cost(values, TEN_DAYS, size),
            "hot": lambda values, size: self._around_a_cost(values, LONG, size),
            "cross": self._cross,
        }

    @property
    def n_cells(self) -> int:
        """People × days."""
        return self._n_people * self._n_days

    def at_cells(self, mask: Mask) -> Mask:
        """What ``mask``, people × days, says of each cell variable."""
        chosen: Mask = mask[self._person, self._day]
        return chosen

    def _some(self, n_days: int, size: float) -> Mask:
        """Some people on so many days in a row."""
        days = self._window(n_days)
        return self._mask(self._people(size / len(days)), days)

    def _everybody(self, size: float) -> Mask:
        """Everybody on some days in a row."""
        length = max(2, round(size / self._n_people))
        return self._mask(np.arange(self._n_people), self._window(length))

    def _same_weekdays(self, size: float) -> Mask:
        """Everybody on the same few days of several weeks."""
        first = int(self._rng.integers(7))
        n_weeks = max(1, round(size / LONG_WEEKEND / self._n_people))
        week, weekday = np.divmod(np.arange(self._n_days) - first, 7)
        weeks = self._rng.permutation(np.unique(week))[:n_weeks]
        days = np.flatnonzero(np.isin(week, weeks) & (weekday < LONG_WEEKEND))
        return self._mask(np.arange(self._n_people), days)

    def _around_a_cost(self, values: Ints, n_days: int, size: float) -> Mask:
        """Mostly people who could change something that costs, on days around it."""
        concerned, day = self._costly(values)
        days = self._window(n_days, day)
        return self._mask(self._people(size / len(days), concerned), days)

    def _cross(self, values: Ints, size: float) -> Mask:
        """The same people on many days, and everybody on the few days where it costs."""
        concerned, day = self._costly(values)
        few = self._window(max(1, round(size / 2 / self._n_people)), day)
        many = self._window(LONG, day)
        people = self._people(size / 2 / len(many), concerned)
        return self._mask(people, many) | self._mask(np.arange(self._n_people), few)

    def _costly(self, values: Ints) -> tuple[Rows, int]:
        """Who could change something that costs at present, and a day it is about."""
        system = self._parts.system
        cost = system.cost[self._priced]
        paid = np.abs(cost * (values[self._priced] - self._free_of_charge))
        if paid.any():
            chance = paid / paid.sum()
            costly = int(self._rng.choice(self._priced, p=chance))
            is_cell = 0 <= costly - system.first_cell < len(self._person)
            cells = (
                np.array([costly - system.first_cell])
                if is_cell
                else self._parts.cells_near(costly)
            )
            if len(cells):
                day = int(self._rng.choice(self._day[cells]))
                return np.unique(self._person[cells]), day
        return np.arange(self._n_people), int(self._rng.integers(self._n_days))

    def _people(self, n_people: float, first: Rows | None = None) -> Rows:
        """So many people, two at least, half of them from ``first``."""
        wanted = int(np.clip(round(n_people), 2, self._n_people))
        everybody = self._rng.permutation(self._n_people)
        if first is None:
            return everybody[:wanted]
        preferred = self._rng.permutation(first)[: -(-wanted // 2)]
        others = everybody[~np.isin(everybody, preferred)]
        return np.concatenate([preferred, others])[:wanted]

    def _window(self, n_days: int, around: int | None = None) -> Rows:
        """So many days in a row, fewer when there are fewer; ``around`` among them."""
        length = min(n_days, self._n_days)
        latest = self._n_days - length
        if around is None:
            first = int(self._rng.integers(latest + 1))
        else:
            before = int(self._rng.integers(length))
            first = int(np.clip(around - before, 0, latest))
        return np.arange(first, first + length)

    def _mask(self, people: Rows, days: Rows) -> Mask:
        mask = np.zeros((self._n_people, self._n_days), dtype=bool)
        mask[np.ix_(people, days)] = True
        return mask
