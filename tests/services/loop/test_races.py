"""Two who apply at once, a crash in between, a worker that goes on with it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from tests.services.loop.builders import (
    given_absence,
    given_booked,
    given_department,
)

from horarium.domain.errors import PlanOutdated
from horarium.domain.session import SessionStatus
from horarium.services import loop, rosters
from horarium.services.loop import Cause, PlanStatus, ProposalParams, applying
from horarium.store import sessions as session_store
from horarium.store.tables import event, notification, outbox, roster, token

LONG = ProposalParams(limit=timedelta(minutes=1))
TABLES = (event, outbox, notification, roster, token)


@pytest.fixture
def kept(begin_as):
    """The department, committed, with patients in both clinics of Tuesday."""
    with begin_as() as work:
        made = given_department(work)
        for name in ("Allergy", "Kidney"):
            given_booked(work, made.session(name))
    return made


def plan_for(begin_as, who):
    with begin_as() as work:
        return loop.propose(work, Cause.absent(given_absence(work, who)), LONG)


def rows(begin_as):
    with begin_as() as work:
        return [
            work.db.execute(select(func.count()).select_from(table)).scalar_one()
            for table in TABLES
        ]


def at_once(*tries):
    """Run all of them at the same moment; results, or the refusals instead."""
    gate = threading.Barrier(len(tries))

    def one(attempt):
        gate.wait(10)
        try:
            return attempt()
        except PlanOutdated as refusal:
            return refusal

    with ThreadPoolExecutor(len(tries)) as pool:
        return list(pool.map(one, tries))


def applying_of(begin_as, plan):
    def attempt():
        with begin_as() as work:
            return loop.apply(work, plan.id, plan.version)

    return attempt


def test_the_same_plan_applied_by_two_is_done_once(kept, begin_as):
    plan = plan_for(begin_as, kept.doctor("Ana"))

    first, second = at_once(*[applying_of(begin_as, plan)] * 2)

    assert first.new_roster == second.new_roster
    with begin_as() as work:
        n_done = work.db.execute(
            select(func.count())
            .select_from(event)
            .where(event.c.action == "loop.apply")
        ).scalar_one()
    assert n_done == 1


def test_of_two_plans_for_one_roster_the_second_is_outdated(kept, begin_as):
    plans = [plan_for(begin_as, kept.doctor(name)) for name in ("Ana", "Dan")]

    results = at_once(*[applying_of(begin_as, one) for one in plans])

    refused = [one for one in results if isinstance(one, PlanOutdated)]
    assert len(refused) == 1
    with begin_as() as work:
        published = rosters.current(work)
    [done] = [one for one in results if not isinstance(one, PlanOutdated)]
    assert published.id == done.new_roster


@pytest.mark.parametrize("step", ["_hand_over", "_publish", "_applied"])
def test_a_crash_anywhere_leaves_nothing_half(kept, begin_as, monkeypatch, step):
    both = plan_for(begin_as, kept.doctor("Dan"))
    before = rows(begin_as)
    whole = getattr(applying, step)

    def then_crash(*args):
        whole(*args)
        raise RuntimeError("the power is gone")

    monkeypatch.setattr(applying, step, then_crash)
    with pytest.raises(RuntimeError, match="power"):
        applying_of(begin_as, both)()

    assert rows(begin_as) == before
    with begin_as() as work:
        session = session_store.by_id(work.db, kept.session("Kidney").id)
        assert (session.status, session.taken) == (SessionStatus.PLANNED, 3)
        assert loop.get(work, both.id).status is PlanStatus.READY


def test_a_worker_works_out_what_was_left_to_it(kept, begin_as):
    with begin_as() as work:
        absence = given_absence(work, kept.doctor("Ana"))
        waiting = loop.queue(work, Cause.absent(absence))

    loop.work_out(begin_as, waiting.id)
    loop.work_out(begin_as, waiting.id)

    with begin_as() as work:
        plan = loop.get(work, waiting.id)
        assert plan.status is PlanStatus.READY
        assert len(plan.handovers) == 1
        assert loop.newest(work, absence.id) == plan


def test_a_worker_lets_go_of_what_was_given_up(kept, begin_as):
    with begin_as() as work:
        absence = given_absence(work, kept.doctor("Ana"))
        waiting = loop.queue(work, Cause.absent(absence))
        loop.stop(work, waiting.id)

    loop.work_out(begin_as, waiting.id)

    with begin_as() as work:
        assert loop.get(work, waiting.id).status is PlanStatus.STOPPED


def test_what_cannot_be_worked_out_says_so(kept, begin_as):
    with begin_as() as work:
        absence = given_absence(work, kept.doctor("Ana"))
        cause = loop.Cause(
            kind=loop.CauseKind.EXTRA_COVER,
            first_on=absence.first_on,
            last_on=absence.last_on,
            shift_type="NONE",
        )
        waiting = loop.queue(work, cause)

    loop.work_out(begin_as, waiting.id)

    with begin_as() as work:
        plan = loop.get(work, waiting.id)
    assert plan.status is PlanStatus.FAILED
    assert "NONE" in plan.note
