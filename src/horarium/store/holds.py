"""Holds: places promised for some minutes, as pending appointments; see ``holds.sql``."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, text

from horarium.domain.ids import AppointmentId, OrganisationId, SessionId
from horarium.store.database import Db
from horarium.store.tables import appointment, session


@dataclass(frozen=True, slots=True)
class Held:
    """What the database answered to a request for a hold.

    ``outcome`` is one of ``held``, ``full``, ``quota-held``, ``not-open``, ``missing``,
    ``in-line``, ``double-booked`` and ``slot-taken``; ``number`` and ``note`` explain a
    refusal.
    """

    outcome: str
    number: int | None
    note: str | None


_HOLD = text(
    "select * from hold_in_turn(:organisation, :session, cast(:request as jsonb))"
)


def hold(
    db: Db, owner: OrganisationId, wanted: SessionId, request: Mapping[str, Any]
) -> Held:
    """Ask for a place and a slot until an instant, in one round trip."""
    row = db.execute(
        _HOLD,
        {
            "organisation": owner,
            "session": wanted,
            "request": json.dumps(request, default=_plain),
        },
    ).one()
    return Held(row.outcome, row.number, row.note)


def settle(db: Db, owner: OrganisationId, wanted: SessionId, *, at: datetime) -> int:
    """Let go of the session's holds that are over at ``at``; how many places that freed.

    The session's row is held from here on.
    """
    freed: int | None = db.execute(
        select(func.settle_holds(owner, wanted, at))
    ).scalar_one()
    return freed or 0


def release(db: Db, wanted: AppointmentId, *, reason: str) -> bool:
    """Give a hold up; false when it is none any more. The session's row must be held."""
    gone = db.execute(
        appointment.update()
        .where(appointment.c.id == wanted, appointment.c.status == "pending")
        .values(status="cancelled", reason=reason, version=appointment.c.version + 1)
        .returning(appointment.c.session_id)
    ).one_or_none()
    if gone is None:
        return False
    db.execute(
        session.update()
        .where(session.c.id == gone.session_id)
        .values(n_held=session.c.n_held - 1, version=session.c.version + 1)
    )
    return True


def places_kept(db: Db, wanted: SessionId, priority_class: str, *, at: datetime) -> int:
    """How many places of the session its quotas keep from a class at ``at``."""
    kept = func.places_kept(
        session.c.organisation_id, session.c.id, session.c.quotas, priority_class, at
    )
    return int(db.execute(select(kept).where(session.c.id == wanted)).scalar_one())


def sessions_with_expired(db: Db, *, at: datetime, limit: int) -> list[SessionId]:
    """Sessions whose holds have run out and are still counted."""
    rows = db.execute(
        select(appointment.c.session_id)
        .where(appointment.c.status == "pending", appointment.c.held_until_at <= at)
        .distinct()
        .order_by(appointment.c.session_id)
        .limit(limit)
    )
    return [SessionId(row.session_id) for row in rows]


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
