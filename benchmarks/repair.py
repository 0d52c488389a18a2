"""How fast, and with how few changes, a roster is mended after a doctor falls ill.

    python benchmarks/repair.py [--seeds 30] [--seconds 20] [--people 45] [--days 28]

One invented department, rostered for the given seconds. For each seed one doctor with
at least two duties in three consecutive days is ill on those days. Mended twice: until
no minimum of cover is missed, and until nothing wanted is missed that was there. Prints
JSON; the quantiles are over seeds. ``cpu_seconds`` is what one processor worked, which on
a machine with other work says more than the clock.
"""

import argparse
import json
import time
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from horarium.engines.rostering.changes import Absence
from horarium.engines.rostering.department import DepartmentSpec, make_department
from horarium.engines.rostering.outcome import OutOfTime, Solved
from horarium.engines.rostering.params import SolveParams
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.repair import Repaired, RepairParams, repair
from horarium.engines.rostering.roster import OFF, Roster
from horarium.engines.rostering.solve import solve

DAYS_ILL = 3
MONDAY = date(2026, 3, 2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--people", type=int, default=45)
    parser.add_argument("--days", type=int, default=28)
    asked = parser.parse_args()
    spec = DepartmentSpec(start=MONDAY, n_days=asked.days, n_people=asked.people)
    problem = make_department(spec, np.random.default_rng(1))
    roster = rostered(problem, asked.seconds)
    params = RepairParams(limit=timedelta(seconds=30))
    report = {
        name: figures(
            [mended(problem, roster, seed, how) for seed in range(asked.seeds)]
        )
        for name, how in (
            ("minimum", params),
            ("wanted", replace(params, fill_wanted=True)),
        )
    }
    print(json.dumps(report, indent=2))


def rostered(problem: RosterProblem, seconds: float) -> Roster:
    match solve(problem, SolveParams(limit=timedelta(seconds=seconds))):
        case Solved(roster=roster) | OutOfTime(best=Roster() as roster):
            return roster
        case outcome:
            raise SystemExit(f"no roster to mend: {outcome}")


def mended(
    problem: RosterProblem, roster: Roster, seed: int, params: RepairParams
) -> tuple[Repaired, float]:
    rng = np.random.default_rng(seed)
    start = int(rng.integers(1, problem.n_days - DAYS_ILL))
    on_duty = (roster.cells[:, start : start + DAYS_ILL] != OFF).sum(axis=1)
    row = int(rng.choice(np.flatnonzero(on_duty >= 2)))
    ill = Absence(person=problem.people[row].id, start=start, end=start + DAYS_ILL)
    began = time.process_time()
    outcome = repair(problem, roster, [ill], params)
    cpu_s = time.process_time() - began
    assert isinstance(outcome, Repaired), (seed, outcome)
    return outcome, cpu_s


def figures(measured: list[tuple[Repaired, float]]) -> dict[str, object]:
    results = [result for result, _ in measured]
    seconds = [result.elapsed_s for result in results]
    moves = [len(result.moves_of_others) for result in results]
    return {
        "n": len(results),
        "seconds": quantiles(seconds),
        "cpu_seconds": quantiles([cpu_s for _, cpu_s in measured]),
        "moves_of_others": quantiles(moves),
        "proven_fewest": sum(result.is_fewest for result in results),
        "hard_breaches": sum(len(result.breaches) for result in results),
        "gaps": sum(len(result.gaps) for result in results),
        "penalty_added": quantiles(
            [result.objective - result.objective_before for result in results]
        ),
    }


def quantiles(values: list[float] | list[int]) -> dict[str, float]:
    cuts = {"median": 0.5, "p90": 0.9, "most": 1.0}
    return {name: round(float(np.quantile(values, p)), 2) for name, p in cuts.items()}


if __name__ == "__main__":
    main()
