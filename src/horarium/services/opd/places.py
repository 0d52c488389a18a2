"""Where everybody stands in a slot's queue, and when their turn comes by the old reckoning."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from horarium.domain.ids import TokenId
from horarium.domain.token import Token, TokenStatus
from horarium.engines.queueing import Line, LineToken, calling_order
from horarium.engines.queueing.problem import revised
from horarium.services.line_loading import Loaded

_YET_TO_COME = frozenset({TokenStatus.ARRIVED, TokenStatus.BOOKED})


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the queue, from 1; who has none is 0 and has no estimate."""

    position: int = 0
    estimated_at: datetime | None = None


NOWHERE = Place()


def queue(one: Loaded, now: datetime) -> list[Token]:
    """Everybody seen, being seen and yet to be seen, in that order.

    Who is booked and not here yet stands where a check-in at ``now`` would put them;
    skipped patients stand last. Nobody passes who was called before.
    """
    return [*_served(one), *_with_doctor(one), *_to_come(one, now)]


def places(one: Loaded, now: datetime) -> Mapping[TokenId, Place]:
    """The place of everybody in the queue.

    The estimate is the original's: one patient every slot length from the (delayed)
    start on, by position; never earlier than those still ahead allow from ``now``.
    """
    session = one.session
    step = timedelta(minutes=session.slot_min)
    start = session.interval.start + timedelta(minutes=session.late_min)
    found: dict[TokenId, Place] = {}
    n_ahead = 0
    for position, token in enumerate(queue(one, now), 1):
        if token.status in _SEEN:
            seen_at = token.started_at or token.called_at or token.ended_at
            found[token.id] = Place(position, seen_at)
        else:
            by_plan = start + (position - 1) * step
            found[token.id] = Place(position, max(by_plan, now + n_ahead * step))
        n_ahead += token.status is not TokenStatus.COMPLETED
    return found


_SEEN = frozenset(
    {
        TokenStatus.COMPLETED,
        TokenStatus.IN_CONSULTATION,
        TokenStatus.CALLED,
        TokenStatus.RECALLED,
    }
)


def _served(one: Loaded) -> list[Token]:
    done = [t for t in one.tokens.values() if t.status is TokenStatus.COMPLETED]
    return sorted(done, key=lambda t: (t.started_at or t.created_at, t.number))


def _with_doctor(one: Loaded) -> list[Token]:
    return [token for token in one.tokens.values() if token.status.is_with_doctor]


def _to_come(one: Loaded, now: datetime) -> Iterable[Token]:
    line = Line.of(one.line.session, _as_if_here(one.line.tokens.values(), now))
    by_number = {token.number: token for token in one.tokens.values()}
    order: Sequence[LineToken] = list(calling_order(line, now, one.policy))
    skipped = [t for t in one.tokens.values() if t.status is TokenStatus.SKIPPED]
    return [*(by_number[token.number] for token in order), *skipped]


def _as_if_here(tokens: Iterable[LineToken], now: datetime) -> Iterable[LineToken]:
    for token in tokens:
        if token.status is TokenStatus.BOOKED:
            yield revised(token, status=TokenStatus.ARRIVED, arrived_at=now)
        elif token.status in _YET_TO_COME:
            yield token
