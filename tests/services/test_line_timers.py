"""The clock's own part of the line: nobody has to press anything."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select
from tests.builders import given_session
from tests.services.lines import book, see, walk_in

from horarium.domain.session import SessionStatus
from horarium.domain.token import TokenStatus
from horarium.services import line_policies, line_timers, lines, tokens
from horarium.services.line_policies import RuleChanges
from horarium.store import sessions as session_store
from horarium.store.tables import event, outbox


@pytest.fixture
def given(begin_as):
    """A session with three walk-ins, committed."""
    with begin_as() as work:
        session = given_session(work)
        return session, [walk_in(work, session) for _ in range(3)]


def status_of(begin_as, token) -> TokenStatus:
    with begin_as() as work:
        return tokens.get(work, token.id).status


def called_first(begin_as, session):
    with begin_as() as work:
        return lines.call_next(work, session.id)


def test_a_called_patient_is_recalled_and_then_skipped(begin_as, clock, given):
    session, _ = given
    called = called_first(begin_as, session)
    seen = []

    for _ in range(3):
        line_timers.sweep(begin_as)
        seen.append(status_of(begin_as, called))
        clock.at += timedelta(minutes=3)

    assert seen == [TokenStatus.CALLED, TokenStatus.RECALLED, TokenStatus.SKIPPED]


def test_a_late_look_leaves_the_instants_at_which_things_fell_due(
    begin_as, clock, given
):
    session, _ = given
    called = called_first(begin_as, session)
    clock.at += timedelta(hours=1)

    line_timers.sweep(begin_as)

    with begin_as() as work:
        token = tokens.get(work, called.id)
    assert (token.status, token.n_recalls) == (TokenStatus.SKIPPED, 1)
    assert token.skipped_at == called.called_at + timedelta(minutes=6)


def test_many_workers_do_it_once(begin_as, clock, given):
    session, _ = given
    called = called_first(begin_as, session)
    clock.at += timedelta(minutes=7)

    with ThreadPoolExecutor(4) as crowd:
        swept = list(crowd.map(lambda _: line_timers.sweep(begin_as), range(8)))

    assert sum(one.n_events for one in swept) == 2
    with begin_as() as work:
        rows = work.db.execute(
            select(event.c.action).where(event.c.object_id == str(called.id))
        )
        actions = Counter(row.action for row in rows)
    assert actions["line_timers.recall"] == actions["line_timers.skip"] == 1


def test_the_doctor_need_not_wait_for_the_worker(begin_as, clock, given):
    session, (first, second, _) = given
    called_first(begin_as, session)
    clock.at += timedelta(minutes=7)

    called = called_first(begin_as, session)

    assert called.id == second.id
    assert status_of(begin_as, first) is TokenStatus.SKIPPED


def test_who_is_skipped_is_told(begin_as, clock, given):
    session, _ = given
    called = called_first(begin_as, session)
    clock.at += timedelta(minutes=7)

    line_timers.sweep(begin_as)

    with begin_as() as work:
        rows = work.db.execute(
            select(outbox.c.payload).where(outbox.c.topic == "token.skipped")
        )
        told = [row.payload["patient"] for row in rows]
    assert told == [str(called.patient)]


def test_the_clinic_sets_the_patience(begin_as, clock, given):
    session, _ = given
    with begin_as() as work:
        line_policies.change(
            work, "banded-edd", RuleChanges(recall_after_min=10, max_recalls=0)
        )
    called = called_first(begin_as, session)

    clock.at += timedelta(minutes=9)
    line_timers.sweep(begin_as)
    before = status_of(begin_as, called)
    clock.at += timedelta(minutes=1)
    line_timers.sweep(begin_as)

    assert before is TokenStatus.CALLED
    assert status_of(begin_as, called) is TokenStatus.SKIPPED


def test_a_booked_patient_is_a_noshow_when_the_clinic_says_so(begin_as, clock):
    with begin_as() as work:
        session = given_session(work)
        start = session.interval.start + timedelta(minutes=30)
        booked = book(work, session, start=start).token
        line_policies.change(work, "banded-edd", RuleChanges(noshow_after_min=20))
    clock.at = start + timedelta(minutes=21)

    line_timers.sweep(begin_as)

    assert status_of(begin_as, booked) is TokenStatus.NO_SHOW


def test_a_session_with_nobody_left_closes_after_its_end(begin_as, clock):
    with begin_as() as work:
        session = given_session(work, hours=1)
        booked = book(work, session).token
        walk_in(work, session)
        see(work, session, clock, minutes=10)
    clock.at = session.interval.end + timedelta(minutes=29)
    line_timers.sweep(begin_as)
    early = status_of(begin_as, booked)
    clock.at += timedelta(minutes=1)

    line_timers.sweep(begin_as)

    assert early is TokenStatus.BOOKED
    assert status_of(begin_as, booked) is TokenStatus.NO_SHOW
    with begin_as() as work:
        after = session_store.by_id(work.db, session.id)
    assert after.status is SessionStatus.CLOSED


def test_who_still_waits_keeps_a_session_open_for_hours_and_no_longer(begin_as, clock):
    with begin_as() as work:
        session = given_session(work, hours=1)
        waiting = walk_in(work, session)
    clock.at = session.interval.end + timedelta(hours=3, minutes=59)
    line_timers.sweep(begin_as)
    before = status_of(begin_as, waiting)
    clock.at += timedelta(minutes=1)

    line_timers.sweep(begin_as)

    assert before is TokenStatus.ARRIVED
    assert status_of(begin_as, waiting) is TokenStatus.LEFT


def test_a_line_that_somebody_holds_is_left_for_the_next_look(begin_as, clock, given):
    session, _ = given
    called_first(begin_as, session)
    clock.at += timedelta(minutes=7)

    with begin_as() as work:
        session_store.lock(work.db, session.id)
        meanwhile = line_timers.sweep(begin_as)

    assert (meanwhile.n_lines, meanwhile.n_events) == (1, 0)
    assert line_timers.sweep(begin_as).n_events == 2
