"""The score log: each chance that was given, for good."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.dialects import postgresql

from horarium.domain.attendance import Score, ScorePurpose
from horarium.domain.ids import AppointmentId, FitId, OrganisationId
from horarium.store.database import Db
from horarium.store.tables import appointment, attendance_score


def unscored(
    db: Db, purpose: ScorePurpose, since: datetime, *, limit: int
) -> list[AppointmentId]:
    """Booked visits from ``since`` on that were never scored for this, oldest first."""
    scored = (
        select(attendance_score.c.appointment_id)
        .where(
            attendance_score.c.organisation_id == appointment.c.organisation_id,
            attendance_score.c.appointment_id == appointment.c.id,
            attendance_score.c.purpose == purpose.value,
        )
        .exists()
    )
    rows = db.execute(
        select(appointment.c.id)
        .where(
            appointment.c.status == "booked",
            func.lower(appointment.c.during) >= since,
            ~scored,
        )
        .order_by(appointment.c.created_at, appointment.c.id)
        .limit(limit)
    )
    return [AppointmentId(row.id) for row in rows]


def given_on(
    db: Db,
    wanted: Collection[AppointmentId],
    purpose: ScorePurpose,
    day: date,
    by: tuple[str, FitId | None],
) -> dict[AppointmentId, float]:
    """The scores that were given for this purpose, by this method and fit, on a day."""
    method, fit = by
    table = attendance_score
    rows = db.execute(
        select(table.c.appointment_id, table.c.p_show)
        .where(
            table.c.appointment_id.in_(list(wanted)),
            table.c.purpose == purpose.value,
            table.c.on_date == day,
            table.c.method == method,
            table.c.fit_id.is_not_distinct_from(fit),
        )
        .order_by(table.c.appointment_id)
    )
    return {AppointmentId(row.appointment_id): row.p_show for row in rows}


def log(db: Db, owner: OrganisationId, given: Sequence[Score]) -> None:
    """Write scores down for good; one that is there already stays."""
    rows = [
        {
            "organisation_id": owner,
            "appointment_id": one.appointment,
            "purpose": one.purpose.value,
            "on_date": one.on_date,
            "method": one.method,
            "fit_id": one.fit,
            "recalibration": one.recalibration,
            "p_show": one.p_show,
            "as_of": one.as_of,
        }
        for one in given
    ]
    if rows:
        db.execute(
            postgresql.insert(attendance_score).values(rows).on_conflict_do_nothing()
        )


def newest(db: Db, wanted: Collection[AppointmentId]) -> dict[AppointmentId, float]:
    """The score of each appointment that was given last, whatever for."""
    table = attendance_score
    rows = db.execute(
        select(table.c.appointment_id, table.c.p_show)
        .ext(postgresql.distinct_on(table.c.appointment_id))
        .where(table.c.appointment_id.in_(list(wanted)))
        .order_by(table.c.appointment_id, table.c.as_of.desc(), table.c.purpose)
    )
    return {AppointmentId(row.appointment_id): row.p_show for row in rows}


def log_of(db: Db, *, limit: int) -> list[Score]:
    """The scores given last, newest first."""
    table = attendance_score
    rows = db.execute(
        select(table)
        .order_by(table.c.as_of.desc(), table.c.appointment_id, table.c.purpose)
        .limit(limit)
    )
    return [_score(row) for row in rows]


def count(db: Db, since: date) -> Mapping[str, int]:
    """How many scores were given for each purpose from ``since`` on."""
    table = attendance_score
    rows = db.execute(
        select(table.c.purpose, func.count().label("n"))
        .where(table.c.on_date >= since)
        .group_by(table.c.purpose)
        .order_by(table.c.purpose)
    )
    return {row.purpose: row.n for row in rows}


def judged(
    db: Db, purpose: ScorePurpose, since: datetime, until: datetime
) -> dict[AppointmentId, float]:
    """The first score of each visit that started in ``[since, until)``."""
    table = attendance_score
    rows = db.execute(
        select(table.c.appointment_id, table.c.p_show)
        .ext(postgresql.distinct_on(table.c.appointment_id))
        .join(
            appointment,
            (appointment.c.organisation_id == table.c.organisation_id)
            & (appointment.c.id == table.c.appointment_id),
        )
        .where(
            table.c.purpose == purpose.value,
            func.lower(appointment.c.during) >= since,
            func.lower(appointment.c.during) < until,
        )
        .order_by(table.c.appointment_id, table.c.as_of, table.c.method)
    )
    return {AppointmentId(row.appointment_id): row.p_show for row in rows}


def _score(row: Row[Any]) -> Score:
    return Score(
        appointment=AppointmentId(row.appointment_id),
        purpose=ScorePurpose(row.purpose),
        on_date=row.on_date,
        p_show=row.p_show,
        as_of=row.as_of,
        method=row.method,
        fit=FitId(row.fit_id) if row.fit_id else None,
        recalibration=row.recalibration,
    )
