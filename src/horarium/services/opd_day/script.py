"""What will happen, before anybody has done anything: drawn once, from the seed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from numpy.random import Generator

from horarium.domain.token import TokenSource
from horarium.engines.queueing.service_time import ServiceTime
from horarium.services.opd_day.params import OpdDayParams

BOOKED = (TokenSource.PRIORITY, TokenSource.FOLLOW_UP, TokenSource.ONLINE)

PREPARES_AT = 7.0
"""The hour at which the desk lays out the day and bookings begin."""

_EARLY_MEAN_MIN = 8.0
_EARLY_SD_MIN = 9.0
"""Patients come a little before their time, give or take: clinics report 5 to 15 min."""


class Fate(StrEnum):
    """What becomes of somebody who has booked."""

    COMES = "comes"
    CANCELS = "cancels"
    STAYS_AWAY = "stays-away"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One patient: with whom, when, for how long.

    ``joins_at`` is when the token is asked for. ``early_min`` is how long before the
    estimated time a booked patient checks in; below 0, after it.
    """

    n: int
    source: TokenSource
    doctor: int
    slot: int
    joins_at: datetime
    service_min: float
    fate: Fate = Fate.COMES
    early_min: float = 0.0
    cancels_at: datetime | None = None

    @property
    def name(self) -> str:
        """Nobody's."""
        return f"Patient {self.n:04d}"


def draw(params: OpdDayParams, rng: Generator) -> list[Person]:
    """Everybody of the day, in the order in which they ask for a token."""
    law = ServiceTime(mean_min=params.consultation_min)
    sources = [one for one, n in params.counts().items() for _ in range(n)]
    fates = _fates(params, rng)
    people = []
    for n, source in enumerate(sources, 1):
        doctor = int(rng.integers(params.doctors))
        service_min = float(law.draw(rng, 1)[0])
        if source in BOOKED:
            slot = _morning_heavy(params, rng)
            joins_at = params.at(PREPARES_AT + 1.5 * float(rng.random()))
            early = float(rng.normal(_EARLY_MEAN_MIN, _EARLY_SD_MIN))
            fate = fates.pop()
        else:
            joins_at = params.at(_while_open(params, rng))
            hours = (joins_at - params.at(params.opens)) / timedelta(hours=1)
            slot = min(int(hours // params.slot_hours), params.n_slots - 1)
            early, fate = 0.0, Fate.COMES
        people.append(
            Person(
                n=n,
                source=source,
                doctor=doctor,
                slot=slot,
                joins_at=joins_at,
                service_min=service_min,
                fate=fate,
                early_min=early,
                cancels_at=_cancels_at(params, slot, rng),
            )
        )
    return sorted(people, key=lambda person: (person.joins_at, person.n))


def _fates(params: OpdDayParams, rng: Generator) -> list[Fate]:
    fates = [Fate.CANCELS] * params.cancellations + [Fate.STAYS_AWAY] * params.no_shows
    fates += [Fate.COMES] * (params.n_booked - len(fates))
    return [fates[place] for place in rng.permutation(len(fates))]


def _morning_heavy(params: OpdDayParams, rng: Generator) -> int:
    """People prefer the morning: slot k is asked for half as often as slot k - 1."""
    weights = [0.5**k for k in range(params.n_slots)]
    total = sum(weights)
    return int(rng.choice(params.n_slots, p=[weight / total for weight in weights]))


def _while_open(params: OpdDayParams, rng: Generator) -> float:
    """The hour at which somebody unannounced comes, half an hour before closing at last."""
    open_for = params.n_slots * params.slot_hours - 0.5
    return params.opens + open_for * float(rng.beta(1.2, 1.8))


def _cancels_at(params: OpdDayParams, slot: int, rng: Generator) -> datetime:
    """Some time from half past eight to the start of the slot."""
    start = params.opens + slot * params.slot_hours
    return params.at(8.5 + (start - 8.5) * float(rng.random()))
