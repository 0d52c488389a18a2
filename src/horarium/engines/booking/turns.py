"""Of those to whom a place is worth the same, whoever asked first has it."""

from collections.abc import Sequence

import numpy as np

from horarium.engines.booking.market import Market
from horarium.engines.booking.requests import AllocationParams

_SAME = 1e-9


def earlier_first(
    market: Market, picks: Sequence[tuple[int, int]], params: AllocationParams
) -> list[tuple[int, int]]:
    """The picks with no place left to a later request that an earlier one without any
    could have had as well, for the same worth and within the same limits."""
    holder = {place: row for row, place in picks}
    placed, (rows, places) = set(holder.values()), _columns(holder)
    for row in range(len(market.requests)):
        if row in placed:
            continue
        later = rows > row
        worth = market.worth[row, places]
        same = later & (np.abs(worth - market.worth[rows, places]) < _SAME)
        same &= worth > _SAME
        for at in reversed(np.flatnonzero(same)):
            if _may_swap(market, row, int(rows[at]), params):
                placed ^= {row, int(rows[at])}
                holder[int(places[at])] = row
                rows, places = _columns(holder)
                break
    return sorted((row, place) for place, row in holder.items())


_Rows = np.ndarray[tuple[int], np.dtype[np.intp]]


def _columns(holder: dict[int, int]) -> tuple[_Rows, _Rows]:
    pairs = sorted((row, place) for place, row in holder.items())
    rows, places = np.array(pairs, dtype=np.intp).reshape(-1, 2).T
    return rows, places


def _may_swap(market: Market, row: int, later: int, params: AllocationParams) -> bool:
    """Whether no reserve, cap or equity row is worse for the exchange."""
    one, other = market.requests[row], market.requests[later]
    least = params.emergency_urgency
    return (
        (not params.reserve or (one.urgency >= least) >= (other.urgency >= least))
        and (not params.expected_most or one.p_show <= other.p_show)
        and (params.equity is None or one.group == other.group)
    )
