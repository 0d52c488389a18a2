"""Page values of booking and of patients."""

from dataclasses import replace
from datetime import date, timedelta

from markupsafe import Markup
from tests.web.builders import at, make_shell

from horarium.domain.actor import Role
from horarium.web.pages.booking import (
    BookedPage,
    BookingDay,
    BookingGroup,
    BookingPage,
    BookingSlot,
    HeldPage,
)
from horarium.web.pages.patients import (
    FoundPatient,
    LimitsPart,
    PatientPage,
    PatientsPage,
    PatientVisit,
    PatientWish,
)
from horarium.web.pages.shell import Choice, FormState, Link, Tone
from horarium.web.qr import qr_svg

MONDAY = date(2026, 1, 5)
WHERE = {"doctor": "Dr Noor Haddad", "service": "Allergy", "where": "North, Room 2"}


def make_booking_page(**changes) -> BookingPage:
    days = [
        BookingDay(
            on=MONDAY + timedelta(days=n),
            n_free=n % 5,
            href=f"/book?day={n}" if n % 5 else "",
            is_chosen=n == 1,
            is_today=n == 1,
        )
        for n in range(28)
    ]
    slots = tuple(
        BookingSlot(start=at(9, minute), fields={"session": "s1", "start": f"{minute}"})
        for minute in (0, 20, 40)
    )
    page = BookingPage(
        shell=make_shell(Role.STAFF, here="/patients"),
        base="/book",
        heading="Book for Lena Moss",
        services=(Choice("a", "Allergy", True), Choice("k", "Kidney")),
        practitioners=(Choice("", "any doctor", True), Choice("n", "Dr Noor Haddad")),
        weeks=tuple(tuple(days[n : n + 7]) for n in range(0, 28, 7)),
        groups=(
            BookingGroup(
                part="Morning", doctor="Dr Noor Haddad", where="Room 2", slots=slots
            ),
            BookingGroup(
                part="Morning", doctor="Dr Ivo Lund", where="Room 4", slots=()
            ),
        ),
        kept={"patient": "p1", "service": "a"},
        day=MONDAY + timedelta(days=1),
        later="/book?from=2026-02-02",
        back=Link("Lena Moss", "/patients/p1"),
        suggested=slots[:1],
        parts=(Choice("any", "any time of day"),),
        urgencies=(Choice("routine", "routine"), Choice("urgent", "urgent")),
    )
    return replace(page, **changes)


def make_held_page(**changes) -> HeldPage:
    page = HeldPage(
        shell=make_shell(Role.STAFF, here="/patients"),
        here="/book/a1",
        patient="Lena Moss",
        start=at(9, 20),
        until=at(10, 57),
        **WHERE,
    )
    return replace(page, **changes)


def make_booked_page(**changes) -> BookedPage:
    page = BookedPage(
        shell=make_shell(Role.STAFF, here="/patients"),
        here="/book/a1",
        patient="Lena Moss",
        start=at(9, 20),
        status="booked",
        number="A 7",
        token_href="/t/x",
        qr=qr_svg("https://clinic.example/t/x"),
        may_change=True,
        move_href="/book?move=a1",
        back=Link("Lena Moss", "/patients/p1"),
        **WHERE,
    )
    return replace(page, **changes)


def make_gone_page(**changes) -> BookedPage:
    gone = {"status": "cancelled", "number": "", "token_href": "", "qr": Markup()}
    return make_booked_page(may_change=False, **{**gone, **changes})


def make_patients_page(**changes) -> PatientsPage:
    page = PatientsPage(
        shell=make_shell(Role.STAFF, here="/patients"),
        query="moss",
        found=(
            FoundPatient(
                href="/patients/p1",
                name="Lena Moss",
                record_number="MRN000101",
                born=date(1980, 2, 29),
                phone="01632 960001",
            ),
        ),
        may_register=True,
    )
    return replace(page, **changes)


def make_patient_page(**changes) -> PatientPage:
    visit = PatientVisit(
        href="/book/a1",
        start=at(9, 20),
        status="booked",
        tone=Tone.GOOD,
        number="A 7",
        **WHERE,
    )
    wish = PatientWish(
        service="Kidney",
        doctor="any doctor",
        first=MONDAY,
        last=MONDAY + timedelta(days=27),
        status="waiting",
        leave="/patients/p1/wishes/w1/leave",
    )
    page = PatientPage(
        shell=make_shell(Role.STAFF, here="/patients"),
        name="Lena Moss",
        record_number="MRN000101",
        born=date(1980, 2, 29),
        phone="01632 960001",
        coming=(visit,),
        past=(replace(visit, status="did not come", tone=Tone.BAD, reason="ill"),),
        wishes=(wish,),
        book_href="/book?patient=p1",
        walk_in="/patients/p1/walk-in",
        sessions=(Choice("s1", "09:00 Kidney, Dr Ayo, Room 1 (3 places left)"),),
        limits=LimitsPart(
            words=("Needs: echo", "Begins at 11:00 or earlier"),
            action="/patients/p1/limits",
            form=FormState(
                {"needs": "echo", "not_after": "11:00"},
                {"not_before": "not_before is '12:00'; wanted: 11:00 or earlier."},
            ),
            sites=(Choice("any", "any site"), Choice("n", "Northgate")),
        ),
    )
    return replace(page, **changes)
