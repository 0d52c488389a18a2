"""Make a system smaller: fix what is implied, drop what always holds."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from horarium.engines.rostering.model import FREE, Ids, Ints, System

MAX_ROUNDS = 12
"""Bounds of rosters settle in 3 to 6 rounds; stopping early only leaves more to do."""


@dataclass(frozen=True, slots=True, eq=False)
class Reduced:
    """What is left of a system, and the way back.

    ``kept`` are the original variables that are still open, in the order of the reduced
    system, so that its cells come first; ``base`` holds the value of every other one, and ``constant`` what those
    cost. ``conflicts`` are rows of the original that cannot hold, if any.
    """

    system: System
    kept: Ids
    base: Ints
    constant: int
    conflicts: Ids

    def whole(self, values: Ints) -> Ints:
        """Values of all original variables, from those of the reduced system."""
        everything = self.base.copy()
        everything[self.kept] = values
        return everything


def reduce(system: System) -> Reduced:
    """The system without what its bounds and rows already decide."""
    lower, upper, needed, conflicts = _propagated(system)
    if len(conflicts):
        nothing = np.zeros(0, dtype=np.int32)
        return Reduced(system, nothing, lower, 0, conflicts)
    tied = np.zeros(system.n_variables, dtype=bool)
    tied[system.columns[needed[system.row_of_term]]] = True
    best = np.where(system.cost >= 0, lower, upper)
    lower, upper = np.where(tied, lower, best), np.where(tied, upper, best)
    smaller = select(system, np.flatnonzero(needed), lower, upper)
    return _compacted(smaller)


def select(system: System, rows: NDArray[np.intp], lower: Ints, upper: Ints) -> System:
    """Only these rows, with other bounds."""
    lengths = np.diff(system.starts)[rows]
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    within = np.arange(starts[-1]) - np.repeat(starts[:-1], lengths)
    terms = np.repeat(system.starts[rows], lengths) + within
    return replace(
        system,
        lower=lower,
        upper=upper,
        starts=starts,
        columns=system.columns[terms],
        coefs=system.coefs[terms],
        low=system.low[rows],
        high=system.high[rows],
        owners=system.owners[rows],
        soft=system.soft[rows],
    )


def _propagated(system: System) -> tuple[Ints, Ints, NDArray[np.bool_], Ids]:
    """Tightened bounds, the rows that still matter, and those that cannot hold.

    After the first round only rows with a variable that has changed are looked at.
    """
    lower, upper = system.lower.copy(), system.upper.copy()
    needed = np.ones(system.n_rows, dtype=bool)
    rows, part = np.arange(system.n_rows), system
    for _ in range(MAX_ROUNDS):
        before = lower.copy(), upper.copy()
        of_part, is_broken = _round(part, (lower, upper))
        needed[rows] = of_part
        if is_broken.any():
            return lower, upper, needed, rows[is_broken].astype(np.int32)
        crossed = lower > upper
        if crossed.any():
            bad = _any(system, crossed[system.columns])
            return lower, upper, needed, np.flatnonzero(bad).astype(np.int32)
        moved = (lower != before[0]) | (upper != before[1])
        if not moved.any():
            break
        rows = np.flatnonzero(_any(system, moved[system.columns]))
        part = select(system, rows, lower, upper)
    return lower, upper, needed, np.zeros(0, dtype=np.int32)


def _round(
    system: System, bounds: tuple[Ints, Ints]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Narrow ``bounds`` in place; which rows matter, and which cannot hold.

    Where some cannot, nothing is narrowed.
    """
    lower, upper = bounds
    low, high, row = system.low, system.high, system.row_of_term
    least, most = _reach(system, lower, upper)
    total_least, total_most = _sum(system, least), _sum(system, most)
    needed = (total_least < low) | (total_most > high)
    is_broken = (total_least > high) | (total_most < low)
    if not is_broken.any():
        room_above = (high - total_least)[row] + least
        room_below = (low - total_most)[row] + most
        is_open = (lower < upper)[system.columns] & (system.coefs != 0)
        chosen = np.flatnonzero(is_open & needed[row])
        _tighten(system, chosen, bounds, (room_below[chosen], room_above[chosen]))
    return needed, is_broken


def _reach(system: System, lower: Ints, upper: Ints) -> tuple[Ints, Ints]:
    """The least and the most that each term can contribute."""
    at_lower = system.coefs * lower[system.columns]
    at_upper = system.coefs * upper[system.columns]
    return np.minimum(at_lower, at_upper), np.maximum(at_lower, at_upper)


def _tighten(
    system: System,
    chosen: NDArray[np.intp],
    bounds: tuple[Ints, Ints],
    room: tuple[Ints, Ints],
) -> None:
    """Narrow ``bounds`` in place to what ``room[0] <= coef * x <= room[1]`` allows.

    Only the ``chosen`` terms are looked at; the others are known to allow it all.
    """
    lower, upper = bounds
    below, above = room
    coefs, columns = system.coefs[chosen], system.columns[chosen]
    up = coefs > 0
    most = np.where(up, above // coefs, below // coefs)
    least = np.where(up, -(-below // coefs), -(-above // coefs))
    less, more = most < upper[columns], least > lower[columns]
    np.minimum.at(upper, columns[less], most[less])
    np.maximum.at(lower, columns[more], least[more])


def _compacted(system: System) -> Reduced:
    """Renumber the open variables from 0; move the fixed ones into the bounds."""
    is_open = system.lower < system.upper
    kept = np.flatnonzero(is_open).astype(np.int32)
    number = np.full(system.n_variables, -1, dtype=np.int32)
    number[kept] = np.arange(len(kept), dtype=np.int32)
    terms = is_open[system.columns]
    fixed = np.where(terms, 0, system.coefs * system.lower[system.columns])
    offset = _sum(system, fixed)
    lengths = _sum(system, terms.astype(np.int64))
    compact = System(
        lower=system.lower[kept],
        upper=system.upper[kept],
        cost=system.cost[kept],
        starts=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        columns=number[system.columns[terms]],
        coefs=system.coefs[terms],
        low=np.where(system.low <= -FREE, -FREE, system.low - offset),
        high=np.where(system.high >= FREE, FREE, system.high - offset),
        owners=system.owners,
        soft=system.soft,
        first_cell=0,
        n_cells=int(np.searchsorted(kept, system.first_cell + system.n_cells)),
    )
    constant = int(system.cost[~is_open] @ system.lower[~is_open])
    nothing = np.zeros(0, dtype=np.int32)
    return Reduced(compact, kept, system.lower.copy(), constant, nothing)


def _sum(system: System, terms: Ints) -> Ints:
    """Terms added up by row; a row without terms has 0."""
    running = np.concatenate([[0], np.cumsum(terms)])
    return np.diff(running[system.starts])


def _any(system: System, terms: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return _sum(system, terms.astype(np.int64)) > 0
