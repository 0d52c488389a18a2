"""Patients. What identifies a person travels in bodies, never in an address."""

from horarium.api import answers
from horarium.api.answers import Listing
from horarium.api.bodies import NewPatient, PatientSearch
from horarium.api.deps import WorkDep
from horarium.api.fields import IdempotencyKey
from horarium.api.routing import api_router, documented
from horarium.domain.ids import PatientId
from horarium.services import patients

router = api_router("", "patients")


@router.post("/patients", status_code=201, responses=documented(409, 413))
def register_patient(
    work: WorkDep, body: NewPatient, idempotency_key: IdempotencyKey = None
) -> answers.Patient:
    """Register somebody who is not known yet."""
    patient = patients.register(
        work, body.to_request(), idempotency_key=idempotency_key
    )
    return answers.Patient.of(patient)


@router.post("/search/patients", responses=documented(413))
def search_patients(work: WorkDep, body: PatientSearch) -> Listing[answers.Patient]:
    """Patients by part of their name or the beginning of their record number."""
    return Listing(
        items=answers.Patient.each(patients.find(work, body.words, limit=body.limit))
    )


@router.get("/patients/{patient}", responses=documented(404))
def get_patient(work: WorkDep, patient: PatientId) -> answers.Patient:
    """One patient; the look is recorded."""
    return answers.Patient.of(patients.get(work, patient))
