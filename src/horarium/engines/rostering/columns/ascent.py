"""Prices of rows that prove more and more, moved after each single person's line.

Where thousands of rows tie people together a mix of everybody's lines takes seconds, and
dozens of them are needed. Here there is none: whoever's turn it is takes the cheapest
line, what all people's lines of late keep of each row in the mean says where its price
should go, and the next person's line is found at the new prices already. One person at a
time comes from incremental subgradients (Nedić and Bertsekas 2001), lines in the mean from
the volume algorithm (Barahona and Anbil 2000), the length of a step from Polyak (1969).
Nothing of this has to be exact: any prices prove a bound, see ``bound.py``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy import sparse

from horarium.engines.rostering.columns.bound import SCALE, paying_prices, whole_prices
from horarium.engines.rostering.columns.columns import Columns
from horarium.engines.rostering.columns.effort import WORK_A_SUM, Effort
from horarium.engines.rostering.columns.linking import Floats, Linking
from horarium.engines.rostering.columns.pricer import Line, Priced
from horarium.engines.rostering.model import FREE, Ids

NEWEST = 0.2
"""How much the newest line of a person counts, beside those before. With a tenth a
department's prices took longer to turn, with all of it they swung."""

LATEST = 0.2
"""How much the latest prices count in the mean of prices that the bound is taken at: those
of a single round swing about it by some units of cost."""

ROUNDS = 4
"""Rounds between two bounds, which take as long as a round does."""

STEP, SHORTER, SHORTEST = 0.05, 0.8, 5e-4
"""A step is so long that, were the bound as steep everywhere, it would rise by this share
of itself, or of the way to the aim, in a round; how much shorter it becomes after ``VAIN``
bounds that were not better, and when to give up."""

VAIN = 2

LEAP, AIMED_LEAP, LONGER = 1.05, 1.02, 1.3
"""While each bound is so many times the one before, steps are far too short, and become so
much longer. Where there is an aim that is soon too long a step no more: public instance 20
had 4224 after 24 s of one core, and 1280 while only leaps of a twentieth counted."""

MOST_OFF = 3.0
"""What a row is off by counts for no more than so many units: a row of hours may be off by
hundreds where one of heads is by two."""

WORK_A_LINE = 1e-3
"""Deterministic seconds of a line beside the sums looked at for it, about."""


@dataclass(frozen=True, slots=True, eq=False)
class _Share:
    """Which variables are one person's, and what each adds to the rows."""

    atoms: Ids
    own: sparse.csr_matrix


class Ascent:
    """The row prices of a problem on their way up."""

    def __init__(
        self, columns: Columns, prices: Floats, uses: Floats, aim: float | None = None
    ) -> None:
        """``prices`` to begin with, and what everybody's lines there add to each row.

        The shape of ``uses`` is people × rows. Where a good roster is known, what it costs
        is the ``aim``.
        """
        self._aim = aim
        self._leap = LEAP if aim is None else AIMED_LEAP
        self._columns, linking = columns, columns.linking
        self._own = linking.own.T.tocsr()
        self._extra, self._of_extra = linking.extra, linking.extra.T.tocsr()
        self._unit = _largest(linking)
        self._shares = [self._share(row) for row in range(len(columns.pricers))]
        self._cost = np.array(columns.structure.cost, dtype=np.int64)
        self._now = self._mean = paying_prices(linking, prices)
        self._uses, self._used = uses, uses.sum(axis=0)
        self.bound = -FREE
        self.work = 0.0

    def run(
        self, effort: Effort, rng: Generator, on_bound: Callable[[int], None]
    ) -> None:
        """Climb until the effort is over or no step is of use.

        ``on_bound`` is told of each better bound.
        """
        step, n_vain = STEP, 0
        self._tell(on_bound)
        while step > SHORTEST and not effort.enough(self.bound):
            for _ in range(ROUNDS):
                for person in rng.permutation(len(self._shares)).tolist():
                    if effort.after(self.work).is_over():
                        return
                    self._turn(person, step)
                self._mean = (1 - LATEST) * self._mean + LATEST * self._now
            before = max(1, self.bound)
            n_vain = 0 if self._tell(on_bound) else n_vain + 1
            if self.bound > self._leap * before:
                step = LONGER * step
            if n_vain == VAIN:
                step, n_vain = SHORTER * step, 0

    def _tell(self, on_bound: Callable[[int], None]) -> bool:
        """Take the bound at the mean of prices; whether it is better than before."""
        steps = whole_prices(self._columns.linking, self._mean)
        bound, found = self._columns.price(steps, 1)
        self._spend(found)
        is_better = bound > self.bound
        if is_better:
            self.bound = bound
            on_bound(bound)
        return is_better

    def _spend(self, found: Sequence[Priced]) -> None:
        self.work += sum(WORK_A_LINE + WORK_A_SUM * priced.work for priced in found)

    def _turn(self, person: int, step: float) -> None:
        """One person's cheapest line, and prices a little nearer to where they should be."""
        linking, share = self._columns.linking, self._shares[person]
        steps = whole_prices(linking, self._now)
        self._cost[share.atoms] = (
            self._columns.structure.cost[share.atoms] * SCALE - share.own @ steps
        )
        found = self._columns.pricers[person].price(self._cost, SCALE)
        self._spend([found])
        if found.lines:
            newest = np.asarray(self._own[found.lines[0].atoms].sum(axis=0)).ravel()
            change = NEWEST * (newest - self._uses[person])
            self._uses[person] += change
            self._used += change
        off = np.clip(self._missed() / self._unit, -MOST_OFF, MOST_OFF)
        way = abs(self.bound) if self._aim is None else self._aim - self.bound
        rise = step * max(1.0, way) / max(1.0, float(off @ off))
        moved = self._now + rise / len(self._shares) * off / self._unit
        self._now = paying_prices(linking, moved)

    def _missed(self) -> Floats:
        """How far each row is from the side that its price pays for, below 0 if above.

        Counted variables are what is cheapest at the prices.
        """
        linking, prices = self._columns.linking, self._now
        is_worth = linking.cost < self._of_extra @ prices
        extras = np.where(is_worth, linking.upper, linking.lower)
        total = self._used + self._extra @ extras
        below = np.where(linking.low <= -FREE, -np.inf, linking.low - total)
        above = np.where(linking.high >= FREE, np.inf, linking.high - total)
        unpriced = np.maximum(below, 0.0) + np.minimum(above, 0.0)
        missed = np.where(prices > 0, below, np.where(prices < 0, above, unpriced))
        return np.asarray(missed)

    def _share(self, person: int) -> _Share:
        structure = self._columns.structure
        atoms = np.flatnonzero(structure.person == person).astype(np.int32)
        return _Share(atoms, self._own[atoms])


def uses_of(columns: Columns, lines: Sequence[Line], shares: Floats) -> Floats:
    """What everybody's lines add to each row, people × rows; the first have ``shares``."""
    own = columns.linking.own.T.tocsr()
    uses = np.zeros((len(columns.pricers), columns.linking.n_rows))
    for place in np.flatnonzero(shares > 0).tolist():
        line = lines[place]
        of_line = np.asarray(own[line.atoms].sum(axis=0)).ravel()
        uses[line.person] += shares[place] * of_line
    return uses


def _largest(linking: Linking) -> NDArray[np.float64]:
    """The largest coefficient of each row, 1 at least."""
    found = abs(linking.own).max(axis=1).toarray().ravel()
    return np.asarray(np.maximum(1.0, found), dtype=np.float64)
