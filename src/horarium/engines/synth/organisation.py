"""An organisation of many clinics: sites, services, practitioners, their sessions.

A clinic is what one practitioner offers of one service at one site. Every clinic and
every site is invented from its own stream of chance, so clinic 7 is the same one in an
organisation of ten clinics and of ten thousand, and any process can invent it alone.
"""

from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

import numpy as np
from numpy.random import Generator, SeedSequence

from horarium.domain.errors import InvalidField
from horarium.engines.synth.closed_days import (
    DAY,
    Closed,
    days_closed,
    public_holidays,
    weeks_of_leave,
)
from horarium.engines.synth.names import STOCKS
from horarium.engines.synth.spec import want_in_reach

MEAN_MIN, CV = 13.4, 0.465
"""Of 6,637 real consultations with a doctor at a Chinese university hospital."""

_OF_SITE, _OF_CLINIC, _OF_CONTENT = 1, 2, 3
"""What a stream of chance is for."""


class Modality(StrEnum):
    """How patient and practitioner meet: the HL7 codes for ambulatory and virtual."""

    IN_PERSON = "AMB"
    TELEHEALTH = "VR"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentType:
    """A kind of appointment of a service.

    ``share`` is relative to the other kinds. A consultation is lognormal with mean
    ``mean_min`` minutes and coefficient of variation ``cv``; ``telehealth`` is the share
    held by telephone or video. ``first`` keeps it for first attendances (True) or for
    returns (False).
    """

    name: str
    share: float = 1.0
    mean_min: float = MEAN_MIN
    cv: float = CV
    telehealth: float = 0.0
    first: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceKind:
    """A service that sites offer; ``weight`` says how many clinics it has, relatively."""

    name: str
    weight: float
    types: tuple[AppointmentType, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyPattern:
    """A way to work: weekdays (Monday 0) and the sessions of such a day."""

    weight: float
    weekdays: tuple[int, ...]
    sessions: tuple[tuple[time, time], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What the organisations of a preset have in common.

    ``country`` and ``subdivision`` choose the public holidays (ISO 3166). Practitioners
    take ``leave_weeks`` a year; a site closes ``closures`` times a year on average, for
    one day each (floods, strikes, failures of power). ``walk_ins`` is the mean number of
    people who come without an appointment, and ``urgent`` of those fitted in on the day,
    per session. Patients leave the panel (by moving away, recovery or death) at the rate
    ``exits`` a year.
    """

    country: str
    subdivision: str | None
    time_zone: str
    services: tuple[ServiceKind, ...]
    patterns: tuple[WeeklyPattern, ...]
    clinics_a_site: int = 20
    leave_weeks: int = 6
    closures: float = 1.0
    walk_ins: float = 0.0
    urgent: float = 0.0
    exits: float = 0.07


@dataclass(frozen=True, slots=True)
class Site:
    """A place with clinics, and when it is shut beside the public holidays."""

    number: int
    id: str
    name: str
    closures: tuple[Closed, ...]


@dataclass(frozen=True, slots=True)
class Clinic:
    """One practitioner's clinics of one service at one site."""

    number: int
    id: str
    practitioner: str
    site: Site
    service: ServiceKind
    pattern: WeeklyPattern
    leave: tuple[Closed, ...]
    holidays: tuple[Closed, ...]

    @property
    def service_id(self) -> str:
        """The service as this site offers it."""
        return f"{self.site.id}-{self.service.name.lower().replace(' ', '-')}"

    def closed(self) -> frozenset[date]:
        """Every day without clinics."""
        return days_closed([*self.holidays, *self.site.closures, *self.leave])


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """Clinics 0 to ``n_clinics`` of an organisation over the days ``[start, end)``."""

    traits: Traits
    n_clinics: int
    start: date
    end: date
    seed: int = field(default=0)

    def __post_init__(self) -> None:
        if self.n_clinics < 1:
            raise InvalidField("clinics", str(self.n_clinics), "1 or more")
        if self.end <= self.start:
            raise InvalidField("end", self.end.isoformat(), f"a day after {self.start}")
        want_in_reach("start", self.start)
        want_in_reach("end", self.last_day)
        if self.seed < 0:
            raise InvalidField("seed", str(self.seed), "0 or more")

    @property
    def last_day(self) -> date:
        """The last day, included."""
        return self.end - DAY

    @property
    def n_sites(self) -> int:
        """How many sites the clinics need."""
        return -(-self.n_clinics // self.traits.clinics_a_site)

    def site(self, number: int) -> Site:
        """The site of that number, from 0."""
        rng = self._rng(_OF_SITE, number)
        n_days = (self.end - self.start).days
        n = min(n_days, int(rng.poisson(self.traits.closures * n_days / 365.25)))
        days = np.sort(rng.choice(n_days, n, replace=False))
        shut = [self.start + int(day) * DAY for day in days]
        return Site(
            number,
            f"S{number + 1:03d}",
            _SITES[number % len(_SITES)] + _ordinal(number // len(_SITES)),
            tuple(Closed(day, day + DAY, "Site closed") for day in shut),
        )

    def clinic(self, number: int) -> Clinic:
        """The clinic of that number, from 0."""
        traits, rng = self.traits, self._rng(_OF_CLINIC, number)
        kinds, patterns = traits.services, traits.patterns
        return Clinic(
            number,
            f"C{number + 1:05d}",
            _name(rng),
            self.site(number // traits.clinics_a_site),
            kinds[_pick([kind.weight for kind in kinds], rng)],
            patterns[_pick([pattern.weight for pattern in patterns], rng)],
            weeks_of_leave(self.start, self.end, traits.leave_weeks, rng),
            public_holidays(traits.country, traits.subdivision, self.start, self.end),
        )

    def content_rng(self, number: int) -> Generator:
        """Chance for what happens in the clinic of that number, and for nothing else."""
        return self._rng(_OF_CONTENT, number)

    def _rng(self, purpose: int, number: int) -> Generator:
        return np.random.default_rng(
            SeedSequence(self.seed, spawn_key=(purpose, number))
        )


_SITES = (
    "Northgate Hospital",
    "Riverside Health Centre",
    "Elm Park Clinic",
    "Harbour Hospital",
    "St Anne's Hospital",
    "Westfield Health Centre",
    "Castle Hill Hospital",
    "Meadow Lane Clinic",
)


def _ordinal(turn: int) -> str:
    return f" {turn + 1}" if turn else ""


def _pick(weights: list[float], rng: Generator) -> int:
    shares = np.array(weights) / sum(weights)
    return int(rng.choice(len(weights), p=shares))


def _name(rng: Generator) -> str:
    stock = STOCKS[_pick([one.share for one in STOCKS], rng)]
    given, family = rng.random(2)
    return (
        f"Dr {stock.given[int(given * len(stock.given))]} "
        f"{stock.family[int(family * len(stock.family))]}"
    )
