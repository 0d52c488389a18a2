"""Pages about who may not come, who gets which place, and what if."""

from dataclasses import replace

from tests.web.builders import at, make_shell

from horarium.domain.actor import Role
from horarium.web.charts import Range, ranges_chart
from horarium.web.pages.attendance import (
    AttendancePage,
    CallRow,
    CallsPage,
    Fact,
    FitRow,
    GroupRow,
    ProgressLive,
)
from horarium.web.pages.shell import Choice, FormState, PageValue, Tone


def planned() -> dict[str, PageValue]:
    """Every one of these pages, also empty, refused and while a job goes on."""
    typed = FormState({"reason": ""}, {"reason": "A reason is wanted."})
    nothing = make_attendance_page(
        facts=(), marks=(), groups=(), live=(), drift=(), fits=(), card="", form=typed
    )
    return {
        "attendance": make_attendance_page(),
        "attendance-empty": nothing,
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
        marks=(Fact("AUC", "0.731", "1 tells everybody apart"),),
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
        scores=(Fact("Scores in 90 days, booking", "1,204"),),
        progress=ProgressLive(stage="Reading", href="/attendance"),
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
