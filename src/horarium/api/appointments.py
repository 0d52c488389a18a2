"""Appointments: booked, given up, checked in."""

from starlette.responses import Response

from horarium.api import answers, versions
from horarium.api.bodies import Booking, Cancellation
from horarium.api.deps import WorkDep
from horarium.api.fields import IdempotencyKey
from horarium.api.routing import api_router, documented
from horarium.domain.ids import AppointmentId
from horarium.services import appointments

router = api_router("/appointments", "appointments")


@router.post("", status_code=201, responses=documented(404, 409, 413))
def book_appointment(
    work: WorkDep, body: Booking, idempotency_key: IdempotencyKey = None
) -> answers.Booked:
    """Book a slot of a session, with its place and its number."""
    return answers.Booked.of(appointments.book(work, body.to_request(idempotency_key)))


@router.get("/{appointment}", responses=documented(404))
def get_appointment(
    work: WorkDep, appointment: AppointmentId, response: Response
) -> answers.Appointment:
    """One appointment."""
    found = appointments.get(work, appointment)
    versions.tag(response, found)
    return answers.Appointment.of(found)


@router.post("/{appointment}/cancel", responses=documented(404, 409, 412, 413))
def cancel_appointment(
    work: WorkDep,
    appointment: AppointmentId,
    body: Cancellation,
    expected: versions.Expected,
    response: Response,
) -> answers.Appointment:
    """Give the appointment up; its place and its slot are free again."""
    if expected is not None:
        versions.check(expected, appointments.get(work, appointment))
    cancelled = appointments.cancel(work, appointment, body.reason)
    versions.confirm(expected, cancelled)
    versions.tag(response, cancelled)
    return answers.Appointment.of(cancelled)


@router.post("/{appointment}/check-in", responses=documented(404, 409, 412))
def check_in_appointment(
    work: WorkDep,
    appointment: AppointmentId,
    expected: versions.Expected,
    response: Response,
) -> answers.Token:
    """The patient is here; the answer is the token, now waiting."""
    if expected is not None:
        versions.check(expected, appointments.get(work, appointment))
    token = appointments.check_in(work, appointment)
    if expected is not None:
        versions.confirm(expected, appointments.get(work, appointment))
    versions.tag(response, token)
    return answers.Token.of(token)
