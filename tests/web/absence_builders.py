"""Page values of absences and of what follows from one."""

from dataclasses import replace
from datetime import date

from tests.web.builders import at, make_shell

from horarium.domain.actor import Role
from horarium.web.pages.absence import (
    AbsenceRow,
    AbsencesPage,
    ClinicRow,
    DayChange,
    LoopPage,
    PatientRow,
    PersonDays,
    Reason,
    ToldRow,
)
from horarium.web.pages.roster import OFF, ShiftKind, ShiftLook
from horarium.web.pages.shell import Choice, Link, Tone

TUESDAY = date(2026, 1, 6)
CLINIC = ShiftLook("C", ShiftKind.CLINIC, "Allergy clinic", "09:00–13:00")
AWAY = ShiftLook("V", ShiftKind.LEAVE, "leave")
FILLINGS = (
    Choice(
        "clinics", "what cover needs at least, and clinics that have patients", True
    ),
    Choice("minimum", "only what cover needs at least"),
)


def make_absences_page(role: Role = Role.COORDINATOR, **changes) -> AbsencesPage:
    row = AbsenceRow(
        name="Dr Ana Ruiz",
        days="Tue 6 Jan to Thu 8 Jan",
        kind="sick",
        status="reported, not covered yet",
        tone=Tone.WARN,
        first_on=TUESDAY,
        last_on=date(2026, 1, 8),
        end="/absences/a1/return",
        anew="/absences/a1/plan" if role is Role.COORDINATOR else "",
        reason="a bad cold",
        plan=Link("What follows", "/absences/plans/p1"),
    )
    page = AbsencesPage(
        shell=make_shell(role, here="/absences"),
        rows=(row,),
        kinds=(Choice("sick", "Sick"), Choice("leave", "Leave")),
        practitioners=(
            (Choice("d1", "Dr Ana Ruiz"),) if role is Role.COORDINATOR else ()
        ),
    )
    return replace(page, **changes)


def make_loop_page(**changes) -> LoopPage:
    ana = PersonDays("Dr Ana Ruiz", "away", (DayChange(TUESDAY, CLINIC, AWAY),))
    ben = PersonDays("Dr Ben Ito", "stands in", (DayChange(TUESDAY, OFF, CLINIC),))
    cleo = PersonDays("Dr Cleo Marsh", "stands in", (DayChange(TUESDAY),))
    moved = PatientRow(
        number="B 4",
        priority="priority",
        was=at(9, 20),
        target="Kidney, Dr Dan Frei, North, Room 2",
        start=at(10, 40),
        shift="1 h 20 later",
    )
    left = replace(moved, number="B 7", target="", start=None, shift="all are taken")
    page = LoopPage(
        shell=make_shell(Role.COORDINATOR, here="/absences"),
        heading="Dr Ana Ruiz is away, Tue 6 Jan",
        state="proposed; nothing has changed yet",
        tone=Tone.WARN,
        apply="/absences/plans/p1/apply",
        anew="/absences/plans/p1/anew",
        fillings=FILLINGS,
        counts=((1, "days of others change"), (1, "sessions close")),
        days=(TUESDAY,),
        people=(ana, ben, cleo),
        reasons=(
            Reason(
                "Dr Ben Ito, Tue 6 Jan: Allergy clinic instead of off", "Without it …"
            ),
        ),
        clinics=(
            ClinicRow(
                "Allergy, Dr Ana Ruiz",
                "North, Room 1",
                "goes on with Dr Ito",
                Tone.GOOD,
            ),
            ClinicRow(
                "Kidney, Dr Dan Frei", "North, Room 2", "closes, empty", Tone.PLAIN
            ),
        ),
        moved=(moved,),
        left=(left,),
        unresolved=("Tue 6 Jan: 0 of at least 1 on Day.",),
        told=(ToldRow("Dr Ben Ito", "Tue 6 Jan: Allergy clinic instead of off."),),
        n_patients_told=12,
        proof="1 days of others change; no fewer will do.",
        links=(Link("Edit the absence", "/absences"),),
    )
    return replace(page, **changes)


def make_applied_loop_page() -> LoopPage:
    page = make_loop_page()
    moved = tuple(replace(one, new="C 2") for one in page.moved)
    return replace(
        page, state="done", tone=Tone.GOOD, apply="", anew="", moved=moved, left=()
    )


def make_working_loop_page() -> LoopPage:
    return LoopPage(
        shell=make_shell(Role.COORDINATOR, here="/absences"),
        heading="Dr Ana Ruiz is away, Tue 6 Jan",
        state="being worked out; this page looks again by itself",
        tone=Tone.WARN,
        stop="/absences/plans/p1/stop",
        anew="/absences/plans/p1/anew",
        fillings=FILLINGS,
    )
