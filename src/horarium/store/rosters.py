"""Rosters and their assignments."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, insert, select, update

from horarium.domain.ids import OrganisationId, PractitionerId, RosterId
from horarium.domain.roster import Assignment, RosterStatus, StoredRoster
from horarium.store.database import Db
from horarium.store.tables import assignment, practitioner, roster


def add(db: Db, owner: OrganisationId, value: StoredRoster) -> None:
    """Keep a roster with its assignments."""
    db.execute(
        insert(roster).values(
            organisation_id=owner,
            id=value.id,
            name=value.name,
            starts_on=value.starts_on,
            n_days=value.n_days,
            status=value.status.value,
            version=value.version,
            problem=dict(value.problem),
            summary=dict(value.summary),
            created_at=value.created_at,
            published_at=value.published_at,
        )
    )
    rows = [
        {
            "organisation_id": owner,
            "roster_id": value.id,
            "practitioner_id": one.practitioner,
            "on_date": one.on_date,
            "shift_type": one.shift_type,
            "locked": one.locked,
        }
        for one in value.assignments
    ]
    if rows:
        db.execute(insert(assignment), rows)


def by_id(db: Db, wanted: RosterId) -> StoredRoster | None:
    """The roster with that id."""
    return _whole(db, select(roster).where(roster.c.id == wanted))


def published_on(db: Db, day: date) -> StoredRoster | None:
    """The published roster that covers ``day``; the latest published if several do."""
    return _whole(
        db,
        select(roster)
        .where(
            roster.c.status == RosterStatus.PUBLISHED.value,
            roster.c.starts_on <= day,
            roster.c.starts_on + roster.c.n_days > day,
        )
        .order_by(roster.c.published_at.desc(), roster.c.id)
        .limit(1),
    )


def headings(db: Db) -> list[StoredRoster]:
    """Every roster without its assignments and its problem, newest first."""
    rows = db.execute(select(roster).order_by(roster.c.starts_on.desc(), roster.c.id))
    return [_roster(row, ()) for row in rows]


def lock(db: Db, wanted: RosterId) -> int | None:
    """Hold the roster's row until the transaction ends; its version, if it exists."""
    return db.execute(
        select(roster.c.version).where(roster.c.id == wanted).with_for_update()
    ).scalar_one_or_none()


def set_status(
    db: Db, wanted: RosterId, status: RosterStatus, *, at: datetime | None = None
) -> None:
    """Publish (with the instant) or archive."""
    values: dict[str, Any] = {"status": status.value, "version": roster.c.version + 1}
    if status is RosterStatus.PUBLISHED:
        values["published_at"] = at
    db.execute(update(roster).where(roster.c.id == wanted).values(**values))


def _whole(db: Db, query: Select[Any]) -> StoredRoster | None:
    row = db.execute(query).one_or_none()
    return _roster(row, _assignments(db, RosterId(row.id))) if row else None


def _assignments(db: Db, wanted: RosterId) -> tuple[Assignment, ...]:
    rows: Sequence[Row[Any]] = db.execute(
        select(assignment, practitioner.c.staff_code)
        .join(
            practitioner,
            (practitioner.c.organisation_id == assignment.c.organisation_id)
            & (practitioner.c.id == assignment.c.practitioner_id),
        )
        .where(assignment.c.roster_id == wanted)
        .order_by(
            practitioner.c.staff_code, assignment.c.on_date, assignment.c.shift_type
        )
    ).all()
    return tuple(
        Assignment(
            PractitionerId(row.practitioner_id),
            row.staff_code,
            row.on_date,
            row.shift_type,
            row.locked,
        )
        for row in rows
    )


def _roster(row: Row[Any], assignments: tuple[Assignment, ...]) -> StoredRoster:
    return StoredRoster(
        id=RosterId(row.id),
        name=row.name,
        starts_on=row.starts_on,
        n_days=row.n_days,
        status=RosterStatus(row.status),
        version=row.version,
        problem=row.problem,
        summary=row.summary,
        assignments=assignments,
        created_at=row.created_at,
        published_at=row.published_at,
    )
