"""Booking for later at the desk: find a time, keep it, confirm it; move and give up."""

from datetime import date, datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, Response

from horarium.domain.appointment import AppointmentStatus
from horarium.domain.errors import Conflict, Invalid, InvalidField
from horarium.domain.ids import (
    AppointmentId,
    PatientId,
    PractitionerId,
    RuleId,
    ServiceId,
    SessionId,
)
from horarium.services import (
    appointments,
    availability,
    charts,
    directory,
    holds,
    patients,
    rescheduling,
    waitlist,
)
from horarium.services.availability import SlotSearch
from horarium.services.holds import HoldRequest
from horarium.services.permissions import Permission, may
from horarium.services.rescheduling import Reschedule
from horarium.services.waitlist import JoinWaitlist
from horarium.web.booking_page import (
    N_WEEKS,
    Asked,
    Booking,
    booked_page,
    booking_page,
    held_page,
    monday_before,
)
from horarium.web.calendar import calendar_file
from horarium.web.errors import status_of
from horarium.web.pages.shell import Flash, FormState, Link, Tone
from horarium.web.visit import PostDep, Visit, VisitDep

router = APIRouter(prefix="/book")

BASE = "/book"
Text = Annotated[str, Form(max_length=200)]
Word = Annotated[str, Query(max_length=40)]


@router.get("")
def show_booking(
    visit: VisitDep,
    patient: Word = "",
    service: Word = "",
    practitioner: Word = "",
    start: Annotated[str, Query(alias="from", max_length=10)] = "",
    day: Word = "",
    move: Word = "",
) -> Response:
    """Free times for a patient; ``move`` is the appointment that shall go elsewhere."""
    typed = {
        "patient": patient,
        "service": service,
        "practitioner": practitioner,
        "from": start,
        "day": day,
        "move": move,
    }
    return show(visit, typed) if _id(typed, "patient") else visit.to("/patients")


@router.post("/hold")
def hold_slot(
    visit: PostDep,
    patient: Annotated[UUID, Form()],
    start: Text,
    session: Text = "",
    rule: Text = "",
    service: Text = "",
    practitioner: Text = "",
) -> Response:
    """Keep a slot while the patient is asked."""
    try:
        request = HoldRequest(
            patient=PatientId(patient),
            session=SessionId(UUID(session)) if session else None,
            rule=RuleId(UUID(rule)) if rule else None,
            start=_instant(start),
        )
        with visit.work() as work:
            held = holds.hold(work, request)
    except (Conflict, Invalid) as refusal:
        typed = {
            "patient": str(patient),
            "service": service,
            "practitioner": practitioner,
            "day": start[:10],
        }
        return show(visit, typed, refusal=refusal)
    return visit.to(f"{BASE}/{held.id}")


@router.post("/move")
def move_appointment(
    visit: PostDep,
    patient: Annotated[UUID, Form()],
    move: Annotated[UUID, Form()],
    start: Text,
    session: Text = "",
    rule: Text = "",
    service: Text = "",
) -> Response:
    """Move an appointment to another slot: the new one is had before the old one goes."""
    try:
        request = Reschedule(
            appointment=AppointmentId(move),
            session=SessionId(UUID(session)) if session else None,
            rule=RuleId(UUID(rule)) if rule else None,
            start=_instant(start),
        )
        with visit.work() as work:
            booked = rescheduling.reschedule(work, request)
    except (Conflict, Invalid) as refusal:
        typed = {
            "patient": str(patient),
            "service": service,
            "day": start[:10],
            "move": str(move),
        }
        return show(visit, typed, refusal=refusal)
    return visit.to(f"{BASE}/{booked.id}?moved=1")


@router.post("/waitlist")
def join_waitlist(
    visit: PostDep,
    patient: Annotated[UUID, Form()],
    service: Annotated[UUID, Form()],
    practitioner: Text = "",
    first: Text = "",
    last: Text = "",
) -> Response:
    """Put a patient on the waitlist."""
    try:
        request = JoinWaitlist(
            patient=PatientId(patient),
            service=ServiceId(service),
            practitioner=PractitionerId(UUID(practitioner)) if practitioner else None,
            first_on=_day(first, "first"),
            last_on=_day(last, "last"),
        )
        with visit.work() as work:
            waitlist.join(work, request)
    except (Conflict, Invalid) as refusal:
        typed = {"patient": str(patient), "service": str(service)}
        form = FormState({"first": first, "last": last}, _wrong(refusal))
        return show(visit, typed, refusal=refusal, form=form)
    return visit.to(f"/patients/{patient}")


@router.get("/{appointment}")
def show_appointment(
    visit: VisitDep, appointment: UUID, moved: Word = ""
) -> HTMLResponse:
    """A hold to confirm, or an appointment to move and to give up."""
    return _show_one(visit, appointment, Flash("Moved.") if moved else None)


