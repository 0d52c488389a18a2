"""Age groups of the compatible tables: steps of some years, the last one open."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from horarium.engines.synth.drawn import Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeGroups:
    """Groups of ``step`` years from ``lowest`` on; ages from ``top`` on are one group."""

    step: int = 5
    lowest: int = 15
    top: int = 90

    @property
    def starts(self) -> tuple[int, ...]:
        """The youngest age of each group; ``top`` begins the last."""
        return (*range(self.lowest, self.top, self.step), self.top)

    @property
    def labels(self) -> tuple[str, ...]:
        """``15-19`` … ``85-89``, ``90+``; a group cut short by the top says so."""
        starts = self.starts
        closed = [f"{low}-{high - 1}" for low, high in pairwise(starts)]
        return (*closed, f"{self.top}+")

    def of(self, age: Ints) -> Ints:
        """The place of each age among the groups; -1 below the lowest."""
        found = np.searchsorted(np.array(self.starts), age, side="right") - 1
        return np.asarray(found, dtype=np.int32)
