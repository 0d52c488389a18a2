"""Minimum-cost assignment of rows to columns, exact."""

import numpy as np
from numpy.typing import NDArray

Costs = NDArray[np.float64]


def cheapest(costs: Costs) -> NDArray[np.intp]:
    """The column of each row, all different, with the least total cost.

    ``costs`` has shape ``(n_rows, n_columns)``, finite, ``n_rows <= n_columns``. Shortest
    augmenting paths (Jonker & Volgenant 1987), one array operation a step:
    O(n_rows^2 n_columns).
    """
    n_rows, n_columns = costs.shape
    if n_rows > n_columns:
        raise ValueError(f"{n_rows} rows do not fit in {n_columns} columns")
    row_price = np.zeros(n_rows)
    column_price = np.zeros(n_columns)
    row_of = np.full(n_columns, -1, dtype=np.intp)
    for row in range(n_rows):
        _augment(costs, row, row_price, column_price, row_of)
    column_of = np.empty(n_rows, dtype=np.intp)
    taken = np.flatnonzero(row_of >= 0)
    column_of[row_of[taken]] = taken
    return column_of


def _augment(
    costs: Costs,
    row: int,
    row_price: Costs,
    column_price: Costs,
    row_of: NDArray[np.intp],
) -> None:
    """Give ``row`` a column, moving others along the cheapest alternating path."""
    n_columns = costs.shape[1]
    distance = np.full(n_columns, np.inf)
    came_from = np.full(n_columns, -1, dtype=np.intp)
    done = np.zeros(n_columns, dtype=bool)
    reached, column, current = 0.0, -1, row
    while current >= 0:
        through = reached + costs[current] - row_price[current] - column_price
        better = ~done & (through < distance)
        distance[better] = through[better]
        came_from[better] = column
        column = int(np.where(done, np.inf, distance).argmin())
        reached = float(distance[column])
        done[column] = True
        current = int(row_of[column])
    row_price[row] += reached
    settled = done & (row_of >= 0)
    row_price[row_of[settled]] += reached - distance[settled]
    column_price[done] += distance[done] - reached
    while column >= 0:
        before = int(came_from[column])
        row_of[column] = row_of[before] if before >= 0 else row
        column = before
