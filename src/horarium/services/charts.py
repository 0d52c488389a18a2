"""One patient's dealings with the clinics: appointments, tokens, wishes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from horarium.domain.appointment import Appointment, AppointmentStatus
from horarium.domain.errors import NoSuchThing
from horarium.domain.ids import AppointmentId, PatientId
from horarium.domain.people import Patient
from horarium.domain.session import Session
from horarium.domain.token import Token
from horarium.domain.waitlist import Wish
from horarium.services import patients
from horarium.services.permissions import Permission
from horarium.services.work import Work
from horarium.store import appointments as appointment_store
from horarium.store import sessions as session_store
from horarium.store import tokens as token_store
from horarium.store import waitlist as waitlist_store

BACK = timedelta(days=365)
"""How far a chart looks back."""


@dataclass(frozen=True, slots=True)
class Visit:
    """An appointment, where it is, and its token once there is one."""

    appointment: Appointment
    session: Session
    token: Token | None

    @property
    def may_change(self) -> bool:
        """Whether it can still be moved or given up."""
        return self.appointment.status in (
            AppointmentStatus.BOOKED,
            AppointmentStatus.PENDING,
        )


@dataclass(frozen=True, slots=True)
class WalkedIn:
    """A token without an appointment, and its session."""

    token: Token
    session: Session


@dataclass(frozen=True, slots=True)
class Chart:
    """A patient with all visits from a year ago on, by time, and open wishes."""

    patient: Patient
    visits: tuple[Visit, ...]
    walked_in: tuple[WalkedIn, ...]
    wishes: tuple[Wish, ...]


def chart(work: Work, wanted: PatientId) -> Chart:
    """What the desk sees of a patient; the read is recorded."""
    work.require(Permission.APPOINTMENT_READ)
    patient = patients.get(work, wanted)
    walked_in = tuple(_walked_in(work, wanted))
    return Chart(patient, visits_of(work, wanted), walked_in, _wishes(work, wanted))


def visit(work: Work, wanted: AppointmentId) -> Visit:
    """One appointment with its session and token; another patient's is none of yours.

    Raises ``NoSuchThing``.
    """
    own = work.actor.patient
    work.require(Permission.OWN_CARE_READ if own else Permission.APPOINTMENT_READ)
    found = appointment_store.by_id(work.db, wanted)
    if found is None or own not in (None, found.patient):
        raise NoSuchThing("appointment", str(wanted))
    session = session_store.by_id(work.db, found.session)
    if session is None:
        raise AssertionError("an appointment has a session")
    work.record("charts.visit", ("appointment", wanted), patient=found.patient)
    return Visit(found, session, token_store.by_appointment(work.db, wanted))


def visits_of(work: Work, wanted: PatientId) -> tuple[Visit, ...]:
    """Somebody's appointments for services whose caller may see them, by time."""
    since = work.today - BACK
    found = appointment_store.of_patient(work.db, wanted, since=since)
    sessions = session_store.by_ids(work.db, {one.session for one in found})
    tokens = token_store.of_appointments(work.db, [one.id for one in found])
    return tuple(Visit(one, sessions[one.session], tokens.get(one.id)) for one in found)


def _walked_in(work: Work, wanted: PatientId) -> Iterator[WalkedIn]:
    tokens = token_store.of_patient(work.db, wanted, since=work.today - BACK)
    alone = [token for token in tokens if token.appointment is None]
    sessions = session_store.by_ids(work.db, {token.session for token in alone})
    for token in alone:
        yield WalkedIn(token, sessions[token.session])


def _wishes(work: Work, wanted: PatientId) -> tuple[Wish, ...]:
    return tuple(waitlist_store.waiting(work.db, patient_id=wanted))
