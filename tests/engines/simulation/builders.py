"""Scenarios with just the facts a test needs."""

from typing import Any

import numpy as np

from horarium.engines.queueing import DISCIPLINES, Policy
from horarium.engines.queueing.service_time import ServiceTime
from horarium.engines.simulation import Practice, Scenario
from horarium.engines.simulation.days import Diaries, diaries, draw_days
from horarium.engines.simulation.lengths import LengthLaw
from horarium.engines.simulation.problem import (
    Lateness,
    Lunch,
    Punctuality,
    Stream,
    VisitKind,
)
from horarium.engines.simulation.rules import OnePerSlot


def make_scenario(**changes: Any) -> Scenario:
    """One practitioner, eight slots of a quarter of an hour, everybody punctual."""
    facts: dict[str, Any] = {"session_min": 120.0, "n_requests": 16}
    return Scenario(**facts | changes)


def make_busy_scenario(**changes: Any) -> Scenario:
    """Two practitioners with everything that a day may bring."""
    facts: dict[str, Any] = {
        "n_practitioners": 2,
        "session_min": 240.0,
        "lunch": Lunch(start_min=120, length_min=30),
        "kinds": (
            VisitKind(share=1, priority_class="online", length=ServiceTime(12)),
            VisitKind(share=2, priority_class="follow-up", length=ServiceTime(8)),
        ),
        "streams": (
            make_stream(per_hour=4, patience_min=40.0),
            make_stream(priority_class="emergency", per_hour=0.5),
        ),
        "punctuality": Punctuality(mean_min=-5, sd_min=10),
        "lateness": Lateness(p_late=0.5, mean_min=10),
    }
    return make_scenario(**facts | changes)


def make_stream(**changes: Any) -> Stream:
    facts: dict[str, Any] = {"per_hour": 3.0, "length": ServiceTime(9)}
    return Stream(**facts | changes)


def make_arrivals(load: float, length: LengthLaw, **changes: Any) -> Scenario:
    """Nobody has a time; walk-ins bring so much work a minute."""
    stream = make_stream(per_hour=60 * load / length.mean_min, length=length)
    return make_scenario(**{"n_requests": 0, "streams": (stream,)} | changes)


def make_practice(**changes: Any) -> Practice:
    return Practice(**{"name": "a practice"} | changes)


def make_fifo(**changes: Any) -> Policy:
    return Policy(**{"discipline": DISCIPLINES["fifo"]} | changes)


def make_diaries(
    scenario: Scenario, n_days: int = 5, seed: int = 0, rule: Any = None
) -> Diaries:
    days = draw_days(scenario, n_days, np.random.default_rng(seed))
    return diaries(scenario, days, rule or OnePerSlot())
