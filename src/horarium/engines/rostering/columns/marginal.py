"""What cells cost by what they change in the rows that tie people together."""

import numpy as np
from scipy import sparse

from horarium.engines.rostering.columns.master import Linking
from horarium.engines.rostering.columns.statement import FORBIDDEN
from horarium.engines.rostering.model import FREE, Ints

MOST_EXTRAS = 2
"""A row with more counted variables than for each side one has no plain price."""


def marginal_prices(
    linking: Linking, own: sparse.csc_matrix, added: Ints, spare: Ints | None = None
) -> Ints:
    """What each column of ``own`` changes in the linking rows where so much is ``added``.

    ``own`` are columns of ``linking.own``. A row with a counted variable costs what that
    does; breaking any other is forbidden. ``spare`` is as in ``row_prices``.
    """
    column = np.repeat(np.arange(own.shape[1]), np.diff(own.indptr))
    before = row_prices(linking, own.indices, added[own.indices], spare)
    after = row_prices(linking, own.indices, added[own.indices] + own.data, spare)
    change = np.zeros(own.shape[1], dtype=np.int64)
    np.add.at(change, column, after - before)
    return change


def row_prices(
    linking: Linking, rows: Ints, sums: Ints, spare: Ints | None = None
) -> Ints:
    """The price of rows whose sum over lines is this.

    ``spare`` is what the first unit of each row beyond what it demands saves, for those
    that demand something.
    """
    below_price, above_price, unit = prices_of_missing(linking)
    above = np.maximum(0, sums - linking.high[rows])
    below = np.where(linking.low[rows] <= -FREE, 0, linking.low[rows] - sums)
    units_above = -(-above // unit[rows])
    units_below = -(-np.maximum(0, below) // unit[rows])
    total = units_above * above_price[rows] + units_below * below_price[rows]
    if spare is not None:
        total = total - spare[rows] * np.clip(sums - linking.low[rows], 0, 1)
    return np.asarray(np.minimum(total, FORBIDDEN), dtype=np.int64)


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
