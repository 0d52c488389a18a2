"""Booking for later, the same for the desk and for patients: each step and its answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypedDict, TypeVar
from uuid import UUID

from fastapi.responses import HTMLResponse, Response

from horarium.domain.appointment import Appointment, AppointmentStatus
from horarium.domain.errors import Conflict, Invalid, InvalidField
from horarium.domain.ids import (
    AppointmentId,
    PatientId,
    PractitionerId,
    RuleId,
    ServiceId,
    SessionId,
)
from horarium.domain.waitlist import PartOfDay, Urgency
from horarium.services import (
    allocation,
    appointments,
    availability,
    charts,
    directory,
    holds,
    rescheduling,
    waitlist,
)
from horarium.services.availability import SlotSearch
from horarium.services.holds import HoldRequest
from horarium.services.rescheduling import Reschedule
from horarium.services.waitlist import JoinWaitlist
from horarium.services.work import Work
from horarium.web.booking_page import (
    N_WEEKS,
    Asked,
    Booking,
    booked_page,
    booking_page,
    first_day,
    held_page,
    monday_before,
)
from horarium.web.calendar import calendar_file
from horarium.web.errors import status_of
from horarium.web.languages import english
from horarium.web.pages.shell import Flash, FormState, Link, Tone
from horarium.web.refusals import said
from horarium.web.typed import blamed, day_or_none
from horarium.web.visit import Visit

Kind = TypeVar("Kind", bound=StrEnum)

Typed = Mapping[str, str]
"""What an address or a form says, by the names of its fields."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """One visitor's way through the pages below ``base``.

    ``title`` reads the heading for a patient (and records that somebody looked); ``home``
    is where the patient's other appointments are; ``may_change`` whether the visitor may
    move and give up.
    """

    visit: Visit
    base: str
    title: Callable[[Work, PatientId], str]
    home: Callable[[Appointment | PatientId], Link]
    may_change: bool

    def show(
        self,
        typed: Typed,
        *,
        refusal: Conflict | Invalid | None = None,
        form: FormState | None = None,
    ) -> HTMLResponse:
        """The calendar as ``typed`` asks for it, with what was refused, if anything."""
        visit, patient = self.visit, PatientId(_required(typed, "patient"))
        with visit.work() as work:
            heading = self.title(work, patient)
            known = directory.directory(work)
            asked = _asked(visit, typed, next(iter(known.services), None))
            search = SlotSearch(
                first=asked.first,
                last=asked.last,
                service=asked.service,
                practitioner=asked.practitioner,
            )
            slots = availability.slots(work, search)
            day = asked.day or first_day(visit, slots)
            best = allocation.suggested(work, slots, day) if day else ()
        made = Booking(
            base=self.base,
            heading=heading,
            asked=asked,
            slots=slots,
            directory=known,
            back=self.home(patient),
            waitlist=form or FormState(),
            suggested=best,
        )
        page = booking_page(visit, made, _bad(refusal) if refusal else None)
        return visit.show(page, status_of(refusal) if refusal else 200)

    def hold(self, typed: Typed) -> Response:
        """Keep a slot while the patient decides."""
        try:
            request = HoldRequest(
                patient=PatientId(_required(typed, "patient")), **_where(typed)
            )
            with self.visit.work() as work:
                held = holds.hold(work, request)
        except (Conflict, Invalid) as refusal:
            return self.show({**typed, "day": typed["start"][:10]}, refusal=refusal)
        return self.visit.to(f"{self.base}/{held.id}")

    def move(self, typed: Typed) -> Response:
        """Move an appointment: the new slot is had before the old one goes."""
        try:
            request = Reschedule(
                appointment=AppointmentId(_required(typed, "move")), **_where(typed)
            )
            with self.visit.work() as work:
                booked = rescheduling.reschedule(work, request)
        except (Conflict, Invalid) as refusal:
            return self.show({**typed, "day": typed["start"][:10]}, refusal=refusal)
        return self.visit.to(f"{self.base}/{booked.id}?moved=1")

    def wait(self, typed: Typed) -> Response:
        """Put the patient on the waitlist."""
        try:
            patient = PatientId(_required(typed, "patient"))
            whom = _id(typed, "practitioner")
            request = JoinWaitlist(
                patient=patient,
                service=ServiceId(_required(typed, "service")),
                practitioner=PractitionerId(whom) if whom else None,
                first_on=_day(typed, "first"),
                last_on=_day(typed, "last"),
                urgency=_one_of(Urgency, typed, "urgency"),
                part_of_day=_one_of(PartOfDay, typed, "part"),
            )
            with self.visit.work() as work:
                waitlist.join(work, request)
        except (Conflict, Invalid) as refusal:
            name = blamed(refusal, "first").removesuffix("_on")
            form = FormState(typed, {name: said(refusal, english)})
            return self.show(typed, refusal=refusal, form=form)
        return self.visit.to(self.home(patient).href)

    def one(
        self,
        wanted: UUID,
        *,
        flash: Flash | None = None,
        status: int = 200,
        form: FormState | None = None,
    ) -> HTMLResponse:
        """A hold to confirm, or an appointment to move and to give up."""
        with self.visit.work() as work:
            found = charts.visit(work, AppointmentId(wanted))
        if found.appointment.status is AppointmentStatus.PENDING and flash is None:
            return self.visit.show(held_page(self.visit, self.base, found), status)
        page = booked_page(
            self.visit,
            self.base,
            found,
            back=self.home(found.appointment),
            may_change=self.may_change,
            flash=flash,
            cancel=form,
        )
        return self.visit.show(page, status)

    def calendar(self, wanted: UUID) -> Response:
        """The appointment for a calendar (RFC 5545)."""
        with self.visit.work() as work:
            found = charts.visit(work, AppointmentId(wanted))
        return calendar_file(self.visit, found)

    def confirm(self, wanted: UUID) -> Response:
        """Book what is kept."""
        try:
            with self.visit.work() as work:
                holds.confirm(work, AppointmentId(wanted))
        except Conflict as refusal:
            status = status_of(refusal)
            return self.one(wanted, flash=_bad(refusal), status=status)
        return self.visit.to(f"{self.base}/{wanted}")

    def release(self, wanted: UUID) -> Response:
        """Let a hold go; one that has run out is gone already."""
        with self.visit.work() as work:
            gone = holds.release(work, AppointmentId(wanted))
        return self.visit.to(self.home(gone).href)

    def cancel(self, wanted: UUID, reason: str) -> Response:
        """Give an appointment up, with the reason."""
        try:
            if not reason.strip():
                raise InvalidField("reason", "", "a few words on why")
            with self.visit.work() as work:
                gone = appointments.cancel(work, AppointmentId(wanted), reason)
        except (Conflict, Invalid) as refusal:
            form = FormState({"reason": reason}, {"reason": said(refusal, english)})
            status = status_of(refusal)
            return self.one(wanted, flash=_bad(refusal), status=status, form=form)
        return self.visit.to(self.home(gone).href)


def _asked(visit: Visit, typed: Typed, first: ServiceId | None) -> Asked:
    """What an address asks for; parts that make no sense are as good as none."""
    today = visit.now().date()
    day = day_or_none(typed.get("day", ""))
    start = day_or_none(typed.get("from", "")) or day or today
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
        patient=_id(typed, "patient") if visit.actor.patient is None else None,
    )


class _Where(TypedDict):
    """Which slot: a session's, or a rule's that is opened for it."""

    session: SessionId | None
    rule: RuleId | None
    start: datetime


def _where(typed: Typed) -> _Where:
    session, rule = _id(typed, "session"), _id(typed, "rule")
    return _Where(
        session=SessionId(session) if session else None,
        rule=RuleId(rule) if rule else None,
        start=_instant(typed),
    )


def _id(typed: Typed, name: str) -> UUID | None:
    try:
        return UUID(typed.get(name, ""))
    except ValueError:
        return None


def _required(typed: Typed, name: str) -> UUID:
    found = _id(typed, name)
    if found is None:
        raise InvalidField(name, typed.get(name, ""), "an id")
    return found


def _one_of(kind: type[Kind], typed: Typed, name: str) -> Kind:
    """The word chosen; the first there is, where the form does not ask."""
    words = [one.value for one in kind]
    chosen = typed.get(name) or words[0]
    if chosen not in words:
        raise InvalidField(name, chosen, f"one of {', '.join(words)}")
    return kind(chosen)


def _day(typed: Typed, name: str) -> date:
    found = day_or_none(typed[name].strip())
    if found is None:
        raise InvalidField(name, typed[name], "a date like 2026-02-28")
    return found


def _instant(typed: Typed) -> datetime:
    try:
        found = datetime.fromisoformat(typed["start"])
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        wanted = "an instant with its offset from UTC"
        raise InvalidField("start", typed["start"], wanted)
    return found


def _bad(refusal: Conflict | Invalid) -> Flash:
    return Flash(said(refusal, english), Tone.BAD)
