"""The doctor's side of the line: calling, starting, completing, taking back."""

from datetime import datetime, timedelta
from typing import Any

from horarium.domain.errors import (
    InvalidField,
    NobodyWaiting,
    NothingToUndo,
)
from horarium.domain.ids import SessionId, TokenId
from horarium.domain.session import Session
from horarium.domain.token import Token, TokenStatus
from horarium.engines.queueing import next_token
from horarium.engines.queueing.events import (
    Arrive,
    Call,
    Cancel,
    Close,
    Complete,
    Event,
    Leave,
    NoShow,
    Pause,
    Recall,
    Resume,
    Return,
    Skip,
    Start,
    UndoCall,
)
from horarium.services import existing, line_timers
from horarium.services.line_loading import load, load_alone
from horarium.services.line_steps import (
    Step,
    own_line,
    own_token,
    take,
    token_id,
)
from horarium.services.permissions import Permission
from horarium.services.session_days import require_now
from horarium.services.sessions import require_open, require_own
from horarium.services.work import Work

LONGEST_BREAK = timedelta(hours=8)

_ALONE = Arrive | Cancel | Leave
"""Events that ask nothing of the rest of the line, neither its order nor its doctor."""

_AT_THE_DOOR = "at the door after all"


def call_next(work: Work, wanted: SessionId) -> Token:
    """Call whoever is next; refuse with ``NobodyWaiting``, ``StillServing``, ``NotToday``.

    Timers that have fallen due go first, so a called patient who never came does not
    keep the doctor waiting for the next look of the worker.
    """
    before = own_line(work, wanted)
    require_now(work, before.session, "session")
    before = line_timers.settle(work, before)
    due = next_token(before.line, work.clock.now(), before.policy)
    if due is None:
        raise NobodyWaiting(str(wanted))
    called = token_id(due.id)
    call = Call(work.clock.now(), called)
    take(work, before, [Step(call, "lines.call_next", called)])
    return _announced_call(work, called)


def recall(work: Work, wanted: TokenId) -> Token:
    """Call the called patient once more."""
    _serve(work, wanted, Recall(work.clock.now(), wanted), "lines.recall")
    return _announced_call(work, wanted)


def start(work: Work, wanted: TokenId) -> Token:
    """The patient is in the room: the consultation begins.

    Also for a patient just skipped who stands at the door after all, while the doctor
    is free: coming back, the call and the start are one step.
    """
    before, now = own_token(work, wanted), work.clock.now()
    require_now(work, before.session, "token")
    begin = Step(Start(now, wanted), "lines.start", wanted)
    if before.tokens[wanted].status is not TokenStatus.SKIPPED:
        take(work, before, [begin])
        return existing.token(work, wanted)
    before = own_line(work, before.session.id)
    back = Step(Return(now, wanted), "lines.come_back", wanted)
    reason = {"reason": _AT_THE_DOOR}
    call = Step(Call(now, wanted, _AT_THE_DOOR), "lines.call", wanted, reason)
    take(work, before, [back, call, begin])
    return existing.token(work, wanted)


def complete(work: Work, wanted: TokenId) -> Token:
    """The consultation is over."""
    return _serve(work, wanted, Complete(work.clock.now(), wanted), "lines.complete")


def skip(work: Work, wanted: TokenId) -> Token:
    """The called patient is not there; the line goes on and the grace begins."""
    skipped = _serve(work, wanted, Skip(work.clock.now(), wanted), "lines.skip")
    line_timers.announce_skip(work, skipped)
    return skipped


def mark_noshow(work: Work, wanted: TokenId) -> Token:
    """The patient did not come; the place is free again, the number is not."""
    return _serve(work, wanted, NoShow(work.clock.now(), wanted), "lines.mark_noshow")


def undo_call(work: Work, wanted: SessionId) -> Token:
    """Take the last call back; the patient waits on in the old place."""
    before = own_line(work, wanted)
    if before.line.serving is None:
        raise NothingToUndo(str(wanted))
    called = token_id(before.line.serving)
    undo = UndoCall(work.clock.now())
    take(work, before, [Step(undo, "lines.undo_call", called)])
    return existing.token(work, called)


def pause(work: Work, wanted: SessionId, until: datetime | None = None) -> Session:
    """The doctor takes a break; without ``until`` nobody knows how long.

    Raises ``InvalidField`` for an end that is past or more than eight hours away.
    """
    now = work.clock.now()
    if until is not None and not now < until <= now + LONGEST_BREAK:
        raise InvalidField("until", until.isoformat(), "an instant in the next 8 hours")
    details = {"until": until.isoformat()} if until else {}
    return _of_session(work, wanted, Pause(now, until), "lines.pause", **details)


def resume(work: Work, wanted: SessionId) -> Session:
    """The break is over; calling somebody says the same."""
    return _of_session(work, wanted, Resume(work.clock.now()), "lines.resume")


def close(work: Work, wanted: SessionId) -> Session:
    """End the session: who has not come is a no-show, who still waits has left."""
    before = own_line(work, wanted)
    take(work, before, [Step(Close(work.clock.now()), "lines.close")])
    return existing.session(work, wanted)


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
    concerns_nobody_else = isinstance(event, _ALONE)
    before = (
        load_alone(work, session, token)
        if concerns_nobody_else
        else load(work, session, lock=True)
    )
    take(work, before, [Step(event, action, token, details)])
    return existing.token(work, token)


def _serve(work: Work, wanted: TokenId, event: Event, action: str) -> Token:
    take(work, own_token(work, wanted), [Step(event, action, wanted)])
    return existing.token(work, wanted)


def _of_session(
    work: Work, wanted: SessionId, event: Event, action: str, **details: Any
) -> Session:
    work.require(Permission.SESSION_DELAY)
    before = load(work, wanted, lock=True)
    require_own(work, before.session)
    require_open(before.session)
    require_now(work, before.session, "session")
    take(work, before, [Step(event, action, None, details)])
    return existing.session(work, wanted)


def _announced_call(work: Work, wanted: TokenId) -> Token:
    token = existing.token(work, wanted)
    line_timers.announce_call(work, token)
    return token
