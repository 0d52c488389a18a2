"""The worker's looks at the lines of every organisation."""

from datetime import timedelta

import pytest
from sqlalchemy import delete
from structlog.testing import capture_logs
from tests.builders import NINE, given_session
from tests.services.lines import walk_in
from tests.services.past_days import given_day, one_after_another

from horarium.domain.token import TokenStatus
from horarium.services import lines, tokens
from horarium.services.work import begin, system_actor
from horarium.store import line_history, line_policies
from horarium.store.tables import line_policy
from horarium.worker.line_keeper import learn_once, settle_once


def test_one_look_settles_what_has_fallen_due(begin_as, database, clock):
    with begin_as() as work:
        session = given_session(work)
        walk_in(work, session)
        called = lines.call_next(work, session.id)
    clock.at += timedelta(minutes=7)

    settle_once(database, clock)

    with begin_as() as work:
        assert tokens.get(work, called.id).status is TokenStatus.SKIPPED


def test_a_second_look_at_once_finds_nothing_more(begin_as, database, clock):
    with begin_as() as work:
        session = given_session(work)
        walk_in(work, session)
        called = lines.call_next(work, session.id)
    clock.at += timedelta(minutes=7)
    settle_once(database, clock)

    settle_once(database, clock)

    with begin_as() as work:
        assert tokens.get(work, called.id).n_skips == 1


def test_a_day_that_is_over_is_learnt_from_once(begin_as, database, clock):
    with begin_as() as work:
        today = given_session(work)
        yesterday = {"start": NINE - timedelta(days=1)}
        given_day(work, today, one_after_another(4, 10), **yesterday)

    first = learn_once(database, clock)

    assert first >= 1
    assert learn_once(database, clock) == 0
    with begin_as() as work:
        known = line_history.of_services(work.db, [today.service])[today.service]
    assert sum(one.n for one in known.consultations) == 4


def test_the_next_day_is_learnt_from_anew(begin_as, database, clock):
    with begin_as() as work:
        today = given_session(work)
        yesterday = {"start": NINE - timedelta(days=1)}
        given_day(work, today, one_after_another(4, 10), **yesterday)
    learn_once(database, clock)
    clock.at += timedelta(days=1)

    assert learn_once(database, clock) >= 1


@pytest.fixture
def broken_line(new_organisation, database, clock, zone):
    """Another organisation, older than the test's, whose rules make no sense."""
    other = new_organisation()
    with begin(database, system_actor(other.id), clock, zone=zone) as work:
        session = given_session(work)
        walk_in(work, session)
        lines.call_next(work, session.id)
        line_policies.keep(work.db, other.id, session.discipline, {}, at=clock.at)
    yield other
    with begin(database, system_actor(other.id), clock, zone=zone) as work:
        work.db.execute(delete(line_policy))


def test_one_organisations_broken_rules_do_not_stop_the_timers_of_others(
    broken_line, new_organisation, database, clock, zone
):
    younger = system_actor(new_organisation().id)
    with begin(database, younger, clock, zone=zone) as work:
        session = given_session(work)
        walk_in(work, session)
        called = lines.call_next(work, session.id)
        yesterday = {"start": NINE - timedelta(days=1)}
        given_day(work, session, one_after_another(4, 10), **yesterday)
    clock.at += timedelta(minutes=7)

    with capture_logs() as told:
        settle_once(database, clock)
        learn_once(database, clock)

    with begin(database, younger, clock, zone=zone) as work:
        assert tokens.get(work, called.id).status is TokenStatus.SKIPPED
        assert line_history.of_services(work.db, [session.service])
    broken = [one for one in told if one["event"] == "settling.broken"]
    assert [one["organisation"] for one in broken] == [str(broken_line.id)]
