"""Plans that cover absences: what was asked, proposed and done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from horarium.domain.ids import AbsenceId, LoopPlanId, OrganisationId
from horarium.store.database import Db
from horarium.store.tables import loop_plan


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLoopPlan:
    """One row: why, how it stands, what is proposed, and what became of it."""

    id: LoopPlanId
    absence: AbsenceId | None
    cause: Mapping[str, Any]
    status: str
    asked_at: datetime
    plan: Mapping[str, Any] | None = None
    report: Mapping[str, Any] | None = None
    stop_requested: bool = False
    version: int = 1
    made_at: datetime | None = None
    applied_at: datetime | None = None


def add(db: Db, owner: OrganisationId, value: StoredLoopPlan) -> None:
    """Keep a plan that is being worked out."""
    row = {
        "organisation_id": owner,
        "id": value.id,
        "absence_id": value.absence,
        "cause": dict(value.cause),
        "status": value.status,
        "asked_at": value.asked_at,
    }
    db.execute(insert(loop_plan), row)


def by_id(db: Db, wanted: LoopPlanId, *, lock: bool = False) -> StoredLoopPlan | None:
    """The plan with that id; with ``lock`` nobody else applies it meanwhile."""
    query = select(loop_plan).where(loop_plan.c.id == wanted)
    row = db.execute(query.with_for_update() if lock else query).one_or_none()
    return _plan(row) if row else None


def newest_of(db: Db, wanted: AbsenceId) -> StoredLoopPlan | None:
    """The plan of an absence that was asked for last."""
    row = db.execute(
        select(loop_plan)
        .where(loop_plan.c.absence_id == wanted)
        .order_by(loop_plan.c.asked_at.desc(), loop_plan.c.id.desc())
        .limit(1)
    ).one_or_none()
    return _plan(row) if row else None


def change(db: Db, wanted: LoopPlanId, **values: Any) -> None:
    """Set columns of a plan and count its version up."""
    db.execute(
        update(loop_plan)
        .where(loop_plan.c.id == wanted)
        .values(version=loop_plan.c.version + 1, **values)
    )


def _plan(row: Row[Any]) -> StoredLoopPlan:
    return StoredLoopPlan(
        id=LoopPlanId(row.id),
        absence=AbsenceId(row.absence_id) if row.absence_id else None,
        cause=row.cause,
        status=row.status,
        asked_at=row.asked_at,
        plan=row.plan,
        report=row.report,
        stop_requested=row.stop_requested,
        version=row.version,
        made_at=row.made_at,
        applied_at=row.applied_at,
    )
