"""Strict bands, and inside a band priority that accumulates with waiting."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from horarium.engines.queueing.choosing import highest_priority
from horarium.engines.queueing.discipline import BAND, ENTRY, RATE, Discipline, Key
from horarium.engines.queueing.priority import PriorityClass


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
        return now_s - waited_s * other[RATE] * row.target_wait_min

    choose = staticmethod(highest_priority)

    def passes_until(self, row: PriorityClass, waiting: Key) -> float:
        """A faster class of the band always passes in time, another never."""
        own = self.key(row, 0.0, 0)
        if own[BAND] != waiting[BAND]:
            return Discipline.passes_until(self, row, waiting)
        return float("inf") if own[RATE] > waiting[RATE] else waiting[ENTRY]

    def passes_at(
        self, row: PriorityClass, entry_s: NDArray[np.float64], waiting: Key
    ) -> NDArray[np.float64]:
        """From where the two lines of accumulating priority cross; who came first leads."""
        own = self.key(row, 0.0, 0)
        if own[BAND] != waiting[BAND] or own[RATE] <= waiting[RATE]:
            return Discipline.passes_at(self, row, entry_s, waiting)
        crossing_s = (own[RATE] * entry_s - waiting[RATE] * waiting[ENTRY]) / (
            own[RATE] - waiting[RATE]
        )
        return np.maximum(crossing_s, entry_s)
