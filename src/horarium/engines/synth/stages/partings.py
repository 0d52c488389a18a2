"""Keep a patient's appointments on different days."""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from horarium.engines.synth.drawn import Ints
from horarium.engines.synth.sorting import order_by, order_of

_MOST_ROUNDS = 100


def part(of_row: Ints, day: Ints, year: Ints, patient: Ints, rng: Generator) -> None:
    """Swap patients between chains of a year, in place, until nobody comes twice on a day.

    ``of_row`` and ``day`` are per booking, ``year`` and ``patient`` per chain. A swap keeps
    how often everybody comes. Where no arrangement is found, newcomers take the chains that
    still clash.
    """
    by_year = order_of(year)
    start = np.searchsorted(year[by_year], year)
    count = np.searchsorted(year[by_year], year, side="right") - start
    rows: NDArray[np.intp] = np.arange(len(of_row))
    for number in range(_MOST_ROUNDS):
        clashing = _clashing(of_row[rows], day[rows], patient, which=number % 2)
        if not len(clashing):
            return
        with_whom = start[clashing] + (
            rng.random(len(clashing)) * count[clashing]
        ).astype(np.intp)
        with_whom = by_year[with_whom]
        _, once = np.unique(with_whom, return_index=True)
        one, other = clashing[once], with_whom[once]
        apart = ~np.isin(other, clashing)
        one, other = one[apart], other[apart]
        patient[one], patient[other] = patient[other], patient[one]
        moved = np.zeros(int(patient.max()) + 1, dtype=bool)
        moved[patient[clashing]] = True
        moved[patient[other]] = True
        rows = np.flatnonzero(moved[patient[of_row]])
    clashing = _clashing(of_row, day, patient, which=0)
    patient[clashing] = int(patient.max()) + 1 + np.arange(len(clashing))


def _clashing(
    of_row: Ints, day: Ints, patient: Ints, *, which: int
) -> NDArray[np.intp]:
    """Chains that bring a patient on a day on which another brings the same one.

    Of two that clash the second, or the first where ``which`` is 1.
    """
    order = order_by(patient[of_row], day)
    same = np.diff(patient[of_row[order]]) == 0
    again = np.flatnonzero(same & (np.diff(day[order]) == 0)) + 1
    return np.unique(of_row[order[again - which]]).astype(np.intp)
