"""Places taken again by somebody who had lost one, and slots beside the one resold."""

from collections.abc import Iterable

import psycopg
from sqlalchemy import exc, func, select, update

from horarium.domain.errors import PatientDoubleBooked
from horarium.domain.ids import AppointmentId, SessionId
from horarium.store.appointments import take_turn
from horarium.store.database import Db
from horarium.store.tables import appointment, session


def lock_all(db: Db, wanted: Iterable[SessionId]) -> None:
    """Hold the rows of several sessions, always in one order, so that nobody deadlocks."""
    query = select(session.c.id).where(session.c.id.in_(set(wanted)))
    db.execute(query.order_by(session.c.id).with_for_update()).all()


def take(db: Db, wanted: SessionId, *, overflow: bool, kept: int = 0) -> bool:
    """Take one place, ordinary or overflow; false when none is left.

    ``kept`` of the ordinary places are there for others.
    """
    used, limit = (
        (session.c.overflow_taken, session.c.overflow_limit)
        if overflow
        else (session.c.taken, session.c.capacity - session.c.n_held - kept)
    )
    result = db.execute(
        update(session)
        .where(session.c.id == wanted, used < limit)
        .values({used.name: used + 1, "version": session.c.version + 1})
    )
    return result.rowcount == 1


def take_up_again(db: Db, wanted: AppointmentId) -> None:
    """Check in an appointment that was given up, beside whoever has its slot now.

    Raises ``PatientDoubleBooked`` when the patient has another one at that time.
    """
    other = appointment.alias("other")
    next_lane = (
        select(func.coalesce(func.max(other.c.lane) + 1, 0))
        .where(
            other.c.organisation_id == appointment.c.organisation_id,
            other.c.session_id == appointment.c.session_id,
            func.lower(other.c.during) == func.lower(appointment.c.during),
            other.c.id != appointment.c.id,
        )
        .scalar_subquery()
    )
    statement = (
        update(appointment)
        .where(appointment.c.id == wanted)
        .values(status="checked-in", lane=next_lane, version=appointment.c.version + 1)
        .returning(func.lower(appointment.c.during))
    )
    take_turn(db, wanted)
    try:
        with db.begin_nested():
            db.execute(statement)
    except exc.IntegrityError as error:
        if isinstance(error.orig, psycopg.errors.ExclusionViolation):
            start = select(func.lower(appointment.c.during)).where(
                appointment.c.id == wanted
            )
            raise PatientDoubleBooked(db.execute(start).scalar_one()) from None
        raise
