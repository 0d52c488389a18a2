"""The demo department: loaded at any hour, sound, at work, and again so later."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import psycopg
import pytest
from tests import databases
from tests.conftest import StoppedClock
from tests.services.demos import (
    HOURS,
    SMALL,
    TUESDAY,
    Demo,
    NewDatabase,
    NewDemo,
    _serial,
    assert_at_work,
    assert_sound,
    doctors_line,
)

from horarium.domain.actor import Role
from horarium.domain.errors import NoSuchThing
from horarium.domain.roster import RosterStatus
from horarium.domain.token import TokenSource, TokenStatus
from horarium.services import accounts, lines, rosters
from horarium.services.accounts import Attempt, FrontDoor
from horarium.services.demo import (
    LOGINS,
    DemoStep,
    load,
    refresh,
)
from horarium.store import appointments, sessions, tokens
from horarium.store.database import Database


@pytest.fixture(scope="module")
def empty_database(database_url: str) -> NewDatabase:
    """Opens a database of its own: there is one demo in each."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")

    @contextmanager
    def opened() -> Iterator[Database]:
        name = f"{worker}_demo_{next(_serial)}"
        with (
            databases.clone(database_url, worker=name) as url,
            Database(lambda: url, application_name="horarium test") as database,
        ):
            yield database

    return opened


@pytest.fixture(scope="module")
def loaded_demo(empty_database: NewDatabase) -> NewDemo:
    """Loads a small demo at an hour: ``loaded_demo(now, seed=...)``."""

    @contextmanager
    def loaded(now: datetime, *, seed: int = 1) -> Iterator[Demo]:
        with empty_database() as database:
            clock, steps = StoppedClock(now), list[DemoStep]()
            told = load(database, clock, seed=seed, on_step=steps.append, params=SMALL)
            with psycopg.connect(database.url(), autocommit=True) as owner:
                # As the server does by itself after a minute.
                owner.execute("analyze")
            yield Demo(database, clock, told, steps)

    return loaded


@pytest.fixture(scope="module", params=HOURS.values(), ids=HOURS.keys())
def demo(request: pytest.FixtureRequest, loaded_demo: NewDemo) -> Iterator[Demo]:
    with loaded_demo(request.param) as demo:
        yield demo


@pytest.fixture(scope="module")
def tuesday(loaded_demo: NewDemo) -> Iterator[Demo]:
    with loaded_demo(TUESDAY) as demo:
        yield demo


def test_whatever_the_hour_the_rows_agree(demo: Demo) -> None:
    assert_sound(demo)


def test_whatever_the_hour_there_are_lines_with_people_in_them(demo: Demo) -> None:
    assert_at_work(demo)


def test_the_demo_doctor_has_a_line_with_an_emergency_in_it(demo: Demo) -> None:
    line = doctors_line(demo)

    with demo.work() as work:
        found = tokens.of_session(work.db, line.session.id)
    assert line.with_doctor is not None
    assert line.waiting
    assert any(token.overflow for token in found)


def test_the_demo_patient_waits_in_the_doctors_line(demo: Demo) -> None:
    with demo.work() as work:
        patient = next(a for a in accounts.everyone(work) if a.role is Role.PATIENT)

    assert patient.patient in {one.token.patient for one in doctors_line(demo).waiting}


def test_today_lies_in_a_published_roster_without_hard_breaches(demo: Demo) -> None:
    with demo.work() as work:
        stored = rosters.current(work)
        assert stored is not None
        sheet = rosters.sheet(work, stored)
        history = [one.status for one in rosters.headings(work) if one.id != stored.id]

    assert sheet.n_hard == 0
    assert history == [RosterStatus.ARCHIVED]


def test_sessions_of_the_roster_belong_to_those_who_are_rostered(demo: Demo) -> None:
    with demo.work() as work:
        stored = rosters.current(work)
        assert stored is not None
        last = stored.starts_on + timedelta(days=stored.n_days - 1)
        opened = sessions.between(work.db, stored.starts_on, last)
    duties = {(one.practitioner, one.on_date) for one in stored.assignments}
    of_roster = [one for one in opened if one.roster == stored.id]

    assert of_roster
    assert {(one.practitioner, one.on_date) for one in of_roster} <= duties


def test_the_doctor_can_go_on_where_the_demo_stands(tuesday: Demo) -> None:
    line = doctors_line(tuesday)

    with tuesday.work() as work:
        assert line.with_doctor is not None
        lines.complete(work, line.with_doctor.id)
        called = lines.call_next(work, line.session.id)
        work.db.rollback()

    assert line.next is not None
    assert called.id == line.next.id


@pytest.mark.parametrize("login", LOGINS, ids=lambda login: login.role.value)
def test_every_documented_login_opens(tuesday: Demo, login) -> None:
    attempt = Attempt(login=login.login, password=login.passphrase)

    signed_in = accounts.sign_in(tuesday.work, attempt, FrontDoor())

    assert signed_in.actor.role is login.role


def test_past_present_and_future_are_filled_as_they_should_be(tuesday: Demo) -> None:
    with tuesday.work() as work:
        today = work.today
        found = sessions.between(
            work.db, today - timedelta(days=10), today + timedelta(days=14)
        )
        lines_of = tokens.of_sessions(work.db, [one.id for one in found])
    statuses = {
        when: {
            token.status
            for one in found
            if (one.on_date > today) - (one.on_date < today) == when
            for token in lines_of[one.id]
        }
        for when in (-1, 1)
    }

    assert statuses[-1] == {
        TokenStatus.COMPLETED,
        TokenStatus.NO_SHOW,
        TokenStatus.CANCELLED,
    }
    assert statuses[1] == {TokenStatus.BOOKED, TokenStatus.CANCELLED}


