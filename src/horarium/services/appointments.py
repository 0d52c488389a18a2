"""Booking a time in a session, giving it up, checking in."""

from dataclasses import dataclass
from datetime import datetime

from horarium.domain.appointment import Appointment, AppointmentStatus
from horarium.domain.errors import (
    AppointmentNotActive,
    InvalidField,
    Refused,
    SessionFull,
)
from horarium.domain.ids import AppointmentId, PatientId, SessionId
from horarium.domain.interval import Interval
from horarium.domain.session import Session
from horarium.domain.token import Token, TokenSource, TokenStatus
from horarium.services import availability, existing, offering, tokens
from horarium.services.availability.slots import stretch_of
from horarium.services.booked import Booked, booked_with, tell_patient
from horarium.services.idempotency import fingerprint
from horarium.services.issuing import Place, earlier, issue
from horarium.services.notifications import Template
from horarium.services.own_care import require_care
from horarium.services.patients import NewPatient
from horarium.services.permissions import Permission
from horarium.services.session_days import require_now
from horarium.services.work import Work
from horarium.store import appointments as store
from horarium.store import tokens as token_store


@dataclass(frozen=True, slots=True, kw_only=True)
class BookRequest:
    """A wish for a time: ``start`` must be a slot; without it, the free one that costs the
    others least."""

    session: SessionId
    patient: PatientId | NewPatient
    start: datetime | None = None
    source: TokenSource = TokenSource.ONLINE
    idempotency_key: str | None = None


def book(work: Work, request: BookRequest) -> Booked:
    """Book a slot with its place and its number.

    Raises ``SlotTaken``, ``SlotOutsideSession``, ``SlotUnavailable``, ``SessionFull``
    and what ``issuing.issue`` refuses with.
    """
    work.require(Permission.APPOINTMENT_BOOK)
    if request.source in (TokenSource.EMERGENCY, TokenSource.WALK_IN):
        raise InvalidField(
            "source", request.source.value, "online, follow-up or priority"
        )
    session = existing.session(work, request.session)
    asked_for = (
        fingerprint(request.idempotency_key, "appointments.book", request)
        if request.idempotency_key
        else None
    )
    try:
        slot = _slot(work, session, request)
    except Refused:
        # The slot may be over or full by now and yet have been given under this key.
        done = earlier(work, request.session, request.idempotency_key, asked_for)
        if done is None:
            raise
        return booked_with(work, done)
    wanted = AppointmentId(work.new_id())
    token = issue(
        work,
        Place(
            session=request.session,
            patient=request.patient,
            action="appointments.book",
            source=request.source,
            status=TokenStatus.BOOKED,
            idempotency_key=request.idempotency_key,
            fingerprint=asked_for,
            slot_start_at=slot.start,
            appointment={"id": wanted, "start": slot.start, "end": slot.end},
        ),
    )
    if token.appointment != wanted:
        return booked_with(work, token)
    booked = Booked(_just_booked(wanted, token, slot), token)
    tell_patient(work, booked, Template.CONFIRMED, session)
    return booked


def _just_booked(key: AppointmentId, token: Token, slot: Interval) -> Appointment:
    return Appointment(
        id=key,
        session=token.session,
        patient=token.patient,
        patient_name=token.patient_name,
        interval=slot,
        status=AppointmentStatus.BOOKED,
        source=token.source,
        version=1,
    )


def cancel(work: Work, wanted: AppointmentId, reason: str) -> Appointment:
    """Give an appointment up; its place and slot are free again."""
    known = existing.appointment(work, wanted)
    about = ("appointment", wanted)
    require_care(work, Permission.APPOINTMENT_CANCEL, known.patient, about)
    tokens.give_up(work, _active_token(work, known), reason)
    return existing.appointment(work, wanted)


def check_in(work: Work, wanted: AppointmentId) -> Token:
    """The patient is here; ``NotToday`` when the appointment is for another day."""
    work.require(Permission.TOKEN_CHECK_IN)
    token = token_store.by_appointment(work.db, wanted)
    if token is None or not token.status.is_active:
        token = _active_token(work, existing.appointment(work, wanted))
    require_now(work, existing.session(work, token.session), "appointment")
    return tokens.arrive(work, token)


def get(work: Work, wanted: AppointmentId) -> Appointment:
    """One appointment."""
    work.require(Permission.APPOINTMENT_READ)
    return existing.appointment(work, wanted)


def of_session(work: Work, wanted: SessionId) -> list[Appointment]:
    """A session's appointments by time."""
    work.require(Permission.APPOINTMENT_READ)
    existing.session(work, wanted)
    return store.of_session(work.db, wanted)


def mine(work: Work) -> list[Appointment]:
    """The signed-in patient's appointments from today on."""
    work.require(Permission.OWN_CARE_READ)
    if work.actor.patient is None:
        return []
    return store.of_patient(work.db, work.actor.patient, since=work.today)


def slots(session: Session) -> list[datetime]:
    """Every slot's start, in order; none in the planned break."""
    return [slot.start for slot in stretch_of(session).slots()]


def _slot(work: Work, session: Session, request: BookRequest) -> Interval:
    start = request.start or offering.cheapest_start(work, session)
    if start is None:
        raise SessionFull(str(session.id), session.capacity)
    return availability.require_bookable(work, session, start)


def _active_token(work: Work, appointment: Appointment) -> Token:
    token = token_store.by_appointment(work.db, appointment.id)
    if token is None or not token.status.is_active:
        raise AppointmentNotActive(appointment.status.value)
    return token
