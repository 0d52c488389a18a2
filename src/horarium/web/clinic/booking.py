"""Booking for later at the desk, for any patient."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from horarium.domain.appointment import Appointment
from horarium.domain.ids import PatientId
from horarium.services import patients
from horarium.services.permissions import Permission, may
from horarium.services.work import Work
from horarium.web.booking_flow import Flow
from horarium.web.booking_forms import AskedTimes, ChosenSlot, Text, WaitlistWish, Word
from horarium.web.pages.shell import Flash, Link
from horarium.web.visit import PostDep, Visit, VisitDep

router = APIRouter(prefix="/book")


@router.get("")
def show_booking(
    visit: VisitDep, asked: AskedTimes, patient: UUID | None = None
) -> Response:
    """Free times for a patient; ``move`` is the appointment that shall go elsewhere."""
    if patient is None:
        return visit.to("/patients")
    return _flow(visit).show({**asked, "patient": str(patient)})


@router.post("/hold")
def hold_slot(visit: PostDep, slot: ChosenSlot, patient: Text) -> Response:
    """Keep a slot while the patient is asked."""
    return _flow(visit).hold({**slot, "patient": patient})


@router.post("/move")
def move_appointment(
    visit: PostDep, slot: ChosenSlot, patient: Text, move: Text
) -> Response:
    """Move an appointment to another slot."""
    return _flow(visit).move({**slot, "patient": patient, "move": move})


@router.post("/waitlist")
def join_waitlist(visit: PostDep, wish: WaitlistWish, patient: Text) -> Response:
    """Put a patient on the waitlist."""
    return _flow(visit).wait({**wish, "patient": patient})


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
