"""Better bounds by cases: heads that are missing come in whole numbers.

A mix may leave half a head uncovered; a roster cannot. Where counted variables of one
price add up to a fraction, either they come to no more than the whole number below or
to no less than the one above; the worse of both bounds holds.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from horarium.engines.rostering.columns.columns import Columns
from horarium.engines.rostering.columns.effort import Effort
from horarium.engines.rostering.columns.generate import Generated, generate
from horarium.engines.rostering.columns.master import Floats, Linking, Master
from horarium.engines.rostering.columns.pricer import Line
from horarium.engines.rostering.model import FREE, Ids

FRACTION = 1e-4
"""What is nearer to a whole number counts as whole."""

DEAR = 0.01
"""Only variables that cost at least this share of the bound make cases worth it."""


MOST_IDLE = 6
"""Cases split in vain before giving up: what has not moved by then takes hundreds."""


@dataclass(frozen=True, slots=True, eq=False)
class _Case:
    linking: Linking
    found: Generated


class Cases:
    """The open cases of one problem, and the lines known to all of them."""

    def __init__(self, columns: Columns, ransom: float, lines: list[Line]) -> None:
        self._columns, self._ransom, self._lines = columns, ransom, lines
        self.work = 0.0

    def run(
        self, root: Generated, effort: Effort, on_bound: Callable[[int], None]
    ) -> int:
        """Split the case with the least bound, again and again; the bound at the end."""
        cases = [_Case(self._columns.linking, root)]
        n_idle = 0
        while n_idle < MOST_IDLE and not effort.halted():
            cases.sort(key=lambda case: case.found.bound)
            least = cases[0]
            split = self._split(least)
            if split is None or effort.enough(least.found.bound):
                break
            places, below = split
            low = self._case(least, (places, -FREE, below), effort)
            high = self._case(least, (places, below + 1, FREE), effort)
            if low is None or high is None:
                break
            cases[:1] = [low, high]
            bound = min(case.found.bound for case in cases)
            n_idle = n_idle + 1 if bound == least.found.bound else 0
            on_bound(bound)
            if self.work >= effort.work_limit:
                break
        return min(case.found.bound for case in cases)

    def _case(
        self, parent: _Case, limit: tuple[Ids, int, int], effort: Effort
    ) -> _Case | None:
        """The case with one more limit; its bound is at least that of its parent."""
        linking = parent.linking.bounded(*limit)
        columns = replace(self._columns, linking=linking)
        master = Master(linking, len(columns.pricers), self._ransom)
        master.add(self._lines)
        steps = np.append(parent.found.steps, 0)
        found = generate(columns, master, effort, first_steps=steps)
        self._lines = list(master.lines)
        self.work += found.work
        if found.mix is None:
            return None
        bound = max(found.bound, parent.found.bound)
        return _Case(linking, replace(found, bound=bound))

    def _split(self, case: _Case) -> tuple[Ids, int] | None:
        """The extras whose sum is most worth making whole, and the number below it."""
        mix, linking = case.found.mix, case.linking
        if mix is None:
            return None
        dear = max(1.0, DEAR * abs(case.found.bound))
        groups = [
            np.flatnonzero(linking.cost == price).astype(np.int32)
            for price in np.unique(linking.cost)[::-1]
            if price >= dear
        ]
        for places in groups:
            if _is_fraction(mix.extras[places].sum()):
                return places, int(np.floor(mix.extras[places].sum()))
        singles = np.flatnonzero(linking.cost >= dear).astype(np.int32)
        return _most_halved(mix.extras, singles)


def _most_halved(values: Floats, places: Ids) -> tuple[Ids, int] | None:
    """The one of ``places`` that is farthest from whole, if any is."""
    distance = np.abs(values[places] - np.rint(values[places]))
    if not len(places) or distance.max() < FRACTION:
        return None
    place = places[[int(np.argmax(distance))]]
    return place, int(np.floor(values[place[0]]))


def _is_fraction(value: float) -> bool:
    return bool(abs(value - np.rint(value)) >= FRACTION)
