"""How much may be done, and how much was."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

WORK_A_ROUND = 0.01
WORK_A_SUM = 4e-10
WORK_A_LINE = 2e-5
"""Deterministic seconds, about those of one core: a round, a sum looked at by the kernel,
a line in the linear program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """When to stop: asked each round; ``work_limit`` is in deterministic seconds."""

    halted: Callable[[], bool]
    remaining_s: Callable[[], float]
    work_limit: float = np.inf
    enough: Callable[[int], bool] = lambda _: False


def work_of(n_sums: int, n_lines: int) -> float:
    """Deterministic seconds of a round."""
    return WORK_A_ROUND + WORK_A_SUM * n_sums + WORK_A_LINE * n_lines
