"""The cheapest line of a person that is found where more sums are wanted than are kept."""

import numpy as np
from scipy import sparse

from horarium.engines.rostering.columns.closing import (
    choices_of,
    close,
    true_of,
)
from horarium.engines.rostering.columns.kernel import quick
from horarium.engines.rostering.columns.pricer import Line, Pricer
from horarium.engines.rostering.columns.structure import Bools
from horarium.engines.rostering.model import Ids, Ints

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
            is_closed = (
                sign > 0
                and open_ is not None
                and close(pricer, one, found[0], prices, cells_of, open_)
            )
            if is_closed:
                continue
            cells = person.cells[one.cells[:, :-1] > 0]
            eithers = person.eithers[one.eithers > 0]
            steps[place] = _next_step(steps.get(place), sign)
            prices[np.concatenate([cells, eithers])] += scale * steps[place]
    return None


def _broken(pricer: Pricer, line: Line) -> dict[int, int]:
    """Sums of the person that are too high in a line: 1; or too low: -1."""
    if not pricer.open_sums:
        return {}
    person, choices = pricer.person, choices_of(pricer, line)
    true = true_of(person.eithers, line.atoms)
    found: dict[int, int] = {}
    for place, allowed in pricer.open_sums.items():
        one = person.sums[place]
        total = _total(one.cells, one.eithers, choices, true)
        if total >= allowed.stop:
            found[place] = 1
        elif total < allowed.start:
            found[place] = -1
    return found


@quick
def _total(cells: Ids, eithers: Ids, choices: Ints, true: Bools) -> int:
    """A sum over a line of these choices, one a day."""
    total = 0
    for day in range(len(choices)):
        total += cells[day, choices[day]]
    for place in range(len(true)):
        if true[place]:
            total += eithers[place]
    return total


def _next_step(before: int | None, sign: int) -> int:
    """How much dearer next: twice as much as before, or half back where it was too much."""
    if before is None:
        return sign * FIRST_STEP
    if (before > 0) == (sign > 0):
        return sign * min(LARGEST_STEP, 2 * abs(before))
    return sign * max(1, abs(before) // 2)
