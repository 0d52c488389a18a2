"""Which lines the clock may ask something of."""

from datetime import datetime, timedelta

from sqlalchemy import exists, func, or_, select

from horarium.domain.ids import SessionId
from horarium.store.database import Db
from horarium.store.tables import session, token

MOST = 500
"""Lines of one look; the rest are there at the next."""

_EARLY = timedelta(hours=4)
"""A doctor may begin to call so long before the session does."""


def to_settle(
    db: Db, *, now: datetime, ended_before: datetime, with_booked: bool
) -> list[SessionId]:
    """Open sessions with somebody called, or that ended long ago; by time.

    ``with_booked`` adds those with somebody booked who is not here.
    """
    unanswered = ("called", "recalled", *(("booked",) if with_booked else ()))
    asked_for = exists().where(
        token.c.organisation_id == session.c.organisation_id,
        token.c.session_id == session.c.id,
        token.c.status.in_(unanswered),
    )
    rows = db.execute(
        select(session.c.id)
        .where(
            session.c.status.in_(("planned", "open")),
            func.lower(session.c.during) <= now + _EARLY,
            or_(asked_for, func.upper(session.c.during) <= ended_before),
        )
        .order_by(session.c.during, session.c.id)
        .limit(MOST)
    )
    return [SessionId(row.id) for row in rows]


def lock_unless_held(db: Db, wanted: SessionId) -> bool:
    """Hold the session's row, or say that somebody else does; never wait."""
    row = db.execute(
        select(session.c.id)
        .where(session.c.id == wanted)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    return row is not None
