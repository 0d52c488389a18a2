"""How good a department's roster gets, how well it is proven, and how fast it answers.

    python benchmarks/department.py [--days 28] [--people 45] [--seconds 30] [--cells 10]

The invented department under the refreshed UK pack with all soft rules on. Prints JSON:
seconds until the first legal roster, the objective and the certified bound over time,
what each rule contributes at the end, the share of requests that are met, and seconds
of the clock and of the processor for each kind of question: why, why not, what if
somebody is away for three days, and a lock against a leave. The judge is ``check``,
which shares no code with the search. The engines are compiled before the clock starts, as
they are when Horarium is installed. Mending has a script of its own, ``repair.py``.
"""

import argparse
import json
import os
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import numpy as np

from horarium.engines.rostering import explain
from horarium.engines.rostering.changes import Absence, LockChange
from horarium.engines.rostering.check import check
from horarium.engines.rostering.columns.compiled import compile_kernels
from horarium.engines.rostering.department import DepartmentSpec, make_department
from horarium.engines.rostering.outcome import OutOfTime, Progress, Solved
from horarium.engines.rostering.params import SolveParams
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.roster import OFF, Roster
from horarium.engines.rostering.solve import solve

MONDAY = date(2026, 3, 2)
N_CONFLICTS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=28)
    parser.add_argument("--people", type=int, default=45)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--cells", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    compile_kernels()
    spec = DepartmentSpec(start=MONDAY, n_days=asked.days, n_people=asked.people)
    problem = make_department(spec, np.random.default_rng(asked.seed))
    solved, roster = solving(problem, asked.seconds)
    report = {
        "people": problem.n_people,
        "days": problem.n_days,
        "soft_rules": sum(not rule.is_hard for rule in problem.active_rules),
        "cores": os.cpu_count(),
        "load_1_min": round(os.getloadavg()[0], 1),
        "solve": solved,
        "answers": answering(problem, roster, asked.cells),
    }
    print(json.dumps(report, indent=2))


def solving(problem: RosterProblem, seconds: float) -> tuple[dict[str, Any], Roster]:
    steps: list[tuple[float, int | None, int]] = []

    def note(now: Progress) -> None:
        steps.append((round(now.elapsed_s, 1), now.objective, now.bound))

    began = time.process_time()
    outcome = solve(
        problem, SolveParams(limit=timedelta(seconds=seconds)), on_progress=note
    )
    cpu_s = time.process_time() - began
    match outcome:
        case Solved(roster=roster) | OutOfTime(best=Roster() as roster):
            pass
        case _:
            raise SystemExit(f"no roster: {outcome}")
    verdict = check(problem, roster)
    asked = sum(len(person.requests) for person in problem.people)
    missed = sum(breach.rule == "requests" for breach in verdict.breaches)
    told = {
        "seconds": round(outcome.elapsed_s, 1),
        "cpu_seconds": round(cpu_s, 1),
        "first_legal_s": next(at for at, found, _ in steps if found is not None),
        "is_legal": verdict.is_legal,
        "objective": verdict.objective,
        "bound": outcome.bound,
        "gap": outcome.gap,
        "requests_met": round(1 - missed / max(1, asked), 3),
        "requests": asked,
        "by_rule": dict(verdict.penalties),
        "progress": steps[:: max(1, len(steps) // 20)],
    }
    return told, roster


def answering(problem: RosterProblem, roster: Roster, n_cells: int) -> dict[str, Any]:
    rng = np.random.default_rng(0)
    worked = np.argwhere(roster.cells != OFF)
    chosen = worked[rng.permutation(len(worked))[:n_cells]].tolist()
    shifts = [shift.id for shift in problem.shift_types]
    spent: dict[str, list[tuple[float, float]]] = {}
    for row, day in chosen:
        person = problem.people[row].id
        other = problem.people[(row + 1) % problem.n_people].id
        held = shifts[roster.cells[row, day]]
        away = Absence(person=person, start=day, end=min(day + 3, problem.n_days))
        place = other, day
        for name, ask in (
            ("why", partial(explain.why, problem, roster, person, day)),
            ("why_not", partial(explain.why_not, problem, roster, place, held)),
            ("what_if", partial(explain.what_if, problem, roster, [away])),
        ):
            spent.setdefault(name, []).append(timed(ask))
    for row, day in chosen[:N_CONFLICTS]:
        clashing = conflicting(problem, problem.people[row].id, day)
        ask = partial(explain.which_conflict, clashing)
        spent.setdefault("conflict", []).append(timed(ask))
    return {name: figures(times) for name, times in spent.items()}


def conflicting(problem: RosterProblem, person: str, day: int) -> RosterProblem:
    """The problem with somebody on leave and locked to a duty on the same day."""
    at = problem.tables.people[person]
    shift = next(
        shift.id
        for index, shift in enumerate(problem.shift_types)
        if problem.tables.eligible[at, index]
    )
    away = Absence(person=person, start=day, end=day + 1)
    held = LockChange(person=person, day=day, shift_type=shift)
    return replace(held.apply(away.apply(problem)), name="conflict")


def timed(ask: Callable[[], object]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    ask()
    return time.perf_counter() - wall, time.process_time() - cpu


def figures(times: list[tuple[float, float]]) -> dict[str, float]:
    wall, cpu = (np.array(part) for part in zip(*times, strict=True))
    return {
        "median_s": round(float(np.median(wall)), 2),
        "most_s": round(float(wall.max()), 2),
        "median_cpu_s": round(float(np.median(cpu)), 2),
        "most_cpu_s": round(float(cpu.max()), 2),
    }


if __name__ == "__main__":
    main()
