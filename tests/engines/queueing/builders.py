"""Lines and tokens with just the facts a test needs."""

from datetime import UTC, datetime, timedelta
from typing import Any

from horarium.domain.interval import Interval
from horarium.domain.token import TokenSource, TokenStatus
from horarium.engines.queueing import (
    DEFAULT_POLICY,
    Line,
    LineSession,
    LineToken,
    Policy,
    advance,
)
from horarium.engines.queueing import events as ev

NINE = datetime(2026, 1, 6, 9, 0, tzinfo=UTC)


def at(minute: float) -> datetime:
    """So many minutes after nine."""
    return NINE + timedelta(minutes=minute)


def make_session(**changes: Any) -> LineSession:
    return LineSession(
        **{"name": "clinic", "interval": Interval(at(0), at(300))} | changes
    )


def make_token(number: int = 1, **changes: Any) -> LineToken:
    """A booked walk-in-class token; its number is its id unless told otherwise."""
    facts: dict[str, Any] = {
        "id": number,
        "number": number,
        "priority_class": "walk-in",
        "source": TokenSource.WALK_IN,
    }
    return LineToken(**facts | changes)


def make_waiting(number: int, minute: float = 0, **changes: Any) -> LineToken:
    """A token that checked in ``minute`` minutes after nine."""
    return make_token(
        number, status=TokenStatus.ARRIVED, arrived_at=at(minute), **changes
    )


def make_line(*tokens: LineToken, **session: Any) -> Line:
    return Line.of(make_session(**session), tokens)


def after(line: Line, *happened: ev.Event, policy: Policy = DEFAULT_POLICY) -> Line:
    """The line after all of these."""
    for event in happened:
        line = advance(line, event, policy)
    return line
