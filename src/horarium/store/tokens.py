"""Tokens: issued by one function of the database, read and moved here."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import (
    BindParameter,
    Row,
    Select,
    bindparam,
    insert,
    select,
    text,
    update,
)

from horarium.domain.ids import (
    AppointmentId,
    OrganisationId,
    PatientId,
    SessionId,
    TokenId,
)
from horarium.domain.token import Token, TokenSource, TokenStatus
from horarium.store.database import Db
from horarium.store.tables import patient, session, token


@dataclass(frozen=True, slots=True)
class Issued:
    """What the database answered to a request for a place; see ``issue_token``.

    ``token`` is there when ``outcome`` is ``issued`` or ``replayed``; otherwise
    ``number`` is the limit that was met and ``note`` explains the refusal.
    ``fingerprint`` is that of the request the token was first given for.
    """

    outcome: str
    number: int | None
    note: str | None
    token: Token | None
    fingerprint: str | None = None


_SERVE = text(
    "select outcome, number, note, token"
    " from serve_counter(:organisation, cast(:requests as jsonb)) order by nth"
)


def issue(db: Db, owner: OrganisationId, request: Mapping[str, Any]) -> Issued:
    """Ask for a place and a number in one round trip; see ``counter.sql``."""
    asked = {"organisation": owner, "requests": f"[{as_json(request)}]"}
    row = db.execute(_SERVE, asked).one()
    return issued_of(request, row.outcome, row.number, row.note, row.token)


def issued_of(
    request: Mapping[str, Any],
    outcome: str,
    number: int | None,
    note: str | None,
    columns: dict[str, Any] | None,
) -> Issued:
    """One row of ``serve_counter``, as the answer to ``request``."""
    if columns is None:
        return Issued(outcome, number, note, None)
    if outcome == "issued":
        return Issued(outcome, number, note, _as_asked(request, number or 0, columns))
    return Issued(outcome, number, note, token_of(columns), columns.get("fingerprint"))


def _as_asked(
    request: Mapping[str, Any], number: int, names: Mapping[str, str]
) -> Token:
    """A token just made: what was asked for, and what only the database knew."""
    appointment = request.get("appointment")
    return Token(
        id=TokenId(request["token_id"]),
        session=SessionId(request["session_id"]),
        patient=PatientId(request["patient_id"]),
        patient_name=names["patient_name"],
        number=number,
        series=names["series"],
        opaque=request["opaque"],
        source=TokenSource(request["source"]),
        priority_class=request["priority_class"],
        status=TokenStatus(request["status"]),
        overflow=request["overflow"],
        created_at=_utc(request["at"]),
        version=1,
        appointment=AppointmentId(appointment["id"]) if appointment else None,
        reason=request.get("reason"),
        slot_start_at=_utc(request.get("slot_start_at")),
        arrived_at=_utc(request.get("arrived_at")),
    )


def _utc(at: datetime | None) -> Any:
    """As the database would tell it, which keeps instants and no zones."""
    return at.astimezone(UTC) if at else None


def as_json(request: Mapping[str, Any]) -> str:
    """A request as ``serve_counter`` reads it."""
    return to_json(request).decode()


def token_of(columns: Mapping[str, Any]) -> Token:
    """The token that ``serve_counter`` tells as JSON."""
    instants = {
        name: datetime.fromisoformat(columns[name]) if columns[name] else None
        for name in _INSTANTS
    }
    ids = {name: UUID(columns[name]) for name in ("id", "session_id", "patient_id")}
    appointment_id = columns["appointment_id"]
    return _token(
        SimpleNamespace(
            **{
                **columns,
                **instants,
                **ids,
                "appointment_id": UUID(appointment_id) if appointment_id else None,
            }
        )
    )


_INSTANTS = (
    "slot_start_at",
    "arrived_at",
    "called_at",
    "started_at",
    "ended_at",
    "skipped_at",
    "entry_at",
    "created_at",
)


def add_booked(
    db: Db, owner: OrganisationId, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Bulk-load tokens whose places their sessions already count (imports, the demo)."""
    db.execute(insert(token), [{"organisation_id": owner, **row} for row in rows])


