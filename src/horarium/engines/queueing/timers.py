"""What the clock alone asks for: recalls, skips and no-shows that have fallen due."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from horarium.domain.token import TokenStatus
from horarium.engines.queueing.events import NoShow, Recall, Skip, TokenEvent
from horarium.engines.queueing.policy import Policy
from horarium.engines.queueing.problem import Line, LineToken, require_aware


def due_events(line: Line, now: datetime, policy: Policy) -> tuple[TokenEvent, ...]:
    """The events that the policy's timers make due at ``now``, to be advanced in order.

    A called patient who has not come in is recalled every ``recall_after_min``; after
    ``max_recalls`` the next timer skips. A booked patient is a no-show
    ``noshow_after_min`` after the promised time plus the announced delay. Each event carries the instant it fell
    due, so that a late clock changes nothing.
    """
    require_aware("now", now)
    if line.session.closed_at is not None:
        return ()
    return (*_at_the_door(line, now, policy), *_not_come(line, now, policy))


def _at_the_door(line: Line, now: datetime, policy: Policy) -> Iterator[TokenEvent]:
    token = line.tokens[line.serving] if line.serving is not None else None
    if token is None or token.status is TokenStatus.IN_CONSULTATION:
        return
    patience = timedelta(minutes=policy.recall_after_min)
    called_at = token.called_at or now
    most = max(policy.max_recalls, token.n_recalls)
    for n_calls in range(token.n_recalls + 1, most + 2):
        due_at = called_at + n_calls * patience
        if due_at > now:
            return
        is_last = n_calls > policy.max_recalls
        yield Skip(due_at, token.id) if is_last else Recall(due_at, token.id)


def _not_come(line: Line, now: datetime, policy: Policy) -> Iterator[TokenEvent]:
    if policy.noshow_after_min is None:
        return
    limit = timedelta(minutes=policy.noshow_after_min)
    for token in line.tokens.values():
        due_at = _promised(line, token) + limit
        if token.status is TokenStatus.BOOKED and due_at <= now:
            yield NoShow(due_at, token.id)


def _promised(line: Line, token: LineToken) -> datetime:
    start = token.slot_start or token.expected_at or line.session.interval.start
    return start + timedelta(minutes=line.session.late_min)
