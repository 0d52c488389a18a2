"""Pages about who may not come, who gets which place, and what if."""

from dataclasses import replace
from datetime import date

from tests.web.builders import at, make_shell

from horarium.domain.actor import Role
from horarium.web.charts import Range, ranges_chart
from horarium.web.pages.allocation import (
    AllocationPage,
    LeftRow,
    PlacedRow,
    PlanRow,
    ShareRow,
    Slider,
)
from horarium.web.pages.attendance import (
    AttendancePage,
    CallRow,
    CallsPage,
    Fact,
    FitRow,
    GroupRow,
    NightRow,
    ProgressLive,
)
from horarium.web.pages.shell import Choice, FormState, PageValue, Tone
from horarium.web.pages.what_if import PracticeRow, RunRow, TitledChart, WhatIfPage


def planned() -> dict[str, PageValue]:
    """Every one of these pages, also empty, refused and while a job goes on."""
    typed = FormState({"reason": ""}, {"reason": "A reason is wanted."})
    wild = FormState({"wait": "99"}, {"wait": "0 to 20 is wanted."})
    nothing = make_attendance_page(
        facts=(),
        marks=(),
        groups=(),
        live=(),
        drift=(),
        fits=(),
        nights=(),
        doubt="",
        card="",
        form=typed,
    )
    return {
        "attendance": make_attendance_page(),
        "attendance-empty": nothing,
        "allocation": make_allocation_page(),
        "allocation-none": make_allocation_page(
            placed=(), left=(), plans=(), shares=(), price="", n_new=0, form=wild
        ),
        "what-if": make_what_if_page(),
        "what-if-playing": make_what_if_page(
            practices=(), charts=(), progress=ProgressLive(stage="20 of 100", share=0.2)
        ),
        "calls": make_calls_page(),
        "calls-none": replace(make_calls_page(), calls=()),
    }


def make_attendance_page(**changes) -> AttendancePage:
    group = GroupRow(
        name="age: 0 to 12",
        n=420,
        observed="81",
        expected="84.2",
        ratio="0.96",
        interval="0.77 to 1.16",
    )
    chart = ranges_chart(
        "Missed over expected", [Range("0 to 12", 0.96, 0.77, 1.2)], (0.95, 1.05)
    )
    page = AttendancePage(
        shell=make_shell(Role.ADMIN, here="/attendance"),
        is_off=True,
        why="complaint",
        methods=(Choice("spline-logistic", "spline-logistic", True),),
        facts=(Fact("Method", "spline-logistic"),),
        recalibrates=True,
        learn_every_days="7",
        marks=(Fact("AUC", "0.731", "1 tells everybody apart"),),
        doubt="12 of 158 judged visits were missed: too few to say.",
        groups=(group, replace(group, name="everybody", is_off=True)),
        groups_chart=chart,
        live=(group,),
        live_chart=chart,
        drift=(Fact("age", "0.31", "look"), Fact("lead_days", "0.02")),
        excluded=("sex", "diagnosis"),
        features=("age", "lead_days"),
        card="# Card",
        fits=(
            FitRow(
                at=at(6, 7),
                method="rate",
                status="done",
                tone=Tone.GOOD,
                n_visits="1,200",
                auc="0.731",
                brier="0.138",
            ),
        ),
        nights=(
            NightRow(
                at=at(0, 2),
                version="3.1",
                n_outcomes="210",
                ratio="1.04 (0.81 to 1.27)",
                advance="+0.021",
                same_day="-0.110",
            ),
        ),
        scores=(Fact("Scores in 90 days, booking", "1,204"),),
        progress=ProgressLive(stage="Reading", href="/attendance"),
    )
    return replace(page, **changes)


def make_allocation_page(**changes) -> AllocationPage:
    slider = Slider(
        name="wait",
        label="A minute of waiting",
        value="1",
        least="0",
        most="20",
        step="0.5",
        unit="points",
    )
    placed = PlacedRow(
        since=date(2026, 1, 2),
        wish="urgent",
        start=at(9, 20),
        where="Allergy, Dr Noor Haddad",
    )
    page = AllocationPage(
        shell=make_shell(Role.COORDINATOR, here="/allocation"),
        sliders=(slider, replace(slider, name="days", label="Days ahead")),
        placed=(placed, replace(placed, mark="extra", cost="12.3 min")),
        left=(LeftRow(date(2026, 1, 2), "routine", "All times that suit are taken."),),
        plans=(
            PlanRow(
                name="Tue 6 Jan 09:00 Allergy",
                detail="Dr Noor Haddad",
                places="10 of 12 taken",
                kept="2 kept for the urgent",
                extras="1 of 2 used",
                wait="3.1 → 7.9 min",
                overtime="1.0 → 4.2 min",
                used="71% → 82%",
            ),
        ),
        n_new=2,
        n_extra=1,
        shares=(ShareRow("Online", "3", "2", "67%"),),
        price="With what is kept and shared out 2 instead of 3 are placed.",
        kept={"wait": "1"},
        digest="d1",
    )
    return replace(page, **changes)


def make_what_if_page(**changes) -> WhatIfPage:
    slider = Slider(
        name="n_days",
        label="Days to play",
        value="100",
        least="20",
        most="400",
        step="20",
        unit="days",
    )
    page = WhatIfPage(
        shell=make_shell(Role.ADMIN, here="/what-if"),
        presets=(Choice("india-opd", "india-opd", True),),
        sliders=(slider,),
        runs=(
            RunRow(
                at=at(8, 0),
                words="india-opd",
                status="done",
                tone=Tone.GOOD,
                href="/what-if/r",
            ),
        ),
        stream="/what-if/r/stream",
        sentences=("Ours uses more of the time.",),
        heads=("Mean wait, min",),
        practices=(PracticeRow(name="one a slot, fifo", figures=("4.1 ± 0.3",)),),
        charts=(
            TitledChart(
                "Mean wait, min",
                ranges_chart("Mean wait", [Range("one a slot", 4.1, 3.8, 4.4)], (3, 4)),
            ),
        ),
        n_days=100,
    )
    return replace(page, **changes)


def make_calls_page(**changes) -> CallsPage:
    call = CallRow(
        id="a1",
        name="Lena Moss",
        phone="020 7946 0018",
        start=at(9, 20),
        where="Dr Noor Haddad · Room 2",
        move_href="/book?move=a1",
    )
    page = CallsPage(
        shell=make_shell(Role.STAFF, here="/desk/calls"),
        calls=(call, replace(call, id="a2", phone="", outcome="will come")),
        outcomes=(
            Choice("confirmed", "will come"),
            Choice("not-reached", "not reached"),
        ),
    )
    return replace(page, **changes)
