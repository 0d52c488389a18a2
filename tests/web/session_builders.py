"""Page values of one session: its people, their vital signs, moving them, the day."""

from dataclasses import replace
from datetime import date

from tests.web.builders import at, make_shell

from horarium.domain.actor import Role
from horarium.web.pages.readiness import CheckRow, ReadinessPage
from horarium.web.pages.session import (
    AbsencePage,
    FiguresRow,
    MovedRow,
    Person,
    ReallocationPage,
    SessionPage,
    StatisticsPage,
    TakenRow,
    VitalsPage,
    WaitsRow,
)
from horarium.web.pages.shell import Choice, FormState, Link


def make_person(number: str = "A 7", **changes) -> Person:
    person = Person(
        number=number,
        name="Lena Moss",
        href="/patients/p1",
        source="booked online",
        status="checked in",
        slip_href="/t/x",
        token=f"t-{number[2:]}",
        acts=(Link("Went away", f"/desk/sessions/s1/left/{number[2:]}"),),
        booked_for=at(9, 20),
        expected="10–25 min",
        vitals_href="/desk/tokens/t/vitals",
    )
    return replace(person, **changes)


def make_session_page(**changes) -> SessionPage:
    page = SessionPage(
        shell=make_shell(Role.STAFF, here="/desk"),
        here="/desk/sessions/s1",
        session="s1",
        heading="Allergy, Dr Noor Haddad",
        subheading="09:00–13:00 · North, Room 2",
        people=(make_person(), make_person("A 9", acts=(), expected="")),
        others=(Choice("s2", "09:00 Allergy, Dr Ivo Lund"),),
        may_reallocate=True,
        may_cancel=True,
        capacity=FormState({"capacity": "12", "overflow": "2"}),
    )
    return replace(page, **changes)


def make_vitals_page(**changes) -> VitalsPage:
    page = VitalsPage(
        shell=make_shell(Role.NURSE, here="/desk"),
        here="/desk/tokens/t/vitals",
        number="A 7",
        name="Lena Moss",
        born=date(1980, 2, 29),
        taken=(TakenRow(at=at(9, 5), by="Sam", lines=("Pulse 72/min", "fasting")),),
        back=Link("Session", "/desk/sessions/s1"),
    )
    return replace(page, **changes)


def make_reallocation_page(**changes) -> ReallocationPage:
    row = MovedRow(
        number="A 7",
        source="Allergy, Dr Noor Haddad, 09:00",
        target="Allergy, Dr Ivo Lund, 14:00",
        start=at(14, 20),
        shift="5 h 00 later",
    )
    page = ReallocationPage(
        shell=make_shell(Role.STAFF, here="/desk"),
        heading="The doctor is late by 90 min: Dr Noor Haddad",
        reason="on the ward",
        made_at=at(10, 40),
        moved=(row,),
        left=(replace(row, number="A 9", target="", shift="no other session fits"),),
        n_staying=4,
        apply="/reallocations/r1/apply",
    )
    return replace(page, **changes)


def make_applied_page(**changes) -> ReallocationPage:
    page = make_reallocation_page(apply="", applied_at=at(10, 42), left=())
    moved = tuple(replace(one, new="B 4") for one in page.moved)
    return replace(page, moved=moved, **changes)


def make_absence_page(**changes) -> AbsencePage:
    page = AbsencePage(
        shell=make_shell(Role.STAFF, here="/reallocations"),
        practitioners=(Choice("d1", "Dr Noor Haddad"),),
    )
    return replace(page, **changes)


def make_readiness_page() -> ReadinessPage:
    checks = (
        CheckRow("Database", "answers", is_fine=True),
        CheckRow("Worker", "none is running: horarium worker", is_fine=False),
    )
    shell = make_shell(Role.ADMIN, here="/system")
    return ReadinessPage(shell=shell, at=at(9, 30), checks=checks)


def make_statistics_page(**changes) -> StatisticsPage:
    row = FiguresRow(
        name="09:00 Allergy",
        detail="Dr Noor Haddad · Room 2",
        href="/desk/sessions/s1",
        n_booked=3,
        n_waiting=2,
        n_seen=9,
        n_noshow=1,
        n_left=0,
        utilisation="81%",
        share=0.81,
        idle="12 min",
        overtime="0 min",
    )
    kept = WaitsRow(
        name="walk-in",
        n=5,
        promise="80% within 60 min",
        kept="100%",
        is_kept=True,
        mean="31 min",
        p90="55 min",
        longest="58 min",
    )
    none = replace(kept, name="priority", n=0, kept="", is_kept=None)
    page = StatisticsPage(
        shell=make_shell(Role.STAFF, here="/statistics"),
        on=date(2026, 1, 6),
        earlier="/statistics?on=2026-01-05",
        later="/statistics?on=2026-01-07",
        total=replace(row, name="All together", href=""),
        sessions=(row,),
        waits=(kept, replace(kept, name="online", is_kept=False, kept="60%"), none),
        n_cancelled=1,
    )
    return replace(page, **changes)
