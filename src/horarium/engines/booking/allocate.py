"""Who gets which slot: the integer programme, as simply as it can be solved.

Maximise the worth of all grants; each request at most once, each further booking of a
slot at most once, at an ascending cost. Without side constraints that is a transport
problem and its linear programme is integral, so an assignment solves it.
"""

from collections.abc import Callable, Hashable, Sequence
from datetime import datetime

import numpy as np

from horarium.domain.errors import InvalidField
from horarium.engines.booking.allocation import (
    Allocation,
    Grant,
    Loser,
    Method,
    Obstacle,
)
from horarium.engines.booking.eligibility import Eligibility
from horarium.engines.booking.market import Market
from horarium.engines.booking.problem import Floats
from horarium.engines.booking.requests import AllocationParams, OpenSlot, SlotRequest
from horarium.engines.booking.turns import earlier_first

_LEAST = 1e-9
"""A worth this small is none."""


def load() -> None:
    """Load what allocates now, so that the first call need not; a quarter of a second."""
    import horarium.engines.booking.programme  # noqa: F401 - to have it loaded


def allocate(
    requests: Sequence[SlotRequest],
    slots: Sequence[OpenSlot],
    as_of: datetime,
    params: AllocationParams | None = None,
) -> Allocation:
    """The best allocation of the slots that begin at ``as_of`` or later.

    Promises are kept first, even beyond a slot's places. The rest is optimal; equal
    worth goes to the earlier request. Raises ``InvalidField`` for ids given twice, a
    promise of a slot that is not there, and instants with and without a zone mixed.
    """
    params = params or AllocationParams()
    _refuse_twice("request", [one.id for one in requests])
    _refuse_twice("slot", [one.id for one in slots])
    promised = _promises(requests, slots)
    market = _market(requests, slots, promised, as_of, params)
    if params.has_side_constraints:
        from horarium.engines.booking.programme import side_solved

        solved = side_solved(market, requests, promised, params)
        picks = earlier_first(market, solved.picks, params)
        bound, method = solved.bound, Method.INTEGER_PROGRAMME
    else:
        picks = earlier_first(market, _assigned(market.worth), params)
        bound, method = _sum(market, picks), Method.ASSIGNMENT
    grants = _grants(requests, market, picks, promised)
    losers = _losers(market, picks, grants)
    return Allocation(grants, losers, _sum(market, picks), bound, method)


def cost_of_placing(
    requests: Sequence[SlotRequest],
    slots: Sequence[OpenSlot],
    as_of: datetime,
    loser: Hashable,
    params: AllocationParams | None = None,
) -> float | None:
    """What all others lose, net, if ``loser`` must get a place; ``None`` if it cannot.

    Side constraints are left out. In days of one routine patient's delay.
    """
    params = params or AllocationParams()
    market = _market(requests, slots, _promises(requests, slots), as_of, params)
    row = [one.id for one in market.requests].index(loser)
    best = _sum(market, _assigned(market.worth))
    forced = market.worth.copy()
    may = forced[row] > 0
    if not may.any():
        return None
    forced[row, may] += 1.0 + market.worth.sum(axis=0).max() * len(market.requests)
    return best - _sum(market, _assigned(forced))


def _market(
    requests: Sequence[SlotRequest],
    slots: Sequence[OpenSlot],
    promised: dict[Hashable, int],
    as_of: datetime,
    params: AllocationParams,
) -> Market:
    eligibility = Eligibility(slots, as_of, params)
    taken = np.bincount(list(promised.values()), minlength=len(slots)).astype(int)
    alphas = [slot.alpha_min[n:] for slot, n in zip(slots, taken, strict=True)]
    n_each = [len(alpha) for alpha in alphas]
    slot_of = np.repeat(np.arange(len(slots)), n_each)
    rank_of = np.array(
        [n + taken[s] for s, many in enumerate(n_each) for n in range(many)],
        dtype=np.intp,
    )
    alpha = np.array([one for each in alphas for one in each], dtype=float)
    asking = tuple(one for one in requests if one.id not in promised)
    worth = np.zeros((len(asking), len(slot_of)))
    for row, request in enumerate(asking):
        net = eligibility.worth(request)[slot_of] - params.per_alpha * alpha
        worth[row] = np.where(eligibility.of(request)[slot_of] & (net > _LEAST), net, 0)
    return Market(asking, tuple(slots), worth, slot_of, rank_of, eligibility)


