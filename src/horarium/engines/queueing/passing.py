"""Work that may come before a waiting token, and when its turn is after it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Passers:
    """Work that may come before the token, one column each.

    ``from_s`` is when it passes the token (infinity: never), ``work_s`` how long it
    takes; both of shape ``(n_draws, n)``. From ``until_s`` on, shape ``(n,)``, the token
    goes before it again.
    """

    from_s: Array
    work_s: Array
    until_s: Array


def joined(groups: Sequence[Passers]) -> Passers | None:
    """All groups side by side; ``None`` when there is nothing."""
    if not groups:
        return None
    return Passers(
        np.hstack([group.from_s for group in groups]),
        np.hstack([group.work_s for group in groups]),
        np.concatenate([group.until_s for group in groups]),
    )


def turns(free_s: Array, passers: Passers) -> Array:
    """The first instant at which all work that has passed by then is done."""
    by_passing = np.argsort(passers.from_s, axis=1)
    from_s = np.take_along_axis(passers.from_s, by_passing, axis=1)
    work_s = np.take_along_axis(passers.work_s, by_passing, axis=1)
    done_s = free_s[:, None] + np.cumsum(work_s, axis=1)
    free_before_s = np.hstack([free_s[:, None], done_s])
    n_draws = len(free_s)
    waits = np.hstack([from_s > free_before_s[:, :-1], np.ones((n_draws, 1), bool)])
    turns_s: Array = free_before_s[np.arange(n_draws), waits.argmax(axis=1)]
    return turns_s


def turns_with_repassing(free_s: Array, passers: Passers) -> Array:
    """As ``turns``, where work not begun by ``until_s`` falls behind the token.

    What is ahead when the doctor gets free is taken in the order in which it would fall
    behind, last first; what comes later, in the order of passing.
    """
    last_first = np.argsort(-passers.until_s, kind="stable")
    from_s = np.maximum(passers.from_s[:, last_first], free_s[:, None])
    by_passing = np.argsort(from_s, axis=1, kind="stable")
    rows = np.arange(len(free_s))
    turn_s = free_s.copy()
    for column in by_passing.T:
        original = last_first[column]
        counts = passers.from_s[rows, original] <= turn_s
        counts &= turn_s < passers.until_s[original]
        turn_s = turn_s + np.where(counts, passers.work_s[rows, original], 0.0)
    return turn_s
