"""Vital signs: taken by the nurse, read by whoever treats."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints

from horarium.api.answers import Answer, Listing
from horarium.api.deps import WorkDep
from horarium.api.fields import Body, IdempotencyKey, WholeNumber
from horarium.api.routing import api_router, documented
from horarium.domain import vitals as domain
from horarium.domain.ids import PatientId, TokenId
from horarium.domain.vitals import MAX_NOTE, RANGES, TakenVitals
from horarium.services import vitals

router = api_router("/tokens", "vital signs")
patients_router = api_router("/patients", "vital signs")

Note = Annotated[
    str,
    StringConstraints(max_length=MAX_NOTE, pattern=r"^[^\x00]*[^\s\x00][^\x00]*$"),
]


def _within(name: str) -> Any:
    low, high = RANGES[name]
    return Field(None, ge=low, le=high)


class VitalsBody(Body):
    """What was measured; at least one thing. Blood pressure is both numbers."""

    systolic_mmhg: WholeNumber | None = _within("systolic_mmhg")
    diastolic_mmhg: WholeNumber | None = _within("diastolic_mmhg")
    pulse_per_min: WholeNumber | None = _within("pulse_per_min")
    temperature_c: float | None = _within("temperature_c")
    spo2_percent: WholeNumber | None = _within("spo2_percent")
    weight_kg: float | None = _within("weight_kg")
    note: Note | None = None

    def to_vitals(self) -> domain.Vitals:
        """The same, as the service takes it."""
        return domain.Vitals(**self.model_dump())


class VitalsAnswer(Answer):
    """What was measured, when, for which visit and by whom."""

    id: UUID
    token: UUID
    patient: UUID
    taken_by: str
    taken_at: datetime
    systolic_mmhg: int | None
    diastolic_mmhg: int | None
    pulse_per_min: int | None
    temperature_c: float | None
    spo2_percent: int | None
    weight_kg: float | None
    note: str | None

    @classmethod
    def telling(cls, taken: TakenVitals) -> "VitalsAnswer":
        """The answer that tells one measurement."""
        measured = {
            name: getattr(taken.vitals, name) for name in VitalsBody.model_fields
        }
        return cls(
            id=taken.id,
            token=taken.token,
            patient=taken.patient,
            taken_by=taken.taken_by,
            taken_at=taken.taken_at,
            **measured,
        )


@router.post("/{token}/vitals", status_code=201, responses=documented(404, 409, 413))
def record_vitals(
    work: WorkDep,
    token: TokenId,
    body: VitalsBody,
    idempotency_key: IdempotencyKey = None,
) -> VitalsAnswer:
    """Keep what was measured for a visit; a correction is a new measurement."""
    taken = vitals.record(
        work, token, body.to_vitals(), idempotency_key=idempotency_key
    )
    return VitalsAnswer.telling(taken)


@router.get("/{token}/vitals", responses=documented(404))
def list_vitals(work: WorkDep, token: TokenId) -> Listing[VitalsAnswer]:
    """What was measured for a visit, latest first; the look is on record."""
    found = vitals.of_token(work, token)
    return Listing(items=[VitalsAnswer.telling(one) for one in found])


@patients_router.get("/{patient}/vitals", responses=documented(404))
def list_patient_vitals(work: WorkDep, patient: PatientId) -> Listing[VitalsAnswer]:
    """The latest hundred measurements of a patient; the look is on record."""
    found = vitals.of_patient(work, patient)
    return Listing(items=[VitalsAnswer.telling(one) for one in found])
