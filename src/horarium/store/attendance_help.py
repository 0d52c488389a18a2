"""Help before a visit: who gets another reminder, who is rung, what came of it."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, literal, select, update
from sqlalchemy.dialects import postgresql

from horarium.domain.attendance import HelpCall, HelpKind, HelpOutcome
from horarium.domain.ids import AppointmentId, OrganisationId, PatientId, SessionId
from horarium.store.database import Db
from horarium.store.tables import appointment, attendance_help, patient, reminder


def add(
    db: Db,
    owner: OrganisationId,
    kind: HelpKind,
    wanted: Collection[AppointmentId],
    *,
    on: date,
    at: datetime,
) -> int:
    """Plan help for these visits on the day ``on``; nobody gets one kind twice."""
    rows = [
        {
            "organisation_id": owner,
            "appointment_id": one,
            "kind": kind.value,
            "on_date": on,
            "created_at": at,
        }
        for one in wanted
    ]
    if not rows:
        return 0
    statement = postgresql.insert(attendance_help).values(rows)
    new = statement.on_conflict_do_nothing().returning(attendance_help.c.appointment_id)
    return len(db.execute(new).all())


def calls(db: Db, on: date) -> list[HelpCall]:
    """Whom to ring on a day, by the time of the visit; only those still booked."""
    query = _calls().where(
        attendance_help.c.on_date == on, appointment.c.status == "booked"
    )
    return [_call(row) for row in db.execute(query)]


def call_of(db: Db, wanted: AppointmentId) -> HelpCall | None:
    """The call about one appointment."""
    query = _calls().where(attendance_help.c.appointment_id == wanted)
    row = db.execute(query).one_or_none()
    return _call(row) if row else None


def settle(
    db: Db, wanted: AppointmentId, outcome: HelpOutcome, *, at: datetime
) -> None:
    """Say what came of a call."""
    db.execute(
        update(attendance_help)
        .where(
            attendance_help.c.appointment_id == wanted,
            attendance_help.c.kind == HelpKind.CALL.value,
        )
        .values(outcome=outcome.value, done_at=at)
    )


def claim_extra(db: Db, *, after: datetime, at: datetime) -> list[AppointmentId]:
    """Booked visits that start after ``after`` and get their extra reminder now, by id.

    Nobody gets it again.
    """
    due = (
        select(
            appointment.c.organisation_id,
            appointment.c.id,
            literal("extra"),
            literal(at),
        )
        .join(
            attendance_help,
            (attendance_help.c.organisation_id == appointment.c.organisation_id)
            & (attendance_help.c.appointment_id == appointment.c.id),
        )
        .where(
            attendance_help.c.kind == HelpKind.EXTRA_REMINDER.value,
            appointment.c.status == "booked",
            func.lower(appointment.c.during) > after,
        )
    )
    statement = (
        postgresql.insert(reminder)
        .from_select(["organisation_id", "appointment_id", "kind", "created_at"], due)
        .on_conflict_do_nothing()
        .returning(reminder.c.appointment_id)
    )
    return sorted(AppointmentId(row.appointment_id) for row in db.execute(statement))


def _calls() -> Select[Any]:
    start = func.lower(appointment.c.during)
    own = attendance_help.c.organisation_id
    return (
        select(
            attendance_help.c.appointment_id,
            attendance_help.c.outcome,
            attendance_help.c.done_at,
            appointment.c.session_id,
            appointment.c.patient_id,
            patient.c.name,
            patient.c.phone,
            start.label("start"),
        )
        .join(
            appointment,
            (appointment.c.organisation_id == own)
            & (appointment.c.id == attendance_help.c.appointment_id),
        )
        .join(
            patient,
            (patient.c.organisation_id == own)
            & (patient.c.id == appointment.c.patient_id),
        )
        .where(attendance_help.c.kind == HelpKind.CALL.value)
        .order_by(start, attendance_help.c.appointment_id)
    )


def _call(row: Any) -> HelpCall:
    return HelpCall(
        appointment=AppointmentId(row.appointment_id),
        session=SessionId(row.session_id),
        patient=PatientId(row.patient_id),
        patient_name=row.name,
        phone=row.phone,
        start=row.start,
        outcome=HelpOutcome(row.outcome) if row.outcome else None,
        done_at=row.done_at,
    )
