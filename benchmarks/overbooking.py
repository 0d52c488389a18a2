"""Whether the exact evaluation is exact and quick, the search finds the best, and it pays.

    python benchmarks/overbooking.py [--only NAME ...] [--sessions 120] [--plays 1000000]
        [--train A.csv --test B.csv --columns vitoria --consultations FILE] [--seed 0]

Parts, each printed as JSON: ``exact`` (20 patients, 240 min, 1-min grid, against many
plays), ``search`` (60 brute-forced cases of 7 patients by 5 slots; 21 by 16),
``seed`` (16 slots of 15 min, consultations of 15 min, mean no-show .48), and ``real``
(real outcomes and consultation lengths; needs the four files' options). Times are the
best of several rounds.
"""

import argparse
import json
import time
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.random import Generator
from overbooking_real import lengths, predicted, real

from horarium.engines.booking import (
    Booked,
    Candidate,
    Costs,
    Placement,
    Plan,
    PlanParams,
    ServiceLaw,
    SessionShape,
    evaluate,
    plan_overbooking,
)
from horarium.engines.booking.check import play
from horarium.engines.booking.kernel import Kernel, SlotLoad
from horarium.engines.booking.search import search

GUESS = 1e-6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--only", nargs="*", default=["exact", "search", "seed", "real"]
    )
    parser.add_argument("--sessions", type=int, default=120)
    parser.add_argument("--plays", type=int, default=1_000_000)
    parser.add_argument("--cases", type=int, default=60)
    for name in ("train", "test", "consultations"):
        parser.add_argument(f"--{name}", type=Path)
    parser.add_argument("--columns", default="vitoria")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    parts: dict[str, Callable[[], object]] = {
        "exact": lambda: exact(asked.plays),
        "search": lambda: searched(asked.cases),
        "seed": lambda: seed_equivalent(asked.sessions),
    }
    if asked.train is not None:
        parts["real"] = lambda: real(
            predicted(asked.train, asked.test, asked.columns),
            lengths(asked.consultations),
            asked.sessions,
            asked.seed,
        )
    report = {name: parts[name]() for name in asked.only if name in parts}
    print(json.dumps(report, indent=2))


