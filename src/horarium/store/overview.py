"""How much there is of everything, in one query."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text

from horarium.store.database import Db
from horarium.store.tables import (
    account,
    api_token,
    event,
    event_seal,
    outbox,
    patient,
    sign_in,
)


@dataclass(frozen=True, slots=True)
class Overview:
    """Counts of one organisation, and when its audit trail was last sealed."""

    n_accounts: int
    n_signed_in: int
    n_api_tokens: int
    n_patients: int
    n_events: int
    n_sealed: int
    n_outbox: int
    sealed_at: datetime | None


_N_SEALED = text("coalesce(sum(jsonb_array_length(event_seal.event_ids)), 0)")


def overview(db: Db, *, seen_since: datetime) -> Overview:
    """The counts; somebody is signed in who was seen since ``seen_since``."""
    n_rows = func.count().label("n")
    columns = (
        select(n_rows).select_from(account).where(account.c.disabled_at.is_(None)),
        select(n_rows)
        .select_from(sign_in)
        .where(sign_in.c.ended_at.is_(None), sign_in.c.last_seen_at >= seen_since),
        select(n_rows).select_from(api_token).where(api_token.c.revoked_at.is_(None)),
        select(n_rows).select_from(patient),
        select(n_rows).select_from(event),
        select(_N_SEALED).select_from(event_seal),
        select(n_rows).select_from(outbox).where(outbox.c.sent_at.is_(None)),
        select(func.max(event_seal.c.sealed_at)),
    )
    row = db.execute(select(*(one.scalar_subquery() for one in columns))).one()
    return Overview(*row)
