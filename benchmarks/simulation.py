"""How fast days are simulated, against two general simulators on the same input.

    python benchmarks/simulation.py [--days 2000] [--rounds 5] [--only NAME ...]
        [--consultations FILE]

Parts, each printed as JSON. ``peers``: single-server days of 16 booked patients and some
without a time, played in turn by ciw, by simpy, by the live line event by event, and by the
compiled floor that ``simulate`` takes; all get the same arrivals and lengths, drawn before, and
must find the same waits. ``simulate`` itself is measured whole, for two disciplines: it draws
the days, plays them and takes all figures with intervals. Seconds are those of the processor.
``policies``: how many days a second the whole comparison makes.
``real``: with ``--consultations``, the file that ``overbooking.py`` reads, the practices
on real consultation times. Best of the rounds, as others may use the machine.
"""

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path

import ciw
import numpy as np
import simpy
from overbooking_real import lengths

from horarium.engines.booking import PlanParams
from horarium.engines.queueing import DISCIPLINES, Policy
from horarium.engines.queueing.service_time import ServiceTime
from horarium.engines.simulation import (
    Comparison,
    Practice,
    Scenario,
    practice,
    scenario_of,
    simulate,
    usual_practices,
)
from horarium.engines.simulation.days import Diaries, diaries, draw_days
from horarium.engines.simulation.floor import play_compiled
from horarium.engines.simulation.lengths import Observed
from horarium.engines.simulation.play import play
from horarium.engines.simulation.problem import Lateness, Stream, VisitKind
from horarium.engines.simulation.rules import OnePerSlot, Planned

FIFO = Policy(discipline=DISCIPLINES["fifo"])
PLAIN = Scenario(
    session_min=240.0,
    slot_min=15.0,
    kinds=(VisitKind(length=ServiceTime()),),
    n_requests=16,
    streams=(Stream(per_hour=1.0, length=ServiceTime()),),
)
"""16 times of a quarter of an hour, real lengths' mean and spread, 4 walk-ins a day."""

