"""Solve the part of a roster that may move, all else being held."""

import time
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from horarium.engines.rostering.cpsat import Search, search
from horarium.engines.rostering.encode import Encoded
from horarium.engines.rostering.model import FREE, NO_RULE, TRUE, Ids, System
from horarium.engines.rostering.parts import Parts
from horarium.engines.rostering.reduction import select
from horarium.engines.rostering.roster import Roster
from horarium.engines.rostering.start import complete

COUNTS_S = 2.0
"""Counting what fixed cells add up to takes milliseconds; this is only a stop."""

LEAST_S = 0.05
"""What any search is given."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """The best cells found for a window.

    ``slack`` is how much less other cells of the window may cost; 0 when these are
    proven to be the best. ``work`` is in deterministic seconds.
    """

    roster: Roster
    slack: int
    work: float


@dataclass(frozen=True, slots=True, eq=False)
class NothingSettled:
    """No cells found: there are none when ``is_impossible``, else time was up."""

    is_impossible: bool
    work: float = 0.0


def only_hard(encoded: Encoded) -> Encoded:
    """The same cells under the hard rows alone, at no cost."""
    system = encoded.system
    rows = np.flatnonzero(~system.soft)
    hard = select(system, rows, system.lower, system.upper)
    return replace(encoded, system=replace(hard, cost=np.zeros_like(hard.cost)))


def with_row(system: System, ids: Ids, coefs: ArrayLike, high: int) -> System:
    """The system with one more hard row, ``coefs . ids <= high``."""
    spread = np.broadcast_to(np.asarray(coefs, dtype=np.int64), ids.shape)
    return replace(
        system,
        starts=np.append(system.starts, system.starts[-1] + len(ids)),
        columns=np.concatenate([system.columns, ids.astype(np.int32)]),
        coefs=np.concatenate([system.coefs, spread]),
        low=np.append(system.low, -FREE),
        high=np.append(system.high, high),
        owners=np.append(system.owners, np.int32(NO_RULE)),
        soft=np.append(system.soft, False),
    )


def holding(encoded: Encoded, may_have: Mask) -> Encoded:
    """The same system in which cells are free only for shifts they ``may_have``.

    ``may_have`` has the shape of ``has``.
    """
    upper = encoded.system.upper.copy()
    upper[encoded.has[(encoded.has > TRUE) & ~may_have]] = 0
    return replace(encoded, system=replace(encoded.system, upper=upper))


class Window:
    """Looks up, again and again, what a part of one encoded roster is tied to."""

    def __init__(self, encoded: Encoded) -> None:
        self._encoded = encoded
        self._parts = Parts(encoded.system)
        self._people, self._days = encoded.places()

    def settle(
        self, roster: Roster, free: Mask, how: Search, *, starts_here: bool = False
    ) -> Settled | NothingSettled:
        """The best cells where ``free``, shape as the roster; elsewhere they stay.

        The search ``starts_here`` when the roster is legal already. Its time includes
        looking up what is free.
        """
        began = time.perf_counter()
        system = self._encoded.system
        cells = slice(system.first_cell, system.first_cell + system.n_cells)
        held = system.lower.copy()
        held[cells] = self._encoded.cell_values(roster)
        is_free = free[self._people, self._days]
        part = self._parts.around(is_free, held)
        if len(part.conflicts):
            return NothingSettled(is_impossible=True)
        if starts_here:
            cells_left = part.kept[: part.system.n_cells]
            here = complete(
                Parts(part.system), held[cells_left], replace(how, limit_s=COUNTS_S)
            )
            how = replace(how, values=here)
        left_s = how.limit_s - (time.perf_counter() - began)
        found = search(part.system, replace(how, limit_s=max(LEAST_S, left_s)))
        if found.values is None:
            return NothingSettled(found.is_infeasible, found.work)
        settled = self._encoded.roster(part.whole(found.values)).cells
        return Settled(
            roster=Roster.of(np.where(free, settled, roster.cells)),
            slack=max(0, (found.objective or 0) - found.bound),
            work=found.work,
        )
