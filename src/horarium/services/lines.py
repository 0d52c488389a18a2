"""The doctor's side of the line: calling, starting, completing, taking back."""

from collections.abc import Hashable
from typing import Any, cast
from uuid import UUID

from horarium.domain.appointment import AppointmentStatus
from horarium.domain.errors import NobodyWaiting, NoSuchThing, NothingToUndo, TokenMoved
from horarium.domain.ids import SessionId, TokenId
from horarium.domain.session import Session, SessionStatus
from horarium.domain.token import Token, TokenStatus
from horarium.engines.queueing import (
    Line,
    LineToken,
    advance,
    changed,
    next_token,
)
from horarium.engines.queueing.events import (
    Call,
    Close,
    Complete,
    Event,
    NoShow,
    Recall,
    Start,
    UndoCall,
)
from horarium.engines.queueing.problem import GAVE_UP_ITS_PLACE
from horarium.services.line_loading import Loaded, load, moved_columns
from horarium.services.permissions import Permission
from horarium.services.sessions import require_own
from horarium.services.work import Work
from horarium.store import appointments as appointment_store
from horarium.store import sessions as session_store
from horarium.store import tokens as token_store

_APPOINTMENT_AFTER = {
    TokenStatus.ARRIVED: AppointmentStatus.CHECKED_IN,
    TokenStatus.COMPLETED: AppointmentStatus.FULFILLED,
    TokenStatus.NO_SHOW: AppointmentStatus.NO_SHOW,
    TokenStatus.CANCELLED: AppointmentStatus.CANCELLED,
}
"""What a token's move means for the appointment behind it."""


def call_next(work: Work, wanted: SessionId) -> Token:
    """Call whoever is next; refuse with ``NobodyWaiting`` or ``StillServing``."""
    before = _own_line(work, wanted)
    due = next_token(before.line, work.clock.now(), before.policy)
    if due is None:
        raise NobodyWaiting(str(wanted))
    token_id = _token_id(due.id)
    _step(work, before, Call(work.clock.now(), due.id), "lines.call_next", token_id)
    return _announced_call(work, token_id)


def recall(work: Work, wanted: TokenId) -> Token:
    """Call the called patient once more."""
    _serve(work, wanted, Recall(work.clock.now(), wanted), "lines.recall")
    return _announced_call(work, wanted)


def start(work: Work, wanted: TokenId) -> Token:
    """The patient is in the room: the consultation begins."""
    return _serve(work, wanted, Start(work.clock.now(), wanted), "lines.start")


def complete(work: Work, wanted: TokenId) -> Token:
    """The consultation is over."""
    return _serve(work, wanted, Complete(work.clock.now(), wanted), "lines.complete")


def mark_noshow(work: Work, wanted: TokenId) -> Token:
    """The patient did not come; the place is free again, the number is not."""
    return _serve(work, wanted, NoShow(work.clock.now(), wanted), "lines.mark_noshow")


def undo_call(work: Work, wanted: SessionId) -> Token:
    """Take the last call back; the patient waits on in the old place."""
    before = _own_line(work, wanted)
    called = before.line.serving
    if called is None:
        raise NothingToUndo(str(wanted))
    token_id = _token_id(called)
    _step(work, before, UndoCall(work.clock.now()), "lines.undo_call", token_id)
    return _existing(work, token_id)


def close(work: Work, wanted: SessionId) -> Session:
    """End the session: who has not come is a no-show, who still waits has left."""
    before = _own_line(work, wanted)
    _step(work, before, Close(work.clock.now()), "lines.close", None)
    session = session_store.by_id(work.db, wanted)
    if session is None:
        raise NoSuchThing("session", str(wanted))
    return session


def apply(
    work: Work,
    session: SessionId,
    event: Event,
    *,
    action: str,
    token: TokenId,
    **details: Any,
) -> Token:
    """Let ``event`` happen to a token, whoever may ask for it; the caller has asked."""
    _step(work, load(work, session, lock=True), event, action, token, **details)
    return _existing(work, token)


def _serve(work: Work, wanted: TokenId, event: Event, action: str) -> Token:
    token = _existing(work, wanted)
    _step(work, _own_line(work, token.session), event, action, wanted)
    return _existing(work, wanted)


def _own_line(work: Work, wanted: SessionId) -> Loaded:
    work.require(Permission.TOKEN_SERVE)
    before = load(work, wanted, lock=True)
    require_own(work, before.session)
    return before


def _step(
    work: Work,
    before: Loaded,
    event: Event,
    action: str,
    token: TokenId | None,
    **details: Any,
) -> None:
    """Advance the line and write what changed, with its event and its message."""
    after = advance(before.line, event, before.policy)
    _write_tokens(work, before, after)
    _write_session(work, before, after)
    about = ("token", token) if token else ("session", before.session.id)
    patient = before.tokens[token].patient if token else None
    work.record(
        action, about, patient=patient, session=str(before.session.id), **details
    )
    work.announce(
        "line.changed", session=before.session.id, token=token or "", action=action
    )


def _write_tokens(work: Work, before: Loaded, after: Line) -> None:
    for new in changed(before.line, after):
        old = before.tokens[_token_id(new.id)]
        if not token_store.move(work.db, old, **moved_columns(new)):
            raise TokenMoved(old.label)
        gave_up = new.status in GAVE_UP_ITS_PLACE
        if gave_up and old.status not in GAVE_UP_ITS_PLACE:
            session_store.give_back_place(work.db, old.session, overflow=old.overflow)
        follows = _APPOINTMENT_AFTER.get(new.status)
        if follows and old.appointment and not _is_back_in_line(old, new):
            appointment_store.set_status(work.db, old.appointment, follows)


def _is_back_in_line(old: Token, new: LineToken) -> bool:
    """Whether the patient had checked in before and still is."""
    return new.status is TokenStatus.ARRIVED and old.status is not TokenStatus.BOOKED


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


def _announced_call(work: Work, wanted: TokenId) -> Token:
    token = _existing(work, wanted)
    work.announce(
        "token.called", token=token.id, patient=token.patient, session=token.session
    )
    return token


def _existing(work: Work, wanted: TokenId) -> Token:
    token = token_store.by_id(work.db, wanted)
    if token is None:
        raise NoSuchThing("token", str(wanted))
    return token


def _token_id(key: Hashable) -> TokenId:
    """A line built from rows has the rows' ids as keys."""
    return TokenId(cast("UUID", key))
