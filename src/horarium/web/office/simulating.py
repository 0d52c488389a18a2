"""What if: the administrator asks, a worker plays, the page shows figures and intervals."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from fastapi.responses import HTMLResponse, Response

from horarium.domain.errors import Invalid
from horarium.domain.ids import SimulationRunId
from horarium.domain.what_if import RunStatus, SimulationRun
from horarium.services import what_if
from horarium.services.what_if import PRESET_NAMES, WhatIf
from horarium.services.what_if.question import ENDS
from horarium.web.charts import Range, ranges_chart
from horarium.web.errors import status_of
from horarium.web.office.sliders import SliderRange
from horarium.web.pages.attendance import ProgressLive
from horarium.web.pages.shell import Choice, FormState, Tone
from horarium.web.pages.what_if import PracticeRow, RunRow, TitledChart, WhatIfPage
from horarium.web.streams import follow
from horarium.web.typed import blamed, filled, number
from horarium.web.visit import PostDep, Visit, VisitDep

router = APIRouter(prefix="/what-if")

Text = Annotated[str, Form(max_length=40)]
_WHOLE = ("n_practitioners", "n_days")
_SLIDERS = tuple(
    SliderRange(
        name=name,
        label=label,
        unit=unit,
        step=step,
        least=ENDS[name][0],
        most=ENDS[name][1],
    )
    for name, label, unit, step in (
        ("n_practitioners", "Doctors", "at once", 1.0),
        ("no_show_percent", "Booked patients who stay away", "%", 1.0),
        ("late_percent", "Sessions that begin late", "%", 5.0),
        ("walk_ins_an_hour", "Walk-ins", "an hour", 0.5),
        ("overtime_cost", "A minute of overtime is worth", "min of waiting", 0.5),
        ("idle_cost", "An idle minute is worth", "min of waiting", 0.5),
        ("n_days", "Played under each practice", "days", 20.0),
    )
)
_FIGURES = (
    ("utilisation", "Time used, %", 100.0),
    ("wait_mean_min", "Mean wait, min", 1.0),
    ("wait_p90_min", "9 in 10 wait less than, min", 1.0),
    ("idle_min", "Idle, min", 1.0),
    ("overtime_min", "Overtime, min", 1.0),
    ("seen_per_hour", "Seen an hour", 1.0),
)
_WORDS = {
    "traditional": "one a slot",
    "threshold": "partner for the risky",
    "bailey-welch": "two at the start",
    "planned": "planned overbooking",
}
_TONES = {
    RunStatus.DONE: Tone.GOOD,
    RunStatus.FAILED: Tone.BAD,
    RunStatus.QUEUED: Tone.PLAIN,
    RunStatus.RUNNING: Tone.WARN,
}


@dataclass(frozen=True, slots=True)
class Question:
    """What was typed, each field named as in ``WhatIf``."""

    preset: Text = ""
    n_practitioners: Text = ""
    no_show_percent: Text = ""
    late_percent: Text = ""
    walk_ins_an_hour: Text = ""
    overtime_cost: Text = ""
    idle_cost: Text = ""
    n_days: Text = ""


@router.get("")
def show_what_if(visit: VisitDep) -> HTMLResponse:
    """Ask, or look at what was asked before."""
    return _show(visit, WhatIf())


@router.post("")
def ask_what_if(visit: PostDep, question: Annotated[Question, Depends()]) -> Response:
    """Let a worker play it."""
    typed = filled(question)
    try:
        asked = _question(typed)
        with visit.work() as work:
            run = what_if.ask(work, asked)
    except Invalid as refusal:
        field = blamed(refusal, "preset")
        form = FormState(typed, {field: refusal.sentence()})
        return _show(visit, WhatIf(), form=form, status=status_of(refusal))
    return visit.to(f"{router.prefix}/{run.id}")


@router.get("/{run}")
def show_what_if_answer(visit: VisitDep, run: UUID) -> HTMLResponse:
    """One question: how far it is, or what it came to."""
    with visit.work() as work:
        found = what_if.get(work, SimulationRunId(run))
    return _show(visit, WhatIf(**found.asked), found)


@router.get("/{run}/stream")
async def follow_what_if(visit: VisitDep, run: UUID) -> Response:
    """How far one question is."""

    def draw() -> str:
        with visit.work() as work:
            found = what_if.get(work, SimulationRunId(run))
        return visit.renderer.fragment(_progress(found))

    return await follow(visit, draw, what_if.PROGRESS)


def _show(
    visit: Visit,
    question: WhatIf,
    found: SimulationRun | None = None,
    *,
    form: FormState | None = None,
    status: int = 200,
) -> HTMLResponse:
    with visit.work() as work:
        asked = what_if.runs(work)
    report: Mapping[str, Any] = found.report if found else {}
    goes_on = found is not None and not found.status.is_over
    page = WhatIfPage(
        shell=visit.shell(),
        presets=tuple(
            Choice(name, name, name == question.preset) for name in PRESET_NAMES
        ),
        sliders=tuple(one.at(getattr(question, one.name)) for one in _SLIDERS),
        runs=tuple(_row(visit, one) for one in asked),
        progress=_progress(found) if found and goes_on else None,
        stream=f"{router.prefix}/{found.id}/stream" if found else "",
        sentences=tuple(report.get("in_words", ())),
        heads=tuple(head for _, head, _ in _FIGURES),
        practices=tuple(_practice(one) for one in report.get("policies", ())),
        charts=_charts(report),
        n_days=report.get("n_replications", 0),
        form=form or FormState(),
    )
    return visit.show(page, status)


def _practice(one: Mapping[str, Any]) -> PracticeRow:
    figures = one["overall"]
    return PracticeRow(
        name=_name(one["name"]),
        figures=tuple(_figure(figures[name], scale) for name, _, scale in _FIGURES),
    )


def _figure(told: Mapping[str, float | None], scale: float) -> str:
    value, high = told["value"], told["high"]
    if value is None:
        return "–"
    if high is None:
        return f"{scale * value:.1f}"
    return f"{scale * value:.1f} ± {scale * (high - value):.1f}"


def _charts(report: Mapping[str, Any]) -> tuple[TitledChart, ...]:
    charts: list[TitledChart] = []
    for name, head, scale in (_FIGURES[1], _FIGURES[0]):
        rows = [
            Range(
                _name(one["name"]),
                scale * told["value"],
                scale * (told["low"] if told["low"] is not None else told["value"]),
                scale * (told["high"] if told["high"] is not None else told["value"]),
            )
            for one in report.get("policies", ())
            if (told := one["overall"][name])["value"] is not None
        ]
        if rows:
            first = rows[0]
            drawing = ranges_chart(head, rows, (first.low, first.high))
            charts.append(TitledChart(head, drawing))
    return tuple(charts)


def _name(spelling: str) -> str:
    rule, _, discipline = spelling.partition("+")
    return f"{_WORDS.get(rule, rule)}, {discipline or 'usual line'}"


def _row(visit: Visit, one: SimulationRun) -> RunRow:
    asked = one.asked
    return RunRow(
        at=visit.local(one.created_at),
        words=f"{asked['preset']}, {asked['no_show_percent']:g} of 100 stay away, "
        f"{asked['n_days']} days",
        status=one.reason or one.status.value,
        tone=_TONES[one.status],
        href=f"{router.prefix}/{one.id}",
    )


def _progress(found: SimulationRun) -> ProgressLive:
    href = f"{router.prefix}/{found.id}"
    if found.status.is_over:
        words = found.reason or "Played."
        return ProgressLive(stage=words, is_over=True, href=href)
    n_days = int(found.asked["n_days"])
    words = f"{found.n_done} of {n_days} days played"
    return ProgressLive(stage=words, share=found.n_done / n_days, href=href)


def _question(typed: Mapping[str, str]) -> WhatIf:
    numbers = {
        one.name: number(one.name, typed[one.name])
        for one in _SLIDERS
        if one.name in typed
    }
    usual = WhatIf().as_dict()
    known: dict[str, Any] = {**usual, **numbers}
    for name in _WHOLE:
        known[name] = int(known[name])
    return WhatIf(**{**known, "preset": typed.get("preset", usual["preset"])})
