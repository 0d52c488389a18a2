"""Booking a time in a session, giving it up, checking in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from horarium.domain.appointment import Appointment, AppointmentStatus
from horarium.domain.errors import (
    AppointmentNotActive,
    InvalidField,
    NoSuchThing,
    SessionFull,
    SlotOutsideSession,
)
from horarium.domain.ids import AppointmentId, PatientId, SessionId
from horarium.domain.session import Session
from horarium.domain.token import Token, TokenSource, TokenStatus
from horarium.services import tokens
from horarium.services.issuing import Place, issue
from horarium.services.patients import NewPatient
from horarium.services.permissions import Permission
from horarium.services.work import Work
from horarium.store import appointments as store
from horarium.store import sessions as session_store
from horarium.store import tokens as token_store

_HOLDS_SLOT = frozenset(AppointmentStatus) - {
    AppointmentStatus.CANCELLED,
    AppointmentStatus.NO_SHOW,
    AppointmentStatus.ENTERED_IN_ERROR,
    AppointmentStatus.WAITLIST,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BookRequest:
    """A wish for a time: ``start`` must be a slot; without it, the first free one."""

    session: SessionId
    patient: PatientId | NewPatient
    start: datetime | None = None
    source: TokenSource = TokenSource.ONLINE
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True)
class Booked:
    """An appointment and the token that goes with it."""

    appointment: Appointment
    token: Token


def book(work: Work, request: BookRequest) -> Booked:
    """Book a slot with its place and its number.

    Raises ``SlotTaken``, ``SlotOutsideSession``, ``SessionFull`` and what
    ``issuing.issue`` refuses with.
    """
    work.require(Permission.APPOINTMENT_BOOK)
    if request.source in (TokenSource.EMERGENCY, TokenSource.WALK_IN):
        raise InvalidField(
            "source", request.source.value, "online, follow-up or priority"
        )
    session = _session(work, request.session)
    replayed = _replayed(work, request)
    if replayed is not None:
        return replayed
    start = _slot(work, session, request.start)
    token = issue(
        work,
        Place(
            session=request.session,
            patient=request.patient,
            action="appointments.book",
            source=request.source,
            status=TokenStatus.BOOKED,
            idempotency_key=request.idempotency_key,
            slot_start_at=start,
            appointment={
                "id": work.new_id(),
                "start": start,
                "end": start + timedelta(minutes=session.slot_min),
            },
        ),
    )
    return _booked(work, token)


def cancel(work: Work, wanted: AppointmentId, reason: str) -> Appointment:
    """Give an appointment up; its place and slot are free again."""
    work.require(Permission.APPOINTMENT_CANCEL)
    token = _active_token(work, wanted)
    tokens.cancel(work, token.id, reason)
    return _existing(work, wanted)


def check_in(work: Work, wanted: AppointmentId) -> Token:
    """The patient is here."""
    work.require(Permission.TOKEN_CHECK_IN)
    return tokens.check_in(work, _active_token(work, wanted).id)


def get(work: Work, wanted: AppointmentId) -> Appointment:
    """One appointment."""
    work.require(Permission.APPOINTMENT_READ)
    return _existing(work, wanted)


def of_session(work: Work, wanted: SessionId) -> list[Appointment]:
    """A session's appointments by time."""
    work.require(Permission.APPOINTMENT_READ)
    _session(work, wanted)
    return store.of_session(work.db, wanted)


def mine(work: Work) -> list[Appointment]:
    """The signed-in patient's appointments from today on."""
    work.require(Permission.OWN_CARE_READ)
    if work.actor.patient is None:
        return []
    return store.of_patient(work.db, work.actor.patient, since=work.today)


def slots(session: Session) -> list[datetime]:
    """Every slot's start, in order; the last slot ends with the session or before."""
    length = timedelta(minutes=session.slot_min)
    n_slots = session.interval.duration // length
    return [session.interval.start + k * length for k in range(n_slots)]


def free_slots(
    session: Session, appointments: Collection[Appointment]
) -> list[datetime]:
    """The starts of slots that no appointment holds."""
    held = {one.interval.start for one in appointments if one.status in _HOLDS_SLOT}
    return [start for start in slots(session) if start not in held]


def _slot(work: Work, session: Session, wanted: datetime | None) -> datetime:
    if wanted is not None:
        starts = slots(session)
        if wanted in starts:
            return wanted
        raise SlotOutsideSession(
            wanted.isoformat(),
            starts[0].isoformat(),
            starts[-1].isoformat(),
            session.slot_min,
        )
    free = free_slots(session, store.of_session(work.db, session.id))
    coming = [start for start in free if start >= work.clock.now()]
    if not coming:
        raise SessionFull(str(session.id), session.capacity)
    return coming[0]


def _replayed(work: Work, request: BookRequest) -> Booked | None:
    key = request.idempotency_key
    token = token_store.by_idempotency_key(work.db, key) if key else None
    if token is None or token.session != request.session or token.appointment is None:
        return None
    return _booked(work, token)


def _booked(work: Work, token: Token) -> Booked:
    if token.appointment is None:
        raise AssertionError("a booked token has an appointment")
    return Booked(_existing(work, token.appointment), token)


def _active_token(work: Work, wanted: AppointmentId) -> Token:
    appointment = _existing(work, wanted)
    token = token_store.by_appointment(work.db, wanted)
    if token is None or not token.status.is_active:
        raise AppointmentNotActive(appointment.status.value)
    return token


def _existing(work: Work, wanted: AppointmentId) -> Appointment:
    appointment = store.by_id(work.db, wanted)
    if appointment is None:
        raise NoSuchThing("appointment", str(wanted))
    return appointment


def _session(work: Work, wanted: SessionId) -> Session:
    session = session_store.by_id(work.db, wanted)
    if session is None:
        raise NoSuchThing("session", str(wanted))
    return session
