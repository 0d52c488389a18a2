"""Which booking stands in for which cancelled one: same patient, another slot."""

import numpy as np
from numpy.random import Generator

from horarium.engines.synth.drawn import NEVER, Ints, Seconds
from horarium.engines.synth.sorting import order_by, order_of

_N_TRIES = 16
"""Whoever would get the same day again waits for another booking, so many times: the next
few at first, then twice as far each time, for in some clinics hundreds in a row are of a day."""
_N_SINGLE = 8


def stand_ins(
    rate: float, day: Ints, made: Seconds, cancelled: Seconds, rng: Generator
) -> Ints:
    """For each booking the row of the cancelled one that it stands in for, or -1.

    Rows are in order of ``made``. A share ``rate`` of the cancelled is given the next
    booking made for another day that stands in for nobody else.
    """
    given_up = np.flatnonzero(cancelled != NEVER)
    before = np.full(len(day), -1, dtype=np.int32)
    left = rng.permutation(given_up)[: round(rate * len(given_up))]
    for n_tries in range(_N_TRIES):
        if not len(left):
            break
        n_passed = n_tries << max(0, n_tries - _N_SINGLE)
        left = left[order_of(cancelled[left])]
        free = np.flatnonzero(before < 0)
        steps = np.arange(len(left))
        next_made = np.searchsorted(made[free], cancelled[left], side="right")
        place = np.maximum.accumulate(next_made + n_passed - steps) + steps
        fits = place < len(free)
        left, target = left[fits], free[place[fits]]
        other = day[left] != day[target]
        before[target[other]] = left[other]
        left = rng.permutation(left[~other])
    number = episodes(before)
    order = order_by(number, day)
    again = (np.diff(number[order]) == 0) & (np.diff(day[order]) == 0)
    before[order[1:][again]] = -1
    return before


def episodes(before: Ints) -> Ints:
    """Which chain of stand-ins each booking belongs to, counted by their first rows."""
    root = np.where(before < 0, np.arange(len(before)), before)
    while True:
        further = root[root]
        if np.array_equal(further, root):
            break
        root = further
    number = np.cumsum(before < 0) - 1
    return number[root].astype(np.int32)
