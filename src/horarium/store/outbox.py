"""The outbox: messages written in the transaction of what they tell, taken out later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects import postgresql

from horarium.domain.ids import OrganisationId
from horarium.store.database import Db
from horarium.store.tables import notification, outbox

CHANNEL = "horarium_live"
"""Where ``tell`` speaks and ``store.listen`` hears."""

_RELAY_LOCK = 7_305_807
"""Any constant will do; with the organisation's hash it keeps two relays apart."""


@dataclass(frozen=True, slots=True)
class Message:
    """One row of the outbox."""

    id: int
    topic: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Notice:
    """Words for one patient or one account, about one message.

    Never a name in those for patients.
    """

    id: UUID
    message: int
    patient: UUID | None
    words: str
    channel: str = "in-app"
    template: str | None = None
    language: str | None = None
    account: UUID | None = None


def claim(db: Db, owner: OrganisationId) -> bool:
    """Whether this transaction alone may now drain the organisation's outbox."""
    statement = text("select pg_try_advisory_xact_lock(:key, hashtext(:owner))")
    return bool(
        db.execute(statement, {"key": _RELAY_LOCK, "owner": str(owner)}).scalar_one()
    )


_TAKE = text(
    """
    with oldest as (
        select organisation_id, id from outbox where sent_at is null order by id limit :n
    )
    update outbox set sent_at = :at from oldest
    where outbox.organisation_id = oldest.organisation_id and outbox.id = oldest.id
    returning outbox.id, outbox.topic, outbox.payload
    """
)


def take(db: Db, *, at: datetime, limit: int) -> list[Message]:
    """Messages that had not left yet, oldest first; they leave when this commits."""
    rows = db.execute(_TAKE, {"at": at, "n": limit})
    found = [Message(row.id, row.topic, row.payload) for row in rows]
    return sorted(found, key=lambda message: message.id)


def keep_notices(
    db: Db, owner: OrganisationId, notices: Sequence[Notice], *, at: datetime
) -> None:
    """Put notices where their patients find them; a message told twice is kept once."""
    if not notices:
        return
    rows = [
        {
            "organisation_id": owner,
            "id": one.id,
            "outbox_id": one.message,
            "patient_id": one.patient,
            "account_id": one.account,
            "channel": one.channel,
            "words": one.words,
            "template": one.template,
            "language": one.language,
            "created_at": at,
        }
        for one in notices
    ]
    unique = ["organisation_id", "outbox_id", "channel"]
    db.execute(
        postgresql.insert(notification).on_conflict_do_nothing(index_elements=unique),
        rows,
    )


def tell(db: Db, letters: Sequence[str]) -> None:
    """Send each text (under 8000 bytes) to every listener, once this commits."""
    for letter in letters:
        db.execute(
            text("select pg_notify(:channel, :letter)"),
            {"channel": CHANNEL, "letter": letter},
        )


def forget_sent(db: Db, *, before: datetime) -> int:
    """Delete messages that left before an instant; notices made of them stay."""
    gone = db.execute(outbox.delete().where(outbox.c.sent_at < before))
    return gone.rowcount
