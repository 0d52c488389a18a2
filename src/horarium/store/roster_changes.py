"""The history of drafts, and what an edit writes."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, tuple_, update

from horarium.domain.ids import OrganisationId, PractitionerId, RosterId
from horarium.domain.roster import Assignment
from horarium.domain.roster_change import CellChange, CellState, EditVerb, RosterChange
from horarium.store.database import Db
from horarium.store.tables import assignment, roster, roster_change


def add(db: Db, owner: OrganisationId, value: RosterChange) -> None:
    """Keep one entry of a roster's history."""
    db.execute(
        insert(roster_change).values(
            organisation_id=owner,
            id=value.id,
            roster_id=value.roster,
            number=value.number,
            verb=value.verb.value,
            of_number=value.of,
            version=value.version,
            cells=[_told(cell) for cell in value.cells],
            penalty_before=value.penalty[0],
            penalty_after=value.penalty[1],
            n_hard_before=value.n_hard[0],
            n_hard_after=value.n_hard[1],
            actor_id=value.actor,
            actor_name=value.actor_name,
            at=value.at,
        )
    )


def of_roster(
    db: Db, wanted: RosterId, *, limit: int, after_version: int = 0
) -> list[RosterChange]:
    """The last ``limit`` entries that made a version above that one, newest first."""
    rows = db.execute(
        select(roster_change)
        .where(
            roster_change.c.roster_id == wanted,
            roster_change.c.version > after_version,
        )
        .order_by(roster_change.c.number.desc(), roster_change.c.id)
        .limit(limit)
    )
    return [_change(row) for row in rows]


def steps(db: Db, wanted: RosterId) -> list[tuple[int, EditVerb]]:
    """Number and verb of every entry, in order."""
    rows = db.execute(
        select(roster_change.c.number, roster_change.c.verb)
        .where(roster_change.c.roster_id == wanted)
        .order_by(roster_change.c.number, roster_change.c.id)
    )
    return [(row.number, EditVerb(row.verb)) for row in rows]


def by_number(db: Db, wanted: RosterId, number: int) -> RosterChange | None:
    """One entry."""
    row = db.execute(
        select(roster_change).where(
            roster_change.c.roster_id == wanted, roster_change.c.number == number
        )
    ).one_or_none()
    return _change(row) if row else None


def counts(db: Db) -> dict[RosterId, int]:
    """How many entries each roster has that has any."""
    rows = db.execute(
        select(roster_change.c.roster_id, func.count().label("n"))
        .group_by(roster_change.c.roster_id)
        .order_by(roster_change.c.roster_id)
    )
    return {RosterId(row.roster_id): row.n for row in rows}


def put_cells(
    db: Db,
    owner: OrganisationId,
    wanted: RosterId,
    emptied: Collection[tuple[PractitionerId, date]],
    filled: Collection[Assignment],
) -> None:
    """Empty those cells of a roster, then put these duties in."""
    places = tuple_(assignment.c.practitioner_id, assignment.c.on_date)
    db.execute(
        delete(assignment).where(
            assignment.c.roster_id == wanted, places.in_(list(emptied))
        )
    )
    rows = [
        {
            "organisation_id": owner,
            "roster_id": wanted,
            "practitioner_id": one.practitioner,
            "on_date": one.on_date,
            "shift_type": one.shift_type,
            "locked": one.locked,
        }
        for one in filled
    ]
    if rows:
        db.execute(insert(assignment), rows)


def next_version(
    db: Db, wanted: RosterId, *, problem: Mapping[str, Any] | None = None
) -> None:
    """Count the roster's version up, with another problem if there is one."""
    values: dict[str, Any] = {"version": roster.c.version + 1}
    if problem is not None:
        values["problem"] = dict(problem)
    db.execute(update(roster).where(roster.c.id == wanted).values(**values))


def _told(cell: CellChange) -> dict[str, Any]:
    return {
        "person": cell.person,
        "on_date": cell.on_date.isoformat(),
        "before": [cell.before.shift_type, cell.before.locked],
        "after": [cell.after.shift_type, cell.after.locked],
    }


def _change(row: Row[Any]) -> RosterChange:
    return RosterChange(
        id=row.id,
        roster=RosterId(row.roster_id),
        number=row.number,
        verb=EditVerb(row.verb),
        of=row.of_number,
        version=row.version,
        cells=tuple(
            CellChange(
                one["person"],
                date.fromisoformat(one["on_date"]),
                CellState(*one["before"]),
                CellState(*one["after"]),
            )
            for one in row.cells
        ),
        penalty=(row.penalty_before, row.penalty_after),
        n_hard=(row.n_hard_before, row.n_hard_after),
        actor=row.actor_id,
        actor_name=row.actor_name,
        at=row.at,
    )
