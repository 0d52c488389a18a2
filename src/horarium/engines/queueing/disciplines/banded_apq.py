"""Strict bands, and inside a band priority that accumulates with waiting."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from horarium.engines.queueing.discipline import BAND, ENTRY, Discipline, Key
from horarium.engines.queueing.priority import PriorityClass

_RATE = 4


@dataclass(frozen=True, slots=True)
class BandedApq(Discipline):
    """Priority = time waited / target of the class (Kleinrock 1964).

    In heavy traffic mean waits become proportional to the targets. The order of two
    tokens may flip while they wait, so overtaking is not bounded by a window.
    """

    name: ClassVar[str] = "banded-apq"
    keeps_order: ClassVar[bool] = False

    def key(self, row: PriorityClass, entry_s: float, number: int) -> Key:
        """By band, then entry instant; the rate rides along for ``choose``."""
        return (row.band, entry_s, entry_s, number, 1.0 / row.target_wait_min)

    def entry_behind(self, row: PriorityClass, other: Key, now_s: float) -> float:
        """The entry instant with the same priority at ``now_s``."""
        waited_s = max(0.0, now_s - other[ENTRY])
        return now_s - waited_s * other[_RATE] * row.target_wait_min

    def choose(self, keys: Sequence[Key], now_s: float) -> int:
        """The highest priority in the lowest band that has somebody entitled."""
        best, highest = -1, -1.0
        for place, key in enumerate(keys):
            if best >= 0 and key[BAND] != keys[best][BAND]:
                break
            priority = key[_RATE] * (now_s - key[ENTRY])
            if key[ENTRY] <= now_s and priority > highest:
                best, highest = place, priority
        return max(best, 0)

    def passes_until(self, row: PriorityClass, waiting: Key) -> float:
        """A faster class of the band always passes in time, another never."""
        own = self.key(row, 0.0, 0)
        if own[BAND] != waiting[BAND]:
            return Discipline.passes_until(self, row, waiting)
        return float("inf") if own[_RATE] > waiting[_RATE] else waiting[ENTRY]

    def passes_at(
        self, row: PriorityClass, entry_s: NDArray[np.float64], waiting: Key
    ) -> NDArray[np.float64]:
        """From where the two lines of accumulating priority cross; who came first leads."""
        own = self.key(row, 0.0, 0)
        if own[BAND] != waiting[BAND] or own[_RATE] <= waiting[_RATE]:
            return Discipline.passes_at(self, row, entry_s, waiting)
        crossing_s = (own[_RATE] * entry_s - waiting[_RATE] * waiting[ENTRY]) / (
            own[_RATE] - waiting[_RATE]
        )
        return np.maximum(crossing_s, entry_s)
