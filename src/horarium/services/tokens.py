"""Tokens at the desk: walk-ins, emergencies, checking in, giving up."""

from dataclasses import dataclass

from horarium.domain.errors import InvalidField
from horarium.domain.ids import PatientId, SessionId, TokenId
from horarium.domain.token import Token, TokenSource, TokenStatus
from horarium.engines.queueing.events import Arrive, Cancel
from horarium.services import existing, waitlist
from horarium.services.booked import booked_with, tell_patient
from horarium.services.issuing import Place, issue, repeated
from horarium.services.lines import apply
from horarium.services.notifications import Template
from horarium.services.patients import NewPatient
from horarium.services.permissions import Permission
from horarium.services.session_days import require_now
from horarium.services.work import Asked, Work
from horarium.store import appointments
from horarium.store import sessions as session_store
from horarium.store import tokens as store

MAX_REASON = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkIn:
    """Somebody who stands at the desk now; ``patient`` may be new."""

    session: SessionId
    patient: PatientId | NewPatient
    source: TokenSource = TokenSource.WALK_IN
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Emergency:
    """Somebody who cannot wait, and why; takes an overflow place, never an ordinary one."""

    session: SessionId
    patient: PatientId | NewPatient
    reason: str
    idempotency_key: str | None = None


def add_walk_in(work: Work, request: WalkIn) -> Token:
    """Give a walk-in a place and a number; ``SessionFull`` when there is none.

    ``NotToday`` in a session of another day.
    """
    return issue_now(work, walk_in_place(work, request))


def add_emergency(work: Work, request: Emergency) -> Token:
    """Put an emergency into the overflow; ``OverflowFull`` when that is used up.

    ``NotToday`` in a session of another day.
    """
    return issue_now(work, emergency_place(work, request))


def issue_now(work: Work, place: Place) -> Token:
    """The place for somebody who is here, if the session is of the present.

    Whatever day it is meanwhile, a request repeated under its key gets its answer.
    """
    session = session_store.by_id(work.db, place.session)
    if session is not None and not session.status.is_over:
        known = repeated(work, place)
        if known is not None:
            return known
        require_now(work, session, "session")
    return issue(work, place)


def walk_in_place(asked: Asked, request: WalkIn) -> Place:
    """The place a walk-in asks for, if whoever asks may."""
    asked.require(Permission.TOKEN_ADD)
    if request.source is TokenSource.EMERGENCY:
        raise InvalidField("source", request.source.value, "anything but an emergency")
    return Place(
        session=request.session,
        patient=request.patient,
        action="tokens.add_walk_in",
        source=request.source,
        status=TokenStatus.ARRIVED,
        idempotency_key=request.idempotency_key,
    )


def emergency_place(asked: Asked, request: Emergency) -> Place:
    """The place an emergency asks for, if whoever asks may and says why."""
    asked.require(Permission.TOKEN_ADD)
    return Place(
        session=request.session,
        patient=request.patient,
        action="tokens.add_emergency",
        source=TokenSource.EMERGENCY,
        status=TokenStatus.ARRIVED,
        overflow=True,
        reason=checked_reason(request.reason),
        idempotency_key=request.idempotency_key,
    )


def get(work: Work, wanted: TokenId) -> Token:
    """One token."""
    work.require(Permission.TOKEN_READ)
    return existing.token(work, wanted)


def of_session(work: Work, wanted: SessionId) -> list[Token]:
    """Every token of a session, by number."""
    work.require(Permission.TOKEN_READ)
    return store.of_session(work.db, wanted)


def check_in(work: Work, wanted: TokenId) -> Token:
    """The patient of a booked token is here; the appointment follows.

    ``NotToday`` when it is for another day.
    """
    work.require(Permission.TOKEN_CHECK_IN)
    token = existing.token(work, wanted)
    require_now(work, existing.session(work, token.session), "token")
    return arrive(work, token)


def arrive(work: Work, token: Token) -> Token:
    """The same for services whose caller may, on any day."""
    arrival = Arrive(work.clock.now(), token.id)
    return apply(work, token.session, arrival, action="tokens.check_in", token=token.id)


def cancel(work: Work, wanted: TokenId, reason: str) -> Token:
    """Give the place up; the number is never used again."""
    work.require(Permission.APPOINTMENT_CANCEL)
    return give_up(work, existing.token(work, wanted), reason)


def give_up(work: Work, token: Token, reason: str) -> Token:
    """The same for services whose caller may."""
    why = checked_reason(reason)
    gone = Cancel(work.clock.now(), token.id)
    after = apply(
        work, token.session, gone, action="tokens.cancel", token=token.id, reason=why
    )
    if after.appointment is not None:
        appointments.set_reason(work.db, after.appointment, why)
        tell_patient(work, booked_with(work, after), Template.CANCELLED)
    waitlist.offer_freed(work, after.session)
    return after


def checked_reason(reason: str) -> str:
    """A reason that says something; refuse with ``InvalidField``."""
    if not reason.strip() or len(reason) > MAX_REASON or "\0" in reason:
        raise InvalidField("reason", "…", f"1 to {MAX_REASON} characters")
    return reason.strip()