def _query() -> Select[Any]:
    return (
        select(token, patient.c.name.label("patient_name"), session.c.series)
        .join(
            patient,
            (patient.c.organisation_id == token.c.organisation_id)
            & (patient.c.id == token.c.patient_id),
        )
        .join(
            session,
            (session.c.organisation_id == token.c.organisation_id)
            & (session.c.id == token.c.session_id),
        )
        .order_by(token.c.session_id, token.c.number)
    )


# Built once: putting a query together costs about as much as asking it.
_WANTED: BindParameter[UUID] = bindparam("wanted")
_OF_SESSION = _query().where(token.c.session_id == _WANTED)
_BY_ID = _query().where(token.c.id == _WANTED)
_BY_APPOINTMENT = _query().where(token.c.appointment_id == _WANTED)


def of_session(db: Db, wanted: SessionId) -> list[Token]:
    """Every token of a session, by number."""
    rows = db.execute(_OF_SESSION, {"wanted": wanted})
    return [_token(row) for row in rows]


def of_sessions(db: Db, wanted: Iterable[SessionId]) -> dict[SessionId, list[Token]]:
    """The tokens of several sessions, by number within each."""
    tokens: dict[SessionId, list[Token]] = {one: [] for one in wanted}
    for row in db.execute(_query().where(token.c.session_id.in_(tokens))):
        tokens[SessionId(row.session_id)].append(_token(row))
    return tokens


def of_patient(db: Db, wanted: PatientId, *, since: date) -> list[Token]:
    """A patient's tokens in sessions from ``since`` on, soonest first."""
    rows = db.execute(
        _query()
        .where(token.c.patient_id == wanted, session.c.on_date >= since)
        .order_by(None)
        .order_by(session.c.during, session.c.id, token.c.number)
    )
    return [_token(row) for row in rows]


def by_id(db: Db, wanted: TokenId) -> Token | None:
    """The token with that id."""
    row = db.execute(_BY_ID, {"wanted": wanted}).one_or_none()
    return _token(row) if row else None


def by_opaque(db: Db, opaque: str) -> Token | None:
    """The token behind a patient's link."""
    row = db.execute(_query().where(token.c.opaque == opaque)).one_or_none()
    return _token(row) if row else None


def by_idempotency_key(db: Db, key: str) -> Token | None:
    """The token that was issued under that key."""
    row = db.execute(_query().where(token.c.idempotency_key == key)).one_or_none()
    return _token(row) if row else None


def by_appointment(db: Db, wanted: AppointmentId) -> Token | None:
    """The token that an appointment holds."""
    row = db.execute(_BY_APPOINTMENT, {"wanted": wanted}).one_or_none()
    return _token(row) if row else None


def of_appointments(
    db: Db, wanted: Collection[AppointmentId]
) -> dict[AppointmentId, Token]:
    """The tokens that appointments hold; those without one are not in it."""
    rows = db.execute(_query().where(token.c.appointment_id.in_(list(wanted))))
    return {AppointmentId(row.appointment_id): _token(row) for row in rows}


def move(db: Db, was: Token, **values: Any) -> bool:
    """Write a token's new state, unless it moved since ``was`` was read."""
    result = db.execute(
        update(token)
        .where(token.c.id == was.id, token.c.version == was.version)
        .values(version=was.version + 1, **values)
    )
    return result.rowcount == 1


def _token(row: Row[Any] | SimpleNamespace) -> Token:
    return Token(
        id=TokenId(row.id),
        session=SessionId(row.session_id),
        patient=PatientId(row.patient_id),
        patient_name=row.patient_name,
        number=row.number,
        series=row.series,
        opaque=row.opaque,
        source=TokenSource(row.source),
        priority_class=row.priority_class,
        status=TokenStatus(row.status),
        overflow=row.overflow,
        created_at=row.created_at,
        version=row.version,
        appointment=AppointmentId(row.appointment_id) if row.appointment_id else None,
        reason=row.reason,
        slot_start_at=row.slot_start_at,
        arrived_at=row.arrived_at,
        called_at=row.called_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        skipped_at=row.skipped_at,
        entry_at=row.entry_at,
        n_skips=row.n_skips,
        n_recalls=row.n_recalls,
    )
