"""What members of the team were told."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from horarium.domain.ids import PractitionerId
from horarium.store.database import Db
from horarium.store.tables import account, notification


def accounts_of(db: Db, person: PractitionerId) -> list[UUID]:
    """The accounts in force that belong to somebody."""
    rows = db.execute(
        select(account.c.id)
        .where(account.c.practitioner_id == person, account.c.disabled_at.is_(None))
        .order_by(account.c.id)
    )
    return [row.id for row in rows]


def latest(db: Db, owner: UUID, limit: int) -> list[tuple[str, datetime]]:
    """The words and the instants of what an account was told, the newest first."""
    rows = db.execute(
        select(notification.c.words, notification.c.created_at)
        .where(notification.c.account_id == owner)
        .order_by(notification.c.created_at.desc(), notification.c.id.desc())
        .limit(limit)
    )
    return [(row.words, row.created_at) for row in rows]
