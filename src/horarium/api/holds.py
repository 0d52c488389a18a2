"""Holds: kept, confirmed, let go; and moving an appointment."""

from starlette.responses import Response

from horarium.api import answers, versions
from horarium.api.booking_bodies import HoldWish, Move
from horarium.api.deps import WorkDep
from horarium.api.fields import IdempotencyKey
from horarium.api.routing import api_router, documented
from horarium.domain.ids import AppointmentId
from horarium.services import appointments, holds, rescheduling

router = api_router("/holds", "holds")
appointments_router = api_router("/appointments", "appointments")


@router.post("", status_code=201, responses=documented(404, 409, 413))
def hold_slot(
    work: WorkDep,
    body: HoldWish,
    response: Response,
    idempotency_key: IdempotencyKey = None,
) -> answers.Appointment:
    """Keep a slot and a place until ``held_until_at``; the appointment is pending."""
    held = holds.hold(work, body.to_request(idempotency_key))
    versions.tag(response, held)
    return answers.Appointment.of(held)


@router.get("/{hold}", responses=documented(404))
def get_hold(
    work: WorkDep, hold: AppointmentId, response: Response
) -> answers.Appointment:
    """A hold, or the appointment that has become of it."""
    found = holds.get(work, hold)
    versions.tag(response, found)
    return answers.Appointment.of(found)


@router.post("/{hold}/confirm", status_code=201, responses=documented(404, 409, 412))
def confirm_hold(
    work: WorkDep,
    hold: AppointmentId,
    expected: versions.Expected,
    idempotency_key: IdempotencyKey = None,
) -> answers.Booked:
    """Book what is held; confirming again answers the same."""
    expected = versions.unless_repeated(work, idempotency_key, expected)
    if expected is not None:
        versions.check(expected, holds.get(work, hold))
    booked = holds.confirm(work, hold, idempotency_key=idempotency_key)
    versions.confirm(expected, booked.appointment)
    return answers.Booked.of(booked)


@router.post("/{hold}/release", responses=documented(404, 409, 412))
def release_hold(
    work: WorkDep,
    hold: AppointmentId,
    expected: versions.Expected,
    response: Response,
) -> answers.Appointment:
    """Let a hold go before its time."""
    if expected is not None:
        versions.check(expected, holds.get(work, hold))
    released = holds.release(work, hold)
    versions.confirm(expected, released)
    versions.tag(response, released)
    return answers.Appointment.of(released)


@appointments_router.post(
    "/{appointment}/reschedule",
    status_code=201,
    responses=documented(404, 409, 412, 413),
)
def reschedule_appointment(
    work: WorkDep,
    appointment: AppointmentId,
    body: Move,
    expected: versions.Expected,
    idempotency_key: IdempotencyKey = None,
) -> answers.Booked:
    """Move it: the new place first, then the old one is free; all of it or nothing."""
    expected = versions.unless_repeated(work, idempotency_key, expected)
    if expected is not None:
        versions.check(expected, appointments.get(work, appointment))
    moved = rescheduling.reschedule(work, body.to_request(appointment, idempotency_key))
    return answers.Booked.of(moved)
