"""Somebody cannot come: saying so, looking at what follows, doing it."""

from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, Response

from horarium.domain.absence import Absence, AbsenceKind, AbsenceStatus
from horarium.domain.errors import Conflict, Invalid, InvalidField, PlanOutdated
from horarium.domain.ids import AbsenceId, LoopPlanId, PractitionerId
from horarium.services import directory, loop
from horarium.services.loop import (
    Cause,
    Filling,
    LoopPlan,
    NewAbsence,
    PlanStatus,
    ProposalParams,
)
from horarium.services.permissions import Permission, may
from horarium.services.staff_notices import days_words
from horarium.services.work import Work
from horarium.web.errors import status_of
from horarium.web.office.loop_page import gather, loop_page
from horarium.web.pages.absence import AbsenceRow, AbsencesPage
from horarium.web.pages.shell import Choice, Flash, FormState, Link, Tone
from horarium.web.typed import blamed
from horarium.web.visit import PostDep, Visit, VisitDep

router = APIRouter(prefix="/absences")

Text = Annotated[str, Form(max_length=500)]

AGAIN = ProposalParams(limit=timedelta(seconds=4))
"""Whoever asks a second time waits a little longer."""

LOOK_AGAIN_S = "2"

_KINDS = {
    AbsenceKind.SICK: "Sick",
    AbsenceKind.LEAVE: "Leave",
    AbsenceKind.STUDY: "Study",
    AbsenceKind.OTHER: "Something else",
}
_STATUSES = {
    AbsenceStatus.REPORTED: ("reported, not covered yet", Tone.WARN),
    AbsenceStatus.COVERED: ("covered", Tone.GOOD),
    AbsenceStatus.WITHDRAWN: ("taken back", Tone.PLAIN),
}
_NEWS = {
    "reported": Flash("Your coordinator knows. Get well soon."),
    "back": Flash("Noted. The roster expects you again from that day on."),
    "fresh": Flash(
        "Something changed since that plan was made. This is a new one.", Tone.WARN
    ),
}


@router.get("")
def show_absences(visit: VisitDep) -> HTMLResponse:
    """Who is away, and saying that somebody is."""
    today = visit.now().date().isoformat()
    return _absences(visit, FormState({"first_on": today, "last_on": today}))


@router.post("")
def report_absence(
    visit: PostDep,
    practitioner: Text = "",
    kind: Text = "",
    first_on: Text = "",
    last_on: Text = "",
    reason: Text = "",
) -> Response:
    """Say that somebody is away; whoever may apply a plan goes on to it."""
    typed = {
        "practitioner": practitioner,
        "kind": kind,
        "first_on": first_on,
        "last_on": last_on,
        "reason": reason,
    }
    try:
        with visit.work() as work:
            called = loop.call_in(work, _request(typed))
            plan = called.plan or _newest(work, called.absence)
    except (Conflict, Invalid) as refusal:
        field = blamed(refusal, "first_on")
        form = FormState(typed, {field: refusal.sentence()})
        return _absences(visit, form, refusal)
    if not _may_apply(visit) or plan is None:
        return visit.to(f"{router.prefix}?said=reported")
    return visit.to(_path(plan))


@router.post("/{absence}/plan")
def plan_absence(visit: PostDep, absence: UUID) -> Response:
    """Work out what follows from an absence."""
    with visit.work() as work:
        cause = Cause.absent(loop.get_absence(work, AbsenceId(absence)))
        plan = loop.propose(work, cause)
    return visit.to(_path(plan))


@router.post("/{absence}/return")
def end_absence(visit: PostDep, absence: UUID, on: Text = "") -> Response:
    """Somebody is back sooner, or never was away."""
    try:
        with visit.work() as work:
            called = loop.call_back(work, AbsenceId(absence), _day("on", on))
    except (Conflict, Invalid) as refusal:
        return _absences(visit, FormState(), refusal)
    if called.plan is None or not _may_apply(visit):
        return visit.to(f"{router.prefix}?said=back")
    return visit.to(_path(called.plan))


@router.get("/plans/{plan}")
def show_loop_plan(visit: VisitDep, plan: UUID) -> HTMLResponse:
    """Everything that follows, before it is done and after."""
    return _show(visit, LoopPlanId(plan))


@router.post("/plans/{plan}/apply")
def apply_loop_plan(visit: PostDep, plan: UUID, version: Text = "") -> Response:
    """Do it; when the world has moved on, a new plan is made at once."""
    wanted = LoopPlanId(plan)
    try:
        with visit.work() as work:
            loop.apply(work, wanted, int(version) if version.isdecimal() else 0)
    except PlanOutdated:
        return visit.to(f"{_path(_anew(visit, wanted, None))}?said=fresh")
    except Conflict as refusal:
        return _show(visit, wanted, refusal)
    return visit.to(f"{router.prefix}/plans/{plan}")


