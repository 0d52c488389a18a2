"""How a department keeps the rules of its rosters, where that is not the pack's way."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql

from horarium.domain.ids import OrganisationId
from horarium.store.database import Db
from horarium.store.tables import rule_override


@dataclass(frozen=True, slots=True)
class RuleOverride:
    """Fields of one rule as the department sets them, and who did so when.

    ``originals`` has the same fields as they were before anything was set: rosters made
    since carry the set ones, and so cannot tell.
    """

    rule: str
    fields: Mapping[str, Any]
    originals: Mapping[str, Any]
    changed_by: str
    changed_at: datetime

    @property
    def is_different(self) -> bool:
        """Whether anything is not as it was at first."""
        return dict(self.fields) != dict(self.originals)


def by_rule(db: Db) -> dict[str, RuleOverride]:
    """What has been set, by the rule's name; a rule that is not here is the pack's."""
    rows = db.execute(select(rule_override).order_by(rule_override.c.rule))
    return {
        row.rule: RuleOverride(
            rule=row.rule,
            fields=row.fields,
            originals=row.originals,
            changed_by=row.changed_by,
            changed_at=row.changed_at,
        )
        for row in rows
    }


def keep(db: Db, owner: OrganisationId, value: RuleOverride) -> None:
    """Set one rule, in the place of what was set before."""
    row = {
        "organisation_id": owner,
        "rule": value.rule,
        "fields": dict(value.fields),
        "originals": dict(value.originals),
        "changed_by": value.changed_by,
        "changed_at": value.changed_at,
    }
    statement = postgresql.insert(rule_override).values(row)
    changed = {
        name: statement.excluded[name]
        for name in ("fields", "changed_by", "changed_at")
    }
    db.execute(
        statement.on_conflict_do_update(
            index_elements=["organisation_id", "rule"], set_=changed
        )
    )
