"""A small department with two clinics, one morning before anybody has come."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from tests.builders import given_patient, given_practitioner, make_room, make_site

from horarium.domain.absence import Absence
from horarium.domain.account import Account
from horarium.domain.actor import Role
from horarium.domain.ids import AccountId
from horarium.domain.people import HealthcareService, Practitioner
from horarium.domain.roster import StoredRoster
from horarium.domain.session import Session
from horarium.engines.rostering import Roster, RosterProblem
from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.horizon import Horizon
from horarium.engines.rostering.people import Person
from horarium.engines.rostering.roster import OFF
from horarium.engines.rostering.rules.registry import BASIC_RULES
from horarium.engines.rostering.shifts import ShiftType, Site
from horarium.services import appointments, loop, rosters
from horarium.services.appointments import BookRequest
from horarium.services.loop import NewAbsence
from horarium.services.work import Work
from horarium.store import accounts, people
from horarium.store import sessions as session_store

MONDAY = date(2026, 1, 5)
TUESDAY = MONDAY + timedelta(days=1)
N_DAYS = 7
DAY, ALLERGY, KIDNEY = range(3)
SKILLS = (("allergy",), ("allergy",), (), ("kidney",), ())
NAMES = ("Dr Ana Ruiz", "Dr Ben Ito", "Dr Cleo Marsh", "Dr Dan Frei", "Dr Eva Lund")
SITE = "North"


@dataclass(frozen=True)
class Department:
    """Five doctors; Ana has Tuesday's allergy clinic, Dan every kidney clinic."""

    team: tuple[Practitioner, ...]
    roster: StoredRoster
    sessions: tuple[Session, ...]

    def doctor(self, name: str) -> Practitioner:
        return next(one for one in self.team if name in one.name)

    def session(self, service: str, on: date = TUESDAY) -> Session:
        return next(
            one
            for one in self.sessions
            if one.service_name == service and one.on_date == on
        )


def given_department(work: Work, start: date = MONDAY) -> Department:
    """Published, so that its clinics are open to bookings."""
    team = tuple(given_practitioner(work, name=name) for name in NAMES)
    _furnish(work)
    problem = make_problem(team, start)
    draft = rosters.save_draft(work, problem, _cells(), {"status": "by hand"})
    roster = rosters.publish(work, draft.id, draft.version)
    last = start + timedelta(days=N_DAYS - 1)
    return Department(team, roster, tuple(session_store.between(work.db, start, last)))


def make_problem(team: tuple[Practitioner, ...], start: date) -> RosterProblem:
    """A ward that needs one and two clinics that want somebody with the skill."""
    nine, five = time(9), time(17)
    shifts = (
        ShiftType(id="D", name="Day", code="D", start=time(8), end=five, site="N"),
        ShiftType(
            id="CA",
            name="Allergy clinic",
            code="C",
            start=nine,
            end=time(13),
            site="N",
            tags=("clinic",),
            skills=("allergy",),
            service="Allergy",
        ),
        ShiftType(
            id="CK",
            name="Kidney clinic",
            code="K",
            start=nine,
            end=time(13),
            site="N",
            tags=("clinic",),
            skills=("kidney",),
            service="Kidney",
        ),
    )
    return RosterProblem(
        name="Registrars",
        horizon=Horizon(start, N_DAYS, "Europe/London"),
        shift_types=shifts,
        people=tuple(
            Person(id=who.staff_code, name=who.name, skills=skills)
            for who, skills in zip(team, SKILLS, strict=True)
        ),
        cover=tuple(
            Cover(
                day=day,
                shift_types=(shift.id,),
                wanted=1,
                minimum=int(shift.id == "D"),
                under_weight=20,
            )
            for day in range(5)
            for shift in shifts
        ),
        rules=BASIC_RULES,
        sites=(Site(id="N", name=SITE),),
    )


def given_booked(work: Work, session: Session, n: int = 3, **changes) -> list:
    """Booked patients in the first slots of a session, with a telephone each."""
    booked = []
    for start in appointments.slots(session)[:n]:
        patient = given_patient(work, phone=f"+44 20 7946 {len(booked):04}")
        request = BookRequest(
            session=session.id, patient=patient.id, start=start, **changes
        )
        booked.append(appointments.book(work, request).token)
    return booked


def given_absence(work: Work, who: Practitioner, **changes) -> Absence:
    """Reported for Tuesday alone, unless told otherwise."""
    known = {"first_on": TUESDAY, "last_on": TUESDAY, "practitioner": who.id}
    return loop.report_absence(work, NewAbsence(**known | changes))


def given_account(work: Work, role: Role, who: Practitioner | None = None) -> Account:
    """A way to sign in, to hear news by; nobody knows its password."""
    key = AccountId(work.new_id())
    account = Account(
        id=key,
        login=f"{role.value}-{key.hex[-8:]}",
        name=who.name if who else role.value,
        role=role,
        created_at=work.clock.now(),
        practitioner=who.id if who else None,
    )
    accounts.add(work.db, work.organisation, account, password_hash="none")
    return account


def _furnish(work: Work) -> None:
    site = make_site(name=SITE)
    people.add_locations(work.db, work.organisation, [site])
    rooms = [make_room(site, name=f"Room {n}") for n in range(1, 5)]
    people.add_locations(work.db, work.organisation, rooms)
    services = [
        HealthcareService(work.new_id(), name) for name in ("Allergy", "Kidney")
    ]
    people.add_services(work.db, work.organisation, services)


def _cells() -> Roster:
    """Ana holds Tuesday's allergy clinic and Ben all others; Cleo has the ward."""
    week = [
        [OFF, ALLERGY, OFF, OFF, OFF, OFF, OFF],
        [ALLERGY, OFF, ALLERGY, ALLERGY, ALLERGY, OFF, OFF],
        [DAY] * 5 + [OFF, OFF],
        [KIDNEY] * 5 + [OFF, OFF],
        [OFF] * 7,
    ]
    return Roster.of(week)
