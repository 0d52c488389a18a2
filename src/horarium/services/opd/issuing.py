"""Places in a slot, had in the original's five ways."""

from dataclasses import dataclass, replace

from horarium.domain.errors import (
    QuotaHeld,
    RecordNumberTaken,
    SessionFull,
    TimeIsPast,
)
from horarium.domain.session import Session
from horarium.domain.token import Token, TokenSource, TokenStatus
from horarium.services.idempotency import fingerprint
from horarium.services.issuing import Place, earlier, issue
from horarium.services.opd import slots
from horarium.services.opd.patients import Someone, found_or_new
from horarium.services.permissions import Permission
from horarium.services.tokens import checked_reason
from horarium.services.work import Work
from horarium.store import sessions as session_store

NO_REASON = "No reason was given."


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a client wants: a place in a slot for somebody."""

    slot: str
    someone: Someone
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True)
class _Wanted:
    """How the place is had; ``prefix`` begins the identifier of who has none.

    Who ``comes_later`` gets no place in a slot that is over.
    """

    verb: str
    source: TokenSource
    prefix: str
    status: TokenStatus = TokenStatus.BOOKED
    comes_later: bool = False
    overflow: bool = False
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class _Remembered:
    """What an idempotency key remembers of a wish."""

    asked: Asked
    source: TokenSource
    reason: str | None


def book(work: Work, asked: Asked, source: TokenSource) -> Token:
    """A place for somebody who comes later: online, priority or follow-up.

    Raises ``TimeIsPast`` when the slot is over, and what ``issuing.issue`` refuses with.
    """
    work.require(Permission.APPOINTMENT_BOOK)
    session = slots.existing(work, asked.slot)
    wanted = _Wanted("book", source, "PATIENT", comes_later=True)
    return _issue(work, wanted, asked, session)


def walk_in(work: Work, asked: Asked) -> Token:
    """A place for somebody who stands at the desk."""
    work.require(Permission.TOKEN_ADD)
    session = slots.existing(work, asked.slot)
    status = _status_at_the_desk(work, session)
    wanted = _Wanted("walk_in", TokenSource.WALK_IN, "WALKIN", status)
    return _issue(work, wanted, asked, session)


def emergency(work: Work, asked: Asked, reason: str | None) -> Token:
    """An ordinary place, or one beside a full slot; ``OverflowFull`` without either.

    The capacity never changes by it.
    """
    work.require(Permission.TOKEN_ADD)
    session = slots.existing(work, asked.slot)
    wanted = _Wanted(
        "emergency",
        TokenSource.EMERGENCY,
        "EMERGENCY",
        _status_at_the_desk(work, session),
        reason=checked_reason(reason or NO_REASON),
    )
    # Asked twice in one transaction, the row must be ours from the start: PostgreSQL
    # keeps a lock on a row that an update waited for and then passed by, and two who
    # ask again wait for each other.
    session_store.lock(work.db, session.id)
    try:
        return _issue(work, wanted, asked, session)
    except (SessionFull, QuotaHeld):
        return _issue(work, replace(wanted, overflow=True), asked, session)


def _status_at_the_desk(work: Work, session: Session) -> TokenStatus:
    """Who is here today is not yet here for a slot of another day."""
    is_today = session.on_date == work.today
    return TokenStatus.ARRIVED if is_today else TokenStatus.BOOKED


def _issue(work: Work, wanted: _Wanted, asked: Asked, session: Session) -> Token:
    key, action = asked.idempotency_key, f"opd.tokens.{wanted.verb}"
    request = _Remembered(asked, wanted.source, wanted.reason)
    asked_for = key and fingerprint(key, action, request)
    # Whatever has become of the slot and of the patient since, the answer stays.
    done = earlier(work, session.id, key, asked_for)
    if done is not None:
        return done
    if wanted.comes_later and session.interval.end <= work.clock.now():
        raise TimeIsPast(session.interval.end)
    place = Place(
        session=session.id,
        patient=found_or_new(work, asked.someone, prefix=wanted.prefix),
        action=action,
        source=wanted.source,
        status=wanted.status,
        overflow=wanted.overflow,
        reason=wanted.reason,
        idempotency_key=key,
        fingerprint=asked_for,
    )
    try:
        return issue(work, place)
    except RecordNumberTaken:
        # Somebody registered the same patient a moment ago; now they are found.
        patient = found_or_new(work, asked.someone, prefix=wanted.prefix)
        return issue(work, replace(place, patient=patient))
