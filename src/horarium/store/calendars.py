"""Secret links to people's calendars, and what their calendars were last told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.dialects import postgresql

from horarium.domain.ids import OrganisationId, PractitionerId
from horarium.store.database import Db
from horarium.store.tables import calendar_entry, calendar_feed


@dataclass(frozen=True, slots=True)
class Entry:
    """One day of one person's calendar as it was last told.

    ``sequence`` counts the changes, as RFC 5545 wants; ``content`` is what an event says.
    """

    on_date: date
    sequence: int
    is_cancelled: bool
    content: dict[str, Any]
    changed_at: datetime


def open_feed(
    db: Db,
    owner: OrganisationId,
    person: PractitionerId,
    *,
    key: UUID,
    secret_hash: bytes,
    at: datetime,
) -> None:
    """Put a link in force."""
    db.execute(
        insert(calendar_feed).values(
            organisation_id=owner,
            id=key,
            practitioner_id=person,
            secret_hash=secret_hash,
            created_at=at,
        )
    )


def revoke_feed(db: Db, person: PractitionerId, *, at: datetime) -> bool:
    """Put the person's link out of force; whether there was one."""
    gone = db.execute(
        update(calendar_feed)
        .where(
            calendar_feed.c.practitioner_id == person,
            calendar_feed.c.revoked_at.is_(None),
        )
        .values(revoked_at=at)
    )
    return gone.rowcount > 0


def feed_since(db: Db, person: PractitionerId) -> datetime | None:
    """Since when the person has a link in force."""
    return db.execute(
        select(calendar_feed.c.created_at).where(
            calendar_feed.c.practitioner_id == person,
            calendar_feed.c.revoked_at.is_(None),
        )
    ).scalar_one_or_none()


def owner_of(db: Db, secret_hash: bytes) -> PractitionerId | None:
    """Whose calendar a link in force shows."""
    found = db.execute(
        select(calendar_feed.c.practitioner_id).where(
            calendar_feed.c.secret_hash == secret_hash,
            calendar_feed.c.revoked_at.is_(None),
        )
    ).scalar_one_or_none()
    return PractitionerId(found) if found else None


def entries(db: Db, person: PractitionerId, first: date) -> list[Entry]:
    """What the person's calendar was told of ``first`` and later, by day."""
    rows = db.execute(
        select(calendar_entry)
        .where(
            calendar_entry.c.practitioner_id == person,
            calendar_entry.c.on_date >= first,
        )
        .order_by(calendar_entry.c.on_date)
    )
    return [
        Entry(row.on_date, row.sequence, row.is_cancelled, row.content, row.changed_at)
        for row in rows
    ]


def keep_entries(
    db: Db, owner: OrganisationId, person: PractitionerId, values: Sequence[Entry]
) -> None:
    """Write what is told now."""
    if not values:
        return
    rows = [
        {
            "organisation_id": owner,
            "practitioner_id": person,
            "on_date": one.on_date,
            "sequence": one.sequence,
            "is_cancelled": one.is_cancelled,
            "content": one.content,
            "changed_at": one.changed_at,
        }
        for one in values
    ]
    statement = postgresql.insert(calendar_entry)
    changes = ("sequence", "is_cancelled", "content", "changed_at")
    db.execute(
        statement.on_conflict_do_update(
            index_elements=["organisation_id", "practitioner_id", "on_date"],
            set_={name: statement.excluded[name] for name in changes},
        ),
        rows,
    )
