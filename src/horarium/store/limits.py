"""Limits of patients and skills of practitioners."""

from collections.abc import Collection
from datetime import date, datetime
from itertools import chain
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.dialects.postgresql import insert

from horarium.domain.ids import LocationId, OrganisationId, PatientId, PractitionerId
from horarium.domain.limits import PatientLimits
from horarium.store.database import Db
from horarium.store.tables import patient_limits, practitioner, roster


def of_patients(
    db: Db, wanted: Collection[PatientId]
) -> dict[PatientId, PatientLimits]:
    """What is noted of those of the patients of whom something is."""
    rows = db.execute(
        select(patient_limits).where(patient_limits.c.patient_id.in_(set(wanted)))
    )
    return {PatientId(row.patient_id): _limits(row) for row in rows}


def keep(db: Db, owner: OrganisationId, value: PatientLimits, *, at: datetime) -> None:
    """Note the limits of a patient in place of those before; the version counts up."""
    noted: dict[str, Any] = {
        "needs": list(value.needs),
        "not_before": value.not_before,
        "not_after": value.not_after,
        "site_id": value.site,
        "changed_at": at,
    }
    row = insert(patient_limits).values(
        organisation_id=owner, patient_id=value.patient, **noted
    )
    db.execute(
        row.on_conflict_do_update(
            index_elements=["organisation_id", "patient_id"],
            set_={**noted, "version": patient_limits.c.version + 1},
        )
    )


def set_skills(db: Db, wanted: PractitionerId, skills: Collection[str]) -> None:
    """Say what a practitioner can do."""
    db.execute(
        update(practitioner)
        .where(practitioner.c.id == wanted)
        .values(skills=list(skills))
    )


def rostered_skills(db: Db, first: date, last: date) -> dict[str, frozenset[str]]:
    """By staff code what the published rosters of ``first`` to ``last`` say people can do.

    Somebody on several of them has what any of them says.
    """
    teams = db.execute(
        select(roster.c.problem["people"]).where(
            roster.c.status == "published",
            roster.c.starts_on <= last,
            roster.c.starts_on + roster.c.n_days > first,
        )
    ).scalars()
    found: dict[str, frozenset[str]] = {}
    for person in chain.from_iterable(teams):
        code = person["id"]
        known = frozenset(person.get("skills", ()))
        found[code] = found.get(code, frozenset()) | known
    return found


def _limits(row: Row[Any]) -> PatientLimits:
    return PatientLimits(
        patient=PatientId(row.patient_id),
        needs=tuple(row.needs),
        not_before=row.not_before,
        not_after=row.not_after,
        site=LocationId(row.site_id) if row.site_id else None,
        version=row.version,
    )