def test_every_way_into_the_line_occurs(tuesday: Demo) -> None:
    with tuesday.work() as work:
        found = sessions.on_date(work.db, work.today)
        lines_of = tokens.of_sessions(work.db, [one.id for one in found])

    sources = {token.source for line in lines_of.values() for token in line}

    assert sources >= {
        TokenSource.EMERGENCY,
        TokenSource.WALK_IN,
        TokenSource.FOLLOW_UP,
        TokenSource.ONLINE,
    }


def test_loading_twice_changes_nothing(tuesday: Demo) -> None:
    again = load(tuesday.database, tuesday.clock, on_step=_refuse_step, params=SMALL)

    assert again == replace(tuesday.loaded, is_changed=False)


def test_a_restart_within_minutes_changes_nothing(loaded_demo: NewDemo) -> None:
    with loaded_demo(TUESDAY) as demo:
        again = demo.again_at(TUESDAY + timedelta(minutes=10))

    assert not again.loaded.is_changed


@pytest.mark.parametrize(
    "later",
    [
        timedelta(hours=11),
        timedelta(days=1, hours=4),
        timedelta(days=20),
        timedelta(days=70),
    ],
    ids=["the same night", "the next day", "as the roster ends", "long after"],
)
def test_started_later_the_demo_is_at_work_again(
    later: timedelta, loaded_demo: NewDemo
) -> None:
    with loaded_demo(TUESDAY) as demo:
        again = demo.again_at(TUESDAY + later)

        assert again.loaded.is_changed
        assert again.loaded.roster is not None
        assert_sound(again)
        assert_at_work(again)
        assert doctors_line(again).waiting


def test_a_line_with_people_at_work_stays_as_it_is(loaded_demo: NewDemo) -> None:
    with loaded_demo(TUESDAY) as demo:
        line = doctors_line(demo)
        demo.clock.at = TUESDAY + timedelta(minutes=80)
        with demo.work() as work:
            assert line.with_doctor is not None
            lines.complete(work, line.with_doctor.id)
            before = tokens.of_session(work.db, line.session.id)

        again = demo.again_at(TUESDAY + timedelta(minutes=90))

        with demo.work() as work:
            after = tokens.of_session(work.db, line.session.id)
        assert again.loaded.is_changed
        assert after == before


def test_a_line_that_nobody_has_moved_for_an_hour_goes_on(loaded_demo: NewDemo) -> None:
    with loaded_demo(TUESDAY) as demo:
        line = doctors_line(demo)

        again = demo.again_at(TUESDAY + timedelta(minutes=80))

        with demo.work() as work:
            after = {
                token.id: token for token in tokens.of_session(work.db, line.session.id)
            }
        assert line.with_doctor is not None
        assert after[line.with_doctor.id].status is TokenStatus.COMPLETED
        assert_sound(again)


def test_a_place_that_is_promised_to_somebody_stays_so(loaded_demo: NewDemo) -> None:
    with loaded_demo(TUESDAY) as demo:
        with demo.work() as work:
            week = sessions.between(work.db, work.today, work.today + timedelta(days=7))
            free = [one for one in week if one.taken < one.capacity]
            for one in free:
                sessions.change(work.db, one.id, n_held=one.capacity - one.taken)

        again = demo.again_at(TUESDAY + timedelta(days=1))

        with again.work() as work:
            after = [sessions.by_id(work.db, one.id) for one in free]
        assert again.loaded.is_changed
        assert sum(one.n_held for one in after if one) > 0


def test_the_same_seed_gives_the_same_rows(loaded_demo: NewDemo) -> None:
    rows = []
    for _ in range(2):
        with loaded_demo(TUESDAY, seed=5) as demo, demo.work() as work:
            today = sessions.on_date(work.db, work.today)
            line = tokens.of_sessions(work.db, [one.id for one in today])
            booked = [appointments.of_session(work.db, one.id) for one in today]
            rows.append((demo.loaded.organisation, today, line, booked))

    assert rows[0] == rows[1]


def test_steps_tell_how_far_the_search_is(tuesday: Demo) -> None:
    names = list(dict.fromkeys(step.name for step in tuesday.steps))
    shares = [s.fraction for s in tuesday.steps if s.name == "Solving the roster"]

    assert names.index("Solving the roster") < names.index("Publishing the roster")
    assert shares[0] == 0
    assert all(share is not None and 0 <= share <= 1 for share in shares)


def test_there_is_nothing_to_refresh_without_a_demo(
    empty_database: NewDatabase,
) -> None:
    with empty_database() as database, pytest.raises(NoSuchThing):
        refresh(database, StoppedClock(TUESDAY), on_step=_refuse_step)


def _refuse_step(step: DemoStep) -> None:
    raise AssertionError(f"nothing was to be done, but: {step.name}")


@pytest.mark.slow
def test_the_whole_department_loads_and_works(empty_database: NewDatabase) -> None:
    with empty_database() as database:
        clock = StoppedClock(TUESDAY)
        loaded = load(database, clock, on_step=lambda _: None)
        demo = Demo(database, clock, loaded, [])

        assert_sound(demo)
        assert_at_work(demo)
        with demo.work() as work:
            stored = rosters.current(work)
            assert stored is not None
            assert len({one.practitioner for one in stored.assignments}) == 45
