"""Overbooking on real outcomes: predicted by the day before, played with what happened."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.random import Generator

from horarium.engines import attendance
from horarium.engines.attendance.io.columns import preset
from horarium.engines.attendance.io.csv import read_visits
from horarium.engines.booking import (
    Booked,
    Candidate,
    Forecast,
    Placement,
    PlanParams,
    ServiceLaw,
    SessionShape,
    evaluate,
    plan_overbooking,
)

SHAPE = SessionShape.even(16, 15.0)
BETWEEN = SHAPE.told_every(5.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How times are given out; without a placement one a slot."""

    name: str
    n_booked: int = 21
    shape: SessionShape = SHAPE
    placement: Placement | None = Placement.RISK_BLIND
    ratio: float = 1.0


RULES = (
    Rule(name="traditional", n_booked=16, placement=None),
    Rule(name="risk-blind", n_booked=20),
    Rule(name="risk-blind"),
    Rule(name="risk-blind, told every 5 min", shape=BETWEEN),
    Rule(
        name="individual, ratio up to 1.05",
        placement=Placement.INDIVIDUAL,
        ratio=1.05,
    ),
    Rule(name="individual, unbounded", placement=Placement.INDIVIDUAL, ratio=1e9),
    Rule(name="risk-blind", n_booked=22),
    Rule(name="risk-blind", n_booked=23),
)


@dataclass(frozen=True, slots=True)
class People:
    """Visits booked ahead: the predicted chance to come, and whether they came."""

    p_show: np.ndarray
    came: np.ndarray


def real(
    people: People, minutes: np.ndarray, n_sessions: int, seed: int
) -> dict[str, object]:
    """Sessions of test visits drawn at random, with real consultation lengths.

    ``wait_error`` is the standard error of the mean wait: with 120 sessions another draw
    may be half a minute off, whatever the policy.
    """
    law = ServiceLaw.observed(minutes)
    rows = []
    for rule in RULES:
        rng = np.random.default_rng(seed)
        drawn = [_drawn(rng, people, minutes, rule.n_booked) for _ in range(n_sessions)]
        days = [_one_day(each, law, rule) for each in drawn]
        rows.append({"policy": rule.name, "booked": rule.n_booked} | _averaged(days))
    return {
        "seed": seed,
        "no_show_rate": round(float(1 - people.came.mean()), 4),
        "consultation_min": round(float(minutes.mean()), 2),
        "sessions": n_sessions,
        "policies": rows,
    }


def predicted(train: Path, test: Path, columns: str) -> People:
    """The chances of the test visits that were booked at least a day ahead."""
    read = []
    for path in (train, test):
        with path.open(newline="", encoding="utf-8") as file:
            read.append(read_visits(file, preset(columns), path.name).visits)
    earlier, later = read
    known = earlier.and_also(later)
    model = attendance.fit(earlier)
    as_of = attendance.moments(later, model.params.moment)
    p_show = attendance.predict(model, later, as_of, known=known)
    ahead = later.lead_days >= 1
    return People(p_show[ahead], later.no_show[ahead] == 0)


def lengths(consultations: Path) -> np.ndarray:
    with consultations.open(newline="", encoding="utf-8") as file:
        return np.array([float(row["ServTime"]) / 60 for row in csv.DictReader(file)])


@dataclass(frozen=True, slots=True)
class Day:
    """What happened, in minutes, and what the plan expected by third of risk."""

    busy: float
    wait: float
    seen: int
    n_long: int
    overtime: float
    forecast: Forecast
    booked: tuple[Booked, ...]


def _drawn(
    rng: Generator, people: People, minutes: np.ndarray, n_booked: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Chances, what happened and lengths of one session; the same for all policies."""
    who = rng.choice(len(people.p_show), 24, replace=False)[:n_booked]
    return people.p_show[who], people.came[who], rng.choice(minutes, 24)[:n_booked]


def _one_day(
    drawn: tuple[np.ndarray, np.ndarray, np.ndarray], law: ServiceLaw, rule: Rule
) -> Day:
    p_show, came, taken = drawn
    candidates = [
        Candidate(id=n, p_show=float(p), law=law) for n, p in enumerate(p_show)
    ]
    if rule.placement is None:
        booked = tuple(Booked(one, n) for n, one in enumerate(candidates))
    else:
        params = PlanParams(
            placement=rule.placement,
            n_booked=len(candidates),
            max_wait_ratio=rule.ratio,
        )
        booked = plan_overbooking(rule.shape, candidates, params=params).booked
    return _played(rule.shape, booked, came, taken)


def _played(
    shape: SessionShape,
    booked: Sequence[Booked],
    came: np.ndarray,
    taken: np.ndarray,
) -> Day:
    free_at = wait = busy = 0.0
    seen = n_long = 0
    for one, comes, minutes in sorted(
        zip(booked, came, taken, strict=True), key=lambda row: row[0].slot
    ):
        if not comes:
            continue
        begins = max(free_at, shape.starts_min[one.slot])
        waits = begins - shape.starts_min[one.slot]
        free_at = begins + minutes
        seen, wait, n_long = seen + 1, wait + waits, n_long + (waits > 30)
        busy += max(min(free_at, shape.length_min) - min(begins, shape.length_min), 0)
    overtime = max(free_at - shape.length_min, 0.0)
    return Day(
        busy, wait, seen, n_long, overtime, evaluate(shape, booked), tuple(booked)
    )


def _averaged(days: Sequence[Day]) -> dict[str, float]:
    seen = sum(day.seen for day in days)
    wait_min = sum(day.wait for day in days) / seen
    off = [day.wait - wait_min * day.seen for day in days]
    return {
        "seen": round(seen / len(days), 2),
        "utilisation": round(
            float(sum(d.busy for d in days)) / len(days) / SHAPE.length_min, 4
        ),
        "expected_utilisation": round(
            sum(d.forecast.utilisation for d in days) / len(days), 4
        ),
        "wait_min": round(float(wait_min), 2),
        "wait_error": round(float(np.std(off)) * len(days) ** 0.5 / seen, 2),
        "long_waits": round(sum(day.n_long for day in days) / seen, 4),
        "overtime_min": round(float(sum(d.overtime for d in days)) / len(days), 2),
        "wait_ratio_of_risk_thirds": round(_wait_ratio(days), 3),
    }


def _wait_ratio(days: Sequence[Day]) -> float:
    """Expected wait of the third least likely to come over the third most likely."""
    sums = np.zeros((2, 2))
    for day in days:
        shows = np.array([one.candidate.p_show for one in day.booked])
        waits = np.array([one.mean_min for one in day.forecast.waits])
        third = len(shows) // 3
        order = np.argsort(shows, kind="stable")
        for row, members in enumerate((order[:third], order[-third:])):
            sums[row] += (shows[members] @ waits[members], shows[members].sum())
    means = sums[:, 0] / np.maximum(sums[:, 1], 1e-12)
    return float(means[0] / max(means[1], 1e-12))