@router.get("/{appointment}/calendar.ics")
def send_calendar(visit: VisitDep, appointment: UUID) -> Response:
    """The appointment for the patient's calendar (RFC 5545)."""
    with visit.work() as work:
        found = charts.visit(work, AppointmentId(appointment))
    return calendar_file(visit, found)


@router.post("/{appointment}/confirm")
def confirm_hold(visit: PostDep, appointment: UUID) -> Response:
    """Book what is kept."""
    try:
        with visit.work() as work:
            holds.confirm(work, AppointmentId(appointment))
    except Conflict as refusal:
        return _show_one(visit, appointment, _bad(refusal), status_of(refusal))
    return visit.to(f"{BASE}/{appointment}")


@router.post("/{appointment}/release")
def release_hold(visit: PostDep, appointment: UUID) -> Response:
    """Let it go."""
    with visit.work() as work:
        gone = holds.release(work, AppointmentId(appointment))
    return visit.to(f"/patients/{gone.patient}")


@router.post("/{appointment}/cancel")
def cancel_appointment(
    visit: PostDep, appointment: UUID, reason: Text = ""
) -> Response:
    """Give an appointment up, with the reason."""
    try:
        if not reason.strip():
            raise InvalidField("reason", "", "a few words on why")
        with visit.work() as work:
            gone = appointments.cancel(work, AppointmentId(appointment), reason)
    except (Conflict, Invalid) as refusal:
        form = FormState({"reason": reason}, {"reason": refusal.sentence()})
        status = status_of(refusal)
        return _show_one(visit, appointment, _bad(refusal), status, form)
    return visit.to(f"/patients/{gone.patient}")


def show(
    visit: Visit,
    typed: dict[str, str],
    *,
    refusal: Conflict | Invalid | None = None,
    form: FormState | None = None,
) -> HTMLResponse:
    """The calendar as ``typed`` asks for it, with what was refused, if anything was."""
    patient_id = PatientId(UUID(typed["patient"]))
    with visit.work() as work:
        work.require(Permission.APPOINTMENT_BOOK)
        patient = patients.get(work, patient_id)
        known = directory.directory(work)
        asked = asked_of(visit, typed, next(iter(known.services), None))
        slots = availability.slots(
            work,
            SlotSearch(
                first=asked.first,
                last=asked.last,
                service=asked.service,
                practitioner=asked.practitioner,
            ),
        )
    verb = "Move the appointment of" if asked.move else "Book for"
    page = booking_page(
        visit,
        Booking(
            base=BASE,
            heading=f"{verb} {patient.name}",
            asked=asked,
            slots=slots,
            directory=known,
            back=Link(patient.name, f"/patients/{patient_id}"),
            waitlist=form or FormState(),
        ),
        _bad(refusal) if refusal else None,
    )
    return visit.show(page, status_of(refusal) if refusal else 200)


def asked_of(visit: Visit, typed: dict[str, str], first: ServiceId | None) -> Asked:
    """What an address asks for; parts that make no sense are as good as none."""
    today = visit.now().date()
    day = _date(typed.get("day", ""))
    start = _date(typed.get("from", "")) or day or today
    service, practitioner = _id(typed, "service"), _id(typed, "practitioner")
    start = max(monday_before(start), monday_before(today))
    if day is not None and not start <= day < start + timedelta(weeks=N_WEEKS):
        day = None
    return Asked(
        service=ServiceId(service) if service else first,
        practitioner=PractitionerId(practitioner) if practitioner else None,
        first=start,
        day=day,
        move=_id(typed, "move"),
        patient=_id(typed, "patient"),
    )


def _show_one(
    visit: Visit,
    appointment: UUID,
    flash: Flash | None,
    status: int = 200,
    form: FormState | None = None,
) -> HTMLResponse:
    with visit.work() as work:
        found = charts.visit(work, AppointmentId(appointment))
    one = found.appointment
    if one.status is AppointmentStatus.PENDING and flash is None:
        return visit.show(held_page(visit, BASE, found), status)
    page = booked_page(
        visit,
        BASE,
        found,
        back=Link(one.patient_name, f"/patients/{one.patient}"),
        may_change=may(visit.actor, Permission.APPOINTMENT_CANCEL),
        flash=flash,
        cancel=form,
    )
    return visit.show(page, status)


def _id(typed: dict[str, str], name: str) -> UUID | None:
    try:
        return UUID(typed.get(name, ""))
    except ValueError:
        return None


def _date(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _day(typed: str, name: str) -> date:
    found = _date(typed.strip())
    if found is None:
        raise InvalidField(name, typed, "a date like 2026-02-28")
    return found


def _instant(typed: str) -> datetime:
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise InvalidField("start", typed, "an instant with its offset from UTC")
    return found


def _wrong(refusal: Conflict | Invalid) -> dict[str, str]:
    name = getattr(refusal, "field", "first").removesuffix("_on")
    return {name: refusal.sentence()}


def _bad(refusal: Conflict | Invalid) -> Flash:
    return Flash(refusal.sentence(), Tone.BAD)
