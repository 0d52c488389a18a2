"""What an id names. Refuses with ``NoSuchThing``; asks for no permission."""

from horarium.domain.appointment import Appointment
from horarium.domain.errors import NoSuchThing
from horarium.domain.ids import (
    AppointmentId,
    PatientId,
    PractitionerId,
    RosterId,
    SessionId,
    TokenId,
)
from horarium.domain.people import Patient, Practitioner
from horarium.domain.roster import StoredRoster
from horarium.domain.session import Session
from horarium.domain.token import Token
from horarium.services.work import Work
from horarium.store import appointments, people, rosters, sessions, tokens


def practitioner(work: Work, wanted: PractitionerId) -> Practitioner:
    """The member of the team."""
    found = people.practitioner_by_id(work.db, wanted)
    if found is None:
        raise NoSuchThing("practitioner", str(wanted))
    return found


def patient(work: Work, wanted: PatientId) -> Patient:
    """The patient."""
    found = people.patient_by_id(work.db, wanted)
    if found is None:
        raise NoSuchThing("patient", str(wanted))
    return found


def roster(work: Work, wanted: RosterId) -> StoredRoster:
    """The roster, a draft too; ``rosters.get`` hides those from whoever makes none."""
    found = rosters.by_id(work.db, wanted)
    if found is None:
        raise NoSuchThing("roster", str(wanted))
    return found


def session(work: Work, wanted: SessionId) -> Session:
    """The session."""
    found = sessions.by_id(work.db, wanted)
    if found is None:
        raise NoSuchThing("session", str(wanted))
    return found


def appointment(work: Work, wanted: AppointmentId) -> Appointment:
    """The appointment."""
    found = appointments.by_id(work.db, wanted)
    if found is None:
        raise NoSuchThing("appointment", str(wanted))
    return found


def token(work: Work, wanted: TokenId) -> Token:
    """The token."""
    found = tokens.by_id(work.db, wanted)
    if found is None:
        raise NoSuchThing("token", str(wanted))
    return found
