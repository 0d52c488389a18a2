"""The demo department: loaded at any hour, sound, at work, and again so later."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import numpy as np
import psycopg
import pytest
from numpy.random import Generator
from sqlalchemy import text
from tests import databases
from tests.conftest import StoppedClock

from horarium.domain.actor import Role
from horarium.domain.errors import NoSuchThing
from horarium.domain.roster import RosterStatus
from horarium.domain.session import SessionStatus
from horarium.domain.token import TokenSource, TokenStatus
from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.horizon import Horizon
from horarium.engines.rostering.params import SolveParams
from horarium.engines.rostering.people import Person
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.roster import OFF, Roster
from horarium.engines.rostering.rules.registry import BASIC_RULES
from horarium.engines.rostering.shifts import ShiftType, Site
from horarium.services import accounts, lines, rosters, views
from horarium.services.accounts import Attempt, FrontDoor
from horarium.services.demo import (
    LOGINS,
    DemoLoaded,
    DemoParams,
    DemoStep,
    load,
    refresh,
)
from horarium.services.demo.today import running
from horarium.services.work import Work, begin, system_actor
from horarium.store import appointments, sessions, tokens
from horarium.store.database import Database

TUESDAY = datetime(2026, 3, 10, 10, 30, tzinfo=UTC)
HOURS = {
    "Tuesday morning": TUESDAY,
    "Monday, the roster's first minutes": datetime(2026, 3, 9, 0, 5, tzinfo=UTC),
    "Saturday night": datetime(2026, 3, 14, 23, 0, tzinfo=UTC),
    "Sunday at dawn": datetime(2026, 3, 15, 6, 0, tzinfo=UTC),
    "the day the clocks change": datetime(2026, 3, 29, 1, 10, tzinfo=UTC),
}
WITH_DOCTOR = {TokenStatus.CALLED, TokenStatus.IN_CONSULTATION}

SITES = (Site(id="N", name="North"), Site(id="S", name="South"))
CLINICS = (
    ShiftType(
        id="CA", code="C", start=time(9), end=time(13), site="N", service="Allergy"
    ),
    ShiftType(
        id="CK", code="C", start=time(13), end=time(17), site="S", service="Kidney"
    ),
)
WARDS = (
    ShiftType(id="D", code="D", start=time(8), end=time(17), site="N"),
    ShiftType(id="N", code="N", start=time(20), end=time(8, 30), site="S"),
)
N_PEOPLE, N_DAYS = 10, 28


def small_department(start: date, rng: Generator) -> RosterProblem:
    """Ten people, a ward and two clinics; one turn a day went round before."""
    shifts = (*WARDS, *CLINICS)
    before = rng.permutation(N_PEOPLE)[:, None] + np.arange(N_DAYS)
    turns = before % N_PEOPLE
    return RosterProblem(
        name="Small",
        horizon=Horizon(start, N_DAYS, "Europe/London"),
        shift_types=shifts,
        people=tuple(
            Person(id=f"P{n}", name=f"Dr Ayo {n}", grade="ST4", skills=())
            for n in range(N_PEOPLE)
        ),
        cover=tuple(
            Cover(day=day, shift_types=(shift.id,), wanted=1, minimum=1, maximum=1)
            for day in range(N_DAYS)
            for shift in shifts
            if shift in WARDS or day % 7 < 5
        ),
        rules=BASIC_RULES,
        sites=SITES,
        grades=("ST4",),
        history=Roster.of(np.where(turns < len(shifts), turns, OFF)),
    )


SMALL = DemoParams(
    department=small_department,
    n_patients=700,
    n_running=3,
    solve=SolveParams(limit=timedelta(seconds=3), n_workers=1),
)

_serial = count(1)


@dataclass(frozen=True)
class Demo:
    """A loaded demo, and how to look into it."""

    database: Database
    clock: StoppedClock
    loaded: DemoLoaded
    steps: list[DemoStep]

    def work(self) -> AbstractContextManager[Work]:
        actor = system_actor(self.loaded.organisation.id)
        zone = ZoneInfo(self.loaded.organisation.time_zone)
        return begin(self.database, actor, self.clock, zone=zone)

    def again_at(self, now: datetime) -> "Demo":
        """The same demo, started once more at another time."""
        self.clock.at = now
        steps: list[DemoStep] = []
        loaded = refresh(self.database, self.clock, on_step=steps.append, params=SMALL)
        return replace(self, loaded=loaded, steps=steps)


NewDatabase = Callable[[], AbstractContextManager[Database]]
NewDemo = Callable[..., AbstractContextManager[Demo]]


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


def assert_sound(demo: Demo) -> None:
    """Counters, numbers, places and appointments say the same everywhere."""
    with demo.work() as work:
        everything = sessions.between(
            work.db, work.today - timedelta(days=90), work.today + timedelta(days=90)
        )
        lines_of = tokens.of_sessions(work.db, [one.id for one in everything])
        for session in everything:
            line = lines_of[session.id]
            holding = [
                t
                for t in line
                if t.status.is_active or t.status is TokenStatus.COMPLETED
            ]
            assert [t.number for t in line] == list(range(1, len(line) + 1))
            assert (
                session.taken
                == sum(not t.overflow for t in holding)
                <= session.capacity
            )
            assert session.overflow_taken == sum(t.overflow for t in holding)
            assert sum(t.status.is_with_doctor for t in line) <= 1
            if session.status is SessionStatus.CLOSED:
                assert not any(t.status.is_active for t in line)
        wrong = work.db.execute(text(_WRONG_APPOINTMENTS)).all()
        last_numbers = work.db.execute(text(_WRONG_LAST_NUMBERS)).all()
    assert wrong == []
    assert last_numbers == []


_WRONG_APPOINTMENTS = """
select t.id, t.status, a.status from token t
join appointment a on a.organisation_id = t.organisation_id and a.id = t.appointment_id
where a.status <> case t.status
        when 'booked' then 'booked' when 'completed' then 'fulfilled'
        when 'cancelled' then 'cancelled' when 'noshow' then 'noshow'
        else 'checked-in' end
   or a.patient_id <> t.patient_id or a.session_id <> t.session_id
   or lower(a.during) <> t.slot_start_at
"""

_WRONG_LAST_NUMBERS = """
select s.id from session s where s.last_number <>
    (select count(*) from token t
     where t.organisation_id = s.organisation_id and t.session_id = s.id)
"""


def assert_at_work(demo: Demo) -> None:
    """Several sessions are on, and in each of them a line as a line should be."""
    with demo.work() as work:
        today = sessions.on_date(work.db, work.today)
        on = running(today, demo.clock.at, SMALL)
        lines_of = tokens.of_sessions(work.db, [one.id for one in on])
    assert len(on) >= SMALL.n_running
    for line in lines_of.values():
        statuses = [token.status for token in line]
        assert statuses.count(TokenStatus.ARRIVED) >= 2
        assert sum(status in WITH_DOCTOR for status in statuses) == 1
        assert TokenStatus.COMPLETED in statuses
        assert TokenStatus.BOOKED in statuses


def doctors_line(demo: Demo) -> views.LineView:
    """What the demo's doctor sees on the clinic page."""
    with demo.work() as work:
        mine = next(a for a in accounts.everyone(work) if a.role is Role.DOCTOR)
        today = sessions.on_date(work.db, work.today, practitioner_id=mine.practitioner)
        (session,) = (one for one in today if one.interval.contains(demo.clock.at))
        return views.line(work, session.id)


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
