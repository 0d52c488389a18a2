"""The desk's side of the line: who comes back, who goes away, who goes on elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from horarium.domain.errors import InvalidField, SessionFull
from horarium.domain.ids import SessionId, TokenId
from horarium.domain.session import Session
from horarium.domain.token import Token, TokenStatus
from horarium.engines.queueing.events import Leave, Return, Transfer
from horarium.services import existing, offering
from horarium.services.idempotency import Once, once
from horarium.services.issuing import Place, issue
from horarium.services.line_loading import load
from horarium.services.line_steps import Step, take
from horarium.services.lines import apply
from horarium.services.notifications import Cause, Template, tell
from horarium.services.permissions import Permission
from horarium.services.session_days import require_now
from horarium.services.work import Work
from horarium.store import line_places as places
from horarium.store import token_transfers as store
from horarium.store import tokens as token_store


@dataclass(frozen=True, slots=True, kw_only=True)
class Onward:
    """Where a token goes on: a session, and with ``start`` a slot booked in it.

    ``overflow`` takes a place beside the capacity. ``keeps_line``: the patient is here
    and the new session is today's, so the place counts from what it counted from.
    ``cause`` is what the patient is told of why.
    """

    session: Session
    start: datetime | None = None
    overflow: bool = False
    keeps_line: bool = True
    cause: Cause | None = None


def come_back(work: Work, wanted: TokenId) -> Token:
    """A skipped patient is back, or one taken for a no-show too soon.

    Within the grace the place is behind the next few; later, the end of the class; on
    another day ``NotToday``.
    """
    work.require(Permission.TOKEN_CHECK_IN)
    back = Return(work.clock.now(), wanted)
    session = existing.session(work, existing.token(work, wanted).session)
    require_now(work, session, "token")
    return apply(work, session.id, back, action="lines.come_back", token=wanted)


def leave(work: Work, wanted: TokenId) -> Token:
    """The patient goes away unseen; the place is free again."""
    work.require(Permission.TOKEN_CHECK_IN)
    gone = Leave(work.clock.now(), wanted)
    session = existing.token(work, wanted).session
    return apply(work, session, gone, action="lines.leave", token=wanted)


@dataclass(frozen=True, slots=True)
class _Transfer:
    """What an idempotency key remembers of a transfer."""

    token: TokenId
    target: SessionId


def transfer(
    work: Work,
    wanted: TokenId,
    target: SessionId,
    *,
    idempotency_key: str | None = None,
) -> Token:
    """The patient goes on in another session of the day, in the place of old.

    The number is a new one of that line; the old token leads to it. Raises
    ``SessionFull``, ``SessionNotOpen``, ``AlreadyInLine``, and ``InvalidField`` for the
    same session or another day.
    """
    work.require(Permission.TOKEN_ADD)
    action, request = "line_visitors.transfer", _Transfer(wanted, target)
    return once(
        work,
        Once(idempotency_key, action, request),
        lambda: _transfer(work, wanted, target),
        lambda key: existing.token(work, TokenId(key)),
    )


def _transfer(work: Work, wanted: TokenId, target: SessionId) -> Token:
    token = existing.token(work, wanted)
    places.lock_all(work.db, (token.session, target))
    before = load(work, token.session, lock=False)
    other = existing.session(work, target)
    if other.id == before.session.id or other.on_date != before.session.on_date:
        raise InvalidField("session", str(target), "another session of the same day")
    leaving = Transfer(work.clock.now(), wanted)
    details = {"to": str(target)}
    take(work, before, [Step(leaving, "line_visitors.transfer", wanted, details)])
    start = None if is_here(token) else _first_slot(work, other)
    onward = Onward(session=other, start=start, overflow=token.overflow)
    return join(work, before.tokens[wanted], onward, action="line_visitors.transfer")


def is_here(token: Token) -> bool:
    """Checked in and, as far as anybody knows, still in the clinic."""
    return token.arrived_at is not None and token.status is not TokenStatus.SKIPPED


def join(work: Work, old: Token, onward: Onward, *, action: str) -> Token:
    """A place in the new line for a token that has just left its own; told to the patient."""
    waits_on = is_here(old) and onward.keeps_line
    new = issue(
        work,
        Place(
            session=onward.session.id,
            patient=old.patient,
            action=action,
            source=old.source,
            status=TokenStatus.ARRIVED if waits_on else TokenStatus.BOOKED,
            overflow=onward.overflow,
            reason=old.reason,
            slot_start_at=onward.start,
            appointment=_appointment(work, onward) if onward.start else None,
        ),
    )
    if onward.keeps_line and not token_store.move(work.db, new, **_seniority(old)):
        raise AssertionError("a token just issued has not moved")
    store.add(work.db, work.organisation, old.id, new.id, at=work.clock.now())
    work.announce(
        "token.moved", token=new.id, patient=new.patient, session=onward.session.id
    )
    _tell(work, old, new, onward)
    return existing.token(work, new.id)


def _tell(work: Work, old: Token, new: Token, onward: Onward) -> None:
    """Who is here goes on waiting; anybody else is told the new time as well."""
    begins = max(work.clock.now(), onward.session.interval.start)
    tell(
        work,
        Template.MOVED if onward.start else Template.SENT_ON,
        new.patient,
        at=onward.start or begins,
        session=onward.session,
        label=new.label,
        was=old.label,
        cause=onward.cause.value if onward.cause else "",
    )


def _first_slot(work: Work, session: Session) -> datetime:
    """Who is not here yet goes on with an appointment."""
    start = offering.cheapest_start(work, session)
    if start is None:
        raise SessionFull(str(session.id), session.capacity)
    return start


def _appointment(work: Work, onward: Onward) -> Mapping[str, Any]:
    if onward.start is None:
        raise AssertionError("an appointment has a start")
    length = timedelta(minutes=onward.session.slot_min)
    return {
        "id": work.new_id(),
        "start": onward.start,
        "end": onward.start + length,
    }


def _seniority(old: Token) -> dict[str, Any]:
    """What the place counts from goes along."""
    promised = old.entry_at or old.slot_start_at
    return {
        "arrived_at": old.arrived_at if is_here(old) else None,
        "entry_at": promised or old.arrived_at,
    }
