"""A freed place goes to somebody on the waitlist, as a hold that expires."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from horarium.engines.queueing.capacity import n_free
from horarium.engines.queueing.policy import Policy
from horarium.engines.queueing.problem import Line, TokenKey, require_aware


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Somebody waiting for a place; any place within ``not_before`` and ``not_after``.

    ``offered_until`` is set while an offer is out; ``n_passed`` counts offers that ran
    out or were declined.
    """

    id: TokenKey
    priority_class: str
    since: datetime
    not_before: datetime | None = None
    not_after: datetime | None = None
    offered_until: datetime | None = None
    n_passed: int = 0

    def __post_init__(self) -> None:
        for name in ("since", "not_before", "not_after", "offered_until"):
            require_aware(name, getattr(self, name))

    def suits(self, start: datetime) -> bool:
        """Whether a place starting at ``start`` is within the limits."""
        after = self.not_before is None or start >= self.not_before
        return after and (self.not_after is None or start <= self.not_after)


@dataclass(frozen=True, slots=True)
class Offer:
    """A place held for a wish until ``expires_at``; counts as held until then."""

    wish: TokenKey
    start: datetime
    expires_at: datetime


def next_offer(
    line: Line, wishes: Iterable[Wish], start: datetime, now: datetime, policy: Policy
) -> Offer | None:
    """To whom the place starting at ``start`` is offered at ``now``; ``None``: nobody.

    Fewest passed offers first, so that nobody unreachable blocks the list, then the
    stricter band, the shorter target and the longest on the list. Nobody gets two
    offers at a time, nobody a place that is kept for another class, and no hold lasts
    beyond the start of the place. The caller counts the hold in the session's
    ``n_held``.
    """
    require_aware("now", now)
    if line.session.closed_at is not None or start <= now:
        return None
    free_to_ask = (
        wish
        for wish in wishes
        if wish.suits(start)
        and (wish.offered_until is None or wish.offered_until <= now)
        and n_free(line, wish.priority_class, now, policy) > 0
    )
    best = min(free_to_ask, key=lambda wish: _rank(wish, policy), default=None)
    if best is None:
        return None
    expires_at = min(now + timedelta(minutes=policy.hold_min), start)
    return Offer(best.id, start, expires_at)


def _rank(wish: Wish, policy: Policy) -> tuple[float, ...]:
    row = policy.row(wish.priority_class)
    return (wish.n_passed, row.band, row.target_wait_min, wish.since.timestamp())
