"""Searches for rosters and how they go."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select, update

from horarium.domain.ids import OrganisationId, RosterId, SolveRunId
from horarium.domain.solve import SolveRun, SolveStatus, SolveStep
from horarium.store.database import Db
from horarium.store.tables import solve_run


def add(
    db: Db, owner: OrganisationId, value: SolveRun, *, requested_by: UUID | None
) -> None:
    """Keep a search that has not begun."""
    db.execute(
        insert(solve_run).values(
            organisation_id=owner,
            id=value.id,
            status=value.status.value,
            problem=dict(value.problem),
            params=dict(value.params),
            requested_by=requested_by,
            created_at=value.created_at,
        )
    )


def by_id(db: Db, wanted: SolveRunId, *, lock: bool = False) -> SolveRun | None:
    """The search with that id; with ``lock`` its row is held until the transaction ends."""
    query = select(solve_run).where(solve_run.c.id == wanted)
    row = db.execute(query.with_for_update() if lock else query).one_or_none()
    return _run(row) if row else None


def unfinished(db: Db) -> list[SolveRunId]:
    """Searches that wait or go on, oldest first."""
    rows = db.execute(
        select(solve_run.c.id)
        .where(solve_run.c.status.in_(("queued", "running")))
        .order_by(solve_run.c.created_at, solve_run.c.id)
    )
    return [SolveRunId(row.id) for row in rows]


def begin(db: Db, wanted: SolveRunId, *, at: datetime) -> None:
    """Note that the search begins, or begins again."""
    _set(db, wanted, status="running", started_at=at, heartbeat_at=at)


def beat(
    db: Db,
    wanted: SolveRunId,
    *,
    started_at: datetime,
    at: datetime,
    steps: Sequence[SolveStep],
) -> bool | None:
    """Note that the search goes on, with the steps so far; whether it should stop.

    ``None`` when it is not this search any more: another worker began it anew.
    """
    return db.execute(
        update(solve_run)
        .where(
            solve_run.c.id == wanted,
            solve_run.c.status == "running",
            solve_run.c.started_at == started_at,
        )
        .values(heartbeat_at=at, progress=[_plain(step) for step in steps])
        .returning(solve_run.c.stop_requested)
    ).scalar_one_or_none()


def put_back(db: Db, wanted: SolveRunId, *, outcome: Mapping[str, Any]) -> None:
    """Let the search wait again, with what it has found so far."""
    _set(db, wanted, status="queued", outcome=dict(outcome))


def finish(
    db: Db,
    wanted: SolveRunId,
    status: SolveStatus,
    *,
    at: datetime,
    outcome: Mapping[str, Any],
    roster: RosterId | None = None,
) -> None:
    """Note how the search ended."""
    _set(
        db,
        wanted,
        status=status.value,
        outcome=dict(outcome),
        roster_id=roster,
        finished_at=at,
    )


def request_stop(db: Db, wanted: SolveRunId) -> None:
    """Ask the search to end soon."""
    _set(db, wanted, stop_requested=True)


def _set(db: Db, wanted: SolveRunId, **values: Any) -> None:
    db.execute(update(solve_run).where(solve_run.c.id == wanted).values(**values))


def _plain(step: SolveStep) -> list[float | int | None]:
    return [round(step.elapsed_s, 3), step.objective, step.bound]


def _run(row: Row[Any]) -> SolveRun:
    return SolveRun(
        id=SolveRunId(row.id),
        status=SolveStatus(row.status),
        problem=row.problem,
        params=row.params,
        steps=tuple(SolveStep(*step) for step in row.progress),
        created_at=row.created_at,
        outcome=row.outcome,
        roster=RosterId(row.roster_id) if row.roster_id else None,
        stop_requested=row.stop_requested,
        started_at=row.started_at,
        heartbeat_at=row.heartbeat_at,
        finished_at=row.finished_at,
    )
