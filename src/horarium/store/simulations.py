"""What-if simulations and how they go."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select, update

from horarium.domain.ids import OrganisationId, SimulationRunId
from horarium.domain.what_if import RunStatus, SimulationRun
from horarium.store.database import Db
from horarium.store.tables import simulation_run


def add(
    db: Db, owner: OrganisationId, value: SimulationRun, *, requested_by: UUID | None
) -> None:
    """Keep a question that nobody has begun to answer."""
    db.execute(
        insert(simulation_run).values(
            organisation_id=owner,
            id=value.id,
            status=value.status.value,
            asked=dict(value.asked),
            requested_by=requested_by,
            created_at=value.created_at,
        )
    )


def by_id(
    db: Db, wanted: SimulationRunId, *, lock: bool = False
) -> SimulationRun | None:
    """The run with that id; with ``lock`` its row is held until the transaction ends."""
    query = select(simulation_run).where(simulation_run.c.id == wanted)
    row = db.execute(query.with_for_update() if lock else query).one_or_none()
    return _run(row) if row else None


def newest(db: Db, *, limit: int) -> list[SimulationRun]:
    """The questions asked last, newest first."""
    order = (simulation_run.c.created_at.desc(), simulation_run.c.id.desc())
    rows = db.execute(select(simulation_run).order_by(*order).limit(limit))
    return [_run(row) for row in rows]


def move(db: Db, wanted: SimulationRunId, **values: Any) -> None:
    """Set columns of a run."""
    db.execute(
        update(simulation_run).where(simulation_run.c.id == wanted).values(**values)
    )


def _run(row: Row[Any]) -> SimulationRun:
    return SimulationRun(
        id=SimulationRunId(row.id),
        status=RunStatus(row.status),
        asked=row.asked,
        created_at=row.created_at,
        n_done=row.n_done,
        report=row.report,
        reason=row.reason,
        ended_at=row.ended_at,
    )
