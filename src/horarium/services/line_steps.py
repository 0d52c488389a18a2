"""One step of a stored line: lock it, let the engine advance it, write what changed."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

from horarium.domain.appointment import AppointmentStatus
from horarium.domain.errors import (
    AlreadyInLine,
    QuotaHeld,
    SessionFull,
    TokenMoved,
)
from horarium.domain.ids import SessionId, TokenId
from horarium.domain.session import SessionStatus
from horarium.domain.token import Token, TokenStatus
from horarium.engines.queueing import Line, LineToken, advance, changed
from horarium.engines.queueing.events import Event
from horarium.engines.queueing.problem import GAVE_UP_ITS_PLACE
from horarium.services import existing
from horarium.services.line_loading import Loaded, load, load_alone, moved_columns
from horarium.services.permissions import Permission
from horarium.services.sessions import require_own
from horarium.services.work import Work
from horarium.store import appointments as appointment_store
from horarium.store import holds as hold_store
from horarium.store import line_places as place_store
from horarium.store import sessions as session_store
from horarium.store import tokens as token_store

_APPOINTMENT_AFTER = {
    TokenStatus.ARRIVED: AppointmentStatus.CHECKED_IN,
    TokenStatus.COMPLETED: AppointmentStatus.FULFILLED,
    TokenStatus.NO_SHOW: AppointmentStatus.NO_SHOW,
    TokenStatus.CANCELLED: AppointmentStatus.CANCELLED,
    TokenStatus.LEFT: AppointmentStatus.CANCELLED,
    TokenStatus.TRANSFERRED: AppointmentStatus.CANCELLED,
}
"""What a token's move means for the appointment behind it."""


@dataclass(frozen=True, slots=True)
class Step:
    """An event as the audit trail tells it; ``token`` is whom it is about, if anybody."""

    event: Event
    action: str
    token: TokenId | None = None
    details: dict[str, Any] = field(default_factory=dict)


def own_line(work: Work, wanted: SessionId) -> Loaded:
    """The locked line of a session that the actor may serve."""
    work.require(Permission.TOKEN_SERVE)
    before = load(work, wanted, lock=True)
    require_own(work, before.session)
    return before


def own_token(work: Work, wanted: TokenId) -> Loaded:
    """The locked line with this token alone, for moves that concern no other."""
    work.require(Permission.TOKEN_SERVE)
    before = load_alone(work, existing.token(work, wanted).session, wanted)
    require_own(work, before.session)
    return before


def take(work: Work, before: Loaded, steps: Sequence[Step]) -> Line:
    """Advance the line step by step, write it once, with an event and a message a step.

    All of it or none. Raises what ``advance`` refuses, ``TokenMoved``, and for who comes
    back from a no-show ``SessionFull``, ``QuotaHeld``, ``AlreadyInLine`` and
    ``PatientDoubleBooked``.
    """
    after = before.line
    for step in steps:
        after = advance(after, step.event, before.policy)
    _write_tokens(work, before, after)
    _write_session(work, before, after)
    for step in steps:
        _tell(work, before, step)
    return after


def token_id(key: Hashable) -> TokenId:
    """A line built from rows has the rows' ids as keys."""
    return TokenId(cast("UUID", key))


def _tell(work: Work, before: Loaded, step: Step) -> None:
    session = before.session.id
    about = ("token", step.token) if step.token else ("session", session)
    patient = before.tokens[step.token].patient if step.token else None
    work.record(
        step.action, about, patient=patient, session=str(session), **step.details
    )
    work.announce(
        "line.changed", session=session, token=step.token or "", action=step.action
    )


def _write_tokens(work: Work, before: Loaded, after: Line) -> None:
    for new in changed(before.line, after):
        old = before.tokens[token_id(new.id)]
        is_back = old.status is TokenStatus.NO_SHOW
        if is_back:
            _take_place_again(work, before, old)
        if not token_store.move(work.db, old, **moved_columns(new)):
            raise TokenMoved(old.label)
        gave_up = new.status in GAVE_UP_ITS_PLACE
        if gave_up and old.status not in GAVE_UP_ITS_PLACE:
            session_store.give_back_place(work.db, old.session, overflow=old.overflow)
        follows = _APPOINTMENT_AFTER.get(new.status)
        if follows and old.appointment and not is_back and not _was_here(old, new):
            appointment_store.set_status(work.db, old.appointment, follows)


def _was_here(old: Token, new: LineToken) -> bool:
    """Whether the patient had checked in before and still is."""
    return new.status is TokenStatus.ARRIVED and old.status is not TokenStatus.BOOKED


def _take_place_again(work: Work, before: Loaded, old: Token) -> None:
    """A no-show gave the place up; whoever comes all the same needs a new one."""
    for other in before.tokens.values():
        if other.patient == old.patient and other.status.is_active:
            raise AlreadyInLine(other.label)
    hold_store.settle(work.db, work.organisation, old.session, at=work.clock.now())
    kept = 0
    if before.session.quotas and not old.overflow:
        kept = hold_store.places_kept(
            work.db, old.session, old.priority_class, at=work.clock.now()
        )
    if not place_store.take(work.db, old.session, overflow=old.overflow, kept=kept):
        if kept and before.session.places_left > 0:
            raise QuotaHeld(str(old.session), old.priority_class)
        raise SessionFull(str(old.session), before.session.capacity)
    if old.appointment:
        place_store.take_up_again(work.db, old.appointment)


def _write_session(work: Work, before: Loaded, after: Line) -> None:
    was, now = before.line.session, after.session
    if was == now:
        return
    status = SessionStatus.CLOSED if now.closed_at else SessionStatus.OPEN
    session_store.change(
        work.db,
        before.session.id,
        status=status.value,
        late_min=int(now.late_min),
        began_at=now.began_at,
        break_from_at=now.break_from,
        break_until_at=now.break_until,
        closed_at=now.closed_at,
    )
