"""A doctor is late or away: who would go where, and doing it."""

from datetime import date, datetime, time, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, Response

from horarium.domain.errors import Conflict, Invalid, InvalidField
from horarium.domain.ids import PractitionerId, SessionId
from horarium.domain.session import Session
from horarium.engines.queueing.outcome import LeftoverReason, Misfit
from horarium.services import directory, reallocation, sessions
from horarium.services.reallocation import (
    LeftBehind,
    Move,
    Plan,
    Trigger,
    TriggerKind,
)
from horarium.services.work import Work
from horarium.web.clinic.session import show
from horarium.web.errors import status_of
from horarium.web.languages import english
from horarium.web.pages.session import AbsencePage, MovedRow, ReallocationPage
from horarium.web.pages.shell import Choice, Flash, FormState, Tone
from horarium.web.refusals import said
from horarium.web.typed import blamed, whole_number
from horarium.web.visit import PostDep, Visit, VisitDep

router = APIRouter(prefix="/reallocations")

Text = Annotated[str, Form(max_length=200)]

_HEADINGS = {
    TriggerKind.LATE: "The doctor is late",
    TriggerKind.CUT_SHORT: "The session ends early",
    TriggerKind.CANCELLED: "The session does not take place",
    TriggerKind.ABSENT: "The doctor is absent",
}
_FIELDS = {"minutes": "minutes", "until": "until", "end": "until"}
"""Which field of the forms of a session page a refusal is about; else the reason."""

_REASONS = {
    LeftoverReason.NONE_FITS: "no other session fits",
    LeftoverReason.ALL_TAKEN: "all other places are taken",
}
_MISFITS = {
    Misfit.SERVICE: "no other session offers this service",
    Misfit.SKILL: "no other doctor can do what the patient needs",
    Misfit.SITE: "no place at the only site the patient can get to",
    Misfit.HOURS: "no place at the hours the patient can come",
    Misfit.PLACE: "no place of this kind is free",
    Misfit.ENGAGED: "the patient has something else at every time left",
}


@router.get("")
def show_absence(visit: VisitDep) -> HTMLResponse:
    """Say that a doctor is absent."""
    return _absence(visit, FormState({"on": visit.now().date().isoformat()}))


@router.post("")
def plan_reallocation(
    visit: PostDep,
    kind: Text = "",
    session: Text = "",
    minutes: Text = "",
    until: Text = "",
    practitioner: Text = "",
    on: Text = "",
    reason: Text = "",
) -> Response:
    """Work out who would go where; nothing changes yet."""
    typed = {
        "kind": kind,
        "session": session,
        "minutes": minutes,
        "until": until,
        "practitioner": practitioner,
        "on": on,
        "reason": reason,
    }
    try:
        with visit.work() as work:
            made = reallocation.plan(work, _trigger(visit, work, typed))
    except (Conflict, Invalid) as refusal:
        return _again(visit, typed, refusal)
    return visit.to(f"{router.prefix}/{made.id}")


def _again(
    visit: Visit, typed: dict[str, str], refusal: Conflict | Invalid
) -> HTMLResponse:
    """The page that was filled in, with what was typed and what is wrong with it."""
    words = said(refusal, english)
    if typed["kind"] == TriggerKind.ABSENT:
        form = FormState(typed, {blamed(refusal, "practitioner"): words})
        return _absence(visit, form, refusal)
    field = _FIELDS.get(blamed(refusal, "reason"), "reason")
    happened = {typed["kind"]: FormState(typed, {field: words})}
    wanted = SessionId(_id(typed, "session"))
    return show(visit, wanted, refusal=refusal, happened=happened)


@router.get("/{plan}")
def show_reallocation(visit: VisitDep, plan: UUID) -> HTMLResponse:
    """The proposal, or what became of it."""
    return _show(visit, plan)


@router.post("/{plan}/apply")
def apply_reallocation(visit: PostDep, plan: UUID) -> Response:
    """Do it: move everybody, put the rest on the waitlist, tell them."""
    try:
        with visit.work() as work:
            reallocation.apply(work, plan)
    except Conflict as refusal:
        return _show(visit, plan, refusal)
    return visit.to(f"{router.prefix}/{plan}")


def _show(visit: Visit, wanted: UUID, refusal: Conflict | None = None) -> HTMLResponse:
    with visit.work() as work:
        plan = reallocation.get(work, wanted)
        known = _sessions(work, plan)
    flash = Flash(said(refusal, english), Tone.BAD) if refusal else None
    page = ReallocationPage(
        shell=visit.shell(flash),
        heading=_heading(plan, known),
        reason=plan.trigger.reason,
        made_at=visit.local(plan.made_at),
        moved=tuple(_moved(visit, plan, one, known) for one in plan.moves),
        left=tuple(_left(visit, one, known) for one in plan.leftovers),
        n_staying=plan.n_staying,
        apply="" if plan.applied_at else f"{router.prefix}/{wanted}/apply",
        applied_at=visit.local(plan.applied_at) if plan.applied_at else None,
    )
    return visit.show(page, status_of(refusal) if refusal else 200)


