"""The administrator's page: model card, marks, groups, drift, fits, the switch."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form
from fastapi.responses import HTMLResponse, Response

from horarium.domain.attendance import Fit, FitStatus, Recalibration
from horarium.domain.errors import Invalid
from horarium.engines.attendance import METHODS
from horarium.engines.attendance.features import EXCLUDED
from horarium.engines.attendance.monitor import DRIFTED
from horarium.services import attendance
from horarium.services.attendance import ChangeSetting, Overview
from horarium.services.attendance.reporting import groups_of
from horarium.web.charts import Range, ranges_chart
from horarium.web.errors import status_of
from horarium.web.formats import day_text
from horarium.web.office.attendance_marks import doubt_of, marks_of
from horarium.web.pages.attendance import (
    AttendancePage,
    Fact,
    FitRow,
    GroupRow,
    NightRow,
    ProgressLive,
)
from horarium.web.pages.shell import Choice, FormState, Tone
from horarium.web.streams import follow
from horarium.web.typed import blamed, whole_number
from horarium.web.visit import PostDep, Visit, VisitDep

router = APIRouter(prefix="/attendance")

Text = Annotated[str, Form(max_length=200)]
AIM = (0.95, 1.05)


@dataclass(frozen=True, slots=True)
class SettingForm:
    """What was typed; what is left empty stays as it is."""

    method: Text = ""
    power: Text = "on"
    nightly: Text = ""
    learn_every_days: Text = ""
    reason: Text = ""

    def read(self) -> ChangeSetting:
        """The change; raises ``InvalidField``."""
        days = self.learn_every_days
        return ChangeSetting(
            reason=self.reason,
            method=self.method,
            is_off=self.power == "off",
            recalibrates={"on": True, "off": False}.get(self.nightly),
            learn_every_days=whole_number("learn_every_days", days) if days else None,
        )


_TONES = {
    FitStatus.DONE: Tone.GOOD,
    FitStatus.FAILED: Tone.BAD,
    FitStatus.QUEUED: Tone.PLAIN,
    FitStatus.RUNNING: Tone.WARN,
}


@router.get("")
def show_attendance(visit: VisitDep) -> HTMLResponse:
    """What is known about who may not come, and how well."""
    return _show(visit)


@router.get("/stream")
async def follow_fit(visit: VisitDep) -> Response:
    """How far the newest fit is."""

    def draw() -> str:
        with visit.work() as work:
            newest = next(iter(attendance.fits(work)), None)
        return visit.renderer.fragment(_progress(newest))

    return await follow(visit, draw, attendance.PROGRESS)


@router.post("/fits")
def request_fit(visit: PostDep) -> Response:
    """Learn anew, soon."""
    with visit.work() as work:
        attendance.request_fit(work)
    return visit.to(router.prefix)


@router.post("/setting")
def change_attendance(
    visit: PostDep, form: Annotated[SettingForm, Depends()]
) -> Response:
    """Another method, how it goes on learning, or the switch, with a reason."""
    typed = asdict(form)
    try:
        wanted = form.read()
        with visit.work() as work:
            attendance.change(work, wanted)
    except Invalid as refusal:
        field = blamed(refusal, "reason")
        return _show(visit, FormState(typed, {field: refusal.sentence()}), refusal)
    return visit.to(router.prefix)


def _show(
    visit: Visit, form: FormState | None = None, refusal: Invalid | None = None
) -> HTMLResponse:
    with visit.work() as work:
        seen = attendance.overview(work)
    return visit.show(_page(visit, seen, form), status_of(refusal) if refusal else 200)


def _page(visit: Visit, seen: Overview, form: FormState | None) -> AttendancePage:
    report: Mapping[str, Any] = seen.in_force.report if seen.in_force else {}
    groups, live = report.get("groups", []), groups_of(seen.live)
    newest = next(iter(seen.fits), None)
    goes_on = newest is not None and not newest.status.is_over
    drift = report.get("drift", {})
    return AttendancePage(
        shell=visit.shell(),
        is_off=seen.setting.is_off,
        why=seen.setting.reason,
        methods=tuple(
            Choice(name, name, name == seen.setting.method) for name in METHODS
        ),
        recalibrates=seen.setting.recalibrates,
        learn_every_days=str(seen.setting.learn_every_days),
        facts=_facts(visit, seen.in_force) + _latest(visit, seen.recalibration),
        marks=marks_of(report.get("metrics", {}), report.get("static", {})),
        doubt=doubt_of(report.get("metrics", {})),
        groups=_rows(groups),
        groups_chart=_chart("Missed over expected on the judged weeks", groups),
        live=_rows(live),
        live_chart=_chart("Missed over expected for scores given", live),
        drift=tuple(
            Fact(name, f"{value:.2f}", "look" if value >= DRIFTED else "")
            for name, value in sorted(drift.items(), key=lambda it: (-it[1], it[0]))
        ),
        excluded=EXCLUDED,
        features=tuple(report.get("features", ())),
        card=seen.card,
        fits=tuple(_fit(visit, one) for one in seen.fits),
        nights=tuple(_night(visit, one) for one in seen.recalibrated),
        scores=tuple(
            Fact(f"Scores in 90 days, {purpose}", f"{n:,}")
            for purpose, n in seen.n_scores.items()
        ),
        progress=_progress(newest) if goes_on else None,
        form=form or FormState(),
    )


def _facts(visit: Visit, fit: Fit | None) -> tuple[Fact, ...]:
    if fit is None or fit.ended_at is None:
        return ()
    data = fit.report.get("training", {})
    at = visit.local(fit.ended_at)
    return (
        Fact("Method", fit.used),
        Fact("Learnt", f"{day_text(at)}, {at:%H:%M}"),
        Fact("From visits", f"{data.get('n_visits', 0):,}"),
        Fact("Of days", _days(data)),
        Fact("Missed", f"{data.get('no_show_rate', 0.0):.1%}"),
        Fact("Scored at", fit.report.get("moment", "")),
    )


def _latest(visit: Visit, night: Recalibration | None) -> tuple[Fact, ...]:
    if night is None:
        return ()
    at = visit.local(night.created_at)
    return (
        Fact("Recalibrated", f"{day_text(at)}, {at:%H:%M}"),
        Fact("Version", night.version),
    )


def _night(visit: Visit, one: Recalibration) -> NightRow:
    everybody, shift = one.report["groups"][0], one.report["after"]
    return NightRow(
        at=visit.local(one.created_at),
        version=one.version,
        n_outcomes=f"{one.n_outcomes:,}",
        ratio=_ratio(everybody),
        advance=f"{shift['advance']:+.3f}",
        same_day=f"{shift['same_day']:+.3f}",
    )


def _ratio(one: Mapping[str, Any]) -> str:
    """Observed over expected with its interval."""
    if one["ratio"] is None:
        return "–"
    return f"{one['ratio']:.2f} ({one['low']:.2f} to {one['high']:.2f})"


def _days(data: Mapping[str, Any]) -> str:
    """The days that were learnt from; the last one is the eve of ``end_day``."""
    if not data:
        return ""
    first, end = (date.fromisoformat(data[name]) for name in ("first_day", "end_day"))
    return f"{day_text(first)} to {day_text(end - timedelta(days=1))}"


def _rows(groups: Iterable[Mapping[str, Any]]) -> tuple[GroupRow, ...]:
    return tuple(
        GroupRow(
            name=_name(one),
            n=one["n_visits"],
            observed=f"{one['observed']:.0f}",
            expected=f"{one['expected']:.1f}",
            ratio="–" if one["ratio"] is None else f"{one['ratio']:.2f}",
            interval="–"
            if one["low"] is None
            else f"{one['low']:.2f} to {one['high']:.2f}",
            is_off=one["low"] is not None and not one["low"] <= 1.0 <= one["high"],
        )
        for one in groups
    )


def _chart(title: str, groups: Iterable[Mapping[str, Any]]) -> Any:
    rows = [
        Range(_name(one), one["ratio"], one["low"], one["high"])
        for one in groups
        if one["ratio"] is not None
    ]
    return ranges_chart(title, rows, AIM)


def _name(one: Mapping[str, Any]) -> str:
    if one["group"] == "everybody":
        return "everybody"
    return f"{one['group']}: {one['value'] or 'not told'}"


def _fit(visit: Visit, one: Fit) -> FitRow:
    metrics = one.report.get("metrics", {})
    n_visits = one.report.get("training", {}).get("n_visits")
    return FitRow(
        at=visit.local(one.created_at),
        method=one.used or one.method,
        status=one.reason or one.stage or one.status.value,
        tone=_TONES[one.status],
        n_visits="–" if n_visits is None else f"{n_visits:,}",
        auc=_number(metrics.get("auc")),
        brier=_number(metrics.get("brier")),
    )


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _progress(fit: Fit | None) -> ProgressLive:
    if fit is None or fit.status.is_over:
        words = "Learnt." if fit and fit.status is FitStatus.DONE else "Not learnt."
        return ProgressLive(stage=words, is_over=True, href=router.prefix)
    return ProgressLive(stage=fit.stage.capitalize(), href=router.prefix)
