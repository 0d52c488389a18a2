"""The audit trail's rows and the outbox: written in the transaction of what they tell."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select

from horarium.domain.actor import Actor
from horarium.domain.ids import PatientId
from horarium.store.database import Db
from horarium.store.tables import event, outbox


def append(
    db: Db,
    *,
    at: datetime,
    actor: Actor,
    action: str,
    about: tuple[str, str],
    patient: PatientId | None = None,
    details: Mapping[str, Any] | None = None,
    request_id: str | None = None,
) -> None:
    """Write one event; ``about`` is (kind, id) of the thing it happened to."""
    db.execute(
        insert(event).values(
            organisation_id=actor.organisation,
            at=at,
            actor_kind=actor.kind.value,
            actor_id=actor.id,
            actor_role=actor.role_name,
            action=action,
            object_kind=about[0],
            object_id=about[1],
            patient_id=patient,
            details=dict(details or {}),
            request_id=request_id,
        )
    )


def announce(
    db: Db, *, organisation: UUID, at: datetime, topic: str, payload: Mapping[str, Any]
) -> None:
    """Leave a message that the relay takes out once this transaction has committed."""
    db.execute(
        insert(outbox).values(
            organisation_id=organisation, at=at, topic=topic, payload=dict(payload)
        )
    )


def count(db: Db) -> int:
    """How many events the organisation has."""
    return db.execute(select(func.count()).select_from(event)).scalar_one()
