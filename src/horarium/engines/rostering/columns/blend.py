"""Everybody's line loosened into a blend of several, and made whole again in turn.

Choosing lines in turn ends where nobody alone can do better. Blends get past that: while
the others are not decided, a head on a shift is worth something in between, so that what
is short all year goes to where it is missed most.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from horarium.engines.rostering.columns.columns import Columns
from horarium.engines.rostering.columns.in_turn import FINE, Turns, cheapest_line
from horarium.engines.rostering.columns.marginal import prices_of_missing
from horarium.engines.rostering.columns.master import Floats, Linking
from horarium.engines.rostering.columns.pricer import Line
from horarium.engines.rostering.columns.statement import FORBIDDEN
from horarium.engines.rostering.model import FREE, Ids, Ints
from horarium.engines.rostering.roster import Roster

SOFTNESS = (0.5, 1.0, 2.0)
"""Heads on either side of what is wanted over which the price of one changes: one of
these is drawn each time."""

GROUPS = 5
"""So many groups of people get whole lines one after the other; before each, everybody who
is left blends again."""

MOVES, HALVINGS = 4, 7
"""How often weight moves in a blend a turn, and how exactly it is found how much."""

LEAST_WEIGHT = 1e-4


@dataclass(slots=True, eq=False)
class _Share:
    """A line in a blend: how much of it, and what it adds to which rows."""

    line: Line
    rows: Ids
    adds: Floats
    weight: float = 0.0


class Heads:
    """What the rows that tie people together come to, and what that costs.

    A row costs for each unit below and above what is wanted; rows that may not be missed
    at all are left to the lines.
    """

    def __init__(self, linking: Linking) -> None:
        below, above, unit = prices_of_missing(linking)
        is_below = (linking.low > -FREE) & (below < FORBIDDEN)
        is_above = (linking.high < FREE) & (above < FORBIDDEN)
        self._below: Floats = np.where(is_below, below / unit, 0.0)
        self._above: Floats = np.where(is_above, above / unit, 0.0)
        self._low: Floats = np.where(is_below, linking.low, 0).astype(np.float64)
        self._high: Floats = np.where(is_above, linking.high, 0).astype(np.float64)
        self.sums: Floats = np.zeros(linking.n_rows)

    def cost(self, rows: Ids, adds: Floats) -> float:
        """What adding to these rows changes."""
        before = self.sums[rows]
        change = self._cost_of(rows, before + adds) - self._cost_of(rows, before)
        return float(change.sum())

    def next_prices(self) -> Floats:
        """What one unit more of each row costs."""
        rows = np.arange(len(self.sums))
        return self._cost_of(rows, self.sums + 1) - self._cost_of(rows, self.sums)

    def soft_prices(
        self, softness: float, rows: NDArray[np.integer] | slice, adds: Floats | float
    ) -> Floats:
        """The price of a unit at these sums and so much more, changing gradually."""
        sums = self.sums[rows] + adds
        missing = (self._low[rows] + softness - sums) / (2 * softness)
        beyond = (sums - self._high[rows] + softness) / (2 * softness)
        found: Floats = self._above[rows] * np.clip(beyond, 0, 1)
        found -= self._below[rows] * np.clip(missing, 0, 1)
        return found

    def _cost_of(self, rows: NDArray[np.integer], sums: Floats) -> Floats:
        missing = np.maximum(0, self._low[rows] - sums)
        beyond = np.maximum(0, sums - self._high[rows])
        found: Floats = missing * self._below[rows] + beyond * self._above[rows]
        return found


class Blends:
    """Everybody's blend, from whole ``lines`` on."""

    def __init__(self, columns: Columns, turns: Turns, lines: list[Line]) -> None:
        self._columns, self._turns = columns, turns
        self._own = columns.linking.own.tocsc()
        self._heads = Heads(columns.linking)
        self._shares: dict[int, list[_Share]] = {}
        for line in lines:
            self._make_whole(self._share(line))

    @property
    def lines(self) -> list[Line]:
        """The line of each person that has most of the weight."""
        found = [
            max(shares, key=lambda one: one.weight) for shares in self._shares.values()
        ]
        return [one.line for one in found]

    def loosen(self, people: Sequence[int], softness: float) -> None:
        """Blend in the cheapest lines at gradual prices, as far as that pays."""
        prices = self._heads.soft_prices(softness, slice(None), 0.0)
        found = self._turns.find(people, partial(self._cheapest, prices))
        for person, line in zip(people, found, strict=True):
            if line is not None:
                self._blend_in(person, line, softness)

    def settle(self, people: Sequence[int]) -> None:
        """Give people the whole lines that are cheapest as the others are by now."""
        for person in people:
            for one in self._shares[person]:
                self._add(one, -one.weight)
        prices = self._heads.next_prices()
        found = self._turns.find(people, partial(self._cheapest, prices))
        for person, line in zip(people, found, strict=True):
            known = self._shares[person]
            if line is not None:
                known.append(self._share(line))
            self._make_whole(min(known, key=self._cost))

    def _blend_in(self, person: int, line: Line, softness: float) -> None:
        """Move weight from the dearest to the cheapest lines of a person."""
        shares = self._shares[person]
        if all(one.line.key != line.key for one in shares):
            shares.append(self._share(line))
        for _ in range(MOVES):
            prices = self._heads.soft_prices(softness, slice(None), 0.0)
            costs = [float(prices[s.rows] @ s.adds) + s.line.cost for s in shares]
            best = int(np.argmin(costs))
            held = [at for at, one in enumerate(shares) if one.weight > 0]
            worst = max(held, key=costs.__getitem__)
            gain = costs[worst] - costs[best]
            if gain < 1 or not self._move(shares[worst], shares[best], softness):
                break
        self._shares[person] = [one for one in shares if one.weight > LEAST_WEIGHT]

    def _cost(self, share: _Share) -> float:
        """What a whole line costs beside the others."""
        return self._heads.cost(share.rows, share.adds) + share.line.cost

    def _cheapest(self, prices: Floats, person: int, rng: Generator) -> Line | None:
        def price_of(atoms: Ints) -> Ints:
            found: Floats = FINE * (self._own[:, atoms].T @ prices)
            return np.rint(found).astype(np.int64)

        return cheapest_line(self._columns, person, price_of, rng)

    def _move(self, worse: _Share, better: _Share, softness: float) -> bool:
        """Move the weight that pays from one line to another; whether any does."""
        rows = np.union1d(worse.rows, better.rows)
        change = np.zeros(len(rows))
        change[np.searchsorted(rows, better.rows)] += better.adds
        change[np.searchsorted(rows, worse.rows)] -= worse.adds
        own = better.line.cost - worse.line.cost

        def rises(weight: float) -> bool:
            prices = self._heads.soft_prices(softness, rows, weight * change)
            return bool(prices @ change + own > 0)

        least, most = 0.0, worse.weight
        if not rises(most):
            least = most
        for _ in range(HALVINGS):
            middle = (least + most) / 2
            least, most = (least, middle) if rises(middle) else (middle, most)
        if least <= LEAST_WEIGHT:
            return False
        self._heads.sums[rows] += least * change
        worse.weight -= least
        better.weight += least
        return True

    def _make_whole(self, share: _Share) -> None:
        share.weight = 1.0
        self._add(share, 1.0)
        self._shares[share.line.person] = [share]

    def _add(self, share: _Share, weight: float) -> None:
        self._heads.sums[share.rows] += weight * share.adds

    def _share(self, line: Line) -> _Share:
        new = self._own[:, line.atoms]
        rows, place = np.unique(new.indices, return_inverse=True)
        adds = np.bincount(place, new.data, len(rows))
        return _Share(line, rows, adds.astype(np.float64))


def blended(columns: Columns, roster: Roster, turns: Turns) -> list[Line] | None:
    """Everybody's line after blending, from those of ``roster`` on; often not better.

    Choosing lines in turn comes next. None when halted before, or when somebody's line is
    not legal.
    """
    lines = columns.lines_of(roster)
    if len(lines) < len(columns.pricers):
        return None
    blends = Blends(columns, turns, lines)
    softness = float(turns.rng.choice(SOFTNESS))
    groups = np.array_split(turns.rng.permutation(len(lines)), GROUPS)
    for at, group in enumerate(groups):
        for people in turns.all_of(np.concatenate(groups[at:])):
            if turns.are_over():
                return None
            blends.loosen(people, softness)
        for people in turns.all_of(group):
            if turns.are_over():
                return None
            blends.settle(people)
    return blends.lines
