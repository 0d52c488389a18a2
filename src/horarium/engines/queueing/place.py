"""Who is next, and who stands where: read-only questions to a line."""

from collections.abc import Iterator
from datetime import datetime

from horarium.domain.errors import NoSuchThing, SessionNotOpen
from horarium.domain.token import TokenStatus
from horarium.engines.queueing.discipline import Key
from horarium.engines.queueing.order import Order
from horarium.engines.queueing.policy import Policy
from horarium.engines.queueing.problem import (
    Line,
    LineToken,
    TokenKey,
    require_aware,
)


def key_of(token: LineToken, policy: Policy) -> Key:
    """The place of a token that has arrived."""
    row = policy.row(token.priority_class)
    return policy.discipline.key(row, token.counts_from.timestamp(), token.number)


def order_of(line: Line, policy: Policy) -> Order:
    """The order of the waiting; kept in the line, sorted anew for another policy."""
    order = line.order
    if order is not None and (order.policy is policy or order.policy == policy):
        return order
    waiting = (t for t in line.tokens.values() if t.status is TokenStatus.ARRIVED)
    return Order.of(policy, ((key_of(token, policy), token.id) for token in waiting))


def token_of(line: Line, token: TokenKey) -> LineToken:
    """The token with this id; raises ``NoSuchThing``."""
    found = line.tokens.get(token)
    if found is None:
        raise NoSuchThing("token", str(token))
    return found


def next_token(line: Line, now: datetime, policy: Policy) -> LineToken | None:
    """Whom the discipline would call at ``now``; ``None`` when nobody waits.

    Does not ask whether the doctor is free: a board may show who is next. Raises
    ``SessionNotOpen`` once the session is closed, ``InvalidField`` for a naive ``now``.
    """
    require_aware("now", now)
    if line.session.closed_at is not None:
        raise SessionNotOpen(line.session.name, "over")
    order = order_of(line, policy)
    if not order.ids:
        return None
    return line.tokens[order.ids[policy.discipline.choose(order.keys, now.timestamp())]]


def calling_order(line: Line, now: datetime, policy: Policy) -> Iterator[LineToken]:
    """The waiting as they would be called if all calls were made at ``now``."""
    require_aware("now", now)
    order = order_of(line, policy)
    now_s = now.timestamp()
    while order.ids:
        at = policy.discipline.choose(order.keys, now_s)
        yield line.tokens[order.ids[at]]
        order = order.without(at)
