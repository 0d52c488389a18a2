"""A session to fill: when its slots begin, who might come, how long each may take."""

import itertools
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from math import erf, exp, log, sqrt

import numpy as np
from numpy.typing import NDArray

from horarium.domain.errors import InvalidField

Floats = NDArray[np.float64]

_MOST_CELLS = 2000


@lru_cache(maxsize=1024)
def _moments(pmf: tuple[float, ...]) -> tuple[float, float]:
    """The mean and the mean square, in cells and square cells."""
    cells = np.arange(len(pmf))
    return float(np.dot(pmf, cells)), float(np.dot(pmf, cells**2))


@dataclass(frozen=True, slots=True)
class ServiceLaw:
    """How long a consultation takes: ``pmf[k]`` is the chance of ``k * grid_min``.

    Raises ``InvalidField`` unless the chances are a distribution.
    """

    pmf: tuple[float, ...]
    grid_min: float = 1.0

    def __post_init__(self) -> None:
        if not self.grid_min > 0:
            raise InvalidField("grid_min", str(self.grid_min), "minutes above 0")
        if not self.pmf or min(self.pmf) < 0 or abs(sum(self.pmf) - 1.0) > 1e-9:
            raise InvalidField("pmf", f"sum {sum(self.pmf):g}", "chances summing to 1")

    @classmethod
    def fixed(cls, minutes: float, grid_min: float = 1.0) -> "ServiceLaw":
        """Always the same length, rounded to the grid."""
        return cls.observed([minutes], grid_min)

    @classmethod
    def observed(cls, minutes: Iterable[float], grid_min: float = 1.0) -> "ServiceLaw":
        """As often as seen: past lengths in minutes, each rounded to the grid."""
        lengths = np.asarray(list(minutes), dtype=float)
        if len(lengths) == 0 or lengths.min() < 0 or not np.isfinite(lengths).all():
            raise InvalidField("minutes", "none or below 0", "lengths of 0 or more")
        cells = np.rint(lengths / grid_min).astype(int)
        return cls(tuple(np.bincount(cells) / len(cells)), grid_min)

    @classmethod
    def lognormal(
        cls, mean_min: float = 13.4, cv: float = 0.465, grid_min: float = 1.0
    ) -> "ServiceLaw":
        """The lognormal of that mean and coefficient of variation, on the grid.

        The defaults are those of 6,637 real outpatient consultations.
        """
        if not (mean_min > 0 and cv > 0):
            raise InvalidField("mean_min, cv", f"{mean_min}, {cv}", "both above 0")
        sigma = sqrt(log(1.0 + cv**2))
        mu = log(mean_min) - sigma**2 / 2.0
        longest = exp(mu + 4.75 * sigma)
        n_cells = int(np.ceil(longest / grid_min)) + 1
        if n_cells > _MOST_CELLS:
            wanted = f"a law of at most {_MOST_CELLS} cells"
            raise InvalidField("grid_min", str(grid_min), wanted)
        edges = (np.arange(n_cells) + 0.5) * grid_min
        below = [
            (1.0 + erf((log(edge) - mu) / (sigma * sqrt(2.0)))) / 2.0 for edge in edges
        ]
        pmf = np.diff(np.array(below), prepend=0.0)
        return cls(tuple(pmf / pmf.sum()), grid_min)

    @property
    def mean_min(self) -> float:
        """The mean length, in minutes."""
        return _moments(self.pmf)[0] * self.grid_min

    @property
    def variance(self) -> float:
        """The variance of the length, in square minutes."""
        mean, mean_square = _moments(self.pmf)
        return (mean_square - mean**2) * self.grid_min**2


@dataclass(frozen=True, slots=True)
class SessionShape:
    """When patients may be told to come, and when the session should end.

    ``starts_min`` are minutes from the session's start, ascending, all multiples of
    ``grid_min`` and before ``length_min``. Raises ``InvalidField``.
    """

    starts_min: tuple[float, ...]
    length_min: float
    grid_min: float = 1.0

    def __post_init__(self) -> None:
        times = (*self.starts_min, self.length_min)
        if not self.starts_min or self.starts_min[0] < 0:
            raise InvalidField("starts_min", str(self.starts_min[:1]), "0 or more")
        if any(late <= early for early, late in itertools.pairwise(times)):
            wanted = "ascending, before the end of the session"
            raise InvalidField("starts_min", str(self.starts_min), wanted)
        for time in times:
            if abs(time / self.grid_min - round(time / self.grid_min)) > 1e-9:
                wanted = f"multiples of {self.grid_min:g} minutes"
                raise InvalidField("starts_min", str(time), wanted)

    @classmethod
    def even(
        cls, n_slots: int, slot_min: float, grid_min: float = 1.0
    ) -> "SessionShape":
        """``n_slots`` slots of ``slot_min`` minutes, back to back."""
        starts = tuple(n * slot_min for n in range(n_slots))
        return cls(starts, n_slots * slot_min, grid_min)

    def told_every(self, minutes: float) -> "SessionShape":
        """The same session with more times to tell: within each slot, every ``minutes``.

        As many are seen, and the session ends as before; patients may just be told to
        come between two of its slots. A slot is taken to be as long as the shortest, so
        nobody is told a time in a break. Raises ``InvalidField``.
        """
        if not minutes > 0:
            raise InvalidField("minutes", str(minutes), "minutes above 0")
        slot_min = min(self.gaps) * self.grid_min
        steps = np.arange(0.0, slot_min - 1e-9, minutes)
        starts = tuple(float(at + step) for at in self.starts_min for step in steps)
        return SessionShape(starts, self.length_min, self.grid_min)

    @property
    def n_slots(self) -> int:
        """How many different times patients may be given."""
        return len(self.starts_min)

    @property
    def gaps(self) -> tuple[int, ...]:
        """Grid cells from each start to the next, and from the last to the end."""
        times = (*self.starts_min, self.length_min)
        return tuple(
            round((late - early) / self.grid_min)
            for early, late in itertools.pairwise(times)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody who may be booked.

    ``p_show`` is the chance to come. ``group`` serves to watch fairness only.
    """

    id: Hashable = None
    p_show: float
    law: ServiceLaw = field(default_factory=ServiceLaw.lognormal)
    group: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.p_show <= 1:
            raise InvalidField("p_show", str(self.p_show), "0 to 1")


@dataclass(frozen=True, slots=True)
class Booked:
    """A candidate who is told to come at slot number ``slot``, counted from 0."""

    candidate: Candidate
    slot: int


def require_slots(shape: SessionShape, booked: Iterable[Booked]) -> None:
    """Raise ``InvalidField`` for a slot the session lacks or a law on another grid."""
    for one in booked:
        if not 0 <= one.slot < shape.n_slots:
            raise InvalidField("slot", str(one.slot), f"0 to {shape.n_slots - 1}")
        if one.candidate.law.grid_min != shape.grid_min:
            found = f"{one.candidate.law.grid_min:g} minutes"
            raise InvalidField("law", found, f"a grid of {shape.grid_min:g} minutes")
