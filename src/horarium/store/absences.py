"""Absences of people on the team."""

from datetime import date
from typing import Any

from sqlalchemy import Row, Select, insert, select, update

from horarium.domain.absence import Absence, AbsenceKind, AbsenceStatus
from horarium.domain.ids import (
    AbsenceId,
    OrganisationId,
    PractitionerId,
    UnavailabilityId,
)
from horarium.store.database import Db
from horarium.store.tables import absence, practitioner


def add(db: Db, owner: OrganisationId, value: Absence) -> None:
    """Keep a new absence."""
    row = {
        "organisation_id": owner,
        "id": value.id,
        "practitioner_id": value.practitioner,
        "kind": value.kind.value,
        "first_on": value.first_on,
        "last_on": value.last_on,
        "reason": value.reason,
        "status": value.status.value,
        "reported_at": value.reported_at,
    }
    db.execute(insert(absence), row)


def by_id(db: Db, wanted: AbsenceId, *, lock: bool = False) -> Absence | None:
    """The absence with that id; with ``lock`` its row is held until the end."""
    query = _query().where(absence.c.id == wanted)
    locked = query.with_for_update(of=absence) if lock else query
    row = db.execute(locked).one_or_none()
    return _absence(row) if row else None


def since(
    db: Db, day: date, *, practitioner_id: PractitionerId | None = None
) -> list[Absence]:
    """Absences that are not over before ``day`` and not taken back, by first day."""
    query = _query().where(absence.c.last_on >= day, absence.c.status != "withdrawn")
    if practitioner_id is not None:
        query = query.where(absence.c.practitioner_id == practitioner_id)
    rows = db.execute(query.order_by(absence.c.first_on, absence.c.id))
    return [_absence(row) for row in rows]


def change(db: Db, wanted: AbsenceId, **values: Any) -> None:
    """Set columns of an absence and count its version up."""
    db.execute(
        update(absence)
        .where(absence.c.id == wanted)
        .values(version=absence.c.version + 1, **values)
    )


def _query() -> Select[Any]:
    return select(absence, practitioner.c.name.label("practitioner_name")).join(
        practitioner,
        (practitioner.c.organisation_id == absence.c.organisation_id)
        & (practitioner.c.id == absence.c.practitioner_id),
    )


def _absence(row: Row[Any]) -> Absence:
    away = row.unavailability_id
    return Absence(
        id=AbsenceId(row.id),
        practitioner=PractitionerId(row.practitioner_id),
        practitioner_name=row.practitioner_name,
        kind=AbsenceKind(row.kind),
        first_on=row.first_on,
        last_on=row.last_on,
        status=AbsenceStatus(row.status),
        reported_at=row.reported_at,
        reason=row.reason,
        away=UnavailabilityId(away) if away else None,
        version=row.version,
    )