def _promises(
    requests: Sequence[SlotRequest], slots: Sequence[OpenSlot]
) -> dict[Hashable, int]:
    place = {slot.id: n for n, slot in enumerate(slots)}
    kept = {}
    for one in requests:
        if one.promised is None:
            continue
        if one.promised not in place:
            raise InvalidField("promised", str(one.promised), "a slot that is there")
        kept[one.id] = place[one.promised]
    return kept


def _assigned(worth: Floats) -> list[tuple[int, int]]:
    # Whoever never allocates is spared the loading.
    from scipy.optimize import linear_sum_assignment

    rows, places = linear_sum_assignment(worth, maximize=True)
    return [
        (int(row), int(place))
        for row, place in zip(rows, places, strict=True)
        if worth[row, place] > _LEAST
    ]


def _sum(market: Market, picks: Sequence[tuple[int, int]]) -> float:
    return float(sum(market.worth[row, place] for row, place in picks))


def _grants(
    requests: Sequence[SlotRequest],
    market: Market,
    picks: Sequence[tuple[int, int]],
    promised: dict[Hashable, int],
) -> tuple[Grant, ...]:
    given: dict[Hashable, Grant] = {}
    n_taken = [0] * len(market.slots)
    for request, slot in promised.items():
        given[request] = Grant(
            request, market.slots[slot].id, n_taken[slot], 0.0, is_promise=True
        )
        n_taken[slot] += 1
    # Places of equal cost may be picked in any order; they are counted as they come.
    for row, place in sorted(picks, key=lambda pick: (market.rank_of[pick[1]], pick)):
        slot = int(market.slot_of[place])
        request = market.requests[row].id
        worth = float(market.worth[row, place])
        given[request] = Grant(request, market.slots[slot].id, n_taken[slot], worth)
        n_taken[slot] += 1
    return tuple(given[one.id] for one in requests if one.id in given)


def _losers(
    market: Market, picks: Sequence[tuple[int, int]], grants: Sequence[Grant]
) -> tuple[Loser, ...]:
    placed = {row for row, _ in picks}
    free = np.ones(market.worth.shape[1], dtype=bool)
    free[[place for _, place in picks]] = False
    holders: dict[Hashable, list[Hashable]] = {}
    for grant in grants:
        holders.setdefault(grant.slot, []).append(grant.request)

    def rivals(slot: Hashable) -> tuple[Hashable, ...]:
        return tuple(holders.get(slot, ()))

    return tuple(
        _loser(market, row, free, rivals)
        for row in range(len(market.requests))
        if row not in placed
    )


def _loser(
    market: Market,
    row: int,
    free: np.ndarray[tuple[int], np.dtype[np.bool_]],
    rivals: Callable[[Hashable], tuple[Hashable, ...]],
) -> Loser:
    request, worth = market.requests[row], market.worth[row]
    left = np.ones(len(market.slots), dtype=bool)
    for obstacle, mask in market.eligibility.obstacles(request):
        left &= mask
        if not left.any():
            return Loser(request.id, obstacle, 0)
    n_eligible = int(left.sum())
    if not left[market.slot_of].any():
        held = np.array([bool(rivals(slot.id)) for slot in market.slots])
        if not (left & held).any():
            return Loser(request.id, Obstacle.FULL, n_eligible)
        wished = np.where(left & held, market.eligibility.worth(request), -np.inf)
        slot = market.slots[int(np.argmax(wished))].id
        return Loser(request.id, Obstacle.OUTBID, n_eligible, slot, 0.0, rivals(slot))
    if worth.max() <= _LEAST:
        return Loser(request.id, Obstacle.COST, n_eligible)
    best = int(np.argmax(worth))
    slot = market.slots[int(market.slot_of[best])].id
    obstacle = Obstacle.LIMITS if (worth[free] > _LEAST).any() else Obstacle.OUTBID
    return Loser(
        request.id, obstacle, n_eligible, slot, float(worth[best]), rivals(slot)
    )


def _refuse_twice(what: str, ids: Sequence[Hashable]) -> None:
    seen: set[Hashable] = set()
    for one in ids:
        if one in seen:
            raise InvalidField(f"{what} id", str(one), "each id once")
        seen.add(one)
