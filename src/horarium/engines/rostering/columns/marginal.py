"""What cells cost by what they change in the rows that tie people together."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numba import njit
from scipy import sparse

from horarium.engines.rostering.columns.kernel import quick
from horarium.engines.rostering.columns.linking import Linking
from horarium.engines.rostering.columns.statement import FORBIDDEN
from horarium.engines.rostering.model import FREE, Ids, Ints

MOST_EXTRAS = 2
"""A row with more counted variables than for each side one has no plain price."""

Demand = Ints
"""Of a row: low, high, the price of a unit below and above, its size, and ``spare``."""

Own = tuple[Ids, Ids, Ints]
"""Starts, rows and units of columns, as a ``csc_matrix`` has them."""


@dataclass(frozen=True, slots=True, eq=False)
class RowPrices:
    """What rows that tie people together cost, by their sums over lines.

    A row with a counted variable costs what that does; breaking any other is forbidden.
    ``demands`` has a ``Demand`` of each row.
    """

    demands: Demand

    @classmethod
    def of(cls, linking: Linking, spare: Ints | None = None) -> Self:
        """Those of these rows.

        ``spare`` is what the first unit of each beyond what it demands saves, for rows
        that demand something.
        """
        worth = np.zeros(linking.n_rows, dtype=np.int64) if spare is None else spare
        missing = prices_of_missing(linking)
        return cls(np.stack([linking.low, linking.high, *missing, worth], axis=1))

    def at(self, rows: Ints, sums: Ints) -> Ints:
        """The prices of some rows where these are their sums."""
        found: Ints = _at(self.demands, rows.astype(np.int64), sums)
        return found

    @property
    def all_rows(self) -> Ints:
        """Every row."""
        return np.arange(len(self.demands))

    def offers(
        self,
        own: sparse.csc_matrix,
        cost: Ints,
        one: tuple[Ids, Ids],
        added: Ints,
        drawn: tuple[Ints, int],
    ) -> Ints:
        """What each variable of ``one`` person costs beside what others add to the rows.

        ``one`` are their variables, and those that are true in their line now, which is
        in ``added`` still. In parts of a unit, ``drawn`` having some to add to each and
        how many there are; the entries of other people's variables are left as they are
        found. ``own`` is ``linking.own``.
        """
        columns = own.indptr, own.indices, own.data
        found: Ints = _offers(self.demands, columns, (cost, added), one, drawn)
        return found

    def add(
        self, own: sparse.csc_matrix, atoms: Ids, added: Ints, times: int = 1
    ) -> int:
        """Add these columns of ``own`` to ``added``, in place; what that changes.

        Each is added so many ``times``, which may be -1.
        """
        columns = own.indptr, own.indices, own.data
        return int(_add(self.demands, columns, atoms, (added, times)))


@njit(cache=True, nogil=True)
def _price(demand: Demand, total: int) -> int:
    low, high, below, above, unit, spare = demand
    cost = -(-max(0, total - high) // unit) * above
    if low > -FREE:
        cost += -(-max(0, low - total) // unit) * below
        if total > low:
            cost -= spare
    return int(min(cost, FORBIDDEN))


@njit(cache=True, nogil=True)
def _at(demands: Demand, rows: Ints, sums: Ints) -> Ints:
    found = np.empty(len(rows), dtype=np.int64)
    for place in range(len(rows)):
        found[place] = _price(demands[rows[place]], sums[place])
    return found


@njit(cache=True, nogil=True)
def _offers(
    demands: Demand,
    own: Own,
    costs: tuple[Ints, Ints],
    one: tuple[Ids, Ids],
    drawn: tuple[Ints, int],
) -> Ints:
    starts, rows, units = own
    (cost, added), (atoms, true), (parts, n_parts) = costs, one, drawn
    others = added.copy()
    for atom in true:
        for at in range(starts[atom], starts[atom + 1]):
            others[rows[at]] -= units[at]
    found = np.empty(len(cost), dtype=np.int64)
    for place in range(len(atoms)):
        atom = atoms[place]
        change = cost[atom]
        for at in range(starts[atom], starts[atom + 1]):
            demand, before = demands[rows[at]], others[rows[at]]
            change += _price(demand, before + units[at]) - _price(demand, before)
        found[atom] = n_parts * change + parts[place]
    return found


@quick
def _add(demands: Demand, own: Own, atoms: Ids, to: tuple[Ints, int]) -> int:
    starts, rows, units = own
    added, times = to
    change = 0
    for atom in atoms:
        for at in range(starts[atom], starts[atom + 1]):
            demand, before = demands[rows[at]], added[rows[at]]
            after = before + times * units[at]
            change += _price(demand, after) - _price(demand, before)
            added[rows[at]] = after
    return change


def prices_of_missing(linking: Linking) -> tuple[Ints, Ints, Ints]:
    """Price of a unit below and above what each row demands, and the size of one."""
    n_rows = linking.n_rows
    below, above = np.full((2, n_rows), FORBIDDEN, dtype=np.int64)
    unit = np.ones(n_rows, dtype=np.int64)
    extra = linking.extra.tocsr()
    rows = np.repeat(np.arange(n_rows), np.diff(extra.indptr))
    is_known = np.diff(extra.indptr)[rows] <= MOST_EXTRAS
    for side, sign in ((below, 1), (above, -1)):
        at = np.flatnonzero(is_known & (sign * extra.data > 0))
        side[rows[at]] = linking.cost[extra.indices[at]]
        unit[rows[at]] = np.abs(extra.data[at])
    return below, above, unit
