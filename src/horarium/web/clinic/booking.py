"""Booking for later at the desk, for any patient."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, Response

from horarium.domain.appointment import Appointment
from horarium.domain.ids import PatientId
from horarium.services import patients
from horarium.services.permissions import Permission, may
from horarium.services.work import Work
from horarium.web.booking_flow import Flow
from horarium.web.pages.shell import Flash, Link
from horarium.web.visit import PostDep, Visit, VisitDep

router = APIRouter(prefix="/book")

Text = Annotated[str, Form(max_length=200)]
Word = Annotated[str, Query(max_length=40)]


@router.get("")
def show_booking(
    visit: VisitDep,
    patient: UUID | None = None,
    service: Word = "",
    practitioner: Word = "",
    start: Annotated[str, Query(alias="from", max_length=10)] = "",
    day: Word = "",
    move: Word = "",
) -> Response:
    """Free times for a patient; ``move`` is the appointment that shall go elsewhere."""
    if patient is None:
        return visit.to("/patients")
    typed = {
        "patient": str(patient),
        "service": service,
        "practitioner": practitioner,
        "from": start,
        "day": day,
        "move": move,
    }
    return _flow(visit).show(typed)


@router.post("/hold")
def hold_slot(
    visit: PostDep,
    patient: Text,
    start: Text,
    session: Text = "",
    rule: Text = "",
    service: Text = "",
    practitioner: Text = "",
) -> Response:
    """Keep a slot while the patient is asked."""
    typed = {
        "patient": patient,
        "start": start,
        "session": session,
        "rule": rule,
        "service": service,
        "practitioner": practitioner,
    }
    return _flow(visit).hold(typed)


@router.post("/move")
def move_appointment(
    visit: PostDep,
    patient: Text,
    move: Text,
    start: Text,
    session: Text = "",
    rule: Text = "",
    service: Text = "",
) -> Response:
    """Move an appointment to another slot."""
    typed = {
        "patient": patient,
        "move": move,
        "start": start,
        "session": session,
        "rule": rule,
        "service": service,
    }
    return _flow(visit).move(typed)


@router.post("/waitlist")
def join_waitlist(
    visit: PostDep,
    patient: Text,
    service: Text,
    practitioner: Text = "",
    first: Text = "",
    last: Text = "",
) -> Response:
    """Put a patient on the waitlist."""
    typed = {
        "patient": patient,
        "service": service,
        "practitioner": practitioner,
        "first": first,
        "last": last,
    }
    return _flow(visit).wait(typed)


@router.get("/{appointment}")
def show_appointment(
    visit: VisitDep, appointment: UUID, moved: Word = ""
) -> HTMLResponse:
    """A hold to confirm, or an appointment to move and to give up."""
    return _flow(visit).one(appointment, flash=Flash("Moved.") if moved else None)


@router.get("/{appointment}/calendar.ics")
def send_calendar(visit: VisitDep, appointment: UUID) -> Response:
    """The appointment for the patient's calendar."""
    return _flow(visit).calendar(appointment)


@router.post("/{appointment}/confirm")
def confirm_hold(visit: PostDep, appointment: UUID) -> Response:
    """Book what is kept."""
    return _flow(visit).confirm(appointment)


@router.post("/{appointment}/release")
def release_hold(visit: PostDep, appointment: UUID) -> Response:
    """Let it go."""
    return _flow(visit).release(appointment)


@router.post("/{appointment}/cancel")
def cancel_appointment(
    visit: PostDep, appointment: UUID, reason: Text = ""
) -> Response:
    """Give an appointment up, with the reason."""
    return _flow(visit).cancel(appointment, reason)


def _flow(visit: Visit) -> Flow:
    return Flow(
        visit=visit,
        base=router.prefix,
        title=_title,
        home=_chart,
        may_change=may(visit.actor, Permission.APPOINTMENT_CANCEL),
    )


def _title(work: Work, patient: PatientId) -> str:
    return f"Book for {patients.get(work, patient).name}"


def _chart(whose: Appointment | PatientId) -> Link:
    if isinstance(whose, Appointment):
        return Link(whose.patient_name, f"/patients/{whose.patient}")
    return Link("Back to the patient", f"/patients/{whose}")
