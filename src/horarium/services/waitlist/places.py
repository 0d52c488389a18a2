"""A session's places as the queueing engine counts them, for the waitlist."""

from dataclasses import dataclass, replace

from horarium.domain.ids import SessionId
from horarium.domain.session import Session
from horarium.domain.token import Token
from horarium.domain.waitlist import Wish
from horarium.engines.queueing import (
    Line,
    LineSession,
    LineToken,
    Policy,
)
from horarium.engines.queueing.waitlist import Wish as LineWish
from horarium.services import existing
from horarium.services.line_policies import rules_by_discipline
from horarium.services.work import Work
from horarium.store import tokens as token_store


@dataclass(frozen=True, slots=True)
class Places:
    """A session, its line with capacity and holds, and the policy with its quotas."""

    session: Session
    line: Line
    policy: Policy

    def wish(self, one: Wish) -> LineWish:
        """A wish as the engine ranks it. Days were compared by whoever found it."""
        return LineWish(
            id=one.id,
            priority_class=one.source.value,
            since=one.created_at,
            n_passed=one.n_passed,
        )


def places_of(work: Work, wanted: SessionId) -> Places:
    """The places of a session whose row the caller holds."""
    session = existing.session(work, wanted)
    policy = rules_by_discipline(work)[session.discipline].policy
    tokens = token_store.of_session(work.db, wanted)
    line = Line.of(
        LineSession(
            name=str(session.id),
            interval=session.interval,
            closed_at=session.closed_at,
            capacity=session.capacity,
            overflow_limit=session.overflow_limit,
            n_held=session.n_held,
        ),
        [_line_token(token) for token in tokens],
    )
    return Places(session, line, policy_with_quotas(policy, session))


def policy_with_quotas(policy: Policy, session: Session) -> Policy:
    """The policy with the quotas of a session in its rows of priority classes."""
    quotas = {one.priority_class: one for one in session.quotas}
    start = session.interval.start
    return replace(
        policy,
        classes=tuple(
            replace(
                row,
                quota=quotas[row.name].places,
                quota_release_min=(start - quotas[row.name].release_at).total_seconds()
                / 60,
            )
            if row.name in quotas
            else row
            for row in policy.classes
        ),
    )


def _line_token(token: Token) -> LineToken:
    return LineToken(
        id=token.id,
        number=token.number,
        priority_class=token.priority_class,
        source=token.source,
        status=token.status,
        overflow=token.overflow,
        arrived_at=token.arrived_at or token.created_at,
    )