def _sessions(work: Work, plan: Plan) -> dict[SessionId, Session]:
    wanted = {*plan.sources, *(move.session for move in plan.moves)}
    return {one: sessions.get(work, one) for one in sorted(wanted)}


def _heading(plan: Plan, known: dict[SessionId, Session]) -> str:
    words = _HEADINGS[plan.trigger.kind]
    if plan.trigger.minutes:
        words = f"{words} by {plan.trigger.minutes} min"
    doctors = {known[one].practitioner_name for one in plan.sources}
    return f"{words}: {', '.join(sorted(doctors))}" if doctors else words


def _moved(
    visit: Visit, plan: Plan, move: Move, known: dict[SessionId, Session]
) -> MovedRow:
    labels = plan.new_labels or {}
    return MovedRow(
        number=move.label,
        source=_name(visit, known[move.source]),
        target=_name(visit, known[move.session]),
        start=visit.local(move.start),
        shift=shift_words(move.shift_min),
        new=labels.get(move.token, ""),
    )


def _left(visit: Visit, one: LeftBehind, known: dict[SessionId, Session]) -> MovedRow:
    source = known[one.source]
    return MovedRow(
        number=one.label,
        source=_name(visit, source),
        target="",
        start=visit.local(source.interval.start),
        shift=left_words(one),
    )


def left_words(one: LeftBehind) -> str:
    """Why somebody finds no place, in a few words."""
    return _MISFITS[one.misfit] if one.misfit else _REASONS[one.reason]


def _name(visit: Visit, one: Session) -> str:
    start = visit.local(one.interval.start)
    return f"{one.service_name}, {one.practitioner_name}, {start:%H:%M}"


def shift_words(minutes: float) -> str:
    """How much later or earlier, as people say it."""
    whole = round(abs(minutes))
    if not whole:
        return "same time"
    length = f"{whole} min" if whole < 60 else f"{whole // 60} h {whole % 60:02d}"
    if whole >= 24 * 60:
        length = f"{whole / (24 * 60):.0f} d"
    return f"{length} {'later' if minutes > 0 else 'earlier'}"


def _absence(
    visit: Visit, form: FormState, refusal: Conflict | Invalid | None = None
) -> HTMLResponse:
    with visit.work() as work:
        team = directory.directory(work).practitioners
    page = AbsencePage(
        shell=visit.shell(Flash(said(refusal, english), Tone.BAD) if refusal else None),
        practitioners=tuple(Choice(str(key), one.name) for key, one in team.items()),
        form=form,
    )
    return visit.show(page, status_of(refusal) if refusal else 200)


def _trigger(visit: Visit, work: Work, typed: dict[str, str]) -> Trigger:
    try:
        kind = TriggerKind(typed["kind"])
    except ValueError:
        wanted = ", ".join(one.value for one in TriggerKind)
        raise InvalidField("kind", typed["kind"], f"one of {wanted}") from None
    reason = typed["reason"]
    if kind is TriggerKind.ABSENT:
        who = PractitionerId(_id(typed, "practitioner"))
        return Trigger(kind=kind, reason=reason, practitioner=who, on=_day(typed))
    session = SessionId(_id(typed, "session"))
    if kind is TriggerKind.LATE:
        minutes = whole_number("minutes", typed["minutes"])
        return Trigger(kind=kind, reason=reason, session=session, minutes=minutes)
    if kind is TriggerKind.CUT_SHORT:
        end = _end(visit, sessions.get(work, session), typed["until"])
        return Trigger(kind=kind, reason=reason, session=session, end=end)
    return Trigger(kind=kind, reason=reason, session=session)


def _end(visit: Visit, session: Session, typed: str) -> datetime:
    """The wall-clock time within the session that was typed."""
    try:
        at = time.fromisoformat(typed)
    except ValueError:
        raise InvalidField("until", typed, "a time like 11:30") from None
    start = visit.local(session.interval.start)
    end = start.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    end = end if end >= start else end + timedelta(days=1)
    latest = visit.local(session.interval.end)
    if end >= latest:
        wanted = f"a time from {start:%H:%M} on and before {latest:%H:%M}"
        raise InvalidField("until", typed, wanted)
    return end


def _id(typed: dict[str, str], name: str) -> UUID:
    try:
        return UUID(typed[name])
    except ValueError:
        raise InvalidField(name, typed[name], "an id") from None


def _day(typed: dict[str, str]) -> date:
    try:
        return date.fromisoformat(typed["on"])
    except ValueError:
        raise InvalidField("on", typed["on"], "a date like 2026-02-28") from None
