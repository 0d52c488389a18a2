"""How much may be done, and how much was."""

from collections.abc import Callable
from dataclasses import dataclass, replace

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

    @property
    def left(self) -> float:
        """Seconds left: of deterministic work where that is limited, else by the clock."""
        return min(self.work_limit, self.remaining_s())

    def within(self, seconds: float) -> "Effort":
        """So many of the seconds left, deterministic ones where these are limited."""
        if np.isfinite(self.work_limit):
            return replace(self, work_limit=min(self.work_limit, seconds))
        until = self.remaining_s() - seconds
        return replace(
            self,
            halted=lambda: self.halted() or self.remaining_s() <= until,
            remaining_s=lambda: self.remaining_s() - until,
        )

    def after(self, work: float) -> "Effort":
        """What is left when so much deterministic work is done."""
        return replace(self, work_limit=self.work_limit - work)

    def is_over(self) -> bool:
        """Whether to stop now."""
        return self.halted() or self.work_limit <= 0


def work_of(n_sums: int, n_lines: int) -> float:
    """Deterministic seconds of a round."""
    return WORK_A_ROUND + WORK_A_SUM * n_sums + WORK_A_LINE * n_lines
