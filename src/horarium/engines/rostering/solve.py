"""Find the best roster there is time for."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from horarium.engines.rostering.check import check, want_fit
from horarium.engines.rostering.conflict import explain_conflict
from horarium.engines.rostering.encode import Encoded, encode
from horarium.engines.rostering.incumbent import Standing
from horarium.engines.rostering.outcome import (
    Infeasible,
    Outcome,
    OutOfTime,
    Progress,
    Solved,
)
from horarium.engines.rostering.params import SolveParams
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.reduction import Reduced, reduce
from horarium.engines.rostering.roster import Roster
from horarium.engines.rostering.workers import Workers

DEFAULTS = SolveParams()
POLL_S = 0.05


def solve(
    problem: RosterProblem,
    params: SolveParams = DEFAULTS,
    *,
    start_from: Roster | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Outcome:
    """The best legal roster that can be found and proven within ``params``.

    ``start_from`` is where the search begins if it is legal. ``on_progress`` is told of
    every better objective and bound, ``stop`` is asked often and ends the search by
    returning True; both are called in the caller's own thread. Raises ``InvalidField``
    when ``start_from`` has other people or days than ``problem``, or shift types that
    are not there.
    """
    if start_from is not None:
        want_fit(problem, start_from, "start_from")
    clock = _Clock(time.perf_counter(), params.limit.total_seconds())
    encoded = encode(problem)
    reduced = reduce(encoded.system)
    if len(reduced.conflicts):
        return _infeasible(problem, clock)
    with Workers(encoded, reduced, params, clock.remaining_s) as workers:
        workers.begin(start_from)
        seen: Standing | None = None
        while not workers.wait(POLL_S):
            standing = workers.standing
            if on_progress is not None and standing is not seen:
                on_progress(_progress(standing, clock))
            seen = standing
            if clock.remaining_s() <= 0 or (stop is not None and stop()):
                break
    if on_progress is not None:
        on_progress(_progress(workers.standing, clock))
    if workers.is_infeasible:
        return _infeasible(problem, clock)
    return _outcome(problem, (encoded, reduced), params, workers.standing, clock)


@dataclass(frozen=True, slots=True)
class _Clock:
    """A stopwatch: how long the search has run and how long it still may."""

    began: float
    limit_s: float

    def elapsed_s(self) -> float:
        return time.perf_counter() - self.began

    def remaining_s(self) -> float:
        return self.limit_s - self.elapsed_s()


def _progress(standing: Standing, clock: _Clock) -> Progress:
    return Progress(
        elapsed_s=clock.elapsed_s(),
        objective=standing.objective,
        bound=standing.bound,
    )


def _outcome(
    problem: RosterProblem,
    model: tuple[Encoded, Reduced],
    params: SolveParams,
    standing: Standing,
    clock: _Clock,
) -> Outcome:
    if standing.values is None or standing.objective is None:
        return OutOfTime(
            best=None,
            objective=None,
            bound=standing.bound,
            elapsed_s=clock.elapsed_s(),
        )
    encoded, reduced = model
    roster = encoded.roster(reduced.whole(standing.values))
    penalties = check(problem, roster).penalties
    if standing.is_within(params.gap):
        return Solved(
            roster=roster,
            objective=standing.objective,
            bound=min(standing.bound, standing.objective),
            elapsed_s=clock.elapsed_s(),
            penalties=penalties,
        )
    return OutOfTime(
        best=roster,
        objective=standing.objective,
        bound=standing.bound,
        elapsed_s=clock.elapsed_s(),
        penalties=penalties,
    )


def _infeasible(problem: RosterProblem, clock: _Clock) -> Infeasible:
    conflict = explain_conflict(problem)
    return Infeasible(conflict=conflict, elapsed_s=clock.elapsed_s())