Day = list[tuple[float, float]]
"""``(arrives_min, service_min)`` of everybody who comes, in order of arrival."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=5000)
    parser.add_argument("--peer-days", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="*", default=["peers", "policies", "real"])
    parser.add_argument("--consultations", type=Path)
    asked = parser.parse_args()
    parts: dict[str, Callable[[], object]] = {
        "peers": lambda: peers(asked.days, asked.peer_days, asked.rounds),
        "policies": lambda: policies(asked.rounds),
    }
    if asked.consultations is not None:
        parts["real"] = lambda: real(asked.consultations, asked.days)
    print(json.dumps({n: parts[n]() for n in asked.only if n in parts}, indent=2))


def peers(n_days: int, n_peer_days: int, rounds: int) -> dict[str, object]:
    days = draw_days(PLAIN, n_days, np.random.default_rng(0))
    told = diaries(PLAIN, days, OnePerSlot())
    few = diaries(
        PLAIN, draw_days(PLAIN, n_peer_days, np.random.default_rng(1)), OnePerSlot()
    )
    as_lists = [a_day(few, day) for day in range(n_peer_days)]
    waits = {
        "ciw": [wait for day in as_lists for wait in by_ciw(day)],
        "simpy": [wait for day in as_lists for wait in by_simpy(day)],
        "events": waits_of(few, play(PLAIN, few, FIFO).called_min),
        "compiled": waits_of(few, play_compiled(PLAIN, few, FIFO).called_min),
    }
    players = {
        "ciw": (n_peer_days, lambda: [by_ciw(day) for day in as_lists]),
        "simpy": (n_peer_days, lambda: [by_simpy(day) for day in as_lists]),
        "events": (n_peer_days, lambda: play(PLAIN, few, FIFO)),
        "compiled": (n_days, lambda: play_compiled(PLAIN, told, FIFO)),
        "simulate": (n_days, lambda: whole(n_days, FIFO)),
        "simulate_banded_edd": (n_days, lambda: whole(n_days, Policy())),
    }
    turns = [
        {n: best_s(work, 1) for n, (_, work) in players.items()} for _ in range(rounds)
    ]
    speed = {
        n: days / min(turn[n] for turn in turns) for n, (days, _) in players.items()
    }
    return {
        "patients_a_day": round(float(np.isfinite(told.arrives_min).sum() / n_days), 2),
        "mean_wait_min": {
            name: round(float(np.mean(w)), 6) for name, w in waits.items()
        },
        "largest_difference_min": {
            name: round(float(np.abs(np.sort(w) - np.sort(waits["compiled"])).max()), 9)
            for name, w in waits.items()
        },
        "days_per_s": {name: round(value) for name, value in speed.items()},
        "times_ciw": {n: round(v / speed["ciw"], 1) for n, v in speed.items()},
        "times_simpy": {n: round(v / speed["simpy"], 1) for n, v in speed.items()},
    }


def a_day(told: Diaries, day: int) -> Day:
    arrives = told.arrives_min[day]
    order = [w for w in np.argsort(arrives, kind="stable") if np.isfinite(arrives[w])]
    return [(float(arrives[w]), float(told.service_min[day, w])) for w in order]


def waits_of(told: Diaries, called: np.ndarray) -> list[float]:
    waits = called - told.arrives_min
    return waits[np.isfinite(waits)].tolist()


def whole(n_days: int, line: Policy) -> Comparison:
    """Drawing, playing and all figures with intervals, through the front door."""
    return simulate(
        PLAIN,
        [Practice(name="one a slot", line=line)],
        n_days,
        np.random.default_rng(0),
    )


def by_simpy(day: Day) -> list[float]:
    environment = simpy.Environment()
    doctor = simpy.Resource(environment, capacity=1)
    waits = []

    def visit(arrives_min, service_min):
        yield environment.timeout(arrives_min)
        with doctor.request() as turn:
            yield turn
            waits.append(environment.now - arrives_min)
            yield environment.timeout(service_min)

    for one in day:
        environment.process(visit(*one))
    environment.run()
    return waits


def by_ciw(day: Day) -> list[float]:
    if not day:
        return []
    arrives, lengths = zip(*day, strict=True)
    gaps = np.diff(arrives, prepend=0.0).tolist()
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Sequential([*gaps, float("inf")])],
        service_distributions=[ciw.dists.Sequential(list(lengths))],
        number_of_servers=[1],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(len(day), method="Finish")
    return [record.waiting_time for record in simulation.get_all_records()]


def policies(rounds: int) -> dict[str, object]:
    """Five practices in the Indian preset, the template planned beforehand."""
    scenario, practices = scenario_of("india-opd"), usual_practices()
    simulate(scenario, practices, 2, np.random.default_rng(0))
    n_days = 1000
    seconds = best_s(
        lambda: simulate(scenario, practices, n_days, np.random.default_rng(0)), rounds
    )
    return {"days_per_s": round(n_days * len(practices) / seconds, 1)}


def real(consultations: Path, n_days: int) -> dict[str, object]:
    """Punctual patients, 16 times of 15 min, no-show .26: planned against the threshold
    rule, as many booked."""
    minutes = tuple(lengths(consultations).tolist())
    scenario = Scenario(
        name="real lengths",
        kinds=(VisitKind(length=Observed(minutes)),),
        p_show=0.74,
        lateness=Lateness(),
    )
    practices = [practice("traditional+fifo"), practice("threshold+fifo")]
    practices += [
        Practice(name=f"planned {n}", rule=planned(n), line=FIFO) for n in (20, 21, 22)
    ]
    found = simulate(scenario, practices, n_days, np.random.default_rng(3))
    return {
        one.name: {
            name: [
                round(one.overall[name].value, 3),
                round(one.overall[name].half_width, 3),
            ]
            for name in ("booked", "utilisation", "wait_mean_min", "overtime_min")
        }
        for one in found.results
    }


def planned(n_booked: int) -> Planned:
    return Planned(params=PlanParams(n_booked=n_booked))


def best_s(work: Callable[[], object], rounds: int) -> float:
    seconds = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        seconds.append(time.process_time() - began)
    return min(seconds)


if __name__ == "__main__":
    main()
