"""A small demo department, and what must be true of any."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import numpy as np
from numpy.random import Generator
from sqlalchemy import text
from tests.conftest import StoppedClock

from horarium.domain.actor import Role
from horarium.domain.session import SessionStatus
from horarium.domain.token import TokenStatus
from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.horizon import Horizon
from horarium.engines.rostering.params import SolveParams
from horarium.engines.rostering.people import Person
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.roster import OFF, Roster
from horarium.engines.rostering.rules.registry import BASIC_RULES
from horarium.engines.rostering.shifts import ShiftType, Site
from horarium.services import accounts, views
from horarium.services.demo import (
    DemoLoaded,
    DemoParams,
    DemoStep,
    refresh,
)
from horarium.services.demo.department import Stop
from horarium.services.demo.today import running
from horarium.services.work import Work, begin, system_actor
from horarium.store import sessions, tokens
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


def small_department(
    start: date, rng: Generator, *, stop: Stop | None = None
) -> RosterProblem:
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
    solve=SolveParams(limit=timedelta(minutes=5), n_workers=1, work_limit=1.0),
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
