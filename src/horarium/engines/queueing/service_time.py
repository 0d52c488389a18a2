"""How long consultations take: lognormal, per visit type, learnt with shrinkage."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from math import erfc, log, sqrt

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from horarium.domain.errors import InvalidField
from horarium.domain.token import TokenStatus
from horarium.engines.queueing.problem import Line

Minutes = NDArray[np.float64]

_PRIOR_PATIENTS = 20.0
"""How many consultations the clinic's mean weighs against a practitioner's own."""
_PRIOR_TODAY = 10.0
"""How many consultations yesterday's knowledge weighs against today's."""


@dataclass(frozen=True, slots=True)
class ServiceTime:
    """A lognormal consultation with this mean and coefficient of variation.

    The default is 6,637 real outpatient consultations: mean 13.4 min, CV 0.465.
    """

    mean_min: float = 13.4
    cv: float = 0.465

    def __post_init__(self) -> None:
        if not self.mean_min > 0:
            raise InvalidField("mean_min", str(self.mean_min), "minutes above 0")
        if not self.cv > 0:
            raise InvalidField("cv", str(self.cv), "a number above 0")

    def draw(self, rng: Generator, shape: int | tuple[int, ...]) -> Minutes:
        """Independent consultations, in minutes, of the given shape."""
        mu, sigma = self._log_moments()
        return rng.lognormal(mu, sigma, shape)

    def draw_rest(self, rng: Generator, n: int, elapsed_min: float) -> Minutes:
        """What remains of a consultation that has lasted ``elapsed_min``, ``(n,)``."""
        if elapsed_min <= 0:
            return self.draw(rng, n)
        mu, sigma = self._log_moments()
        hazard, z = _normal_tail()
        so_far = float(np.interp((log(elapsed_min) - mu) / sigma, z, hazard))
        beyond = np.interp(so_far + rng.standard_exponential(n), hazard, z)
        rest: Minutes = np.exp(mu + sigma * beyond) - elapsed_min
        return np.maximum(rest, 0.0)

    def _log_moments(self) -> tuple[float, float]:
        variance = log(1.0 + self.cv**2)
        return log(self.mean_min) - variance / 2.0, sqrt(variance)


@cache
def _normal_tail() -> tuple[Minutes, Minutes]:
    """Cumulative hazard of the standard normal, ``-log P(Z > z)``, and ``z``."""
    z = np.linspace(-8.0, 12.0, 4001)
    hazard = np.array([-log(erfc(x / sqrt(2.0)) / 2.0) for x in z])
    return hazard, z


@dataclass(frozen=True, slots=True)
class ServiceTimes:
    """One practitioner's consultations: by visit type, else ``other``."""

    other: ServiceTime = field(default_factory=ServiceTime)
    by_visit_type: Mapping[str, ServiceTime] = field(default_factory=dict)

    def of(self, visit_type: str) -> ServiceTime:
        """The law of this visit type."""
        return self.by_visit_type.get(visit_type, self.other)


@dataclass(frozen=True, slots=True)
class Past:
    """``n`` consultations that took ``total_min`` together; the sum of their squares."""

    n: int
    total_min: float
    total_sq_min2: float

    @classmethod
    def of(cls, minutes: Iterable[float]) -> "Past":
        """The sums of these consultations."""
        known = list(minutes)
        return cls(len(known), sum(known), sum(one * one for one in known))

    def __add__(self, other: "Past") -> "Past":
        return Past(
            self.n + other.n,
            self.total_min + other.total_min,
            self.total_sq_min2 + other.total_sq_min2,
        )


NOTHING = Past(0, 0.0, 0.0)


def clinic_times(past: Mapping[str, Past]) -> ServiceTimes:
    """A clinic's own service times by visit type, shrunk toward the default.

    Means and the spread about them both weigh the default with 20 patients.
    """
    everything = sum(past.values(), start=NOTHING)
    default = ServiceTime()
    variances = (_PRIOR_PATIENTS * default.cv**2 + _squared_spread(past)) / (
        _PRIOR_PATIENTS + everything.n
    )
    other = replace(
        _shrunk(default, everything, _PRIOR_PATIENTS), cv=max(sqrt(variances), 0.05)
    )
    return learn_from(ServiceTimes(other), past)


def _squared_spread(past: Mapping[str, Past]) -> float:
    """The sum over all consultations of ((minutes - mean) / mean)^2, by visit type."""
    return sum(
        max(0.0, one.total_sq_min2 / (one.total_min / one.n) ** 2 - one.n)
        for one in past.values()
        if one.n
    )


def learn(
    clinic: ServiceTimes, consultations: Iterable[tuple[str, float]]
) -> ServiceTimes:
    """A practitioner's service times from ``(visit type, minutes)`` of the past."""
    lengths: dict[str, list[float]] = {}
    for visit_type, minutes in consultations:
        lengths.setdefault(visit_type, []).append(minutes)
    return learn_from(
        clinic, {visit_type: Past.of(past) for visit_type, past in lengths.items()}
    )


def learn_from(clinic: ServiceTimes, past: Mapping[str, Past]) -> ServiceTimes:
    """A practitioner's service times from the sums of the past, by visit type.

    Each mean is shrunk toward the clinic's: ``(n x own + k x clinic) / (n + k)`` with
    k = 20 patients. The spread stays the clinic's.
    """
    own = {
        visit_type: _shrunk(clinic.of(visit_type), one, _PRIOR_PATIENTS)
        for visit_type, one in past.items()
    }
    everything = sum(past.values(), start=NOTHING)
    return ServiceTimes(
        _shrunk(clinic.other, everything, _PRIOR_PATIENTS),
        {**clinic.by_visit_type, **own},
    )


def updated_today(times: ServiceTimes, line: Line) -> ServiceTimes:
    """The same practitioner as the day goes: all means scaled by today's pace.

    The pace is completed minutes over expected minutes, both with k = 10 expected
    consultations added, so that one odd consultation moves little.
    """
    done = [
        ((t.ended_at - t.started_at).total_seconds() / 60.0, times.of(t.visit_type))
        for t in line.tokens.values()
        if t.status is TokenStatus.COMPLETED and t.started_at and t.ended_at
    ]
    if not done:
        return times
    taken = sum(minutes for minutes, _ in done)
    expected = sum(law.mean_min for _, law in done)
    prior = _PRIOR_TODAY * expected / len(done)
    pace = (taken + prior) / (expected + prior)
    return ServiceTimes(
        replace(times.other, mean_min=times.other.mean_min * pace),
        {
            visit_type: replace(law, mean_min=law.mean_min * pace)
            for visit_type, law in times.by_visit_type.items()
        },
    )


def _shrunk(prior: ServiceTime, past: Past, weight: float) -> ServiceTime:
    mean = (past.total_min + weight * prior.mean_min) / (past.n + weight)
    return replace(prior, mean_min=mean)
