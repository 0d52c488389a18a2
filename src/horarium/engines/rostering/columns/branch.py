"""Better bounds by cases: heads that are missing come in whole numbers.

A mix may leave half a head uncovered; a roster cannot. Where counted variables of one
price add up to a fraction, either they come to no more than the whole number below or
to no less than the one above; the worse of both bounds holds.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from horarium.engines.rostering.columns.columns import Columns
from horarium.engines.rostering.columns.effort import Effort
from horarium.engines.rostering.columns.generate import Generated, generate
from horarium.engines.rostering.columns.linking import Linking
from horarium.engines.rostering.columns.master import Master
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

    def __init__(
        self, columns: Columns, ransom: float, lines: list[Line], root: Generated
    ) -> None:
        self._columns, self._ransom, self._lines = columns, ransom, lines
        self._open = [_Case(columns.linking, root)]
        self.is_done = False
        self.work = 0.0

    def run(
        self,
        effort: Effort,
        on_bound: Callable[[int], None],
        most_idle: int = MOST_IDLE,
    ) -> int:
        """Split the case with the least bound, again and again; the bound at the end.

        It may be called again to go on. Nothing is left to split when it ``is_done``.
        """
        n_idle, until = 0, self.work + effort.work_limit
        while n_idle < most_idle and not effort.halted() and self.work < until:
            self._open.sort(key=lambda case: case.found.bound)
            least = self._open[0]
            split = self._split(least)
            self.is_done = split is None or effort.enough(least.found.bound)
            if split is None or self.is_done:
                break
            places, below = split
            low = self._case(least, (places, -FREE, below), effort)
            high = self._case(least, (places, below + 1, FREE), effort)
            if low is None or high is None:
                break
            self._open[:1] = [low, high]
            bound = min(case.found.bound for case in self._open)
            n_idle = n_idle + 1 if bound == least.found.bound else 0
            on_bound(bound)
        return min(case.found.bound for case in self._open)

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
        if found.mix is None and not effort.enough(found.bound):
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
        for places in (half for group in groups for half in _halves(group)):
            total = mix.extras[places].sum()
            if _is_fraction(total):
                return places, int(np.floor(total))
        return None


def _halves(places: Ids) -> Iterator[Ids]:
    """These places, both halves, their halves, and so on down to single ones.

    Neighbours are about the same days, so that heads are told apart by month first and
    by day last.
    """
    level = [places] if len(places) else []
    while level:
        yield from level
        cut = [(one, len(one) // 2) for one in level if len(one) > 1]
        level = [half for one, at in cut for half in (one[:at], one[at:])]


def _is_fraction(value: float) -> bool:
    return bool(abs(value - np.rint(value)) >= FRACTION)
