"""Searches for rosters: asked for, run, stopped, taken up again."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from tests.builders import given_practitioner
from tests.rosters import make_hard_problem, make_problem

from horarium.domain.actor import Role
from horarium.domain.errors import InvalidField, NoSuchThing, RoleMissing
from horarium.domain.ids import SolveRunId
from horarium.domain.roster import RosterStatus
from horarium.domain.solve import SolveRun, SolveStatus
from horarium.engines.rostering import SolveParams
from horarium.services import rosters, solves, solving
from horarium.services.work import Work
from horarium.store import solves as store

Begin = Callable[..., AbstractContextManager[Work]]

QUICK = SolveParams(limit=timedelta(seconds=20), n_workers=1)
ENDLESS = SolveParams(limit=timedelta(seconds=120), n_workers=1)


@dataclass(frozen=True)
class Asked:
    """A search that was asked for, and whose team is on the staff."""

    id: SolveRunId
    codes: list[str]


@pytest.fixture
def ask(begin_as: Begin) -> Callable[..., Asked]:
    """Asks for a roster of ``n`` people, and commits that."""

    def asked(
        n: int = 4,
        make: Callable[..., dict[str, Any]] = make_problem,
        params: SolveParams = QUICK,
    ) -> Asked:
        with begin_as() as work:
            codes = [given_practitioner(work).staff_code for _ in range(n)]
            return Asked(solves.request_solve(work, make(codes), params), codes)

    return asked


@pytest.fixture
def progress_of(begin_as: Begin) -> Callable[[SolveRunId], SolveRun]:
    def look(wanted: SolveRunId) -> SolveRun:
        with begin_as() as work:
            return solves.progress(work, wanted)

    return look


def n_jobs(work: Work, run: SolveRunId) -> int:
    query = "select count(*) from procrastinate_jobs where args ->> 'run' = :run"
    return work.db.execute(text(query), {"run": str(run)}).scalar_one()


def test_a_search_waits_as_one_job(begin_as: Begin, ask):
    asked = ask()

    with begin_as() as work:
        run = solves.progress(work, asked.id)
        assert run.status is SolveStatus.QUEUED
        assert n_jobs(work, asked.id) == 1


def test_a_search_whose_asking_failed_was_never_asked_for(work: Work):
    codes = [given_practitioner(work).staff_code]
    asking = work.db.begin_nested()
    run = solves.request_solve(work, make_problem(codes), QUICK)
    asking.rollback()

    assert n_jobs(work, run) == 0
    with pytest.raises(NoSuchThing):
        solves.progress(work, run)


def test_a_problem_that_makes_no_sense_is_refused_before_anybody_waits(work: Work):
    with pytest.raises(InvalidField):
        solves.request_solve(work, {"format": "a poem"}, QUICK)

    assert store.unfinished(work.db) == []


@pytest.mark.parametrize("role", [Role.ADMIN, Role.DOCTOR, Role.STAFF, Role.PATIENT])
def test_only_who_makes_rosters_may_ask_for_one(work_as, role: Role):
    work = work_as(role)

    with pytest.raises(RoleMissing):
        solves.request_solve(work, make_problem(["A"]), QUICK)


def test_what_is_found_is_kept_as_a_draft(begin_as: Begin, ask, progress_of):
    asked = ask()

    solving.run(begin_as, asked.id)

    run = progress_of(asked.id)
    assert run.status is SolveStatus.DONE
    assert run.outcome is not None
    assert (run.outcome["status"], run.outcome["objective"]) == ("solved", 0)
    assert run.roster is not None
    with begin_as() as work:
        draft = rosters.get(work, run.roster)
    assert draft.status is RosterStatus.DRAFT
    assert len(draft.assignments) == 14


def test_what_cannot_be_is_told_with_the_reason(begin_as: Begin, ask, progress_of):
    asked = ask(
        2,
        lambda codes: make_problem(
            codes,
            cover=[
                {"weekdays": ["Mon"], "shift_types": ["D"], "wanted": 3, "minimum": 3}
            ],
        ),
    )

    solving.run(begin_as, asked.id)

    run = progress_of(asked.id)
    assert run.status is SolveStatus.DONE
    assert run.outcome is not None
    assert run.outcome["status"] == "infeasible"
    assert run.outcome["conflict"]
    assert run.roster is None
    assert any("give way" in sentence for sentence in run.outcome["clash"])


def test_a_search_that_is_over_is_not_run_again(begin_as: Begin, ask, progress_of):
    asked = ask()
    solving.run(begin_as, asked.id)
    before = progress_of(asked.id)

    solving.run(begin_as, asked.id)

    assert progress_of(asked.id) == before


def test_a_search_that_waits_is_cancelled_at_once(begin_as: Begin, ask, progress_of):
    asked = ask()

    with begin_as() as work:
        stopped = solves.stop(work, asked.id)
    solving.run(begin_as, asked.id)

    assert stopped.status is SolveStatus.CANCELLED
    assert progress_of(asked.id).roster is None


def test_stopping_a_running_search_keeps_the_best_roster(
    begin_as: Begin, ask, progress_of
):
    asked = ask(12, make_hard_problem, ENDLESS)
    running = threading.Thread(target=solving.run, args=[begin_as, asked.id])
    running.start()
    wait_for(lambda: bool(best_of(progress_of(asked.id))))

    with begin_as() as work:
        solves.stop(work, asked.id)
    running.join(20)

    run = progress_of(asked.id)
    assert run.status is SolveStatus.DONE
    assert run.outcome is not None
    assert run.outcome["status"] == "stopped"
    assert run.roster is not None


def test_a_worker_that_stops_puts_the_search_back_with_what_it_found(
    begin_as: Begin, ask, progress_of
):
    asked = ask(12, make_hard_problem, ENDLESS)
    leaving = threading.Event()
    running = threading.Thread(
        target=solving.run,
        args=[begin_as, asked.id],
        kwargs={"is_stopping": leaving.is_set},
    )
    running.start()
    wait_for(lambda: bool(best_of(progress_of(asked.id))))

    leaving.set()
    running.join(20)

    run = progress_of(asked.id)
    assert run.status is SolveStatus.QUEUED
    assert run.outcome is not None
    assert len(run.outcome["best"]) == 12
    with begin_as() as work:
        assert n_jobs(work, asked.id) == 2


def test_a_search_taken_up_again_goes_on_from_what_was_found(
    begin_as: Begin, ask, monkeypatch: pytest.MonkeyPatch
):
    asked = ask()
    with begin_as() as work:
        best = {"best": [[0] * 7] * 4}
        store.put_back(work.db, asked.id, outcome=best)
    began_from = []
    real = solving.solve

    def remembering(*args: Any, **kwargs: Any) -> Any:
        began_from.append(kwargs["start_from"])
        return real(*args, **kwargs)

    monkeypatch.setattr(solving, "solve", remembering)
    solving.run(begin_as, asked.id)

    assert [roster.cells.tolist() for roster in began_from] == [best["best"]]


def test_a_search_begun_anew_elsewhere_cannot_be_ended_by_the_old_worker(
    begin_as: Begin, ask, progress_of, clock, monkeypatch: pytest.MonkeyPatch
):
    asked = ask()
    real = solving.solve

    def begun_elsewhere(*args: Any, **kwargs: Any) -> Any:
        with begin_as() as work:
            store.begin(work.db, asked.id, at=clock.at + timedelta(minutes=5))
        return real(*args, **kwargs)

    monkeypatch.setattr(solving, "solve", begun_elsewhere)
    solving.run(begin_as, asked.id)

    run = progress_of(asked.id)
    assert run.status is SolveStatus.RUNNING
    assert run.roster is None


def test_a_roster_for_somebody_who_is_not_on_the_team_fails_with_a_sentence(
    begin_as: Begin, ask, progress_of
):
    asked = ask(2, lambda codes: make_problem([*codes, "STRANGER"]))

    solving.run(begin_as, asked.id)

    run = progress_of(asked.id)
    assert run.status is SolveStatus.FAILED
    assert run.outcome is not None
    assert "STRANGER" in run.outcome["reason"]


def test_steps_are_thinned_out_but_keep_their_ends():
    steps = [solving.SolveStep(n, n, 0) for n in range(1000)]

    kept = solving._thinned(steps)

    assert len(kept) == solving.MOST_STEPS
    assert (kept[0], kept[-1]) == (steps[0], steps[-1])


def best_of(run: SolveRun) -> list[int]:
    """The objectives of the rosters found so far."""
    return [step.objective for step in run.steps if step.objective is not None]


def wait_for(is_so: Callable[[], bool]) -> None:
    """Wait until it is so; fail after thirty seconds."""
    for _ in range(300):
        if is_so():
            return
        threading.Event().wait(0.1)
    pytest.fail("it did not happen in time")
