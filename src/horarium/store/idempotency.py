"""Keys under which something was made, so that a repeated request makes nothing more."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql

from horarium.domain.ids import OrganisationId, TokenId
from horarium.store.database import Db
from horarium.store.tables import idempotency_key, token


@dataclass(frozen=True, slots=True)
class Use:
    """What a key was used for, and what came of it."""

    action: str
    fingerprint: str
    made: UUID


def claim(
    db: Db,
    owner: OrganisationId,
    key: str,
    *,
    action: str,
    fingerprint: str,
    at: datetime,
) -> Use | None:
    """Use a key for the first time (``None``), or learn what it was used for.

    Waits while another transaction is using the same key, and is first if that fails.
    """
    row = {
        "organisation_id": owner,
        "key": key,
        "action": action,
        "fingerprint": fingerprint,
        "created_at": at,
    }
    first = db.execute(
        postgresql.insert(idempotency_key)
        .values(row)
        .on_conflict_do_nothing()
        .returning(idempotency_key.c.key)
    ).one_or_none()
    return None if first is not None else use_of(db, key)


def use_of(db: Db, key: str) -> Use | None:
    """What a key was used for; ``None`` for one that nobody has used."""
    query = select(idempotency_key).where(idempotency_key.c.key == key)
    used = db.execute(query).one_or_none()
    return Use(used.action, used.fingerprint, used.object_id) if used else None


def settle(db: Db, key: str, made: UUID) -> None:
    """Note what was made under a key claimed in this transaction."""
    db.execute(
        update(idempotency_key)
        .where(idempotency_key.c.key == key)
        .values(object_id=made)
    )


def of_token(db: Db, wanted: TokenId) -> str | None:
    """The fingerprint of the request that a token was issued for, if it was kept."""
    query = select(token.c.fingerprint).where(token.c.id == wanted)
    return db.execute(query).scalar_one_or_none()


def forget(db: Db, *, before: datetime) -> int:
    """Delete keys that were used before an instant; how many."""
    gone = db.execute(
        delete(idempotency_key).where(idempotency_key.c.created_at < before)
    )
    return gone.rowcount
