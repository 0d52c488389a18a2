"""Stretches of days, as the judging half of the rules sees them."""

import numpy as np
from numpy.typing import NDArray


def runs(flags: NDArray[np.bool_]) -> list[range]:
    """The positions of every unbroken stretch of true flags, in order."""
    padded = np.concatenate([[False], flags, [False]])
    edges = np.flatnonzero(padded[1:] != padded[:-1])
    return [
        range(int(start), int(stop))
        for start, stop in zip(edges[::2], edges[1::2], strict=True)
    ]


def hours(minutes: int) -> str:
    """Minutes as people write a length of time: "12 h" or "12 h 30"."""
    whole, rest = divmod(minutes, 60)
    return f"{whole} h {rest:02}" if rest else f"{whole} h"


def started_hours(minutes: int) -> int:
    """How many hours have been started: 61 minutes are 2."""
    return -(-minutes // 60)
