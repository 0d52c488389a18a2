"""The rules that a clinic has set for its lines, one row a discipline."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql

from horarium.domain.ids import OrganisationId
from horarium.store.database import Db
from horarium.store.tables import line_policy


@dataclass(frozen=True, slots=True)
class StoredRules:
    """Rules as they were last written; ``version`` counts the changes."""

    rules: Mapping[str, Any]
    version: int


def by_discipline(db: Db) -> dict[str, StoredRules]:
    """What has been set; a discipline that is not here keeps the defaults."""
    rows = db.execute(select(line_policy).order_by(line_policy.c.discipline))
    return {row.discipline: StoredRules(row.rules, row.version) for row in rows}


def keep(
    db: Db,
    owner: OrganisationId,
    discipline: str,
    rules: Mapping[str, Any],
    *,
    at: datetime,
) -> int:
    """Write the rules of one discipline; the version they have now."""
    row = {
        "organisation_id": owner,
        "discipline": discipline,
        "rules": dict(rules),
        "changed_at": at,
    }
    statement = postgresql.insert(line_policy).values(row)
    statement = statement.on_conflict_do_update(
        index_elements=["organisation_id", "discipline"],
        set_={
            "rules": statement.excluded.rules,
            "changed_at": statement.excluded.changed_at,
            "version": line_policy.c.version + 1,
        },
    )
    version: int = db.execute(statement.returning(line_policy.c.version)).scalar_one()
    return version
