"""Nouns for the tests of the invented clinic; every argument is optional."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import numpy as np

from horarium.domain.interval import Interval
from horarium.engines.synth.diary import (
    ClinicProblem,
    ClinicSession,
    Outpatients,
    SynthParams,
    fill_diary,
)

TUESDAY = datetime(2026, 3, 10, 10, 30, tzinfo=UTC)


def make_session(
    key: str = "clinic", *, day: date | None = None, at: time = time(9), **changes: Any
) -> ClinicSession:
    """Four hours of slots of 15 minutes."""
    day = day or TUESDAY.date()
    start = datetime.combine(day, at, UTC)
    known = {
        "key": key,
        "on_date": day,
        "interval": Interval(start, start + timedelta(hours=4)),
        "slot_min": 15,
        "capacity": 16,
        "overflow_limit": 2,
    }
    return ClinicSession(**known | changes)


def make_weeks(
    *, n_rooms: int = 4, before: int = 7, after: int = 21, now: datetime = TUESDAY
) -> tuple[ClinicSession, ...]:
    """A morning clinic in each room, and an afternoon one, on every weekday around now."""
    days = [now.date() + timedelta(days=step) for step in range(-before, after)]
    return tuple(
        make_session(f"{day} {at:%H} {room}", day=day, at=at)
        for day in days
        if day.weekday() < 5
        for at in (time(9), time(13))
        for room in range(n_rooms)
    )


def make_problem(
    *sessions: ClinicSession, now: datetime = TUESDAY, **changes: Any
) -> ClinicProblem:
    known = {"sessions": sessions or (make_session(),), "now": now, "n_panel": 1200}
    return ClinicProblem(**known | changes)


def invent(
    problem: ClinicProblem, *, seed: int = 0, params: SynthParams | None = None
) -> Outpatients:
    return fill_diary(problem, np.random.default_rng(seed), params)
