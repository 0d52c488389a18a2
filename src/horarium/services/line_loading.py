"""Between stored rows and the queueing engine's line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from horarium.domain.errors import NoSuchThing
from horarium.domain.ids import SessionId, TokenId
from horarium.domain.session import Session
from horarium.domain.token import Token
from horarium.engines.queueing import Line, LineSession, LineToken, Policy
from horarium.engines.queueing.disciplines import DISCIPLINES
from horarium.services.work import Work
from horarium.store import sessions as session_store
from horarium.store import tokens as token_store

_POLICIES = {name: Policy(discipline=one) for name, one in DISCIPLINES.items()}

_MOVING = (
    "arrived_at",
    "called_at",
    "started_at",
    "ended_at",
    "skipped_at",
    "entry_at",
    "n_recalls",
    "n_skips",
)
"""What an event may change of a token besides its status; same names on both sides."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A session as stored and the line the engine sees of it."""

    session: Session
    tokens: dict[TokenId, Token]
    line: Line
    policy: Policy


def policy_of(session: Session) -> Policy:
    """The rules of a session's line."""
    return _POLICIES[session.discipline]


def load(work: Work, wanted: SessionId, *, lock: bool) -> Loaded:
    """The line of a session; with ``lock`` nobody else moves it until the work ends."""
    if lock:
        session_store.lock(work.db, wanted)
    session = session_store.by_id(work.db, wanted)
    if session is None:
        raise NoSuchThing("session", str(wanted))
    return loaded(session, token_store.of_session(work.db, wanted))


def loaded(session: Session, tokens: Sequence[Token]) -> Loaded:
    """The line of a session whose rows are at hand."""
    line = Line.of(_line_session(session), [_line_token(token) for token in tokens])
    return Loaded(
        session, {token.id: token for token in tokens}, line, policy_of(session)
    )


def moved_columns(token: LineToken) -> dict[str, Any]:
    """The columns of the token's row after an event."""
    values = {name: getattr(token, name) for name in _MOVING}
    return {"status": token.status.value, **values}


def _line_session(session: Session) -> LineSession:
    return LineSession(
        name=str(session.id),
        interval=session.interval,
        late_min=session.late_min,
        began_at=session.began_at,
        break_from=session.break_from_at,
        break_until=session.break_until_at,
        closed_at=session.closed_at,
        capacity=None,
        overflow_limit=session.overflow_limit,
    )


def _line_token(token: Token) -> LineToken:
    return LineToken(
        id=token.id,
        number=token.number,
        priority_class=token.priority_class,
        source=token.source,
        status=token.status,
        slot_start=token.slot_start_at,
        overflow=token.overflow,
        **{name: getattr(token, name) for name in _MOVING},
    )