@router.post("/plans/{plan}/anew")
def renew_loop_plan(visit: PostDep, plan: UUID, filling: Text = "") -> Response:
    """Work it out once more, filling something else perhaps."""
    known = {one.value: one for one in Filling}
    return visit.to(_path(_anew(visit, LoopPlanId(plan), known.get(filling))))


@router.post("/plans/{plan}/stop")
def stop_loop_plan(visit: PostDep, plan: UUID) -> Response:
    """Give up a plan that is being worked out."""
    with visit.work() as work:
        loop.stop(work, LoopPlanId(plan))
    return visit.to(f"{router.prefix}/plans/{plan}")


def _show(
    visit: Visit, wanted: LoopPlanId, refusal: Conflict | None = None
) -> HTMLResponse:
    with visit.work() as work:
        plan = loop.get(work, wanted)
        known = gather(work, plan)
    flash = Flash(refusal.sentence(), Tone.BAD) if refusal else _said(visit)
    answer = visit.show(
        loop_page(visit, known, flash), status_of(refusal) if refusal else 200
    )
    if plan.status is PlanStatus.WORKING:
        answer.headers["Refresh"] = LOOK_AGAIN_S
    return answer


def _anew(visit: Visit, wanted: LoopPlanId, filling: Filling | None) -> LoopPlan:
    with visit.work() as work:
        old = loop.get(work, wanted)
        params = ProposalParams(filling=filling or old.filling, limit=AGAIN.limit)
        return loop.propose(work, old.cause, params)


def _absences(
    visit: Visit, form: FormState, refusal: Conflict | Invalid | None = None
) -> HTMLResponse:
    with visit.work() as work:
        rows = tuple(_row(visit, work, one) for one in loop.to_come(work))
        team = directory.directory(work).practitioners if _may_apply(visit) else {}
    flash = Flash(refusal.sentence(), Tone.BAD) if refusal else _said(visit)
    page = AbsencesPage(
        shell=visit.shell(flash),
        rows=rows,
        kinds=tuple(Choice(one.value, words) for one, words in _KINDS.items()),
        practitioners=tuple(Choice(str(key), one.name) for key, one in team.items()),
        form=form,
    )
    return visit.show(page, status_of(refusal) if refusal else 200)


def _row(visit: Visit, work: Work, one: Absence) -> AbsenceRow:
    status, tone = _STATUSES[one.status]
    may_apply = _may_apply(visit)
    plan = _newest(work, one) if may_apply else None
    is_open = one.status is AbsenceStatus.REPORTED
    return AbsenceRow(
        name=one.practitioner_name,
        days=days_words(one.first_on, one.last_on),
        kind=_KINDS[one.kind].lower(),
        status=status,
        tone=tone,
        first_on=one.first_on,
        last_on=one.last_on,
        end=f"{router.prefix}/{one.id}/return",
        anew=f"{router.prefix}/{one.id}/plan" if may_apply and is_open else "",
        reason=one.reason or "",
        plan=Link("What follows", _path(plan)) if plan else None,
    )


def _newest(work: Work, absence: Absence) -> LoopPlan | None:
    if not may(work.actor, Permission.ROSTER_REPAIR):
        return None
    return loop.newest(work, absence.id)


def _may_apply(visit: Visit) -> bool:
    return may(visit.actor, Permission.ROSTER_REPAIR)


def _said(visit: Visit) -> Flash | None:
    return _NEWS.get(visit.request.query_params.get("said", ""))


def _path(plan: LoopPlan) -> str:
    return f"{router.prefix}/plans/{plan.id}"


def _request(typed: dict[str, str]) -> NewAbsence:
    try:
        kind = AbsenceKind(typed["kind"] or AbsenceKind.SICK)
    except ValueError:
        wanted = ", ".join(one.value for one in AbsenceKind)
        raise InvalidField("kind", typed["kind"], f"one of {wanted}") from None
    return NewAbsence(
        first_on=_day("first_on", typed["first_on"]),
        last_on=_day("last_on", typed["last_on"]),
        kind=kind,
        practitioner=_who(typed["practitioner"]) if typed["practitioner"] else None,
        reason=typed["reason"],
    )


def _who(text: str) -> PractitionerId:
    try:
        return PractitionerId(UUID(text))
    except ValueError:
        raise InvalidField("practitioner", text, "somebody on the list") from None


def _day(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidField(name, text, "a date like 2026-02-28") from None
