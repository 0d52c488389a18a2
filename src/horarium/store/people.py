"""Organisations, practitioners, patients, places and services."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import psycopg
from sqlalchemy import Row, exc, func, insert, select

from horarium.domain.errors import RecordNumberTaken
from horarium.domain.ids import (
    LocationId,
    OrganisationId,
    PatientId,
    PractitionerId,
    ServiceId,
)
from horarium.domain.people import HealthcareService, Location, Patient, Practitioner
from horarium.store.database import Db
from horarium.store.tables import (
    healthcare_service,
    location,
    organisation,
    patient,
    practitioner,
)


@dataclass(frozen=True, slots=True)
class Organisation:
    """A hospital department with walls of its own; ``time_zone`` is an IANA name."""

    id: OrganisationId
    slug: str
    name: str
    time_zone: str


def add_organisation(db: Db, value: Organisation, *, at: datetime) -> None:
    """Add an organisation."""
    db.execute(
        insert(organisation).values(
            id=value.id,
            slug=value.slug,
            name=value.name,
            time_zone=value.time_zone,
            created_at=at,
        )
    )


def organisations(db: Db) -> list[Organisation]:
    """Every organisation, oldest first."""
    rows = db.execute(
        select(organisation).order_by(organisation.c.created_at, organisation.c.id)
    )
    return [
        Organisation(OrganisationId(row.id), row.slug, row.name, row.time_zone)
        for row in rows
    ]


def add_locations(db: Db, owner: OrganisationId, values: Sequence[Location]) -> None:
    """Add sites and rooms, sites first."""
    rows = [
        {
            "organisation_id": owner,
            "id": value.id,
            "name": value.name,
            "kind": value.kind,
            "part_of_id": value.part_of,
        }
        for value in values
    ]
    db.execute(insert(location), rows)


def locations(db: Db) -> list[Location]:
    """Every site and room."""
    rows = db.execute(
        select(location).order_by(
            location.c.kind.desc(), location.c.name, location.c.id
        )
    )
    return [_location(row) for row in rows]


def location_by_id(db: Db, wanted: LocationId) -> Location | None:
    """The site or room with that id."""
    row = db.execute(select(location).where(location.c.id == wanted)).one_or_none()
    return _location(row) if row else None


def add_services(
    db: Db, owner: OrganisationId, values: Sequence[HealthcareService]
) -> None:
    """Add what the clinics offer."""
    rows = [
        {"organisation_id": owner, "id": value.id, "name": value.name}
        for value in values
    ]
    db.execute(insert(healthcare_service), rows)


def services(db: Db) -> list[HealthcareService]:
    """Everything the clinics offer, by name."""
    rows = db.execute(
        select(healthcare_service).order_by(
            healthcare_service.c.name, healthcare_service.c.id
        )
    )
    return [_service(row) for row in rows]


def service_by_id(db: Db, wanted: ServiceId) -> HealthcareService | None:
    """What the clinics offer under that id."""
    row = db.execute(
        select(healthcare_service).where(healthcare_service.c.id == wanted)
    ).one_or_none()
    return _service(row) if row else None


def add_practitioners(
    db: Db, owner: OrganisationId, values: Sequence[Practitioner]
) -> None:
    """Add members of the team."""
    rows = [
        {
            "organisation_id": owner,
            "id": value.id,
            "staff_code": value.staff_code,
            "name": value.name,
            "grade": value.grade,
            "skills": list(value.skills),
        }
        for value in values
    ]
    db.execute(insert(practitioner), rows)


def practitioners(db: Db) -> list[Practitioner]:
    """The whole team by name."""
    rows = db.execute(
        select(practitioner).order_by(practitioner.c.name, practitioner.c.id)
    )
    return [_practitioner(row) for row in rows]


def practitioner_by_id(db: Db, wanted: PractitionerId) -> Practitioner | None:
    """The member of the team with that id."""
    row = db.execute(
        select(practitioner).where(practitioner.c.id == wanted)
    ).one_or_none()
    return _practitioner(row) if row else None


def practitioner_by_code(db: Db, staff_code: str) -> Practitioner | None:
    """The member of the team with that staff code."""
    row = db.execute(
        select(practitioner).where(practitioner.c.staff_code == staff_code)
    ).one_or_none()
    return _practitioner(row) if row else None


def practitioner_ids(db: Db) -> dict[str, PractitionerId]:
    """Everybody on the team by staff code, the name that rosters know them by."""
    rows = db.execute(
        select(practitioner.c.staff_code, practitioner.c.id).order_by(
            practitioner.c.staff_code
        )
    )
    return {row.staff_code: PractitionerId(row.id) for row in rows}


def add_patients(
    db: Db, owner: OrganisationId, values: Sequence[Patient], *, at: datetime
) -> None:
    """Register patients; raise ``RecordNumberTaken`` when somebody has the number."""
    rows = [patient_row(owner, value, at=at) for value in values]
    try:
        with db.begin_nested():
            db.execute(insert(patient), rows)
    except exc.IntegrityError as error:
        if isinstance(error.orig, psycopg.errors.UniqueViolation):
            raise RecordNumberTaken(values[0].record_number) from None
        raise


def patient_row(
    owner: OrganisationId, value: Patient, *, at: datetime
) -> dict[str, Any]:
    """A patient as the table holds one; ``serve_counter`` inserts it as it is."""
    return {
        "organisation_id": owner,
        "id": value.id,
        "record_number": value.record_number,
        "name": value.name,
        "birth_on": value.birth_on,
        "phone": value.phone,
        "language": value.language,
        "email": value.email,
        "created_at": at,
    }


def patient_by_id(db: Db, wanted: PatientId) -> Patient | None:
    """The patient with that id."""
    row = db.execute(select(patient).where(patient.c.id == wanted)).one_or_none()
    return _patient(row) if row else None


def patient_by_record_number(db: Db, record_number: str) -> Patient | None:
    """The patient with that record number."""
    row = db.execute(
        select(patient).where(patient.c.record_number == record_number)
    ).one_or_none()
    return _patient(row) if row else None


def find_patients(db: Db, words: str, *, limit: int) -> list[Patient]:
    """Patients whose name holds ``words`` or whose record number begins with them."""
    pattern = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    rows = db.execute(
        select(patient)
        .where(
            patient.c.name.ilike(f"%{pattern}%")
            | patient.c.record_number.ilike(f"{pattern}%")
        )
        .order_by(patient.c.name, patient.c.id)
        .limit(limit)
    )
    return [_patient(row) for row in rows]


def birth_dates(db: Db, wanted: Iterable[PatientId]) -> dict[PatientId, date | None]:
    """The dates of birth of several patients."""
    rows = db.execute(
        select(patient.c.id, patient.c.birth_on).where(patient.c.id.in_(list(wanted)))
    )
    return {PatientId(row.id): row.birth_on for row in rows}


def count_patients(db: Db) -> int:
    """How many patients are registered."""
    return db.execute(select(func.count()).select_from(patient)).scalar_one()


def _location(row: Row[Any]) -> Location:
    part_of = LocationId(row.part_of_id) if row.part_of_id else None
    return Location(LocationId(row.id), row.name, row.kind, part_of)


def _service(row: Row[Any]) -> HealthcareService:
    return HealthcareService(ServiceId(row.id), row.name)


def _practitioner(row: Row[Any]) -> Practitioner:
    return Practitioner(
        PractitionerId(row.id), row.staff_code, row.name, row.grade, tuple(row.skills)
    )


def _patient(row: Row[Any]) -> Patient:
    return Patient(
        PatientId(row.id),
        row.record_number,
        row.name,
        row.birth_on,
        row.phone,
        row.language,
        row.email,
    )
