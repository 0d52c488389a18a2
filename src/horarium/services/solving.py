"""Running one search for a roster: what the worker does for one job."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, assert_never

import numpy as np

from horarium.domain.errors import Refused
from horarium.domain.ids import SolveRunId
from horarium.domain.solve import SolveRun, SolveStatus, SolveStep
from horarium.engines.rostering import (
    Infeasible,
    OutOfTime,
    Progress,
    Roster,
    RosterProblem,
    Solved,
    problem_from_dict,
)
from horarium.engines.rostering.explain import which_conflict
from horarium.engines.rostering.solve import solve
from horarium.services import rosters
from horarium.services.explaining import told as told_facts
from horarium.services.solves import (
    enqueue,
    existing_run,
    fail,
    finish,
    params_from_dict,
)
from horarium.services.work import OpenWork, Work
from horarium.store import solves as store

BEAT_S = 0.5
"""How often a running search is written down and asks whether it should stop."""

MOST_STEPS = 200
"""Steps kept of one search: the first, the last, and the rest thinned out evenly."""

Outcome = Solved | Infeasible | OutOfTime


def run(
    open_work: OpenWork,
    wanted: SolveRunId,
    *,
    is_stopping: Callable[[], bool] = lambda: False,
) -> None:
    """Search, and keep what is found as a draft; what the worker does for one job.

    May be called again for a search whose worker was killed: it begins anew from the
    best roster that was kept, and an older call that still lives cannot write any more.
    When ``is_stopping`` turns true before the end, the search is put back to be taken up
    again by another worker.
    """
    with open_work() as work:
        begun = _begin(work, wanted)
    if begun is None:
        return
    watch = _Watch(open_work, begun, is_stopping)
    try:
        problem = problem_from_dict(begun.problem)
        with watch:
            outcome = solve(
                problem,
                params_from_dict(begun.params),
                start_from=_kept_best(begun),
                on_progress=watch.note,
                stop=watch.should_stop,
            )
            clash = _clash(problem) if isinstance(outcome, Infeasible) else ()
        with open_work() as work:
            _conclude(work, begun, (problem, clash), outcome, watch)
    except Refused as refusal:
        with open_work() as work:
            fail(work, wanted, refusal.sentence())
        return


@dataclass
class _Watch:
    """Beside a running search: writes down how it stands, hears whether to stop."""

    open_work: OpenWork
    begun: SolveRun
    is_stopping: Callable[[], bool]
    steps: list[SolveStep] = field(default_factory=list)
    stop_requested: bool = False
    is_replaced: bool = False
    must_leave: bool = False
    _n_told: int = 0
    _over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "_Watch":
        self._thread = threading.Thread(target=self._beat_until_over, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def note(self, news: Progress) -> None:
        """Take a step down; called by the engine at every better roster or bound."""
        self.steps.append(SolveStep(news.elapsed_s, news.objective, news.bound))

    def should_stop(self) -> bool:
        """Whether the engine should end its search now."""
        if self.is_stopping():
            self.must_leave = True
        return self.must_leave or self.stop_requested or self.is_replaced

    def _beat_until_over(self) -> None:
        while not self._over.wait(BEAT_S):
            try:
                self._beat()
            except Refused:
                # The database is away for a moment; the search goes on without it.
                continue

    def _beat(self) -> None:
        with self.open_work() as work:
            told = store.beat(
                work.db,
                self.begun.id,
                started_at=_started_at(self.begun),
                at=work.clock.now(),
                steps=_thinned(self.steps),
            )
            if len(self.steps) != self._n_told:
                work.announce("solve.progress", run=self.begun.id)
        self._n_told = len(self.steps)
        self.is_replaced = told is None
        self.stop_requested = bool(told)


def _begin(work: Work, wanted: SolveRunId) -> SolveRun | None:
    """The search, begun now; nothing when there is no more to do."""
    run = existing_run(work, wanted, lock=True)
    if run.status.is_over:
        return None
    if run.stop_requested:
        finish(work, wanted, SolveStatus.CANCELLED, {"status": "stopped"})
        return None
    at = work.clock.now()
    if run.started_at is not None and at <= run.started_at:
        at = run.started_at + timedelta(microseconds=1)
    store.begin(work.db, wanted, at=at)
    work.record("solves.begin", ("solve", wanted))
    return existing_run(work, wanted)


def _conclude(
    work: Work,
    begun: SolveRun,
    asked: tuple[RosterProblem, tuple[str, ...]],
    outcome: Outcome,
    watch: _Watch,
) -> None:
    problem, clash = asked
    present = existing_run(work, begun.id, lock=True)
    if present.started_at != begun.started_at or present.status.is_over:
        return
    store.beat(
        work.db,
        begun.id,
        started_at=_started_at(begun),
        at=work.clock.now(),
        steps=_thinned(watch.steps),
    )
    if watch.must_leave and not isinstance(outcome, Solved | Infeasible):
        best = outcome.best and outcome.best.cells.tolist()
        store.put_back(work.db, begun.id, outcome={"best": best})
        enqueue(work, begun.id)
        return
    status, told, roster = _ending(outcome, was_stopped=watch.stop_requested)
    if clash:
        told["clash"] = list(clash)
    draft = roster and rosters.save_draft(work, problem, roster, told)
    finish(work, begun.id, status, told, draft.id if draft else None)


def _ending(
    outcome: Outcome, *, was_stopped: bool
) -> tuple[SolveStatus, dict[str, Any], Roster | None]:
    """How the run ends, what is told of it, and the roster to keep."""
    told: dict[str, Any] = {"seconds": round(outcome.elapsed_s, 3)}
    match outcome:
        case Solved():
            told |= {"status": "solved", **_figures(outcome)}
            return SolveStatus.DONE, told, outcome.roster
        case Infeasible():
            told |= {
                "status": "infeasible",
                "conflict": [one.sentence for one in outcome.conflict],
            }
            return SolveStatus.DONE, told, None
        case OutOfTime():
            told |= {
                "status": "stopped" if was_stopped else "out-of-time",
                **_figures(outcome),
            }
            gave_up = was_stopped and outcome.best is None
            status = SolveStatus.CANCELLED if gave_up else SolveStatus.DONE
            return status, told, outcome.best
        case _:
            assert_never(outcome)


def _clash(problem: RosterProblem) -> tuple[str, ...]:
    """What stands in each other's way, in words, and the least that would help."""
    facts = which_conflict(problem).facts
    return tuple(fact.sentence for fact in told_facts(problem, facts))


def _figures(outcome: Solved | OutOfTime) -> dict[str, Any]:
    return {
        "objective": outcome.objective,
        "bound": outcome.bound,
        "penalties": dict(outcome.penalties),
    }


def _kept_best(run: SolveRun) -> Roster | None:
    """What an interrupted search had found, if it was kept."""
    cells = (run.outcome or {}).get("best")
    return Roster(np.array(cells, dtype=np.int16)) if cells else None


def _thinned(steps: list[SolveStep]) -> list[SolveStep]:
    """At most ``MOST_STEPS`` of the steps, the first and the last among them."""
    known = list(steps)
    if len(known) <= MOST_STEPS:
        return known
    at = np.linspace(0, len(known) - 1, MOST_STEPS).round().astype(int)
    return [known[index] for index in at.tolist()]


def _started_at(run: SolveRun) -> datetime:
    if run.started_at is None:
        raise AssertionError("a search that was begun has an instant at which it was")
    return run.started_at
