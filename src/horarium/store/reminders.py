"""Reminders: who is due for one, each at most once."""

from datetime import datetime, timedelta

from sqlalchemy import func, literal, select
from sqlalchemy.dialects import postgresql

from horarium.domain.ids import AppointmentId
from horarium.domain.interval import Interval
from horarium.store.database import Db
from horarium.store.tables import appointment, reminder


def claim_due(
    db: Db, kind: str, *, starting: Interval, lead: timedelta, at: datetime
) -> list[AppointmentId]:
    """The booked appointments that get this reminder now, by id; nobody gets it again.

    Those that start in ``starting``, its end included and its start not, and were booked
    longer than ``lead`` before they start.
    """
    start = func.lower(appointment.c.during)
    due = select(
        appointment.c.organisation_id,
        appointment.c.id,
        literal(kind),
        literal(at),
    ).where(
        appointment.c.status == "booked",
        start > starting.start,
        start <= starting.end,
        appointment.c.created_at < start - lead,
    )
    statement = (
        postgresql.insert(reminder)
        .from_select(["organisation_id", "appointment_id", "kind", "created_at"], due)
        .on_conflict_do_nothing()
        .returning(reminder.c.appointment_id)
    )
    return sorted(AppointmentId(row.appointment_id) for row in db.execute(statement))
