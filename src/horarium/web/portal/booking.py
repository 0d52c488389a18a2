"""Booking for later by patients themselves, and their answers to offers."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from horarium.domain.appointment import Appointment
from horarium.domain.errors import Conflict, RoleMissing
from horarium.domain.ids import OfferId, PatientId
from horarium.services import waitlist
from horarium.services.permissions import Permission
from horarium.services.work import Work
from horarium.web.booking_flow import Flow
from horarium.web.booking_forms import AskedTimes, ChosenSlot, Text, WaitlistWish, Word
from horarium.web.pages.shell import Flash, Link
from horarium.web.visit import PostDep, Visit, VisitDep

router = APIRouter(prefix="/my")


@router.get("")
def show_own_booking(visit: VisitDep, asked: AskedTimes) -> HTMLResponse:
    """Free times; ``move`` is my appointment that shall go elsewhere."""
    return _flow(visit).show({**asked, "patient": _me(visit)})


@router.post("/hold")
def hold_own_slot(visit: PostDep, slot: ChosenSlot) -> Response:
    """Keep a slot while I decide."""
    return _flow(visit).hold({**slot, "patient": _me(visit)})


@router.post("/move")
def move_own_appointment(visit: PostDep, slot: ChosenSlot, move: Text) -> Response:
    """Move my appointment to another slot."""
    return _flow(visit).move({**slot, "patient": _me(visit), "move": move})


@router.post("/waitlist")
def join_waitlist_myself(visit: PostDep, wish: WaitlistWish) -> Response:
    """Wait for a place."""
    return _flow(visit).wait({**wish, "patient": _me(visit)})


@router.post("/offers/{offer}/accept")
def accept_own_offer(visit: PostDep, offer: UUID) -> Response:
    """Take a place that was offered."""
    try:
        with visit.work() as work:
            booked = waitlist.accept(work, OfferId(offer))
    except Conflict:
        return visit.to("/?offer=over")
    return visit.to(f"{router.prefix}/{booked.id}")


@router.post("/offers/{offer}/decline")
def decline_own_offer(visit: PostDep, offer: UUID) -> Response:
    """Leave a place that was offered to somebody else; I stay on the list."""
    try:
        with visit.work() as work:
            waitlist.decline(work, OfferId(offer))
    except Conflict:
        return visit.to("/?offer=over")
    return visit.to("/")


@router.get("/{appointment}")
def show_own_appointment(
    visit: VisitDep, appointment: UUID, moved: Word = ""
) -> HTMLResponse:
    """My hold to confirm, or my appointment to move and to give up."""
    return _flow(visit).one(appointment, flash=Flash("Moved.") if moved else None)


@router.get("/{appointment}/calendar.ics")
def send_own_calendar(visit: VisitDep, appointment: UUID) -> Response:
    """The appointment for my calendar."""
    return _flow(visit).calendar(appointment)


@router.post("/{appointment}/confirm")
def confirm_own_hold(visit: PostDep, appointment: UUID) -> Response:
    """Book what is kept for me."""
    return _flow(visit).confirm(appointment)


@router.post("/{appointment}/release")
def release_own_hold(visit: PostDep, appointment: UUID) -> Response:
    """Let it go."""
    return _flow(visit).release(appointment)


@router.post("/{appointment}/cancel")
def cancel_own_appointment(
    visit: PostDep, appointment: UUID, reason: Text = ""
) -> Response:
    """Give my appointment up, with the reason."""
    return _flow(visit).cancel(appointment, reason)


def _flow(visit: Visit) -> Flow:
    return Flow(
        visit=visit, base=router.prefix, title=_title, home=_home, may_change=True
    )


def _me(visit: Visit) -> str:
    if visit.actor.patient is None:
        raise RoleMissing(Permission.OWN_CARE_BOOK.value, visit.actor.role_name)
    return str(visit.actor.patient)


def _title(_work: Work, _patient: PatientId) -> str:
    return "Book a time"


def _home(_whose: Appointment | PatientId) -> Link:
    return Link("My appointments", "/")
