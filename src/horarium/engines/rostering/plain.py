"""CP-SAT alone on the whole model: what the search is measured against."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from horarium.engines.rostering.check import check
from horarium.engines.rostering.conflict import explain_conflict
from horarium.engines.rostering.cpsat import Search, search
from horarium.engines.rostering.encode import Encoded, encode
from horarium.engines.rostering.incumbent import Incumbent
from horarium.engines.rostering.model import Ints
from horarium.engines.rostering.outcome import (
    Infeasible,
    Outcome,
    OutOfTime,
    Progress,
    Solved,
)
from horarium.engines.rostering.params import SolveParams
from horarium.engines.rostering.problem import RosterProblem


def solve_plainly(
    problem: RosterProblem,
    params: SolveParams,
    on_progress: Callable[[Progress], None] | None = None,
) -> Outcome:
    """What CP-SAT, as it comes, finds and proves for the same model in the same time.

    ``on_progress`` is called from a thread of the solver's.
    """
    began = time.perf_counter()
    encoded = encode(problem)
    listener = _Listener(encoded, began, on_progress, Incumbent(params.gap))
    how = Search(
        limit_s=params.limit.total_seconds() - listener.elapsed_s(),
        seed=params.seed % 2**31,
        gap=params.gap,
        n_workers=params.n_workers,
        as_it_comes=True,
        on_news=listener.note,
    )
    found = search(encoded.system, how)
    elapsed_s = listener.elapsed_s()
    if found.is_infeasible:
        return Infeasible(conflict=explain_conflict(problem), elapsed_s=elapsed_s)
    if found.values is None or found.objective is None:
        return OutOfTime(
            best=None, objective=None, bound=found.bound, elapsed_s=elapsed_s
        )
    roster = encoded.roster(found.values)
    if found.is_best:
        return Solved(
            roster=roster,
            objective=found.objective,
            bound=found.bound,
            elapsed_s=elapsed_s,
            penalties=check(problem, roster).penalties,
        )
    return OutOfTime(
        best=roster,
        objective=found.objective,
        bound=found.bound,
        elapsed_s=elapsed_s,
        penalties=check(problem, roster).penalties,
    )


@dataclass(frozen=True, slots=True)
class _Listener:
    """Keeps the best of what the solver tells, and passes it on."""

    encoded: Encoded
    began: float
    on_progress: Callable[[Progress], None] | None
    incumbent: Incumbent

    def elapsed_s(self) -> float:
        return time.perf_counter() - self.began

    def note(self, values: Ints | None, bound: int) -> None:
        self.incumbent.prove(bound)
        if values is not None:
            self.incumbent.offer(values, self.encoded.system.value(values))
        if self.on_progress is None:
            return
        standing = self.incumbent.standing
        news = Progress(
            elapsed_s=self.elapsed_s(),
            objective=standing.objective,
            bound=standing.bound,
        )
        self.on_progress(news)
