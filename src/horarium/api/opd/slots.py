"""Slots."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Depends, Query
from fastapi.exceptions import RequestValidationError
from pydantic import WithJsonSchema

from horarium.api.deps import WorkDep
from horarium.api.fields import Day, IdempotencyKey
from horarium.api.opd import answers
from horarium.api.opd.answers import Done, Found, Listed
from horarium.api.opd.bodies import NewSlot
from horarium.api.opd.errors import failures
from horarium.api.opd.routing import (
    MOST_LISTED,
    Limit,
    Offset,
    RulesDep,
    opd_router,
)
from horarium.services.opd import slots
from horarium.services.sessions import MAX_LATE_MIN
from horarium.services.work import Work

router = opd_router("/slots")

OnDay = Annotated[
    Day | None,
    WithJsonSchema({"type": "string", "format": "date"}),
    Query(alias="date", description="Only of this day."),
]

_Minutes = Annotated[
    int | None,
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": MAX_LATE_MIN}),
]


async def _delay_minutes(
    delay_minutes: Annotated[
        _Minutes, Query(ge=1, le=MAX_LATE_MIN, description="How late it runs.")
    ] = None,
    camel: Annotated[
        _Minutes,
        Query(
            alias="delayMinutes", ge=1, le=MAX_LATE_MIN, description="The same as that."
        ),
    ] = None,
) -> int:
    """The delay under either name; one of the two is wanted."""
    minutes = delay_minutes if delay_minutes is not None else camel
    if minutes is None:
        missing = {
            "type": "missing",
            "loc": ("query", "delay_minutes"),
            "msg": "Field required",
        }
        raise RequestValidationError([missing])
    return minutes


@router.post("", status_code=201, responses=failures(400, 413))
def opd_create_slot(
    work: WorkDep,
    body: NewSlot,
    rules: RulesDep,
    idempotency_key: IdempotencyKey = None,
) -> Done[answers.Slot]:
    """Open a slot of a doctor."""
    request = body.to_request()
    made = slots.create(work, request, rules, idempotency_key=idempotency_key)
    told = answers.Slot.of(made, work.zone)
    return Done(message="Slot created successfully", data=told)


@router.get("/{slot}", responses=failures(404))
def opd_get_slot(work: WorkDep, slot: str) -> Found[answers.Slot]:
    """One slot."""
    return Found(data=answers.Slot.of(slots.get(work, slot), work.zone))


@router.get("/doctor/{doctor}", responses=failures(404))
def opd_list_slots(
    work: WorkDep,
    doctor: str,
    on: OnDay = None,
    limit: Limit = MOST_LISTED,
    offset: Offset = 0,
) -> Listed[answers.Slot]:
    """The slots of a doctor, by start."""
    return _listed(work, slots.of_doctor(work, doctor, on=on)[offset : offset + limit])


@router.get("/doctor/{doctor}/available", responses=failures(404))
def opd_list_available_slots(
    work: WorkDep, doctor: str, on: OnDay = None
) -> Listed[answers.Slot]:
    """The slots of a doctor in which a place can be had now or later."""
    return _listed(work, slots.available(work, doctor, on=on))


@router.get("/doctor/{doctor}/filled", responses=failures(404))
def opd_list_filled_slots(
    work: WorkDep, doctor: str, on: OnDay = None
) -> Listed[answers.Slot]:
    """The slots of a doctor in which every place is taken."""
    return _listed(work, slots.filled(work, doctor, on=on))


@router.patch("/{slot}/delay", responses=failures(400, 404))
def opd_delay_slot(
    work: WorkDep, slot: str, minutes: Annotated[int, Depends(_delay_minutes)]
) -> Done[answers.Slot]:
    """Say how late the slot runs; every estimate follows at once."""
    delayed = slots.delay(work, slot, minutes)
    told = answers.Slot.of(delayed, work.zone)
    return Done(message=f"Slot delayed by {minutes} minutes", data=told)


@router.get("/{slot}/stats", responses=failures(404))
def opd_get_slot_stats(work: WorkDep, slot: str) -> Found[answers.Stats]:
    """The slot in numbers."""
    return Found(data=answers.Stats.of(slots.stats(work, slot)))


def _listed(work: Work, found: Sequence[slots.Slot]) -> Listed[answers.Slot]:
    return Listed.of([answers.Slot.of(one, work.zone) for one in found])
