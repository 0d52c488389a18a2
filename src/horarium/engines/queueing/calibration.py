"""Making the promised coverage true: conformal widening learnt from past sessions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import ceil

_MARGIN_MIN = 1.0
"""Added to every width, so that an interval of no width can still be widened."""
_FEWEST = 50
"""With fewer past waits of a class than this, the class is judged with all others."""


@dataclass(frozen=True, slots=True)
class PastWait:
    """An uncalibrated interval once announced, and what the wait then was, in minutes."""

    priority_class: str
    low_min: float
    high_min: float
    actual_min: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """By how much of its own width each end of an interval must move outward.

    Below 0 it moves inward: the raw interval was wider than promised.
    """

    everybody: float = 0.0
    by_class: Mapping[str, float] = field(default_factory=dict)

    def widened(
        self, priority_class: str, low_min: float, high_min: float
    ) -> tuple[float, float]:
        """The calibrated interval; never below zero, never inside out."""
        share = self.by_class.get(priority_class, self.everybody)
        shift = share * (high_min - low_min + _MARGIN_MIN)
        if 2 * shift < low_min - high_min:
            shift = (low_min - high_min) / 2
        return max(0.0, low_min - shift), max(0.0, high_min + shift)


def calibrate(past: Iterable[PastWait], coverage: float) -> Calibration:
    """The smallest widening that covers ``coverage`` of exchangeable future waits.

    Split conformal prediction with the score ``max(low - actual, actual - high) /
    (width + 1)``, per class (Romano, Patterson & Candes 2019; the finite-sample rank
    ``ceil((n + 1) coverage)``). Nothing is learnt from nothing.
    """
    scores: dict[str, list[float]] = {}
    for wait in past:
        miss = max(wait.low_min - wait.actual_min, wait.actual_min - wait.high_min)
        width = wait.high_min - wait.low_min + _MARGIN_MIN
        scores.setdefault(wait.priority_class, []).append(miss / width)
    pooled = [score for of_class in scores.values() for score in of_class]
    return Calibration(
        _quantile(pooled, coverage),
        {
            name: _quantile(of_class, coverage)
            for name, of_class in scores.items()
            if len(of_class) >= _FEWEST
        },
    )


def _quantile(scores: list[float], coverage: float) -> float:
    if not scores:
        return 0.0
    rank = min(len(scores), ceil((len(scores) + 1) * coverage))
    return sorted(scores)[rank - 1]
