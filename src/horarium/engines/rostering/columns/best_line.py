"""The cheapest line of a person that is found where more sums are wanted than are kept."""

import numpy as np
from numba import njit
from scipy import sparse

from horarium.engines.rostering.columns.people import Sum
from horarium.engines.rostering.columns.pricer import Line, Pricer
from horarium.engines.rostering.columns.structure import Bools
from horarium.engines.rostering.model import Ids, Ints
from horarium.engines.rostering.roster import OFF

ATTEMPTS, FIRST_STEP, LARGEST_STEP = 40, 4, 128
"""How often a line is looked for, and by how much prices change: first, and at most."""


def best_line(
    pricer: Pricer,
    prices: Ints,
    cells_of: sparse.csr_matrix,
    scale: int = 1,
    before: Line | None = None,
) -> Line | None:
    """The cheapest line found in which every sum is as it may be, kept or not.

    Where there is a line ``before``, only those near it are looked at.

    ``prices`` are in units of ``1 / scale``; those of this person's variables are
    changed on the way.

    Where a sum is too high, only as many of its days, or of its eithers, stay open as it
    may have, the cheapest ones; where that bars every line, and for sums that are too
    low, their cells are made dearer or cheaper until they come right. ``cells_of`` has
    the cells of each either, as ``Structure`` does.
    """
    person = pricer.person
    steps: dict[int, int] = {}
    layout = None if before is None else pricer.near(before)
    open_: Bools | None = np.ones_like(person.may)
    for _ in range(ATTEMPTS):
        found = pricer.price(prices, scale, only=open_, layout=layout).lines
        if not found and open_ is None:
            return None
        if not found:
            open_ = None
            continue
        broken = _broken(pricer, found[0])
        if not broken:
            return found[0]
        for place, sign in broken.items():
            one = person.sums[place]
            if open_ is not None and sign > 0 and _is_kept_by_closing(one):
                close = _days_closed if one.cells.any() else _eithers_closed
                open_ &= ~close(pricer, one, found[0], prices, cells_of)
                continue
            cells = person.cells[one.cells[:, :-1] > 0]
            eithers = person.eithers[one.eithers > 0]
            steps[place] = _next_step(steps.get(place), sign)
            prices[np.concatenate([cells, eithers])] += scale * steps[place]
    return None


def _broken(pricer: Pricer, line: Line) -> dict[int, int]:
    """Sums of the person that are too high in a line: 1; or too low: -1."""
    person, choices = pricer.person, _choices(pricer, line)
    true = _true(person.eithers, line.atoms)
    found: dict[int, int] = {}
    for place, allowed in pricer.open_sums.items():
        one = person.sums[place]
        total = _total(one.cells, one.eithers, choices, true)
        if total >= allowed.stop:
            found[place] = 1
        elif total < allowed.start:
            found[place] = -1
    return found


@njit(cache=True, nogil=True)
def _true(eithers: Ids, atoms: Ids) -> Bools:
    """Which of the eithers are among the atoms."""
    found = np.zeros(len(eithers), dtype=np.bool_)
    for place in range(len(eithers)):
        for atom in atoms:
            if atom == eithers[place]:
                found[place] = True
                break
    return found


@njit(cache=True, nogil=True)
def _total(cells: Ids, eithers: Ids, choices: Ints, true: Bools) -> int:
    """A sum over a line of these choices, one a day."""
    total = 0
    for day in range(len(choices)):
        total += cells[day, choices[day]]
    for place in range(len(true)):
        if true[place]:
            total += eithers[place]
    return total


def _choices(pricer: Pricer, line: Line) -> Ints:
    found: Ints = np.where(line.shifts == OFF, pricer.shape[1], line.shifts)
    return found.astype(np.int64)


def _is_kept_by_closing(one: Sum) -> bool:
    """Whether it is about days or eithers alone, and fewer can only make it lower."""
    adds = one.cells if one.cells.any() else one.eithers
    return bool((adds >= 0).all() and not (one.cells.any() and one.eithers.any()))


def _days_closed(
    pricer: Pricer, one: Sum, line: Line, prices: Ints, _: sparse.csr_matrix
) -> Bools:
    """The cells of a sum but for those of some days of the line."""
    choices = _choices(pricer, line)
    days = np.arange(len(choices))
    adds = one.cells[days, choices]
    used = np.flatnonzero(adds)
    own = prices[pricer.person.cells[used, choices[used]]]
    kept = used[_affordable(pricer, one, own, adds[used])]
    closed: Bools = one.cells > 0
    closed[kept, choices[kept]] = False
    return closed


def _eithers_closed(
    pricer: Pricer, one: Sum, line: Line, prices: Ints, cells_of: sparse.csr_matrix
) -> Bools:
    """The cells of the eithers of a sum but for some that are true in the line."""
    person = pricer.person
    true = _true(person.eithers, line.atoms)
    used = np.flatnonzero(true & (one.eithers > 0))
    worked = np.zeros(cells_of.shape[1], dtype=np.int64)
    worked[line.atoms] = prices[line.atoms]
    own: Ints = np.asarray(cells_of[person.eithers[used]] @ worked, dtype=np.int64)
    kept = used[_affordable(pricer, one, own, one.eithers[used])]
    is_kept = np.zeros(len(person.eithers), dtype=bool)
    is_kept[kept] = True
    others = person.eithers[(one.eithers > 0) & ~is_kept]
    closed: Bools = np.zeros_like(person.may)
    closed[:, :-1] = np.isin(person.cells, cells_of[others].indices)
    return closed


def _affordable(pricer: Pricer, one: Sum, prices: Ints, adds: Ids) -> Ints:
    """Places of the cheapest that the sum may have together.

    Equally cheap ones are drawn, by the person's number, so that not all people keep the
    same days.
    """
    drawn = np.random.default_rng(pricer.row).permutation(len(prices))
    order = np.lexsort((drawn, prices))
    most = max(0, one.allowed.stop - 1)
    return np.asarray(order[np.cumsum(adds[order]) <= most], dtype=np.int64)


def _next_step(before: int | None, sign: int) -> int:
    """How much dearer next: twice as much as before, or half back where it was too much."""
    if before is None:
        return sign * FIRST_STEP
    if (before > 0) == (sign > 0):
        return sign * min(LARGEST_STEP, 2 * abs(before))
    return sign * max(1, abs(before) // 2)
