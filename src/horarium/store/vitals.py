"""Vital signs: added, never changed."""

from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import Row, Select, insert, select

from horarium.domain.ids import OrganisationId, PatientId, TokenId
from horarium.domain.vitals import TakenVitals, Vitals
from horarium.store.database import Db
from horarium.store.tables import vital_signs

_EXACT = {"temperature_c", "weight_kg"}


def add(db: Db, owner: OrganisationId, value: TakenVitals) -> None:
    """Keep what was measured."""
    db.execute(
        insert(vital_signs).values(
            organisation_id=owner,
            id=value.id,
            token_id=value.token,
            patient_id=value.patient,
            taken_by=value.taken_by,
            taken_at=value.taken_at,
            **asdict(value.vitals),
        )
    )


def of_token(db: Db, wanted: TokenId) -> list[TakenVitals]:
    """What was measured for one visit, latest first."""
    rows = db.execute(_query().where(vital_signs.c.token_id == wanted))
    return [_taken(row) for row in rows]


def of_patient(db: Db, wanted: PatientId, *, limit: int) -> list[TakenVitals]:
    """What was ever measured of a patient, latest first."""
    query = _query().where(vital_signs.c.patient_id == wanted).limit(limit)
    return [_taken(row) for row in db.execute(query)]


def _query() -> Select[Any]:
    return select(vital_signs).order_by(
        vital_signs.c.taken_at.desc(), vital_signs.c.id.desc()
    )


def _taken(row: Row[Any]) -> TakenVitals:
    measured = {field.name: getattr(row, field.name) for field in fields(Vitals)}
    exact = {
        name: float(measured[name]) for name in _EXACT if measured[name] is not None
    }
    return TakenVitals(
        row.id,
        TokenId(row.token_id),
        PatientId(row.patient_id),
        Vitals(**{**measured, **exact}),
        row.taken_by,
        row.taken_at,
    )
