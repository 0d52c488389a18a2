"""How a place and a number are had: one request, one answer, the same for the same key."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from horarium.domain.actor import ActorKind
from horarium.domain.errors import (
    AlreadyInLine,
    HoldExpired,
    IdempotencyKeyReused,
    NoSuchThing,
    OverflowFull,
    PatientDoubleBooked,
    QuotaHeld,
    RecordNumberTaken,
    Refused,
    SessionFull,
    SessionNotOpen,
    SignInRequired,
    SlotTaken,
)
from horarium.domain.ids import PatientId, SessionId
from horarium.domain.token import Token, TokenSource, TokenStatus
from horarium.services.idempotency import MAX_KEY, check_key, fingerprint
from horarium.services.patients import NewPatient, newcomer
from horarium.services.work import Asked, Errand, Work
from horarium.store import idempotency as idempotency_store
from horarium.store import people
from horarium.store import tokens as store
from horarium.store.tokens import Issued

__all__ = ["MAX_KEY", "Place", "earlier", "issue", "issue_together", "repeated"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What is asked of a session: a place for ``patient``, as ``action`` calls it.

    ``appointment`` holds the id, start and end of the appointment to be booked with it,
    or the id of a hold to be confirmed. ``fingerprint`` is what two requests under one
    key must share to be the same.
    """

    session: SessionId
    patient: PatientId | NewPatient
    action: str
    source: TokenSource
    status: TokenStatus
    overflow: bool = False
    reason: str | None = None
    idempotency_key: str | None = None
    fingerprint: str | None = None
    appointment: Mapping[str, Any] | None = None
    slot_start_at: datetime | None = None


def issue(work: Work, place: Place) -> Token:
    """Give the place and its number, or say why not.

    A request repeated under its key gets the token of the first time, also when the
    session has filled since. Raises ``SessionFull``, ``OverflowFull``,
    ``SessionNotOpen``, ``AlreadyInLine``, ``PatientDoubleBooked``, ``SlotTaken``,
    ``RecordNumberTaken``, ``NoSuchThing`` and ``IdempotencyKeyReused``.
    """
    issued = store.issue(work.db, work.organisation, _request(work, place))
    return _answer(place, issued)


async def issue_together(errand: Errand, place: Place) -> Token:
    """The same, in one transaction with what others ask at this moment.

    Raises besides ``SignInRequired`` when the asker's bearer token was revoked
    meanwhile, and ``DatabaseUnavailable``.
    """
    request = _request(errand, place)
    if errand.actor.kind is ActorKind.PROGRAMME:
        request["bearer"] = errand.actor.id
    issued = await errand.counter.ask(
        str(place.session), request, may_repeat=place.idempotency_key is not None
    )
    return _answer(place, issued)


def _answer(place: Place, issued: Issued) -> Token:
    token = issued.token
    if token is None:
        raise _REFUSALS[issued.outcome](place, issued)
    if issued.outcome == "replayed":
        _require_same(
            token, place.session, issued.fingerprint, _fingerprint(place) or ""
        )
    return token


def earlier(
    work: Work, session: SessionId, key: str | None, asked_for: str | None
) -> Token | None:
    """The token already given under a key, if any; for what must not be chosen again.

    Raises ``IdempotencyKeyReused`` when it was given for something else.
    """
    token = store.by_idempotency_key(work.db, key) if key else None
    if token is not None:
        kept = idempotency_store.of_token(work.db, token.id)
        _require_same(token, session, kept, asked_for or "")
    return token


def repeated(work: Work, place: Place) -> Token | None:
    """The token that this very request was given under its key before, if any.

    Raises ``IdempotencyKeyReused`` when the key was used for something else.
    """
    return earlier(work, place.session, place.idempotency_key, _fingerprint(place))


def _require_same(
    token: Token, session: SessionId, kept: str | None, asked_for: str
) -> None:
    """Tokens from before fingerprints were kept are known by their session alone."""
    if token.session != session or kept not in (None, asked_for):
        raise IdempotencyKeyReused(str(token.id))


def _fingerprint(place: Place) -> str | None:
    key = place.idempotency_key
    if key is None or place.fingerprint is not None:
        return place.fingerprint
    return fingerprint(key, place.action, place)


def _request(asked: Asked, place: Place) -> dict[str, Any]:
    if place.idempotency_key is not None:
        check_key(place.idempotency_key)
    now = asked.clock.now()
    actor = asked.actor
    return {
        **_patient(asked, place.patient, now),
        "session_id": place.session,
        "token_id": asked.new_id(),
        "opaque": base64.urlsafe_b64encode(asked.entropy(16)).rstrip(b"=").decode(),
        "source": place.source.value,
        "priority_class": place.source.value,
        "status": place.status.value,
        "overflow": place.overflow,
        "reason": place.reason,
        "idempotency_key": place.idempotency_key,
        "fingerprint": _fingerprint(place),
        "slot_start_at": place.slot_start_at,
        "arrived_at": now if place.status is TokenStatus.ARRIVED else None,
        "appointment": place.appointment,
        "action": place.action,
        "at": now,
        "actor": {"kind": actor.kind.value, "id": actor.id, "role": actor.role_name},
        "request_id": asked.request_id,
    }


def _patient(
    asked: Asked, wanted: PatientId | NewPatient, now: datetime
) -> dict[str, Any]:
    if not isinstance(wanted, NewPatient):
        return {"patient_id": wanted}
    patient = newcomer(asked, wanted)
    row = people.patient_row(asked.organisation, patient, at=now)
    return {"patient_id": patient.id, "new_patient": row}


_REFUSALS: Mapping[str, Callable[[Place, Issued], Refused]] = {
    "full": lambda place, told: SessionFull(str(place.session), told.number or 0),
    "overflow-full": lambda place, told: OverflowFull(
        str(place.session), told.number or 0
    ),
    "quota-held": lambda place, _: QuotaHeld(str(place.session), place.source.value),
    "not-open": lambda place, told: SessionNotOpen(str(place.session), told.note or ""),
    "missing": lambda place, _: NoSuchThing("session", str(place.session)),
    "no-patient": lambda _, told: NoSuchThing("patient", told.note or ""),
    "record-number-taken": lambda _, told: RecordNumberTaken(told.note or ""),
    "signed-out": lambda *_: SignInRequired(),
    "in-line": lambda _, told: AlreadyInLine(f"{told.note} {told.number}"),
    "double-booked": lambda _, told: PatientDoubleBooked(_instant(told)),
    "hold-gone": lambda place, _: HoldExpired(str((place.appointment or {}).get("id"))),
    "slot-taken": lambda place, told: SlotTaken(str(place.session), _instant(told)),
}
"""What each outcome of ``issue_token`` and ``take_place`` but success is called here."""


def _instant(told: Issued) -> datetime:
    return datetime.fromisoformat(told.note or "")
