"""The demo's rosters: the last one as history, the next one solved and published."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, assert_never

from horarium.domain.errors import NoLegalRoster
from horarium.domain.roster import StoredRoster
from horarium.engines.rostering.check import check
from horarium.engines.rostering.horizon import Horizon
from horarium.engines.rostering.io.document import problem_from_dict
from horarium.engines.rostering.outcome import Infeasible, OutOfTime, Progress, Solved
from horarium.engines.rostering.params import SolveParams
from horarium.engines.rostering.past import past_of
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.roster import Roster
from horarium.engines.rostering.solve import solve
from horarium.services import rosters
from horarium.services.clinic_sessions import open_sessions_for
from horarium.services.demo.department import Stop
from horarium.services.demo.steps import DemoStep, OnStep
from horarium.services.work import Work
from horarium.store import rosters as store

SOLVING = "Solving the roster"

_TICK_S = 0.25
_PATIENCE = timedelta(minutes=10)
"""How long a slow or busy machine may look for a first legal roster."""

_LEAST_AHEAD = timedelta(days=7)
"""The next roster is made when the present one ends sooner than this."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A legal roster for a problem, and how it was found."""

    problem: RosterProblem
    roster: Roster
    summary: Mapping[str, Any]


def answer(
    problem: RosterProblem,
    params: SolveParams,
    on_step: OnStep,
    stop: Stop | None = None,
) -> Answer:
    """Solve for real and let the independent judge look at it.

    The search goes on beyond ``params.limit`` only until it has a legal roster.
    Raises ``NoLegalRoster`` when the search ends without one, or the judge objects.
    """
    watch = _Watch(params, on_step, stop)
    on_step(DemoStep(SOLVING, 0.0))
    patient = replace(params, limit=max(params.limit, _PATIENCE))
    outcome = solve(problem, patient, on_progress=watch.note, stop=watch.tick)
    match outcome:
        case Solved(roster=roster, objective=objective):
            status = "solved"
        case OutOfTime(best=Roster() as roster, objective=int(objective)):
            status = "out-of-time"
        case OutOfTime() | Infeasible():
            raise NoLegalRoster(round(outcome.elapsed_s, 1))
        case _:
            assert_never(outcome)
    on_step(DemoStep(SOLVING, 1.0, _standing(objective, outcome.bound)))
    on_step(DemoStep("Checking the roster"))
    verdict = check(problem, roster)
    if not verdict.is_legal:
        raise AssertionError(f"the solver and the judge disagree: {verdict.hard[0]}")
    summary = {
        "status": status,
        "objective": objective,
        "bound": outcome.bound,
        "seconds": round(outcome.elapsed_s, 3),
        "penalties": dict(outcome.penalties),
    }
    return Answer(problem, roster, summary)


def keep_history(work: Work, problem: RosterProblem) -> None:
    """Keep the days before the horizon as an archived roster with its clinic sessions."""
    past = past_of(problem)
    if past is None:
        return
    summary = {"status": "history"}
    stored = rosters.save_archived(work, past, problem.history, summary)
    open_sessions_for(work, stored, past)


def publish(work: Work, answer: Answer) -> StoredRoster:
    """Save a solved roster, publish it, and so open its clinic sessions."""
    draft = rosters.save_draft(work, answer.problem, answer.roster, answer.summary)
    return rosters.publish(work, draft.id, draft.version)


def next_problem(work: Work, monday: date) -> RosterProblem | None:
    """What the next roster answers; None while the published one reaches far enough.

    The last roster's people and cover again, from the day after its end, or from
    ``monday`` when that has passed. Its days are the history if it ends right before.
    """
    now = store.published_on(work.db, work.today)
    latest = _latest(work)
    ends_on = latest.starts_on + timedelta(days=latest.n_days)
    if now is not None and ends_on > work.today + _LEAST_AHEAD:
        return None
    start = max(ends_on, monday)
    was = problem_from_dict(latest.problem)
    is_next = start == ends_on
    lived = rosters.judged(latest).roster
    history = lived if is_next else Roster.empty(was.n_people, 0)
    return replace(
        was,
        horizon=Horizon(start, was.n_days, was.horizon.time_zone),
        history=history,
        locks=(),
    )


def _latest(work: Work) -> StoredRoster:
    """The roster that reaches furthest, with its assignments."""
    newest = max(
        store.headings(work.db),
        key=lambda one: (one.starts_on, one.published_at is not None),
    )
    found = store.by_id(work.db, newest.id)
    if found is None:
        raise AssertionError("a heading without its roster")
    return found


def _standing(objective: int, bound: int) -> str:
    return f"penalty {objective:,}, at least {max(0, bound):,} is certain"


class _Watch:
    """Tells how a search stands, at every news and a few times a second between."""

    def __init__(self, params: SolveParams, on_step: OnStep, stop: Stop | None) -> None:
        self._stop = stop
        self._limit_s = params.limit.total_seconds()
        self._on_step = on_step
        self._began = self._told = time.monotonic()
        self._words = "looking for a first legal roster"
        self._is_legal = False

    def note(self, news: Progress) -> None:
        """Keep the news in words."""
        if news.objective is not None:
            self._is_legal = True
            self._words = _standing(news.objective, news.bound)

    def tick(self) -> bool:
        """Tell how much of the time is used; whether to stop."""
        now = time.monotonic()
        if now - self._told >= _TICK_S:
            self._told = now
            share = min(1.0, (now - self._began) / self._limit_s)
            self._on_step(DemoStep(SOLVING, share, self._words))
        is_over = self._is_legal and now - self._began >= self._limit_s
        return is_over or (self._stop is not None and self._stop())
