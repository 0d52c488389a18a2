"""What the simulation answers."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure, and half the width of its confidence interval; NaN where nobody was."""

    value: float
    half_width: float

    @property
    def low(self) -> float:
        """The lower end of the interval."""
        return self.value - self.half_width

    @property
    def high(self) -> float:
        """The upper end of the interval."""
        return self.value + self.half_width

    def covers(self, truth: float) -> bool:
        """Whether the interval has ``truth`` in it."""
        return self.low <= truth <= self.high


Figures = Mapping[str, Estimate]
"""By name; the names are those of ``measures.MEASURES`` and ``measures.WAITS``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeResult:
    """What a practice came to: all together, and waits by class and by risk group.

    ``against_first`` and ``against_first_by_class`` are the paired differences from the
    first practice compared, on the same days; all 0 for the first itself.
    """

    name: str
    overall: Figures
    by_class: Mapping[str, Figures]
    by_risk: Mapping[str, Figures]
    against_first: Figures
    against_first_by_class: Mapping[str, Figures]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Practices compared on the same ``n_replications`` days of a scenario.

    Fewer than asked for when the caller stopped it. Intervals cover ``confidence``.
    """

    scenario: str
    n_replications: int
    confidence: float
    results: tuple[PracticeResult, ...]

    def of(self, name: str) -> PracticeResult:
        """The result of that practice; ``KeyError`` when it was not compared."""
        for result in self.results:
            if result.name == name:
                return result
        raise KeyError(name)
