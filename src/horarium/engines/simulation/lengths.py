"""How long consultations take, beyond the lognormal that the line knows."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from horarium.domain.errors import InvalidField

Floats = NDArray[np.float64]
Shape = int | tuple[int, ...]


class LengthLaw(Protocol):
    """A law of lengths in minutes; the line's ``ServiceTime`` is one."""

    @property
    def mean_min(self) -> float:
        """The mean, in minutes."""

    @property
    def cv(self) -> float:
        """Standard deviation over mean."""

    def draw(self, rng: Generator, shape: Shape) -> Floats:
        """Independent lengths in minutes, of the given shape."""


@dataclass(frozen=True, slots=True)
class Exponential:
    """Memoryless lengths: what closed forms suppose, not what clinics see."""

    mean_min: float

    def __post_init__(self) -> None:
        _want_positive(self.mean_min)

    @property
    def cv(self) -> float:
        """Always 1."""
        return 1.0

    def draw(self, rng: Generator, shape: Shape) -> Floats:
        """Independent lengths in minutes, of the given shape."""
        return rng.exponential(self.mean_min, shape)


@dataclass(frozen=True, slots=True)
class Fixed:
    """Always the same length."""

    mean_min: float

    def __post_init__(self) -> None:
        _want_positive(self.mean_min)

    @property
    def cv(self) -> float:
        """Always 0."""
        return 0.0

    def draw(self, rng: Generator, shape: Shape) -> Floats:
        """The length, as often as asked; leaves ``rng`` as it is."""
        return np.full(shape, self.mean_min)


@dataclass(frozen=True, slots=True)
class Observed:
    """Lengths as they were seen, each as likely as the others; ``minutes`` above 0."""

    minutes: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.minutes:
            raise InvalidField("minutes", "none", "at least one length")
        for one in self.minutes:
            _want_positive(one)

    @property
    def mean_min(self) -> float:
        """The mean, in minutes."""
        return float(np.mean(self.minutes))

    @property
    def cv(self) -> float:
        """Standard deviation over mean."""
        return float(np.std(self.minutes)) / self.mean_min

    def draw(self, rng: Generator, shape: Shape) -> Floats:
        """Lengths drawn with replacement, of the given shape."""
        return rng.choice(np.array(self.minutes), shape)


def _want_positive(minutes: float) -> None:
    if not 0 < minutes < float("inf"):
        raise InvalidField("mean_min", str(minutes), "minutes above 0")
