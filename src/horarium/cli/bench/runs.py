"""One search in a process of its own: what came of it, judged, and what it took."""

import resource
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from horarium.cli.bench.timefold_search import (
    Silence,
    ask,
    roster_in,
    statement,
    why_not,
)
from horarium.cli.roster_files import read_problem, status_of
from horarium.engines.rostering import (
    Infeasible,
    OutOfTime,
    Progress,
    Roster,
    RosterProblem,
    Solved,
    SolveParams,
    check,
)
from horarium.engines.rostering.plain import solve_plainly
from horarium.engines.rostering.solve import solve

OURS = "horarium"
CPSAT = "cpsat"
TIMEFOLD = "timefold"
CPSAT_WORKERS = 8
"""The least number with which CP-SAT runs its whole portfolio of strategies."""

Search = Callable[
    [RosterProblem, SolveParams, Callable[[Progress], None]],
    Solved | Infeasible | OutOfTime,
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What one process is to do; ``solver`` is a key of ``SEARCHES``, or Timefold.

    ``python`` is what Timefold runs in; empty where there is none.
    """

    file: Path
    solver: str
    seconds: float
    seed: int
    workers: int
    python: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How one search ended.

    ``objective`` and ``hard_breaches`` are the independent judge's. ``first_legal_s`` is
    when the first legal roster was there, counted, like ``seconds``, from when the file
    had been read. ``cpu_seconds`` is what all cores together worked meanwhile: much less
    than cores times seconds means that the machine was busy with something else. ``bound`` is certified or None. ``reason`` says why nothing came of it.
    """

    solver: str
    status: str
    objective: int | None = None
    bound: int | None = None
    hard_breaches: int | None = None
    first_legal_s: float | None = None
    seconds: float | None = None
    cpu_seconds: float | None = None
    memory_peak_mb: float | None = None
    penalties: dict[str, int] | None = None
    reason: str | None = None

    @property
    def is_legal(self) -> bool:
        """Whether it ended with a roster that breaks no hard rule."""
        return self.objective is not None and self.hard_breaches == 0

    def as_dict(self) -> dict[str, Any]:
        """Plain values, without what is not known."""
        return {key: value for key, value in asdict(self).items() if value is not None}


def run(task: Task) -> Run:
    """Carry out a task here; made to be called in a process that does nothing else."""
    problem = read_problem(task.file)
    if task.solver == TIMEFOLD:
        return _timefold(problem, task)
    first: list[float] = []

    def note(news: Progress) -> None:
        if news.objective is not None and not first:
            first.append(news.elapsed_s)

    params = SolveParams(
        limit=timedelta(seconds=task.seconds), seed=task.seed, n_workers=task.workers
    )
    cpu_s_before = time.process_time()
    outcome = SEARCHES[task.solver](problem, params, note)
    cpu_s = time.process_time() - cpu_s_before
    found = _roster_of(outcome)
    verdict = None if found is None else check(problem, found)
    proven = None if isinstance(outcome, Infeasible) else outcome.bound
    return Run(
        solver=task.solver,
        status=status_of(outcome),
        objective=None if verdict is None else verdict.objective,
        bound=proven if proven is not None and proven > NO_BOUND else None,
        hard_breaches=None if verdict is None else len(verdict.hard),
        first_legal_s=round(first[0], 2) if first else None,
        seconds=round(outcome.elapsed_s, 2),
        cpu_seconds=round(cpu_s, 2),
        memory_peak_mb=round(memory_peak_mb(), 1),
        penalties=None if verdict is None else dict(verdict.penalties),
        reason=_why(outcome),
    )


def _why(outcome: Solved | Infeasible | OutOfTime) -> str | None:
    """Why there is no roster, if that is known."""
    if not isinstance(outcome, Infeasible) or not outcome.conflict:
        return None
    return outcome.conflict[0].sentence


def _timefold(problem: RosterProblem, task: Task) -> Run:
    """Its search in its own Python, judged here; its own score is not believed."""
    reason = why_not(problem, task.python)
    if reason:
        return Run(solver=TIMEFOLD, status="skipped", reason=reason)
    told = ask(task.python, statement(problem, task.seconds, task.seed))
    if isinstance(told, Silence):
        return Run(solver=TIMEFOLD, status="died", reason=told.reason)
    verdict = check(problem, roster_in(told))
    first_s = told["first_legal_s"]
    return Run(
        solver=TIMEFOLD,
        status="feasible" if verdict.is_legal else "unknown",
        objective=verdict.objective,
        hard_breaches=len(verdict.hard),
        first_legal_s=None if first_s is None else round(first_s, 2),
        seconds=round(told["seconds"], 2),
        cpu_seconds=round(told["cpu_seconds"], 2),
        memory_peak_mb=round(told["memory_peak_mb"], 1),
        penalties=dict(verdict.penalties),
    )


NO_BOUND = -(2**39)
"""What a search tells that has proven nothing is below this."""


def memory_peak_mb() -> float:
    """The most memory this process has held so far, in MiB."""
    told = Path("/proc/self/status")
    if told.exists():
        # What getrusage tells of a young process includes what its parent held.
        for line in told.read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 1024


def _ours(
    problem: RosterProblem, params: SolveParams, note: Callable[[Progress], None]
) -> Solved | Infeasible | OutOfTime:
    return solve(problem, params, on_progress=note)


SEARCHES: dict[str, Search] = {OURS: _ours, CPSAT: solve_plainly}


def _roster_of(outcome: Solved | Infeasible | OutOfTime) -> Roster | None:
    match outcome:
        case Solved(roster=found) | OutOfTime(best=found):
            return found
        case Infeasible():
            return None
