"""Patients at the desk: find, register, see what is booked."""

from dataclasses import asdict, replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, Response

from horarium.domain.appointment import AppointmentStatus
from horarium.domain.errors import Conflict, Invalid
from horarium.domain.ids import PatientId, SessionId, WishId
from horarium.domain.people import Patient
from horarium.services import (
    charts,
    directory,
    limits,
    patients,
    sessions,
    tokens,
    waitlist,
)
from horarium.services.charts import Chart, WalkedIn
from horarium.services.charts import Visit as Appointed
from horarium.services.directory import Directory
from horarium.services.patients import NewPatient
from horarium.services.permissions import Permission, may
from horarium.services.tokens import WalkIn
from horarium.web.booking_page import STATUS_WORDS
from horarium.web.clinic.desk_page import taking_now
from horarium.web.clinic.patient_limits import ANY_SITE, TypedLimits, limits_part
from horarium.web.errors import status_of
from horarium.web.languages import english
from horarium.web.pages.patients import (
    FoundPatient,
    PatientPage,
    PatientsPage,
    PatientVisit,
    PatientWish,
)
from horarium.web.pages.shell import Flash, FormState, Tone
from horarium.web.refusals import said
from horarium.web.typed import birth_date, blamed
from horarium.web.visit import PostDep, Visit, VisitDep
from horarium.web.words import SOURCES, STATUSES, place_of

router = APIRouter(prefix="/patients")

Text = Annotated[str, Form(max_length=500)]

_FIELDS = {"birth_on": "born", "record_number": "number"}
"""Where the form's field has another name than the service's."""

_TONES = {
    AppointmentStatus.BOOKED: Tone.GOOD,
    AppointmentStatus.PENDING: Tone.WARN,
    AppointmentStatus.NO_SHOW: Tone.BAD,
}


@router.get("")
def show_patients(visit: VisitDep) -> HTMLResponse:
    """The search, empty, and the form to register somebody."""
    return _show(visit)


@router.post("/find")
def find_patients(visit: PostDep, q: Text = "") -> HTMLResponse:
    """Patients by name or record number; a post, so that no name is in an address."""
    with visit.work() as work:
        found = patients.find(work, q)
    return _show(visit, query=q, found=tuple(_found(one) for one in found))


@router.post("")
def register_patient(
    visit: PostDep,
    name: Text = "",
    phone: Text = "",
    born: Text = "",
    number: Text = "",
) -> Response:
    """Register a patient and go to the new page."""
    try:
        new = NewPatient(
            name=name,
            phone=phone.strip() or None,
            birth_on=birth_date(born),
            record_number=number.strip() or None,
        )
        with visit.work() as work:
            patient = patients.register(work, new)
    except (Conflict, Invalid) as refusal:
        field = blamed(refusal, "number")
        typed = {"name": name, "phone": phone, "born": born, "number": number}
        form = FormState(typed, {_FIELDS.get(field, field): said(refusal, english)})
        return _show(visit, register=form, status=status_of(refusal))
    return visit.to(f"/patients/{patient.id}")


@router.get("/{patient}")
def show_patient(visit: VisitDep, patient: UUID) -> HTMLResponse:
    """What is to come for a patient, what was, what is waited for."""
    return _show_one(visit, PatientId(patient))


@router.post("/{patient}/walk-in")
def give_token(
    visit: PostDep, patient: UUID, session: Annotated[UUID, Form()]
) -> Response:
    """Somebody known is here without an appointment: a token in a session of now."""
    wish = WalkIn(session=SessionId(session), patient=PatientId(patient))
    try:
        with visit.work() as work:
            token = tokens.add_walk_in(work, wish)
    except Conflict as refusal:
        return _show_one(visit, PatientId(patient), refusal)
    return visit.to(f"/desk?token={token.id}")


@router.post("/{patient}/wishes/{wish}/leave")
def leave_waitlist(visit: PostDep, patient: UUID, wish: UUID) -> Response:
    """Take a patient off the waitlist."""
    with visit.work() as work:
        waitlist.leave(work, WishId(wish))
    return visit.to(f"/patients/{patient}")


