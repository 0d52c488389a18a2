"""A day of a single doctor, played through the queueing engine event by event."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from numpy.random import Generator

from horarium.domain.interval import Interval
from horarium.domain.token import TokenSource, TokenStatus
from horarium.engines.queueing import (
    DEFAULT_POLICY,
    Line,
    LineSession,
    LineToken,
    Policy,
    advance,
    events,
    next_token,
)
from horarium.engines.queueing.service_time import ServiceTime

NINE = datetime(2026, 1, 6, 9, 0, tzinfo=UTC)
SESSION_MIN = 300.0
SERVICE = ServiceTime(mean_min=6.0, cv=0.6)
MIX = {
    "emergency": 0.03,
    "priority": 0.12,
    "follow-up": 0.20,
    "online": 0.40,
    "walk-in": 0.25,
}
TARGET_MIN = {row.name: row.target_wait_min for row in DEFAULT_POLICY.classes}


@dataclass(frozen=True, slots=True)
class Patient:
    """Somebody who comes ``arrives_min`` after nine and needs ``service_min``."""

    number: int
    priority_class: str
    arrives_min: float
    service_min: float


@dataclass(frozen=True, slots=True)
class Visit:
    """How long a patient waited, minutes."""

    patient: Patient
    wait_min: float


def arrivals_per_min(load: float) -> dict[str, float]:
    """Arrival rate of each class at traffic intensity ``load``."""
    return {name: share * load / SERVICE.mean_min for name, share in MIX.items()}


def a_day(rng: Generator, load: float) -> list[Patient]:
    """Poisson arrivals over the session, in order of time."""
    n = rng.poisson(load * SESSION_MIN / SERVICE.mean_min)
    times = sorted(rng.uniform(0.0, SESSION_MIN, n).tolist())
    classes = rng.choice(list(MIX), size=n, p=list(MIX.values())).tolist()
    lengths = SERVICE.draw(rng, n).tolist()
    return [
        Patient(number, *facts)
        for number, facts in enumerate(zip(classes, times, lengths, strict=True), 1)
    ]


def after_nine(minutes: float) -> datetime:
    """An instant of the day."""
    return NINE + timedelta(minutes=minutes)


def play(
    patients: list[Patient],
    policy: Policy,
    on_arrival: Callable[[Line, Patient], None] = lambda *_: None,
) -> Iterator[Visit]:
    """Everybody's visit, in order of call; the doctor is there from the start."""
    interval = Interval(NINE, after_nine(SESSION_MIN))
    line = Line.of(LineSession(name="clinic", interval=interval, began_at=NINE))
    by_number = {patient.number: patient for patient in patients}
    coming = iter(patients)
    newcomer = next(coming, None)
    free_min = 0.0
    while True:
        while newcomer is not None and newcomer.arrives_min <= free_min:
            line = _joined(line, newcomer, policy)
            on_arrival(line, newcomer)
            newcomer = next(coming, None)
        line = _finished(line, free_min, policy)
        called = next_token(line, after_nine(free_min), policy)
        if called is None:
            if newcomer is None:
                return
            free_min = newcomer.arrives_min
            continue
        patient = by_number[called.number]
        for event in (events.Call, events.Start):
            line = advance(line, event(after_nine(free_min), called.id), policy)
        yield Visit(patient, free_min - patient.arrives_min)
        free_min += patient.service_min


def _joined(line: Line, patient: Patient, policy: Policy) -> Line:
    at = after_nine(patient.arrives_min)
    token = LineToken(
        id=patient.number,
        number=patient.number,
        priority_class=patient.priority_class,
        source=TokenSource.WALK_IN,
        status=TokenStatus.ARRIVED,
        arrived_at=at,
    )
    return advance(line, events.Join(at, token), policy)


def _finished(line: Line, at_min: float, policy: Policy) -> Line:
    """The consultation ends and its token leaves the line's memory."""
    if line.serving is None:
        return line
    done = events.Complete(after_nine(at_min), line.serving)
    return advance(line, done, policy).without_finished()
