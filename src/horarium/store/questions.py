"""Questions about rosters and their answers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from horarium.domain.ids import OrganisationId, RosterId
from horarium.domain.question import QuestionId, QuestionKind, RosterQuestion
from horarium.domain.solve import SolveStatus
from horarium.store.database import Db
from horarium.store.tables import roster_question


def add(db: Db, owner: OrganisationId, value: RosterQuestion) -> None:
    """Keep a question that nobody has looked at."""
    db.execute(
        insert(roster_question).values(
            organisation_id=owner,
            id=value.id,
            roster_id=value.roster,
            roster_version=value.roster_version,
            kind=value.kind.value,
            asked=dict(value.asked),
            seconds=value.seconds,
            status=value.status.value,
            created_at=value.created_at,
        )
    )


def by_id(db: Db, wanted: QuestionId, *, lock: bool = False) -> RosterQuestion | None:
    """The question with that id; with ``lock`` its row is held until the end."""
    query = select(roster_question).where(roster_question.c.id == wanted)
    row = db.execute(query.with_for_update() if lock else query).one_or_none()
    return _question(row) if row else None


def answer(
    db: Db,
    wanted: QuestionId,
    status: SolveStatus,
    told: Mapping[str, Any],
    *,
    finished_at: datetime | None = None,
) -> None:
    """Write down how it stands and what is known."""
    db.execute(
        update(roster_question)
        .where(roster_question.c.id == wanted)
        .values(status=status.value, answer=dict(told), finished_at=finished_at)
    )


def request_stop(db: Db, wanted: QuestionId) -> None:
    """Ask the worker to be content with what it has."""
    db.execute(
        update(roster_question)
        .where(roster_question.c.id == wanted)
        .values(stop_requested=True)
    )


def _question(row: Row[Any]) -> RosterQuestion:
    return RosterQuestion(
        id=QuestionId(row.id),
        roster=RosterId(row.roster_id),
        roster_version=row.roster_version,
        kind=QuestionKind(row.kind),
        asked=row.asked,
        seconds=row.seconds,
        status=SolveStatus(row.status),
        created_at=row.created_at,
        answer=row.answer,
        stop_requested=row.stop_requested,
        finished_at=row.finished_at,
    )
