"""Whom a discipline calls, as functions of the keys alone.

Free of state and of Python's own types, so that one source serves both the live line and
the compiled days of the simulation.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Key = tuple[float, ...]
"""``(band, order within the band, entry instant, number, ...)``; smaller is sooner."""

Keys = Sequence[Key] | NDArray[np.float64]
"""Keys of those who wait, ascending and never empty."""

BAND, ORDER, ENTRY, NUMBER, RATE = 0, 1, 2, 3, 4


def first_entitled(keys: Keys, now_s: float) -> int:
    """The first whose entry instant has come; the very first when none has.

    An idle doctor may see an early bird, but never before somebody whose time has come.
    """
    for place in range(len(keys)):
        if keys[place][ENTRY] <= now_s:
            return place
    return 0


def highest_priority(keys: Keys, now_s: float) -> int:
    """The highest ``rate * time waited`` in the lowest band that has somebody entitled;
    the very first when nobody is."""
    best, highest = -1, -1.0
    for place in range(len(keys)):
        key = keys[place]
        if best >= 0 and key[BAND] != keys[best][BAND]:
            break
        priority = key[RATE] * (now_s - key[ENTRY])
        if key[ENTRY] <= now_s and priority > highest:
            best, highest = place, priority
    return max(best, 0)
