"""When somebody is called who is here before the time promised to them.

Until that time they are seen only by a doctor who has nobody whose own time has come, and
after early birds ahead of them; from then on as everybody else. So it matters who was
seen before, and up to that time each future is played consultation by consultation, all
futures at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

EARLY_BIRD, BEHIND, AHEAD = 1.0, 2.0, 3.0
"""Who is seen first of those who go before: whoever is ahead in the usual order anyway."""


@dataclass(frozen=True, slots=True)
class Others:
    """Everybody else, one column each, shape ``(n_draws, n)``; infinity means never.

    They go before the early bird from ``first_s`` on while its time has not come, and
    from ``from_s`` to ``until_s``, shape ``(n,)``, afterwards. ``work_s`` is how long each
    takes, ``rank`` one of the three above.
    """

    first_s: Array
    from_s: Array
    until_s: Array
    work_s: Array
    rank: Array

    @classmethod
    def always(cls, from_s: Array, work_s: Array) -> Self:
        """What goes before the early bird from ``from_s`` on, whatever its time."""
        never = np.full(from_s.shape[1], np.inf)
        return cls(from_s, from_s, never, work_s, np.full_like(from_s, AHEAD))

    @classmethod
    def of(cls, groups: Sequence[Self]) -> Self:
        """All groups side by side; at least one."""
        return cls(
            np.hstack([one.first_s for one in groups]),
            np.hstack([one.from_s for one in groups]),
            np.concatenate([one.until_s for one in groups]),
            np.hstack([one.work_s for one in groups]),
            np.hstack([one.rank for one in groups]),
        )


@dataclass(frozen=True, slots=True)
class Met:
    """How far each future got: ``free_s`` is the turn where it is before the time.

    ``from_s`` is as of the others, with infinity for whoever has been seen.
    """

    free_s: Array
    from_s: Array


def played_until(entry_s: float, free_s: Array, others: Others) -> Met:
    """Each future until the early bird is called, or its time ``entry_s`` has come.

    ``free_s`` is when the doctor is free, shape ``(n_draws,)``.
    """
    free_s = free_s.copy()
    first_s, from_s = others.first_s.copy(), others.from_s.copy()
    going = np.flatnonzero(free_s < entry_s)
    while len(going):
        rank = others.rank[going] * (first_s[going] <= free_s[going, None])
        chosen = rank.argmax(axis=1)
        has_one = rank[np.arange(len(going)), chosen] > 0
        going, chosen = going[has_one], chosen[has_one]
        first_s[going, chosen] = from_s[going, chosen] = np.inf
        free_s[going] += others.work_s[going, chosen]
        going = going[free_s[going] < entry_s]
    return Met(free_s, from_s)
