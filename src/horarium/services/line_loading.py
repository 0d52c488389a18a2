"""Between stored rows and the queueing engine's line."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from horarium.domain.errors import NoSuchThing
from horarium.domain.ids import SessionId, TokenId
from horarium.domain.session import Session
from horarium.domain.token import Token
from horarium.engines.queueing import Line, LineSession, LineToken, Policy
from horarium.engines.queueing.place import order_of
from horarium.services import existing
from horarium.services.line_policies import (
    LineRules,
    default_rules,
    rules_by_discipline,
)
from horarium.services.work import Work
from horarium.store import sessions as session_store
from horarium.store import tokens as token_store

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
    rules: LineRules

    @property
    def policy(self) -> Policy:
        """What the engine is to go by."""
        return self.rules.policy


def load(work: Work, wanted: SessionId, *, lock: bool) -> Loaded:
    """The line of a session; with ``lock`` nobody else moves it until the work ends."""
    if lock:
        session_store.lock(work.db, wanted)
    session = existing.session(work, wanted)
    rules = rules_by_discipline(work)[session.discipline]
    return loaded(session, token_store.of_session(work.db, wanted), rules)


def load_alone(work: Work, wanted: SessionId, token: TokenId) -> Loaded:
    """The locked line with one token in it: enough for a move that concerns no other.

    Costs the same in a line of five hundred. Raises ``NoSuchThing``.
    """
    session_store.lock(work.db, wanted)
    session = session_store.by_id(work.db, wanted)
    found = token_store.by_id(work.db, token)
    if session is None or found is None:
        raise NoSuchThing("token", str(token))
    return loaded(session, [found], default_rules(session.discipline))


def load_all(work: Work, sessions: Sequence[Session]) -> list[Loaded]:
    """The lines of several sessions, unlocked, with one question for all their tokens."""
    rules = rules_by_discipline(work)
    tokens = token_store.of_sessions(work.db, [session.id for session in sessions])
    return [loaded(one, tokens[one.id], rules[one.discipline]) for one in sessions]


def loaded(session: Session, tokens: Sequence[Token], rules: LineRules) -> Loaded:
    """The line of a session whose rows are at hand."""
    line = Line.of(
        _line_session(session), [_line_token(session, token) for token in tokens]
    )
    line = replace(line, order=order_of(line, rules.policy))
    return Loaded(session, {token.id: token for token in tokens}, line, rules)


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
        planned_break=session.planned_break,
        closed_at=session.closed_at,
        capacity=None,
        overflow_limit=session.overflow_limit,
    )


def _expected_at(session: Session, token: Token) -> datetime | None:
    """Who has a number but no slot is reckoned with by the number."""
    if token.slot_start_at is not None:
        return None
    by_number = session.interval.start + timedelta(
        minutes=session.slot_min * (token.number - 1)
    )
    return min(by_number, session.interval.end)


def _line_token(session: Session, token: Token) -> LineToken:
    """How somebody came tells the kind of visit: follow-ups take less than emergencies."""
    return LineToken(
        id=token.id,
        number=token.number,
        priority_class=token.priority_class,
        source=token.source,
        status=token.status,
        visit_type=token.source.value,
        slot_start=token.slot_start_at,
        expected_at=_expected_at(session, token),
        overflow=token.overflow,
        **{name: getattr(token, name) for name in _MOVING},
    )