def exact(n_plays: int) -> dict[str, float]:
    """A session of 20 patients in 240 minutes on the 1-minute grid."""
    shape = SessionShape.even(16, 15.0)
    shows = np.random.default_rng(0).uniform(0.5, 0.95, 20)
    booked = [
        Booked(Candidate(p_show=float(p), law=ServiceLaw.lognormal()), n * 16 // 20)
        for n, p in enumerate(shows)
    ]
    forecast = evaluate(shape, booked)
    began = time.perf_counter()
    played = play(shape, booked, n_plays, np.random.default_rng(1))
    return {
        "evaluation_ms": round(best_ms(lambda: evaluate(shape, booked)), 3),
        "plays": n_plays,
        "plays_s": round(time.perf_counter() - began, 2),
        "wait_error": round(forecast.total_wait_min / played.total_wait_min - 1, 5),
        "overtime_error": round(forecast.overtime_min / played.overtime_min - 1, 5),
    }


def searched(n_cases: int) -> dict[str, object]:
    shape, costs = SessionShape.even(5, 15.0, grid_min=3.0), Costs()
    law = ServiceLaw.lognormal(grid_min=3.0)
    gaps = {"unequal": [], "equal": []}
    for case in range(n_cases):
        rng = np.random.default_rng(100 + case)
        unequal = patients(rng.uniform(0.4, 0.95, 7), law)
        equal = patients([float(rng.uniform(0.4, 0.95))] * 7, law)
        for name, candidates in (("unequal", unequal), ("equal", equal)):
            kernel = Kernel.of(shape, candidates, costs)
            n_starts = PlanParams().starts_for(7) if name == "unequal" else 1
            found = search(kernel, n_starts, None, np.random.default_rng(case))
            gaps[name].append(found.cost / brute_forced(kernel) - 1)
    many = patients(np.random.default_rng(1).uniform(0.5, 0.95, 21))
    kernel = Kernel.of(SessionShape.even(16, 15.0), many, costs)
    big = [search_s(kernel, PlanParams().starts_for(21)) for _ in range(3)]
    blind = PlanParams(n_booked=21)
    shape16 = SessionShape.even(16, 15.0)
    return {
        "cases_7x5": n_cases,
        "starts_7x5": PlanParams().starts_for(7),
        "optimal_unequal": float(np.mean(np.array(gaps["unequal"]) < GUESS)),
        "optimal_equal_one_start": float(np.mean(np.array(gaps["equal"]) < GUESS)),
        "mean_gap_unequal": float(np.mean(gaps["unequal"])),
        "starts_21x16": PlanParams().starts_for(21),
        "individual_21x16_s": round(min(big), 3),
        "risk_blind_plan_21x16_s": round(
            best_ms(lambda: plan_overbooking(shape16, many, params=blind), 3) / 1e3, 3
        ),
    }


def search_s(kernel: Kernel, n_starts: int) -> float:
    began = time.perf_counter()
    search(kernel, n_starts, 3, np.random.default_rng(0))
    return time.perf_counter() - began


def brute_forced(kernel: Kernel) -> float:
    """The least cost over every placement, slot by slot over every subset."""
    everybody = tuple(range(len(kernel.shows)))
    loads = {
        mates: SlotLoad.of(kernel, mates)
        for n in range(len(everybody) + 1)
        for mates in combinations(everybody, n)
    }
    frontier = {everybody: (np.eye(1, kernel.n_cells), np.zeros(1))}
    for slot in range(len(kernel.gaps)):
        is_last = slot == len(kernel.gaps) - 1
        frontier = _one_slot(kernel, loads, frontier, slot, all_must_come=is_last)
    work, spent = frontier[()]
    return float((spent + work @ kernel.at_end()).min() + kernel.rest)


def _one_slot(kernel, loads, frontier, slot, *, all_must_come):
    after: dict[tuple[int, ...], list[tuple[np.ndarray, np.ndarray]]] = {}
    for left, (work, spent) in frontier.items():
        for n in range(len(left), -1, -1):
            if all_must_come and n < len(left):
                break
            for mates in combinations(left, n):
                load = loads[mates]
                waits = load.shows * kernel.waiting(work) + load.among
                then = kernel.later(kernel.joined(work, load.spectrum), slot)
                rest = tuple(one for one in left if one not in mates)
                after.setdefault(rest, []).append(
                    (then, spent + kernel.per_wait * waits)
                )
    return {
        rest: tuple(np.concatenate(parts) for parts in zip(*rows, strict=True))
        for rest, rows in after.items()
    }


def seed_equivalent(n_sessions: int) -> list[dict[str, object]]:
    """16 slots of 15 min; chances to come drawn from Beta(5.2, 4.8), mean .52.

    As many are booked as come nearest to filling that much of the session: the sum of
    the chances decides. With equal chances of .52, nothing reaches the first bar: 20
    patients then wait 3.6 minutes wherever they are put.
    """
    law, shape = ServiceLaw.fixed(15.0), SessionShape.even(16, 15.0)
    rows = []
    for name, placement, filled in (
        ("traditional", None, None),
        ("risk-blind to 63.5 %", Placement.RISK_BLIND, 0.635),
        ("individual to 63.5 %", Placement.INDIVIDUAL, 0.635),
        ("risk-blind to 79.5 %", Placement.RISK_BLIND, 0.795),
        ("individual to 79.5 %", Placement.INDIVIDUAL, 0.795),
    ):
        rng = np.random.default_rng(0)
        plans = [
            _seed_session(rng, shape, law, placement, filled) for _ in range(n_sessions)
        ]
        rows.append({"policy": name} | averaged(plans, today=placement is None))
    return rows


def _seed_session(
    rng: Generator,
    shape: SessionShape,
    law: ServiceLaw,
    placement: Placement | None,
    filled: float | None,
) -> Plan:
    shows = rng.beta(5.2, 4.8, 48)
    if placement is None or filled is None:
        return plan_overbooking(
            shape, patients(shows[:16], law), params=PlanParams(n_booked=16)
        )
    off_target = np.abs(np.cumsum(shows) - filled * shape.n_slots)
    n_booked = int(np.argmin(off_target)) + 1
    params = PlanParams(placement=placement, n_booked=n_booked, max_wait_ratio=1e9)
    return plan_overbooking(shape, patients(shows, law), params=params)


def averaged(plans: Sequence[Plan], *, today: bool) -> dict[str, float]:
    forecasts = [plan.today if today else plan.forecast for plan in plans]
    seen = sum(one.seen for one in forecasts)
    return {
        "booked": round(float(np.mean([one.n_booked for one in forecasts])), 2),
        "utilisation": round(float(np.mean([one.utilisation for one in forecasts])), 4),
        "wait_min": round(sum(one.total_wait_min for one in forecasts) / seen, 2),
        "overtime_min": round(
            float(np.mean([one.overtime_min for one in forecasts])), 2
        ),
    }


def patients(shows: Sequence[float], law: ServiceLaw | None = None) -> list[Candidate]:
    law = law or ServiceLaw.lognormal()
    return [Candidate(id=n, p_show=float(p), law=law) for n, p in enumerate(shows)]


def best_ms(work: Callable[[], object], rounds: int = 30) -> float:
    seconds = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return min(seconds) * 1000


if __name__ == "__main__":
    main()
