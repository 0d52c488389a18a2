"""Doctors."""

from typing import Annotated

from fastapi import Query

from horarium.api.deps import WorkDep
from horarium.api.fields import IdempotencyKey
from horarium.api.opd import answers
from horarium.api.opd.answers import Done, Found, Listed
from horarium.api.opd.bodies import NewDoctor
from horarium.api.opd.errors import failures
from horarium.api.opd.routing import MOST_LISTED, Limit, Offset, opd_router
from horarium.services.opd import doctors

router = opd_router("/doctors")


@router.post("", status_code=201, responses=failures(413))
def opd_create_doctor(
    work: WorkDep, body: NewDoctor, idempotency_key: IdempotencyKey = None
) -> Done[answers.Doctor]:
    """Register a doctor."""
    request = body.to_request()
    made = doctors.register(work, request, idempotency_key=idempotency_key)
    return Done(message="Doctor created successfully", data=answers.Doctor.of(made))


@router.get("")
def opd_list_doctors(
    work: WorkDep,
    specialization: Annotated[
        str | None, Query(max_length=200, description="Exactly this one.")
    ] = None,
    limit: Limit = MOST_LISTED,
    offset: Offset = 0,
) -> Listed[answers.Doctor]:
    """The doctors, the first registered first."""
    found = doctors.listed(work, specialization)[offset : offset + limit]
    return Listed.of([answers.Doctor.of(one) for one in found])


@router.get("/{doctor}", responses=failures(404))
def opd_get_doctor(work: WorkDep, doctor: str) -> Found[answers.Doctor]:
    """One doctor."""
    return Found(data=answers.Doctor.of(doctors.get(work, doctor)))
