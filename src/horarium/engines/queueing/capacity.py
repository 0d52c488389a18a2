"""Places of a session: ordinary ones, kept ones, and the overflow beside them."""

from collections import Counter
from datetime import datetime, timedelta

from horarium.domain.errors import OverflowFull, QuotaHeld, SessionFull
from horarium.engines.queueing.policy import Policy
from horarium.engines.queueing.problem import (
    GAVE_UP_ITS_PLACE,
    Line,
    LineToken,
    revised,
)


def admitted(line: Line, token: LineToken, at: datetime, policy: Policy) -> LineToken:
    """The token as it may join: in an ordinary place, or marked as overflow.

    A class that may overflow takes an ordinary place while there is one. The capacity
    itself never changes. Raises ``SessionFull``, ``QuotaHeld`` when only places kept
    for other classes are left, and ``OverflowFull``.
    """
    session = line.session
    if session.capacity is None:
        return token
    if n_free(line, token.priority_class, at, policy) > 0:
        return revised(token, overflow=False)
    if policy.row(token.priority_class).may_overflow:
        if n_overflow(line) >= session.overflow_limit:
            raise OverflowFull(session.name, session.overflow_limit)
        return revised(token, overflow=True)
    if _n_taken(line) + session.n_held < session.capacity:
        raise QuotaHeld(session.name, token.priority_class)
    raise SessionFull(session.name, session.capacity)


def n_free(line: Line, priority_class: str, at: datetime, policy: Policy) -> int:
    """Ordinary places that this class may take at ``at``; 0 when there is none.

    Places held for the waitlist and unused quotas of other classes, until they are
    released, do not count. Only for a session that states its capacity.
    """
    session = line.session
    if session.capacity is None:
        raise ValueError(f"session {session.name} states no capacity")
    used = Counter(
        token.priority_class for token in line.tokens.values() if _takes_place(token)
    )
    kept = sum(
        max(0, row.quota - used[row.name])
        for row in policy.classes
        if row.quota
        and row.name != priority_class
        and at < session.interval.start - timedelta(minutes=row.quota_release_min)
    )
    free = session.capacity - session.n_held - sum(used.values()) - kept
    return max(0, free)


def n_overflow(line: Line) -> int:
    """How many stand beside the capacity now."""
    return sum(
        token.overflow and token.status not in GAVE_UP_ITS_PLACE
        for token in line.tokens.values()
    )


def _n_taken(line: Line) -> int:
    return sum(_takes_place(token) for token in line.tokens.values())


def _takes_place(token: LineToken) -> bool:
    return not token.overflow and token.status not in GAVE_UP_ITS_PLACE
