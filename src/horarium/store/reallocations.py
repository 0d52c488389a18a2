"""Plans for moving patients, and what has to be known to make and to apply them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, case, func, insert, select, update
from sqlalchemy.dialects import postgresql

from horarium.domain.ids import OrganisationId, PatientId, ServiceId, SessionId
from horarium.domain.interval import Interval
from horarium.store.database import Db
from horarium.store.ranges import to_interval, to_range
from horarium.store.tables import appointment, reallocation, session, token

_HOLDS_PATIENT = ("pending", "booked", "arrived", "checked-in")
_ACTIVE = ("booked", "arrived", "called", "recalled", "skipped", "in-consultation")


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """One row: why, what was proposed, and what became of it."""

    id: UUID
    cause: Mapping[str, Any]
    plan: Mapping[str, Any]
    report: Mapping[str, Any] | None
    made_at: datetime
    applied_at: datetime | None


def add(db: Db, owner: OrganisationId, value: StoredPlan) -> None:
    """Keep a new plan."""
    db.execute(
        insert(reallocation).values(
            organisation_id=owner,
            id=value.id,
            cause=dict(value.cause),
            plan=dict(value.plan),
            made_at=value.made_at,
        )
    )


def by_id(db: Db, wanted: UUID, *, lock: bool = False) -> StoredPlan | None:
    """The plan with that id; with ``lock`` nobody else applies it meanwhile."""
    query = select(reallocation).where(reallocation.c.id == wanted)
    row = db.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        return None
    return StoredPlan(
        row.id, row.cause, row.plan, row.report, row.made_at, row.applied_at
    )


def mark_applied(
    db: Db, wanted: UUID, report: Mapping[str, Any], *, at: datetime
) -> None:
    """Note what came of a plan."""
    statement = update(reallocation).where(reallocation.c.id == wanted)
    db.execute(statement.values(report=dict(report), applied_at=at))


def open_sessions(
    db: Db, service: Iterable[ServiceId], first: date, last: date
) -> list[SessionId]:
    """The sessions of some services that take patients, from ``first`` to ``last``."""
    rows = db.execute(
        select(session.c.id)
        .where(
            session.c.service_id.in_(set(service)),
            session.c.status.in_(("planned", "open")),
            session.c.on_date.between(first, last),
        )
        .order_by(session.c.during, session.c.id)
    )
    return [SessionId(row.id) for row in rows]


def engagements(
    db: Db, patients: Iterable[PatientId], *, since: datetime
) -> dict[PatientId, list[Interval]]:
    """When the patients have appointments that are not given up."""
    rows = db.execute(
        select(appointment.c.patient_id, appointment.c.during)
        .where(
            appointment.c.patient_id.in_(set(patients)),
            appointment.c.status.in_(_HOLDS_PATIENT),
            func.upper(appointment.c.during) > since,
        )
        .order_by(appointment.c.patient_id, appointment.c.during, appointment.c.id)
    )
    found: dict[PatientId, list[Interval]] = {}
    for row in rows:
        found.setdefault(PatientId(row.patient_id), []).append(to_interval(row.during))
    return found


def in_line(
    db: Db, patients: Iterable[PatientId], sessions: Iterable[SessionId]
) -> set[tuple[PatientId, SessionId]]:
    """Which of the patients hold an active token of which of the sessions."""
    rows = db.execute(
        select(token.c.patient_id, token.c.session_id)
        .where(
            token.c.patient_id.in_(set(patients)),
            token.c.session_id.in_(set(sessions)),
            token.c.status.in_(_ACTIVE),
        )
        .order_by(token.c.patient_id, token.c.session_id)
    )
    return {(PatientId(row.patient_id), SessionId(row.session_id)) for row in rows}


def drop_holds(db: Db, wanted: SessionId, *, since: datetime) -> None:
    """Take back the holds of slots that do not take place any more."""
    gone = db.execute(
        update(appointment)
        .where(
            appointment.c.session_id == wanted,
            appointment.c.status == "pending",
            func.lower(appointment.c.during) >= since,
        )
        .values(status="cancelled", version=appointment.c.version + 1)
    )
    db.execute(
        update(session)
        .where(session.c.id == wanted)
        .values(n_held=func.greatest(0, session.c.n_held - gone.rowcount))
    )


def shorten(db: Db, wanted: SessionId, interval: Interval, *, capacity: int) -> None:
    """Give a session another end and no more places than fit."""
    during = bindparam("new_during", to_range(interval), type_=postgresql.TSTZRANGE)
    rest = session.c.planned_break
    db.execute(
        update(session)
        .where(session.c.id == wanted)
        .values(
            during=during,
            planned_break=case((rest.op("&&")(during), rest.op("*")(during))),
            capacity=capacity,
            version=session.c.version + 1,
        )
    )
