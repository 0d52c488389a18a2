"""How a place and a number are had: one request, one answer, the same for the same key."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from horarium.domain.errors import (
    AlreadyInLine,
    IdempotencyKeyReused,
    InvalidField,
    NoSuchThing,
    OverflowFull,
    PatientDoubleBooked,
    Refused,
    SessionFull,
    SessionNotOpen,
    SlotTaken,
)
from horarium.domain.ids import PatientId, SessionId, TokenId
from horarium.domain.token import Token, TokenSource, TokenStatus
from horarium.services import patients
from horarium.services.patients import NewPatient
from horarium.services.work import Work
from horarium.store import people
from horarium.store import tokens as store
from horarium.store.database import savepoint
from horarium.store.tokens import Issued

MAX_KEY = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What is asked of a session: a place for ``patient``, as ``action`` calls it.

    ``appointment`` holds the id, start and end of the appointment to be booked with it.
    """

    session: SessionId
    patient: PatientId | NewPatient
    action: str
    source: TokenSource
    status: TokenStatus
    overflow: bool = False
    reason: str | None = None
    idempotency_key: str | None = None
    appointment: Mapping[str, Any] | None = None
    slot_start_at: datetime | None = None


def issue(work: Work, place: Place) -> Token:
    """Give the place and its number, or say why not.

    A request repeated under its key gets the token of the first time, also when the
    session has filled since. Raises ``SessionFull``, ``OverflowFull``,
    ``SessionNotOpen``, ``AlreadyInLine``, ``PatientDoubleBooked``, ``SlotTaken``,
    ``NoSuchThing`` and ``IdempotencyKeyReused``.
    """
    earlier = _earlier(work, place)
    if earlier is not None:
        return earlier
    with savepoint(work.db) as take_back:
        patient = _patient(work, place.patient)
        issued = store.issue(
            work.db, work.organisation, place.session, _request(work, place, patient)
        )
        if issued.outcome == "replayed":
            take_back()
    if issued.outcome not in ("issued", "replayed"):
        raise _refusal(place, issued)
    token = store.by_id(work.db, TokenId(issued.token)) if issued.token else None
    if token is None:
        raise AssertionError("the token just issued is not there")
    return _same_session(place, token)


def _earlier(work: Work, place: Place) -> Token | None:
    key = place.idempotency_key
    if key is None:
        return None
    if not 1 <= len(key) <= MAX_KEY or "\0" in key:
        raise InvalidField("idempotency_key", "…", f"1 to {MAX_KEY} characters")
    token = store.by_idempotency_key(work.db, key)
    return _same_session(place, token) if token else None


def _same_session(place: Place, token: Token) -> Token:
    if token.session != place.session:
        raise IdempotencyKeyReused(place.idempotency_key or "")
    return token


def _patient(work: Work, wanted: PatientId | NewPatient) -> PatientId:
    if isinstance(wanted, NewPatient):
        return patients.register(work, wanted).id
    if people.patient_by_id(work.db, wanted) is None:
        raise NoSuchThing("patient", str(wanted))
    return wanted


def _request(work: Work, place: Place, patient: PatientId) -> dict[str, Any]:
    now = work.clock.now()
    actor = work.actor
    return {
        "token_id": work.new_id(),
        "patient_id": patient,
        "opaque": base64.urlsafe_b64encode(work.entropy(16)).rstrip(b"=").decode(),
        "source": place.source.value,
        "priority_class": place.source.value,
        "status": place.status.value,
        "overflow": place.overflow,
        "reason": place.reason,
        "idempotency_key": place.idempotency_key,
        "slot_start_at": place.slot_start_at,
        "arrived_at": now if place.status is TokenStatus.ARRIVED else None,
        "appointment": place.appointment,
        "action": place.action,
        "at": now,
        "actor": {"kind": actor.kind.value, "id": actor.id, "role": actor.role_name},
        "request_id": work.request_id,
    }


def _refusal(place: Place, issued: Issued) -> Refused:
    session = str(place.session)
    match issued.outcome:
        case "full":
            return SessionFull(session, issued.number or 0)
        case "overflow-full":
            return OverflowFull(session, issued.number or 0)
        case "not-open":
            return SessionNotOpen(session, issued.note or "")
        case "missing":
            return NoSuchThing("session", session)
        case "in-line":
            return AlreadyInLine(f"{issued.note} {issued.number}")
        case "double-booked":
            return PatientDoubleBooked(datetime.fromisoformat(issued.note or ""))
        case "slot-taken":
            return SlotTaken(session, datetime.fromisoformat(issued.note or ""))
        case other:
            raise AssertionError(f"unknown outcome {other}")
