"""Appointments: read, bulk-loaded, changed; booking itself is part of ``issue_token``."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import psycopg
from sqlalchemy import Row, Select, bindparam, exc, func, insert, select, text, update

from horarium.domain.appointment import Appointment, AppointmentStatus
from horarium.domain.errors import PatientDoubleBooked, SlotTaken
from horarium.domain.ids import AppointmentId, OrganisationId, PatientId, SessionId
from horarium.domain.interval import Interval
from horarium.domain.token import TokenSource
from horarium.store.database import Db
from horarium.store.ranges import to_interval, to_range
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


_BY_ID = _query().where(appointment.c.id == bindparam("wanted"))


def by_id(db: Db, wanted: AppointmentId) -> Appointment | None:
    """The appointment with that id."""
    row = db.execute(_BY_ID, {"wanted": wanted}).one_or_none()
    return _appointment(row) if row else None


def of_session(db: Db, wanted: SessionId) -> list[Appointment]:
    """A session's appointments by time."""
    rows = db.execute(_query().where(appointment.c.session_id == wanted))
    return [_appointment(row) for row in rows]


def of_sessions(db: Db, wanted: Collection[SessionId]) -> list[Appointment]:
    """The appointments of several sessions, by time."""
    rows = db.execute(_query().where(appointment.c.session_id.in_(list(wanted))))
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


def lock(db: Db, wanted: AppointmentId) -> Appointment | None:
    """The appointment, its row held until the transaction ends."""
    db.execute(
        select(appointment.c.id).where(appointment.c.id == wanted).with_for_update()
    )
    return by_id(db, wanted)


def set_status(
    db: Db, wanted: AppointmentId, status: AppointmentStatus, **values: Any
) -> None:
    """Move an appointment on; ``values`` are further columns to set."""
    db.execute(
        update(appointment)
        .where(appointment.c.id == wanted)
        .values(status=status.value, version=appointment.c.version + 1, **values)
    )


def set_reason(db: Db, wanted: AppointmentId, reason: str) -> None:
    """Say why an appointment was given up."""
    db.execute(
        update(appointment).where(appointment.c.id == wanted).values(reason=reason)
    )


_TAKE_TURN = text(
    "select take_turns(a.organisation_id, array[a.patient_id])"
    " from appointment a where a.id = :appointment"
)


def take_turn(db: Db, wanted: AppointmentId) -> None:
    """Let nobody else write appointments of the patient until the transaction ends.

    The rows of the sessions must be held before; ``patients_in_turn.sql`` says why.
    """
    db.execute(_TAKE_TURN, {"appointment": wanted})


def add_replacement(
    db: Db,
    owner: OrganisationId,
    old: Appointment,
    new: AppointmentId,
    slot: Interval,
    *,
    at: datetime,
) -> None:
    """Book the patient of ``old`` into another slot of the same session instead.

    Raises ``SlotTaken`` and ``PatientDoubleBooked``.
    """
    row = {
        "organisation_id": owner,
        "id": new,
        "session_id": old.session,
        "patient_id": old.patient,
        "during": to_range(slot),
        "status": AppointmentStatus.BOOKED.value,
        "source": old.source.value,
        "replaces_id": old.id,
        "created_at": at,
    }
    take_turn(db, old.id)
    try:
        with db.begin_nested():
            db.execute(insert(appointment), row)
    except exc.IntegrityError as error:
        if isinstance(error.orig, psycopg.errors.ExclusionViolation):
            raise PatientDoubleBooked(slot.start) from None
        if isinstance(error.orig, psycopg.errors.UniqueViolation):
            raise SlotTaken(str(old.session), slot.start) from None
        raise


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
        held_until_at=row.held_until_at,
        replaces=AppointmentId(row.replaces_id) if row.replaces_id else None,
        reason=row.reason,
    )
