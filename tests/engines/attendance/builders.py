"""Visits with just the facts a test needs, and a clinic whose truth is known."""

from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
from numpy.random import Generator

from horarium.engines.attendance import Visit, Visits

MONDAY = date(2026, 1, 5)


def on(day: int, hour: float = 9.0) -> datetime:
    """So many days after the first Monday, at an hour."""
    return datetime.combine(MONDAY, time()) + timedelta(days=day, hours=hour)


def make_visit(number: int = 1, **changes: Any) -> Visit:
    """Ana's visit on day 10, booked on day 0, with an outcome nobody knows yet."""
    facts: dict[str, Any] = {
        "id": f"v{number}",
        "patient": "ana",
        "booked_at": on(0),
        "day": on(10).date(),
        "age": 40.0,
    }
    return Visit(**facts | changes)


def chance_to_miss(lead_days: int, age: float, carelessness: float) -> float:
    """The truth of the invented clinic: who books ahead, is young and careless misses."""
    odds = -1.9 + 0.12 * min(lead_days, 10) - 0.02 * (age - 40.0) + carelessness
    return float(1.0 / (1.0 + np.exp(-odds)))


def invented(rng: Generator, n: int, n_days: int = 30) -> tuple[Visits, np.ndarray]:
    """``n`` visits over ``n_days`` and the true chance of each to be missed, ``(n,)``."""
    n_patients = max(n // 4, 1)
    ages = rng.integers(5, 90, n_patients)
    carelessness = rng.normal(0.0, 1.0, n_patients)
    visits, truth = [], []
    for number in range(n):
        who = int(rng.integers(n_patients))
        lead = int(rng.integers(0, 15)) if rng.random() < 0.7 else 0
        day = int(rng.integers(15, 15 + n_days))
        chance = chance_to_miss(lead, float(ages[who]), float(carelessness[who]))
        truth.append(chance)
        visits.append(
            make_visit(
                number,
                patient=f"p{who}",
                booked_at=on(day - lead, float(rng.uniform(8, 17))),
                day=on(day).date(),
                age=float(ages[who]),
                reminded=lead >= 3 and bool(rng.random() < 0.5),
                no_show=bool(rng.random() < chance),
                groups={"sex": str(rng.choice(["F", "M"]))},
            )
        )
    return Visits.of(visits), np.array(truth)


def split(visits: Visits, day: int) -> tuple[Visits, Visits]:
    """The visits before a day, and those from it on."""
    before = visits.day < np.datetime64(on(day).date())
    return visits.where(before), visits.where(~before)
