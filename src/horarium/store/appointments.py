"""Appointments: read, bulk-loaded, changed; booking itself is part of ``issue_token``."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, func, insert, select, update

from horarium.domain.appointment import Appointment, AppointmentStatus
from horarium.domain.ids import AppointmentId, OrganisationId, PatientId, SessionId
from horarium.domain.token import TokenSource
from horarium.store.database import Db
from horarium.store.ranges import to_interval
from horarium.store.tables import appointment, patient


def _query() -> Select[Any]:
    return (
        select(appointment, patient.c.name.label("patient_name"))
        .join(
            patient,
            (patient.c.organisation_id == appointment.c.organisation_id)
            & (patient.c.id == appointment.c.patient_id),
        )
        .order_by(appointment.c.during, appointment.c.id)
    )


def add(db: Db, owner: OrganisationId, rows: Sequence[Mapping[str, Any]]) -> None:
    """Bulk-load appointments (imports, the demo)."""
    db.execute(insert(appointment), [{"organisation_id": owner, **row} for row in rows])


def by_id(db: Db, wanted: AppointmentId) -> Appointment | None:
    """The appointment with that id."""
    row = db.execute(_query().where(appointment.c.id == wanted)).one_or_none()
    return _appointment(row) if row else None


def of_session(db: Db, wanted: SessionId) -> list[Appointment]:
    """A session's appointments by time."""
    rows = db.execute(_query().where(appointment.c.session_id == wanted))
    return [_appointment(row) for row in rows]


def of_patient(db: Db, wanted: PatientId, *, since: date) -> list[Appointment]:
    """A patient's appointments that begin on ``since`` or later (UTC day), by time."""
    rows = db.execute(
        _query().where(
            appointment.c.patient_id == wanted,
            func.lower(appointment.c.during) >= since,
        )
    )
    return [_appointment(row) for row in rows]


def set_status(db: Db, wanted: AppointmentId, status: AppointmentStatus) -> None:
    """Move an appointment on."""
    db.execute(
        update(appointment)
        .where(appointment.c.id == wanted)
        .values(status=status.value, version=appointment.c.version + 1)
    )


def _appointment(row: Row[Any]) -> Appointment:
    return Appointment(
        id=AppointmentId(row.id),
        session=SessionId(row.session_id),
        patient=PatientId(row.patient_id),
        patient_name=row.patient_name,
        interval=to_interval(row.during),
        status=AppointmentStatus(row.status),
        source=TokenSource(row.source),
        version=row.version,
    )
