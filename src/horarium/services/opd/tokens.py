"""Tokens read and given up in the original's words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from horarium.domain.errors import NoSuchThing
from horarium.domain.ids import SessionId, TokenId
from horarium.domain.people import Patient
from horarium.domain.token import Token, TokenStatus
from horarium.services import tokens
from horarium.services.line_loading import Loaded, load
from horarium.services.opd import moves
from horarium.services.opd.identifiers import uuid_of
from horarium.services.opd.patients import of_record_number
from horarium.services.opd.places import NOWHERE, Place, places, queue
from horarium.services.opd.words import OpdStatus
from horarium.services.permissions import Permission
from horarium.services.work import Work
from horarium.store import opd as store
from horarium.store import sessions as session_store
from horarium.store import token_transfers
from horarium.store import tokens as token_store

ALL_TIME = date(1890, 1, 1)


@dataclass(frozen=True, slots=True)
class OpdToken:
    """A token with all that the original tells of one."""

    token: Token
    patient: Patient
    place: Place
    priority: int
    updated_at: datetime


def get(work: Work, wanted: str) -> OpdToken:
    """One token; who was moved to another slot is found there by the old identifier."""
    work.require(Permission.TOKEN_READ)
    return told(work, existing(work, wanted))


def of_patient(work: Work, record_number: str) -> list[OpdToken]:
    """Every token of a patient, by slot; nothing for an identifier nobody has.

    One that went on in another slot is told there alone.
    """
    work.require(Permission.TOKEN_READ)
    patient = of_record_number(work, record_number)
    if patient is None:
        return []
    work.record("opd.tokens.of_patient", ("patient", patient.id), patient=patient.id)
    found = token_store.of_patient(work.db, patient.id, since=ALL_TIME)
    return _told_of_many(
        work, [one for one in found if one.status is not TokenStatus.TRANSFERRED]
    )


def of_slot(work: Work, wanted: str) -> list[OpdToken]:
    """The queue of a slot, by position; nothing for a slot that is not there."""
    work.require(Permission.TOKEN_READ)
    key = uuid_of(wanted)
    session = session_store.by_id(work.db, SessionId(key)) if key else None
    if session is None:
        return []
    line = load(work, session.id, lock=False)
    return _told(work, line, queue(line, work.clock.now()))


def set_status(work: Work, wanted: str, status: OpdStatus) -> OpdToken:
    """Move a token on; see ``moves.set_status``."""
    work.require(Permission.TOKEN_READ)
    token = existing(work, wanted)
    moves.set_status(work, token, status)
    return told(work, token)


def cancel(work: Work, wanted: str, reason: str | None) -> Token:
    """Give a token up; its place is free again."""
    work.require(Permission.APPOINTMENT_CANCEL)
    token = existing(work, wanted)
    return tokens.cancel(work, token.id, reason or moves.NO_REASON)


def told(work: Work, token: Token) -> OpdToken:
    """The token as it is now, with its place."""
    line = load(work, token.session, lock=False)
    return _told(work, line, [line.tokens[token.id]])[0]


def existing(work: Work, wanted: str) -> Token:
    """The token, or the one that took its place; refuse with ``NoSuchThing``."""
    key = uuid_of(wanted)
    token = token_store.by_id(work.db, TokenId(key)) if key else None
    if token is not None and token.status is TokenStatus.TRANSFERRED:
        token = token_store.by_id(work.db, token_transfers.last_of(work.db, token.id))
    if token is None:
        raise NoSuchThing("token", wanted)
    return token


def _told_of_many(work: Work, found: Sequence[Token]) -> list[OpdToken]:
    lines = {one: load(work, one, lock=False) for one in {t.session for t in found}}
    return [_told(work, lines[token.session], [token])[0] for token in found]


def _told(work: Work, line: Loaded, wanted: Iterable[Token]) -> list[OpdToken]:
    found = list(wanted)
    where = places(line, work.clock.now())
    people = store.patients(work.db, [token.patient for token in found])
    touched = store.last_events(work.db, "token", [token.id for token in found])
    return [
        OpdToken(
            token,
            people[token.patient],
            where.get(token.id, NOWHERE),
            int(line.policy.row(token.priority_class).weight),
            max(touched.get(token.id, token.created_at), *_instants(token)),
        )
        for token in found
    ]


def _instants(token: Token) -> list[datetime]:
    known = (token.created_at, token.ended_at)
    return [one for one in known if one is not None]
