"""Moving an appointment: the new place is had first, then the old one is given back.

Both happen in one transaction, and the new appointment names the one it replaces.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from horarium.domain.appointment import Appointment, AppointmentStatus
from horarium.domain.errors import (
    AppointmentNotActive,
    InvalidField,
    NoSuchThing,
    SessionFull,
)
from horarium.domain.ids import AppointmentId, RuleId, SessionId
from horarium.domain.interval import Interval
from horarium.domain.session import Session
from horarium.domain.token import Token, TokenStatus
from horarium.engines.queueing.events import Cancel
from horarium.services import availability, existing, offering, waitlist
from horarium.services.booked import Booked, booked_with, tell_patient
from horarium.services.holds import require_one_place, session_of
from horarium.services.idempotency import Once, once
from horarium.services.issuing import Place, issue
from horarium.services.lines import apply
from horarium.services.notifications import Template
from horarium.services.own_care import require_care
from horarium.services.permissions import Permission
from horarium.services.work import Work
from horarium.store import appointments as store
from horarium.store import holds as hold_store
from horarium.store import line_places as place_store
from horarium.store import tokens as token_store
from horarium.store.database import savepoint

MOVED = "rescheduled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reschedule:
    """Where an appointment shall go: a session, or a rule that is opened for it.

    Without a ``start`` the session's free slot that costs the others least. Raises ``InvalidField``.
    """

    appointment: AppointmentId
    session: SessionId | None = None
    rule: RuleId | None = None
    start: datetime | None = None
    idempotency_key: str | None = None

    def __post_init__(self) -> None:
        require_one_place(self.session, self.rule, self.start)


def reschedule(work: Work, request: Reschedule) -> Booked:
    """Move an appointment that nobody has checked in to; all of it or nothing.

    Within its session the token keeps its number; in another there is a new one. Raises
    what booking refuses with, and ``AppointmentNotActive``.
    """
    known = existing.appointment(work, request.appointment)
    for permission in (Permission.APPOINTMENT_BOOK, Permission.APPOINTMENT_CANCEL):
        require_care(work, permission, known.patient, ("appointment", known.id))

    def find(key: UUID) -> Booked:
        token = token_store.by_appointment(work.db, AppointmentId(key))
        if token is None:
            raise NoSuchThing("appointment", str(key))
        return booked_with(work, token)

    asked = Once(request.idempotency_key, "rescheduling.reschedule", request)
    return once(work, asked, lambda: _move(work, request), find)


def _move(work: Work, request: Reschedule) -> Booked:
    known = existing.appointment(work, request.appointment)
    target = session_of(work, request.session, request.rule, request.start)
    place_store.lock_all(work.db, {known.session, target.id})
    old = store.lock(work.db, request.appointment) or known
    token = token_store.by_appointment(work.db, request.appointment)
    if token is None or token.status is not TokenStatus.BOOKED:
        raise AppointmentNotActive(old.status.value)
    slot = _slot(work, request, target, old)
    with savepoint(work.db):
        if target.id == old.session:
            booked = _move_within(work, old, token, slot)
        else:
            booked = _move_across(work, old, token, (target, slot))
    work.record(
        "rescheduling.reschedule",
        ("appointment", booked.id),
        patient=old.patient,
        replaces=str(old.id),
    )
    tell_patient(work, booked, Template.MOVED)
    if target.id != old.session:
        waitlist.offer_freed(work, old.session)
    return booked


def _move_within(work: Work, old: Appointment, token: Token, slot: Interval) -> Booked:
    """Another slot of the same session: the place and its number are kept."""
    hold_store.settle(work.db, work.organisation, old.session, at=work.clock.now())
    new = AppointmentId(work.new_id())
    store.set_status(work.db, old.id, AppointmentStatus.CANCELLED, reason=MOVED)
    store.add_replacement(
        work.db, work.organisation, old, new, slot, at=work.clock.now()
    )
    token_store.move(work.db, token, appointment_id=new, slot_start_at=slot.start)
    work.announce(
        "line.changed",
        session=old.session,
        token=token.id,
        action="rescheduling.reschedule",
    )
    moved = token_store.by_id(work.db, token.id)
    if moved is None:
        raise AssertionError("the token just moved is not there")
    return booked_with(work, moved)


def _move_across(
    work: Work, old: Appointment, token: Token, to: tuple[Session, Interval]
) -> Booked:
    """Another session: a new place with a number of its own, then the old one goes back.

    The old appointment steps aside first, or it would stand against a new one at an
    overlapping time; its place is given back only when the new one is had.
    """
    session, slot = to
    store.set_status(work.db, old.id, AppointmentStatus.CANCELLED, reason=MOVED)
    fresh = issue(
        work,
        Place(
            session=session.id,
            patient=old.patient,
            action="rescheduling.book",
            source=old.source,
            status=TokenStatus.BOOKED,
            slot_start_at=slot.start,
            appointment={
                "id": work.new_id(),
                "start": slot.start,
                "end": slot.end,
                "replaces": old.id,
            },
        ),
    )
    apply(
        work,
        token.session,
        Cancel(work.clock.now(), token.id),
        action="rescheduling.release",
        token=token.id,
        reason=MOVED,
    )
    return booked_with(work, fresh)


def _slot(
    work: Work, request: Reschedule, target: Session, old: Appointment
) -> Interval:
    start = request.start or offering.cheapest_start(work, target)
    if start is None:
        raise SessionFull(str(target.id), target.capacity)
    if target.id == old.session and start == old.interval.start:
        raise InvalidField("start", start.isoformat(), "another time than now")
    return availability.require_bookable(work, target, start)
