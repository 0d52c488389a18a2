"""Holds: a slot and a place kept for a patient for some minutes, then booked or let go.

A hold is over when its time is, whether or not any job has run; the database counts it
out when somebody wants the place (``store/migrations/sql/holds.sql``).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from horarium.domain.appointment import Appointment, AppointmentStatus
from horarium.domain.errors import (
    AlreadyInLine,
    AppointmentNotActive,
    Conflict,
    HoldExpired,
    InvalidField,
    NoSuchThing,
    PatientDoubleBooked,
    QuotaHeld,
    Refused,
    SessionFull,
    SessionNotOpen,
    SlotTaken,
)
from horarium.domain.ids import AppointmentId, PatientId, RuleId, SessionId
from horarium.domain.session import Session
from horarium.domain.token import TokenSource, TokenStatus
from horarium.services import availability, existing, offering, patients
from horarium.services.booked import Booked, booked_with, tell_patient
from horarium.services.idempotency import Once, once
from horarium.services.issuing import Place, issue
from horarium.services.line_policies import rules_by_discipline
from horarium.services.notifications import Template
from horarium.services.own_care import require_care
from horarium.services.patients import NewPatient
from horarium.services.permissions import Permission
from horarium.services.work import Work
from horarium.store import holds as store
from horarium.store import sessions as session_store
from horarium.store import tokens as token_store
from horarium.store.holds import Held

LONGEST_MIN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldRequest:
    """A slot to be kept: of a ``session``, or of a ``rule``, which is opened for it.

    Without a ``start`` the session's free slot that costs the others least; a rule needs
    one. ``minutes``
    defaults to the clinic's policy. Raises ``InvalidField``.
    """

    patient: PatientId | NewPatient
    session: SessionId | None = None
    rule: RuleId | None = None
    start: datetime | None = None
    source: TokenSource = TokenSource.ONLINE
    minutes: int | None = None
    idempotency_key: str | None = None

    def __post_init__(self) -> None:
        require_one_place(self.session, self.rule, self.start)
        if self.source in (TokenSource.EMERGENCY, TokenSource.WALK_IN):
            raise InvalidField(
                "source", self.source.value, "online, follow-up or priority"
            )
        if self.minutes is not None and not 1 <= self.minutes <= LONGEST_MIN:
            raise InvalidField("minutes", str(self.minutes), f"1 to {LONGEST_MIN}")


def hold(work: Work, request: HoldRequest) -> Appointment:
    """Keep a slot and a place; the answer is pending until ``held_until_at``.

    Raises ``SessionFull``, ``QuotaHeld``, ``SlotTaken``, ``SlotUnavailable``,
    ``SlotOutsideSession``, ``PatientDoubleBooked``, ``AlreadyInLine``,
    ``SessionNotOpen`` and ``NoSuchThing``.
    """
    require_care(
        work, Permission.APPOINTMENT_BOOK, request.patient, ("patient", "of yours")
    )

    def make() -> Appointment:
        session = session_of(work, request.session, request.rule, request.start)
        start = request.start or offering.cheapest_start(work, session)
        if start is None:
            raise SessionFull(str(session.id), session.capacity)
        patient = patients.id_of(work, request.patient)
        policy = rules_by_discipline(work)[session.discipline].policy
        until = work.clock.now() + timedelta(minutes=request.minutes or policy.hold_min)
        return place_hold(work, session, start, patient, request.source, until)

    asked = Once(request.idempotency_key, "holds.hold", request)
    return once(
        work, asked, make, lambda key: existing.appointment(work, AppointmentId(key))
    )


def confirm(
    work: Work, wanted: AppointmentId, *, idempotency_key: str | None = None
) -> Booked:
    """Book what is held; confirming again gives the same booking.

    Raises ``HoldExpired`` once the time is over, also if nobody took the place.
    """
    _require(work, wanted)
    return confirm_held(work, wanted, idempotency_key=idempotency_key)


def release(work: Work, wanted: AppointmentId, reason: str = "released") -> Appointment:
    """Let a hold go before its time; the place is free at once."""
    _require(work, wanted)
    return release_held(work, wanted, reason)


def get(work: Work, wanted: AppointmentId) -> Appointment:
    """One hold, or what has become of it."""
    work.require(Permission.APPOINTMENT_READ)
    return existing.appointment(work, wanted)


def place_hold(
    work: Work,
    session: Session,
    start: datetime,
    patient: PatientId,
    source: TokenSource,
    until: datetime,
) -> Appointment:
    """Keep a slot whoever may ask for it; the caller has asked. A hold ends at the start."""
    slot = availability.require_bookable(work, session, start)
    hold_id = AppointmentId(work.new_id())
    now = work.clock.now()
    answer = store.hold(
        work.db,
        work.organisation,
        session.id,
        {
            "id": hold_id,
            "patient_id": patient,
            "start": slot.start,
            "end": slot.end,
            "source": source.value,
            "at": now,
            "held_until": min(until, slot.start) if slot.start > now else until,
        },
    )
    if answer.outcome != "held":
        raise _REFUSALS[answer.outcome](session.id, source, answer)
    work.record(
        "holds.hold", ("appointment", hold_id), patient=patient, session=str(session.id)
    )
    work.announce("line.changed", session=session.id, action="holds.hold")
    return existing.appointment(work, hold_id)


def confirm_held(
    work: Work, wanted: AppointmentId, *, idempotency_key: str | None = None
) -> Booked:
    """Book a hold whoever may ask for it; the caller has asked."""
    held = existing.appointment(work, wanted)
    done = token_store.by_appointment(work.db, wanted)
    if done is not None:
        return booked_with(work, done)
    if held.status is AppointmentStatus.CANCELLED:
        raise HoldExpired(str(wanted))
    if held.status is not AppointmentStatus.PENDING:
        raise AppointmentNotActive(held.status.value)
    place = Place(
        session=held.session,
        patient=held.patient,
        action="holds.confirm",
        source=held.source,
        status=TokenStatus.BOOKED,
        idempotency_key=idempotency_key,
        slot_start_at=held.interval.start,
        appointment={"id": wanted, "held": True},
    )
    try:
        token = issue(work, place)
    except Conflict:
        # Somebody else, or a second click, confirmed it a moment ago.
        done = token_store.by_appointment(work.db, wanted)
        if done is None:
            raise
        return booked_with(work, done)
    booked = booked_with(work, token)
    tell_patient(work, booked, Template.CONFIRMED)
    return booked


def release_held(work: Work, wanted: AppointmentId, reason: str) -> Appointment:
    """Let a hold go whoever may ask for it; the caller has asked."""
    held = existing.appointment(work, wanted)
    session_store.lock(work.db, held.session)
    if store.release(work.db, wanted, reason=reason):
        work.record("holds.release", ("appointment", wanted), patient=held.patient)
        work.announce("line.changed", session=held.session, action="holds.release")
        return existing.appointment(work, wanted)
    now = existing.appointment(work, wanted)
    if now.status is AppointmentStatus.CANCELLED:
        return now
    raise AppointmentNotActive(now.status.value)


def require_one_place(
    session: SessionId | None, rule: RuleId | None, start: datetime | None
) -> None:
    """Refuse with ``InvalidField`` what names no place, two, or a rule without a start."""
    if (session is None) == (rule is None):
        raise InvalidField("session", "", "a session or a rule, not both")
    if rule is not None and start is None:
        raise InvalidField("start", "", "the start of a slot of the rule")


def session_of(
    work: Work,
    session: SessionId | None,
    rule: RuleId | None,
    start: datetime | None,
) -> Session:
    """The session meant, opened if it is a rule's; refuse with ``NoSuchThing``."""
    if rule is not None and start is not None:
        return availability.session_for(work, rule, _day(work, start))
    if session is None:
        raise InvalidField("session", "", "a session, or a rule with a start")
    return existing.session(work, session)


def _require(work: Work, wanted: AppointmentId) -> None:
    found = existing.appointment(work, wanted)
    about = ("appointment", wanted)
    require_care(work, Permission.APPOINTMENT_BOOK, found.patient, about)


def _day(work: Work, start: datetime) -> date:
    return start.astimezone(work.zone).date()


_REFUSALS: Mapping[str, Callable[[SessionId, TokenSource, Held], Refused]] = {
    "full": lambda session, _, told: SessionFull(str(session), told.number or 0),
    "quota-held": lambda session, source, _: QuotaHeld(str(session), source.value),
    "not-open": lambda session, _, told: SessionNotOpen(str(session), told.note or ""),
    "missing": lambda session, *_: NoSuchThing("session", str(session)),
    "in-line": lambda _, __, told: AlreadyInLine(f"{told.note} {told.number}"),
    "double-booked": lambda _, __, told: PatientDoubleBooked(_instant(told)),
    "slot-taken": lambda session, _, told: SlotTaken(str(session), _instant(told)),
}
"""What each outcome of ``hold_place`` but success is called here."""


def _instant(told: Held) -> datetime:
    return datetime.fromisoformat(told.note or "")
