"""Notices on their way out: those that a courier has to take."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select, update

from horarium.store.database import Db
from horarium.store.tables import notification, patient


@dataclass(frozen=True, slots=True)
class Waiting:
    """A notice that has not left yet, with where its patient can be reached."""

    id: UUID
    channel: str
    words: str
    language: str
    n_tries: int
    phone: str | None
    email: str | None


def claim(
    db: Db, channels: Collection[str], *, now: datetime, since: datetime
) -> Waiting | None:
    """The oldest notice that may be sent now, held until the transaction ends."""
    row = db.execute(
        select(notification, patient.c.phone, patient.c.email)
        .join(
            patient,
            (patient.c.organisation_id == notification.c.organisation_id)
            & (patient.c.id == notification.c.patient_id),
        )
        .where(
            notification.c.sent_at.is_(None),
            notification.c.channel != "in-app",
            notification.c.channel.in_(list(channels)),
            notification.c.created_at > since,
            or_(
                notification.c.try_again_at <= now,
                notification.c.n_tries == 0,
            ),
        )
        .order_by(notification.c.created_at, notification.c.id)
        .limit(1)
        .with_for_update(of=notification, skip_locked=True)
    ).one_or_none()
    if row is None:
        return None
    return Waiting(
        row.id,
        row.channel,
        row.words,
        row.language or "en",
        row.n_tries,
        row.phone,
        row.email,
    )


def mark_sent(db: Db, wanted: UUID, *, at: datetime) -> None:
    """Note that a courier has the notice."""
    db.execute(
        update(notification).where(notification.c.id == wanted).values(sent_at=at)
    )


def try_later(db: Db, wanted: UUID, *, n_tries: int, at: datetime | None) -> None:
    """Note a failure; without an instant it is not tried again."""
    db.execute(
        update(notification)
        .where(notification.c.id == wanted)
        .values(n_tries=n_tries, try_again_at=at)
    )


def give_up(db: Db, wanted: UUID) -> None:
    """Note that there is nobody to send the notice to any more."""
    try_later(db, wanted, n_tries=1, at=None)
