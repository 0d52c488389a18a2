"""Where a sum is too high: as many of its days or eithers stay open as it may have."""

from functools import lru_cache

import numpy as np
from scipy import sparse

from horarium.engines.rostering.columns.kernel import quick
from horarium.engines.rostering.columns.people import Sum
from horarium.engines.rostering.columns.pricer import Line, Pricer
from horarium.engines.rostering.columns.structure import Bools
from horarium.engines.rostering.model import Ids, Ints
from horarium.engines.rostering.roster import OFF

MOST_DRAWN = 1024
"""Orders that are remembered, of 8 bytes a day or either."""

CellsOf = tuple[Ids, Ids]
"""Where the cells of each either start, and those; as a ``csr_matrix`` has them."""


def close(
    pricer: Pricer,
    one: Sum,
    line: Line,
    prices: Ints,
    cells_of: sparse.csr_matrix,
    open_: Bools,
) -> bool:
    """Close what is not kept of a sum that ``line`` has too much of, in ``open_``.

    The cheapest days, or eithers, that the sum may have together are kept. Returns whether
    it is a sum of this kind: of days or of eithers alone.
    """
    if one.is_of_days == one.is_of_eithers:
        return False
    if one.is_of_days:
        _close_days(pricer, one, line, prices, open_)
    else:
        csr = cells_of.indptr, cells_of.indices
        _close_eithers(pricer, one, line, prices, csr, open_)
    return True


def choices_of(pricer: Pricer, line: Line) -> Ints:
    """The choice of each day; the last one is a day off."""
    found: Ints = np.where(line.shifts == OFF, pricer.shape[1], line.shifts)
    return found.astype(np.int64)


@quick
def true_of(eithers: Ids, atoms: Ids) -> Bools:
    """Which of the eithers are among the atoms."""
    found = np.zeros(len(eithers), dtype=np.bool_)
    for place in range(len(eithers)):
        for atom in atoms:
            if atom == eithers[place]:
                found[place] = True
                break
    return found


def _close_days(
    pricer: Pricer, one: Sum, line: Line, prices: Ints, open_: Bools
) -> None:
    choices = choices_of(pricer, line)
    days = np.arange(len(choices))
    adds = one.cells[days, choices]
    used = np.flatnonzero(adds)
    own = prices[pricer.person.cells[used, choices[used]]]
    kept = used[_affordable(one, own, adds[used], _drawn(pricer.row, len(days))[used])]
    _bar_days(one.cells, kept, choices[kept], open_)


def _close_eithers(
    pricer: Pricer,
    one: Sum,
    line: Line,
    prices: Ints,
    cells_of: CellsOf,
    open_: Bools,
) -> None:
    eithers = pricer.person.eithers
    used = np.flatnonzero(true_of(eithers, line.atoms) & (one.eithers > 0))
    own = _prices_of(eithers[used], cells_of, line.atoms, prices)
    drawn = _drawn(pricer.row, len(eithers))[used]
    is_barred = one.eithers > 0
    is_barred[used[_affordable(one, own, one.eithers[used], drawn)]] = False
    _bar_eithers(eithers[is_barred], cells_of, pricer.person.cells, len(prices), open_)


def _affordable(one: Sum, prices: Ints, adds: Ids, drawn: Ints) -> Ints:
    """Places of the cheapest that the sum may have together, as ``drawn`` where equal."""
    order = np.lexsort((drawn, prices))
    most = max(0, one.allowed.stop - 1)
    return np.asarray(order[np.cumsum(adds[order]) <= most], dtype=np.int64)


@lru_cache(maxsize=MOST_DRAWN)
def _drawn(row: int, n: int) -> Ints:
    """An order drawn by the person's number, so that not all people keep the same days."""
    return np.random.default_rng(row).permutation(n)


@quick
def _bar_days(adds: Ids, kept: Ints, choices: Ints, open_: Bools) -> None:
    """Close the cells that add something, but for these choices of the days kept."""
    was_open = np.empty(len(kept), dtype=np.bool_)
    for place in range(len(kept)):
        was_open[place] = open_[kept[place], choices[place]]
    for day in range(adds.shape[0]):
        for choice in range(adds.shape[1]):
            if adds[day, choice] > 0:
                open_[day, choice] = False
    for place in range(len(kept)):
        open_[kept[place], choices[place]] = was_open[place]


@quick
def _prices_of(eithers: Ids, cells_of: CellsOf, atoms: Ids, prices: Ints) -> Ints:
    """What the cells of each of these eithers cost that are among the atoms."""
    starts, cells = cells_of
    is_true = np.zeros(len(prices), dtype=np.bool_)
    for atom in atoms:
        is_true[atom] = True
    found = np.zeros(len(eithers), dtype=np.int64)
    for place in range(len(eithers)):
        for at in range(starts[eithers[place]], starts[eithers[place] + 1]):
            if is_true[cells[at]]:
                found[place] += prices[cells[at]]
    return found


@quick
def _bar_eithers(
    eithers: Ids, cells_of: CellsOf, own: Ids, n_variables: int, open_: Bools
) -> None:
    """Close all cells of these eithers; ``own`` are the person's cells."""
    starts, cells = cells_of
    is_barred = np.zeros(n_variables, dtype=np.bool_)
    for either in eithers:
        for at in range(starts[either], starts[either + 1]):
            is_barred[cells[at]] = True
    for day in range(own.shape[0]):
        for choice in range(own.shape[1]):
            if is_barred[own[day, choice]]:
                open_[day, choice] = False
