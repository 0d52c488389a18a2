"""The integer programme for what is more than an assignment."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, vstack

from horarium.engines.booking.market import Market
from horarium.engines.booking.problem import Floats
from horarium.engines.booking.requests import AllocationParams, SlotRequest


@dataclass(frozen=True, slots=True)
class SideSolved:
    """Chosen pairs of request and place, and the certified upper bound."""

    picks: list[tuple[int, int]]
    bound: float


def side_solved(
    market: Market,
    everybody: Sequence[SlotRequest],
    promised: Mapping[Hashable, int],
    params: AllocationParams,
) -> SideSolved:
    """The best picks under the side constraints; none at all is always allowed."""
    rows, places = np.nonzero(market.worth)
    if len(rows) == 0:
        return SideSolved([], 0.0)
    arcs = _Arcs(market, rows, places)
    kept = {one.id: one for one in everybody if one.id in promised}
    sides = [*_once(arcs), *_reserves(arcs, kept, promised, params)]
    sides += [*_attendance(arcs, params), *_equity(arcs, params)]
    matrix = vstack([row for row, _ in sides], format="csr")
    most = np.concatenate([limit for _, limit in sides])
    found = milp(
        -market.worth[rows, places],
        constraints=LinearConstraint(matrix, ub=most),
        integrality=np.ones(len(rows)),
        bounds=Bounds(0, 1),
        options={"time_limit": params.seconds, "mip_rel_gap": 0.0},
    )
    bound = float(-found.mip_dual_bound) if found.mip_dual_bound is not None else np.inf
    if found.x is None:
        return SideSolved([], bound)
    chosen = np.flatnonzero(found.x > 0.5)
    return SideSolved([(int(rows[c]), int(places[c])) for c in chosen], bound)


@dataclass(frozen=True, slots=True, eq=False)
class _Arcs:
    market: Market
    rows: np.ndarray[tuple[int], np.dtype[np.intp]]
    places: np.ndarray[tuple[int], np.dtype[np.intp]]

    def weighted(self, weights: Floats) -> csr_array:
        """One constraint row with a weight for each arc."""
        return csr_array(weights[None, :])

    def in_session(self, session: Hashable) -> Floats:
        """1 for each arc into the session."""
        inside = np.array([one == session for one in self.market.session_of])
        return inside[self.places].astype(float)

    def by_request(self, values: Sequence[float]) -> Floats:
        """The value of each arc's request."""
        return np.array(values, dtype=float)[self.rows]


_Side = tuple[csr_array, Floats]


def _once(arcs: _Arcs) -> Iterator[_Side]:
    n_requests, n_places = arcs.market.worth.shape
    ones, columns = np.ones(len(arcs.rows)), np.arange(len(arcs.rows))
    n_arcs = len(arcs.rows)
    yield (
        csr_array((ones, (arcs.rows, columns)), shape=(n_requests, n_arcs)),
        np.ones(n_requests),
    )
    yield (
        csr_array((ones, (arcs.places, columns)), shape=(n_places, n_arcs)),
        np.ones(n_places),
    )


def _reserves(
    arcs: _Arcs,
    kept: Mapping[Hashable, SlotRequest],
    promised: Mapping[Hashable, int],
    params: AllocationParams,
) -> Iterator[_Side]:
    """In each session, routine requests leave so many of the places to come."""
    least = params.emergency_urgency
    routine = arcs.by_request([one.urgency < least for one in arcs.market.requests])
    for session, n_kept in params.reserve.items():
        n_places = arcs.market.n_places(session)
        used = sum(
            arcs.market.slots[slot].session == session and kept[one].urgency >= least
            for one, slot in promised.items()
        )
        most = max(n_places - max(n_kept - used, 0), 0)
        yield arcs.weighted(arcs.in_session(session) * routine), np.array([float(most)])


def _attendance(arcs: _Arcs, params: AllocationParams) -> Iterator[_Side]:
    shows = arcs.by_request([one.p_show for one in arcs.market.requests])
    for session, most in params.expected_most.items():
        yield arcs.weighted(arcs.in_session(session) * shows), np.array([most])


def _equity(arcs: _Arcs, params: AllocationParams) -> Iterator[_Side]:
    """Share of the whole times ``equity``, less the share of the group, at most 0."""
    if params.equity is None:
        return
    requests = arcs.market.requests
    for group in sorted({one.group for one in requests}):
        size = sum(one.group == group for one in requests)
        mine = arcs.by_request([(one.group == group) / size for one in requests])
        yield arcs.weighted(params.equity / len(requests) - mine), np.zeros(1)
