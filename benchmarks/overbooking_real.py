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
POLICIES = (
    ("traditional", 16, None, 1.0),
    ("risk-blind", 20, Placement.RISK_BLIND, 1.0),
    ("risk-blind", 21, Placement.RISK_BLIND, 1.0),
    ("individual, ratio up to 1.05", 21, Placement.INDIVIDUAL, 1.05),
    ("individual, unbounded", 21, Placement.INDIVIDUAL, 1e9),
    ("risk-blind", 22, Placement.RISK_BLIND, 1.0),
    ("risk-blind", 23, Placement.RISK_BLIND, 1.0),
)


@dataclass(frozen=True, slots=True)
class People:
    """Visits booked ahead: the predicted chance to come, and whether they came."""

    p_show: np.ndarray
    came: np.ndarray


def real(
    train: Path, test: Path, consultations: Path, columns: str, n_sessions: int
) -> dict[str, object]:
    """Sessions of test visits drawn at random, with real consultation lengths."""
    people = predicted(train, test, columns)
    minutes = lengths(consultations)
    law = ServiceLaw.observed(minutes)
    rows = []
    for name, n_booked, placement, ratio in POLICIES:
        rng = np.random.default_rng(0)
        drawn = [_drawn(rng, people, minutes, n_booked) for _ in range(n_sessions)]
        days = [_one_day(each, law, placement, ratio) for each in drawn]
        rows.append({"policy": name, "booked": n_booked} | _averaged(days))
    return {
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
    drawn: tuple[np.ndarray, np.ndarray, np.ndarray],
    law: ServiceLaw,
    placement: Placement | None,
    ratio: float,
) -> Day:
    p_show, came, taken = drawn
    candidates = [
        Candidate(id=n, p_show=float(p), law=law) for n, p in enumerate(p_show)
    ]
    if placement is None:
        booked = tuple(Booked(one, n) for n, one in enumerate(candidates))
    else:
        params = PlanParams(
            placement=placement, n_booked=len(candidates), max_wait_ratio=ratio
        )
        booked = plan_overbooking(SHAPE, candidates, params=params).booked
    return _played(booked, came, taken)


def _played(booked: Sequence[Booked], came: np.ndarray, taken: np.ndarray) -> Day:
    free_at = wait = busy = 0.0
    seen = n_long = 0
    for one, comes, minutes in sorted(
        zip(booked, came, taken, strict=True), key=lambda row: row[0].slot
    ):
        if not comes:
            continue
        begins = max(free_at, SHAPE.starts_min[one.slot])
        waits = begins - SHAPE.starts_min[one.slot]
        free_at = begins + minutes
        seen, wait, n_long = seen + 1, wait + waits, n_long + (waits > 30)
        busy += max(min(free_at, SHAPE.length_min) - min(begins, SHAPE.length_min), 0)
    overtime = max(free_at - SHAPE.length_min, 0.0)
    return Day(
        busy, wait, seen, n_long, overtime, evaluate(SHAPE, booked), tuple(booked)
    )


def _averaged(days: Sequence[Day]) -> dict[str, float]:
    seen = sum(day.seen for day in days)
    return {
        "seen": round(seen / len(days), 2),
        "utilisation": round(
            sum(d.busy for d in days) / len(days) / SHAPE.length_min, 4
        ),
        "expected_utilisation": round(
            sum(d.forecast.utilisation for d in days) / len(days), 4
        ),
        "wait_min": round(sum(day.wait for day in days) / seen, 2),
        "long_waits": round(sum(day.n_long for day in days) / seen, 4),
        "overtime_min": round(sum(day.overtime for day in days) / len(days), 2),
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
