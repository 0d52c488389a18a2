"""Sessions that go on with another doctor."""

from collections.abc import Mapping

import psycopg
from sqlalchemy import exc, select, update

from horarium.domain.errors import PractitionerDoubleBooked
from horarium.domain.ids import PractitionerId, SessionId
from horarium.store.database import Db
from horarium.store.tables import session


def hand_over(db: Db, to: Mapping[SessionId, PractitionerId]) -> None:
    """Give each session its new doctor; raise ``PractitionerDoubleBooked``.

    All are let go of first, so that two doctors may exchange theirs.
    """
    rows = db.execute(
        select(session.c.id, session.c.status)
        .where(session.c.id.in_(to))
        .order_by(session.c.id)
    ).all()
    db.execute(update(session).where(session.c.id.in_(to)).values(status="cancelled"))
    for row in rows:
        _give(db, row.id, to[SessionId(row.id)], row.status)


def _give(db: Db, wanted: SessionId, who: PractitionerId, status: str) -> None:
    statement = (
        update(session)
        .where(session.c.id == wanted)
        .values(practitioner_id=who, status=status, version=session.c.version + 1)
    )
    try:
        with db.begin_nested():
            db.execute(statement)
    except exc.IntegrityError as error:
        if isinstance(error.orig, psycopg.errors.ExclusionViolation):
            query = select(session.c.during).where(session.c.id == wanted)
            raise PractitionerDoubleBooked(
                db.execute(query).scalar_one().lower
            ) from None
        raise
