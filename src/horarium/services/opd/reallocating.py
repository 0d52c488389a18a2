"""Everybody still to be seen in one slot goes to another that the client names."""

from collections.abc import Sequence
from dataclasses import dataclass

from horarium.domain.errors import (
    InvalidField,
    NotEnoughPlaces,
    NotTheSameService,
    TimeIsPast,
)
from horarium.domain.session import Session
from horarium.domain.token import Token, TokenStatus
from horarium.engines.queueing.events import Close, Transfer
from horarium.services.line_loading import load
from horarium.services.line_steps import Step, take
from horarium.services.line_visitors import Onward, join
from horarium.services.opd import slots
from horarium.services.opd.places import queue
from horarium.services.permissions import Permission
from horarium.services.sessions import require_open
from horarium.services.work import Work
from horarium.store import line_places

_MAY_MOVE = frozenset({TokenStatus.BOOKED, TokenStatus.ARRIVED, TokenStatus.SKIPPED})


@dataclass(frozen=True, slots=True)
class Moved:
    """What came of it: the new tokens, first in the queue first, and whether the source
    takes nobody any more."""

    source: Session
    target: Session
    tokens: tuple[Token, ...]
    is_closed: bool


def reallocate(work: Work, source_id: str, target_id: str) -> Moved:
    """Move who is not yet with the doctor, in the order of the queue; all or nobody.

    Each gets the next number of the other slot, keeps seniority within the day, and is
    found under the old identifier. The source closes as soon as nobody is left in it.
    Raises ``NotEnoughPlaces``, ``NotTheSameService``, ``TimeIsPast``,
    ``SessionNotOpen``, ``AlreadyInLine`` and ``InvalidField`` for the same slot.
    """
    work.require(Permission.SESSION_REALLOCATE)
    source = slots.existing(work, source_id)
    target = slots.existing(work, target_id)
    if source.id == target.id:
        raise InvalidField("target_slot_id", target_id, "another slot than the source")
    line_places.lock_all(work.db, (source.id, target.id))
    before = load(work, source.id, lock=False)
    target = slots.existing(work, target_id)
    leaving = [
        token for token in queue(before, work.clock.now()) if token.status in _MAY_MOVE
    ]
    if not leaving:
        return Moved(source, target, (), is_closed=False)
    _check(work, source, target, leaving)
    at = work.clock.now()
    details = {"to": str(target.id)}
    steps = [
        Step(Transfer(at, one.id), "opd.reallocate", one.id, details) for one in leaving
    ]
    take(work, before, steps)
    keeps_line = source.on_date == target.on_date
    moved = tuple(
        join(work, one, _onward(target, one, keeps_line=keeps_line), action="opd.join")
        for one in leaving
    )
    return Moved(source, target, moved, is_closed=_close(work, source))


def _check(
    work: Work, source: Session, target: Session, leaving: Sequence[Token]
) -> None:
    require_open(target)
    if target.interval.end <= work.clock.now():
        raise TimeIsPast(target.interval.end)
    if target.service != source.service:
        raise NotTheSameService(source.service_name, target.service_name)
    n_ordinary = sum(not one.overflow for one in leaving)
    n_beside = len(leaving) - n_ordinary
    beside_left = target.overflow_limit - target.overflow_taken
    if n_ordinary > target.places_left or n_beside > beside_left:
        places = max(target.places_left, 0) + min(n_beside, beside_left)
        raise NotEnoughPlaces(places, len(leaving))


def _onward(target: Session, token: Token, *, keeps_line: bool) -> Onward:
    return Onward(session=target, overflow=token.overflow, keeps_line=keeps_line)


def _close(work: Work, source: Session) -> bool:
    """Close the source unless somebody is with the doctor, who then closes it."""
    line = load(work, source.id, lock=False)
    if line.line.serving is not None:
        return False
    take(work, line, [Step(Close(work.clock.now()), "opd.close")])
    return True
