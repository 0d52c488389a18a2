"""What the OPD interface reads across the nouns: its doctors, their sessions, patients."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, insert, select

from horarium.domain.ids import (
    OrganisationId,
    PatientId,
    PractitionerId,
)
from horarium.domain.people import Patient
from horarium.store.database import Db
from horarium.store.tables import event, opd_doctor, patient, practitioner


@dataclass(frozen=True, slots=True)
class OpdDoctor:
    """A practitioner as the OPD interface tells of one.

    ``opd_days`` are the weekdays as the client wrote them; none means every day.
    """

    id: PractitionerId
    staff_code: str
    name: str
    specialization: str
    opd_days: tuple[str, ...]
    created_at: datetime
    updated_at: datetime


def add_doctor(db: Db, owner: OrganisationId, doctor: OpdDoctor) -> None:
    """Keep what is beyond the practitioner, who must be there."""
    db.execute(
        insert(opd_doctor).values(
            organisation_id=owner,
            id=doctor.id,
            specialization=doctor.specialization,
            opd_days=list(doctor.opd_days),
            created_at=doctor.created_at,
            updated_at=doctor.updated_at,
        )
    )


def _doctors() -> Select[Any]:
    return (
        select(opd_doctor, practitioner.c.staff_code, practitioner.c.name)
        .join(
            practitioner,
            (practitioner.c.organisation_id == opd_doctor.c.organisation_id)
            & (practitioner.c.id == opd_doctor.c.id),
        )
        .order_by(opd_doctor.c.created_at, opd_doctor.c.id)
    )


def doctors(db: Db, *, specialization: str | None = None) -> list[OpdDoctor]:
    """The doctors, the first made first; only those of exactly one specialization."""
    query = _doctors()
    if specialization is not None:
        query = query.where(opd_doctor.c.specialization == specialization)
    return [_doctor(row) for row in db.execute(query)]


def doctor_by_id(db: Db, wanted: PractitionerId) -> OpdDoctor | None:
    """The doctor with that id."""
    row = db.execute(_doctors().where(opd_doctor.c.id == wanted)).one_or_none()
    return _doctor(row) if row else None


def patients(db: Db, wanted: Iterable[PatientId]) -> dict[PatientId, Patient]:
    """Several patients by id."""
    rows = db.execute(select(patient).where(patient.c.id.in_(set(wanted))))
    return {PatientId(row.id): _patient(row) for row in rows}


def patients_at(db: Db, phone: str) -> list[Patient]:
    """Everybody who gave this telephone number, the first registered first."""
    rows = db.execute(
        select(patient)
        .where(patient.c.phone == phone)
        .order_by(patient.c.created_at, patient.c.id)
    )
    return [_patient(row) for row in rows]


def last_events(db: Db, kind: str, wanted: Iterable[UUID]) -> dict[UUID, datetime]:
    """When something last happened to each of several things of one kind."""
    rows = db.execute(
        select(event.c.object_id, func.max(event.c.at).label("at"))
        .where(
            event.c.object_kind == kind,
            event.c.object_id.in_([str(one) for one in wanted]),
        )
        .group_by(event.c.object_id)
    )
    return {UUID(row.object_id): row.at for row in rows}


def _doctor(row: Row[Any]) -> OpdDoctor:
    return OpdDoctor(
        id=PractitionerId(row.id),
        staff_code=row.staff_code,
        name=row.name,
        specialization=row.specialization,
        opd_days=tuple(row.opd_days),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _patient(row: Row[Any]) -> Patient:
    return Patient(
        PatientId(row.id), row.record_number, row.name, row.birth_on, row.phone
    )