@router.post("/{patient}/limits")
def note_limits(
    visit: PostDep,
    patient: UUID,
    needs: Text = "",
    not_before: Text = "",
    not_after: Text = "",
    site: Text = ANY_SITE,
) -> Response:
    """Note what a place must be like for a patient who is moved or offered one."""
    wanted = PatientId(patient)
    typed = TypedLimits(
        needs=needs, not_before=not_before, not_after=not_after, site=site
    )
    try:
        with visit.work() as work:
            known = directory.directory(work)
            limits.note(work, wanted, typed.to_limits(known))
    except Invalid as refusal:
        errors = {blamed(refusal, "needs"): said(refusal, english)}
        return _show_one(visit, wanted, refusal, FormState(asdict(typed), errors))
    return visit.to(f"/patients/{patient}")


def _show_one(
    visit: Visit,
    wanted: PatientId,
    refusal: Conflict | Invalid | None = None,
    form: FormState | None = None,
) -> HTMLResponse:
    may_add = may(visit.actor, Permission.TOKEN_ADD)
    with visit.work() as work:
        chart = charts.chart(work, wanted)
        known = directory.directory(work)
        noted = limits.held(work, wanted)
        today = sessions.today(work) if may_add else []
    flash = Flash(said(refusal, english), Tone.BAD) if refusal else None
    page = replace(
        _page(visit, chart, known, flash),
        sessions=taking_now(visit, today),
        limits=limits_part(visit, wanted, noted, known, form),
    )
    return visit.show(page, status_of(refusal) if refusal else 200)


def _show(
    visit: Visit,
    *,
    query: str = "",
    found: tuple[FoundPatient, ...] | None = None,
    register: FormState | None = None,
    status: int = 200,
) -> HTMLResponse:
    flash = Flash(next(iter(register.errors.values())), Tone.BAD) if register else None
    page = PatientsPage(
        shell=visit.shell(flash),
        query=query,
        found=found,
        register=register or FormState(),
        may_register=may(visit.actor, Permission.PATIENT_REGISTER),
    )
    return visit.show(page, status)


def _found(one: Patient) -> FoundPatient:
    return FoundPatient(
        href=f"/patients/{one.id}",
        name=one.name,
        record_number=one.record_number,
        born=one.birth_on,
        phone=one.phone or "",
    )


def _page(
    visit: Visit, chart: Chart, known: Directory, flash: Flash | None
) -> PatientPage:
    patient, now = chart.patient, visit.now()
    all_visits = [
        *((one.appointment.interval.end, _visit(visit, one)) for one in chart.visits),
        *((one.session.interval.end, _walk_in(visit, one)) for one in chart.walked_in),
    ]
    all_visits.sort(key=lambda dated: (dated[1].start, dated[1].href))
    may_book = may(visit.actor, Permission.APPOINTMENT_BOOK)
    return PatientPage(
        shell=visit.shell(flash),
        name=patient.name,
        record_number=patient.record_number,
        born=patient.birth_on,
        phone=patient.phone or "",
        coming=tuple(one for end, one in all_visits if end > now),
        past=tuple(one for end, one in reversed(all_visits) if end <= now),
        wishes=tuple(
            PatientWish(
                service=known.services[one.service].name,
                doctor=known.practitioners[one.practitioner].name
                if one.practitioner
                else "any doctor",
                first=one.first_on,
                last=one.last_on,
                status=one.status.value,
                leave=f"/patients/{patient.id}/wishes/{one.id}/leave",
            )
            for one in chart.wishes
        ),
        book_href=f"/book?patient={patient.id}" if may_book else "",
        walk_in=f"/patients/{patient.id}/walk-in",
    )


def _visit(visit: Visit, one: Appointed) -> PatientVisit:
    appointment, session = one.appointment, one.session
    return PatientVisit(
        href=f"/book/{appointment.id}",
        start=visit.local(appointment.interval.start),
        service=session.service_name,
        doctor=session.practitioner_name,
        where=place_of(session),
        status=STATUS_WORDS.get(appointment.status, appointment.status.value),
        tone=_TONES.get(appointment.status, Tone.PLAIN),
        number=one.token.label if one.token else "",
        reason=appointment.reason or "",
    )


def _walk_in(visit: Visit, one: WalkedIn) -> PatientVisit:
    token, session = one.token, one.session
    return PatientVisit(
        href=f"/t/{token.opaque}",
        start=visit.local(token.arrived_at or token.created_at),
        service=session.service_name,
        doctor=session.practitioner_name,
        where=place_of(session),
        status=STATUSES[token.status],
        number=token.label,
        reason=SOURCES[token.source],
    )
