"""What an id names. Refuses with ``NoSuchThing``; asks for no permission."""

from typing import TypeVar
from uuid import UUID

from horarium.domain.appointment import Appointment
from horarium.domain.errors import NoSuchThing
from horarium.domain.ids import (
    AppointmentId,
    LocationId,
    PatientId,
    PractitionerId,
    RosterId,
    ServiceId,
    SessionId,
    TokenId,
)
from horarium.domain.people import (
    HealthcareService,
    Location,
    Patient,
    Practitioner,
)
from horarium.domain.roster import StoredRoster
from horarium.domain.session import Session
from horarium.domain.token import Token
from horarium.services.work import Work
from horarium.store import appointments, people, rosters, sessions, tokens

Thing = TypeVar("Thing")


def required(found: Thing | None, kind: str, wanted: UUID) -> Thing:
    """What was found; refuse when there is no such ``kind`` of thing."""
    if found is None:
        raise NoSuchThing(kind, str(wanted))
    return found


def practitioner(work: Work, wanted: PractitionerId) -> Practitioner:
    """The member of the team."""
    return required(people.practitioner_by_id(work.db, wanted), "practitioner", wanted)


def service(work: Work, wanted: ServiceId) -> HealthcareService:
    """What the clinics offer."""
    return required(people.service_by_id(work.db, wanted), "service", wanted)


def location(work: Work, wanted: LocationId) -> Location:
    """The site or room."""
    return required(people.location_by_id(work.db, wanted), "location", wanted)


def patient(work: Work, wanted: PatientId) -> Patient:
    """The patient."""
    return required(people.patient_by_id(work.db, wanted), "patient", wanted)


def roster(work: Work, wanted: RosterId) -> StoredRoster:
    """The roster, a draft too; ``rosters.get`` hides those from whoever makes none."""
    return required(rosters.by_id(work.db, wanted), "roster", wanted)


def session(work: Work, wanted: SessionId) -> Session:
    """The session."""
    return required(sessions.by_id(work.db, wanted), "session", wanted)


def appointment(work: Work, wanted: AppointmentId) -> Appointment:
    """The appointment."""
    return required(appointments.by_id(work.db, wanted), "appointment", wanted)


def token(work: Work, wanted: TokenId) -> Token:
    """The token."""
    return required(tokens.by_id(work.db, wanted), "token", wanted)
