"""The best roster found so far, and what is proven about all others."""

import threading
from dataclasses import dataclass

from horarium.engines.rostering.model import FREE, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """Values of all variables with their cost; None and None before the first."""

    values: Ints | None
    objective: int | None
    bound: int

    def is_within(self, gap: float) -> bool:
        """Whether the best is proven to be within ``gap`` of the best possible."""
        if self.objective is None:
            return False
        return self.objective - self.bound <= gap * abs(self.objective)


class Incumbent:
    """What the threads of one search share.

    Once the best is proven to be within ``gap`` it stays: the solver is asked to stop
    from another thread, and what it happens to find until it does must not count.
    """

    def __init__(self, gap: float) -> None:
        self._gap = gap
        self._lock = threading.Lock()
        self._standing = Standing(None, None, -FREE)

    @property
    def standing(self) -> Standing:
        """How things stand now."""
        return self._standing

    def offer(self, values: Ints, objective: int) -> bool:
        """Take these values unless they are worse; as good is taken, for variety.

        Returns whether they are better than any before.
        """
        with self._lock:
            now = self._standing
            if now.objective is not None and objective > now.objective:
                return False
            if now.is_within(self._gap):
                return False
            self._standing = Standing(values, objective, now.bound)
            return now.objective is None or objective < now.objective

    def prove(self, bound: int) -> None:
        """Note that no roster costs less than ``bound``."""
        with self._lock:
            now = self._standing
            if bound > now.bound:
                self._standing = Standing(now.values, now.objective, bound)
