"""Requests and leave: asked for with the effect shown, withdrawn."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi.responses import HTMLResponse, Response

from horarium.domain.duty_request import (
    DutyRequest,
    DutyRequestKind,
    DutyRequestStatus,
    Importance,
)
from horarium.domain.errors import InvalidField
from horarium.domain.ids import DutyRequestId
from horarium.services import duty_requests
from horarium.services.duty_requests import (
    DayEffect,
    LoadChange,
    NewDutyRequest,
    RosterEffect,
)
from horarium.web.duties.words import TABS, day_words, days_words
from horarium.web.errors import status_of
from horarium.web.pages.duties import Act, EffectView, RequestRow, RequestsPage
from horarium.web.pages.home import Item
from horarium.web.pages.shell import Choice, FormState, Tone
from horarium.web.visit import PostDep, Visit, VisitDep

router = APIRouter(prefix="/duties/requests")

Text = Annotated[str, Form(max_length=400)]

KINDS = {
    DutyRequestKind.OFF: "Day off",
    DutyRequestKind.ON: "Duty",
    DutyRequestKind.LEAVE: "Leave",
}
IMPORTANCES = {
    Importance.LIKE: "I would like it",
    Importance.IMPORTANT: "It is important to me",
    Importance.NEEDED: "I really need it",
}
_TONES = {
    DutyRequestStatus.ASKED: Tone.WARN,
    DutyRequestStatus.GRANTED: Tone.GOOD,
    DutyRequestStatus.REFUSED: Tone.BAD,
    DutyRequestStatus.WITHDRAWN: Tone.PLAIN,
}


@dataclass(frozen=True, slots=True)
class RequestForm:
    """What was typed; no ``last_on`` means one day."""

    kind: Text = ""
    first_on: Text = ""
    last_on: Text = ""
    shift_types: Text = ""
    importance: Text = Importance.LIKE.value
    reason: Text = ""


@router.get("")
def show_own_requests(visit: VisitDep) -> HTMLResponse:
    """What I asked for, and a form to ask."""
    return _show(visit, FormState())


@router.post("")
def ask_for_days(
    visit: PostDep,
    asked: Annotated[RequestForm, Depends()],
    step: Text = "ask",
) -> Response:
    """Show what a request would do, or make it."""
    typed = asdict(asked) | {"last_on": asked.last_on or asked.first_on}
    try:
        new = _new(typed)
        with visit.work() as work:
            if step != "show":
                duty_requests.ask(work, new)
                return visit.to(router.prefix)
            effects = duty_requests.effect(work, new)
    except InvalidField as refusal:
        form = FormState(typed, {refusal.field: refusal.sentence()})
        return _show(visit, form, status=status_of(refusal))
    views = tuple(_effect(one) for one in effects)
    return _show(visit, FormState(typed), effects=views)


@router.post("/{request}/withdraw")
def withdraw_request(visit: PostDep, request: DutyRequestId) -> Response:
    """Take a request back."""
    with visit.work() as work:
        duty_requests.withdraw(work, request)
    return visit.to(router.prefix)


def _show(
    visit: Visit,
    form: FormState,
    *,
    effects: tuple[EffectView, ...] | None = None,
    status: int = 200,
) -> HTMLResponse:
    today = visit.now().date()
    with visit.work() as work:
        mine = duty_requests.mine(work)
        shifts = duty_requests.shift_choices(work)
    page = RequestsPage(
        shell=visit.shell(),
        tabs=TABS,
        form=form,
        kinds=tuple(Choice(kind.value, words) for kind, words in KINDS.items()),
        importances=tuple(
            Choice(one.value, words) for one, words in IMPORTANCES.items()
        ),
        shifts=(
            Choice("", "Any shift"),
            *(Choice(one.id, one.title) for one in shifts),
        ),
        rows=tuple(_row(one, today) for one in mine),
        effects=effects,
    )
    return visit.show(page, status)


def _row(one: DutyRequest, today: date) -> RequestRow:
    is_ahead = one.status is DutyRequestStatus.GRANTED and one.first_on > today
    path = f"{router.prefix}/{one.id}/withdraw"
    what = KINDS[one.kind]
    if one.shift_types:
        what = f"{what}: {', '.join(one.shift_types)}"
    return RequestRow(
        what=what,
        days=days_words(one.first_on, one.last_on),
        reason=one.reason,
        status=one.status.value,
        tone=_TONES[one.status],
        answer=one.answer,
        act=Act(text="Withdraw", path=path) if one.is_open or is_ahead else None,
    )


def _effect(one: RosterEffect) -> EffectView:
    return EffectView(
        title=f"{one.name} (draft)" if one.is_draft else one.name,
        days=tuple(_day(day) for day in one.days),
        loads=tuple(_load(load) for load in one.loads),
        breaks=one.breaks,
    )


def _day(day: DayEffect) -> Item:
    verb = "freed" if day.is_freed else "yours"
    short = [line for line in day.cover if line.after < line.minimum]
    under = [line for line in day.cover if line.after < line.wanted]
    counts = [f"{line.after} of {line.wanted} there" for line in day.cover]
    badge, tone = "", Tone.GOOD
    if short:
        badge, tone = "below the minimum", Tone.BAD
    elif under:
        badge, tone = "fewer than wanted", Tone.WARN
    elif day.cover:
        badge = "still covered"
    return Item(
        title=f"{day.shift} {verb}",
        detail="; ".join(counts),
        lead=day_words(day.on),
        badge=badge,
        tone=tone,
    )


def _load(load: LoadChange) -> str:
    return (
        f"Your {load.label}: {load.before:g}, then {load.after:g}; "
        f"your fair share is {load.share:.1f}."
    )


def _new(typed: dict[str, str]) -> NewDutyRequest:
    return NewDutyRequest(
        kind=_kind(typed),
        first_on=_date("first_on", typed),
        last_on=_date("last_on", typed),
        shift_types=(typed["shift_types"],) if typed["shift_types"] else (),
        importance=_importance(typed),
        reason=typed["reason"],
    )


def _kind(typed: dict[str, str]) -> DutyRequestKind:
    try:
        return DutyRequestKind(typed["kind"])
    except ValueError:
        wanted = f"one of {', '.join(DutyRequestKind)}"
        raise InvalidField("kind", typed["kind"], wanted) from None


def _importance(typed: dict[str, str]) -> Importance:
    try:
        return Importance(typed["importance"])
    except ValueError:
        wanted = f"one of {', '.join(Importance)}"
        raise InvalidField("importance", typed["importance"], wanted) from None


def _date(field: str, typed: dict[str, str]) -> date:
    try:
        return date.fromisoformat(typed[field])
    except ValueError:
        wanted = "a date like 2026-02-28"
        raise InvalidField(field, typed[field], wanted) from None
