"""The cheapest path through layers of states, with up to three sums kept exactly.

Compiled; integers throughout, so that what is proven with them holds exactly. Values
have shape ``(n_states, n_third, n_second, n_first)``: the least price of a state at which
the three sums have these values.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from horarium.engines.rostering.model import Ids, Ints

UNREACHED = 2**60
"""The value of states no path leads to; far above any price, safe to add prices to."""

N_SUMS = 3


@njit(cache=True, nogil=True)
def sweep(
    arcs: tuple[Ids, Ids, Ids],
    arc_starts: Ints,
    prices: Ints,
    ranges: Ids,
    values: NDArray[np.int64],
) -> int:
    """Fill ``values`` day by day, in place; how many sums were looked at.

    ``arcs`` are sources, targets and what each adds to the three sums, the latter of
    shape ``(n_arcs, 3)``. ``prices`` of ``UNREACHED`` or more bar an arc. On day ``d``
    only first sums from ``ranges[d, 0]`` up to ``ranges[d, 1]`` are of use.
    """
    sources, targets, adds = arcs
    _, n_third, n_second, n_first = values.shape
    values[:] = UNREACHED
    values[0, 0, 0, 0] = 0
    looked_at = 0
    for day in range(len(arc_starts) - 1):
        for arc in range(arc_starts[day], arc_starts[day + 1]):
            price = prices[arc]
            if price >= UNREACHED:
                continue
            add = adds[arc, 0]
            start = max(ranges[day, 0], ranges[day + 1, 0] - add)
            stop = min(ranges[day, 1], ranges[day + 1, 1] - add, n_first - add)
            looked_at += max(0, stop - start) * n_third * n_second
            for third in range(n_third - adds[arc, 2]):
                for second in range(n_second - adds[arc, 1]):
                    old = values[sources[arc], third, second]
                    new = values[
                        targets[arc], third + adds[arc, 2], second + adds[arc, 1]
                    ]
                    for first in range(start, stop):
                        new[first + add] = min(new[first + add], old[first] + price)
    return looked_at


@njit(cache=True, nogil=True)
def trace(
    arcs: tuple[Ids, Ids, Ids],
    arc_starts: Ints,
    prices: Ints,
    values: NDArray[np.int64],
    end: tuple[int, int, int, int],
) -> Ids:
    """The arcs of a cheapest path to ``end``: a state and its three sums, last first."""
    sources, targets, adds = arcs
    n_days = len(arc_starts) - 1
    path = np.full(n_days, -1, dtype=np.int32)
    state, third, second, first = end
    for day in range(n_days - 1, -1, -1):
        value = values[state, third, second, first]
        for arc in range(arc_starts[day], arc_starts[day + 1]):
            if targets[arc] != state or prices[arc] >= UNREACHED:
                continue
            a, b, c = first - adds[arc, 0], second - adds[arc, 1], third - adds[arc, 2]
            if a < 0 or b < 0 or c < 0:
                continue
            if values[sources[arc], c, b, a] + prices[arc] == value:
                path[day] = arc
                state, third, second, first = sources[arc], c, b, a
                break
    return path
