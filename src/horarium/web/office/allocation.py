"""The coordinator's page: the waitlist against the open times, sliders, accepting."""

from collections.abc import Mapping
from dataclasses import replace
from math import isfinite
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query
from fastapi.responses import HTMLResponse, Response
from starlette.requests import Request

from horarium.domain.errors import Conflict, Invalid, InvalidField
from horarium.services import allocation
from horarium.services.allocation import (
    Knobs,
    Left,
    Placement,
    Proposal,
    SessionPlan,
)
from horarium.services.allocation.knobs import MOST_DAYS, MOST_WEIGHT
from horarium.web.errors import status_of
from horarium.web.pages.allocation import (
    AllocationPage,
    LeftRow,
    PlacedRow,
    PlanRow,
    Slider,
)
from horarium.web.pages.shell import Flash, FormState, Tone
from horarium.web.visit import PostDep, Visit, VisitDep
from horarium.web.words import place_of

router = APIRouter(prefix="/allocation")

Text = Annotated[str, Form(max_length=40)]
Typed = Mapping[str, str]

_SLIDERS = (
    ("wait", "A minute of a patient's waiting", "little", "much", MOST_WEIGHT, 0.5),
    ("overtime", "A minute of overtime", "little", "much", MOST_WEIGHT, 0.5),
    ("idle", "An idle minute of the doctor", "little", "much", MOST_WEIGHT, 0.5),
    ("most_wait_min", "Mean wait at most, min", "0", "60", 60, 1),
    ("most_overtime_min", "Overtime at most, min", "0", "60", 60, 1),
    ("days", "Days ahead", "1", "28", MOST_DAYS, 1),
)


def _query(request: Request) -> dict[str, str]:
    names = [name for name, *_ in _SLIDERS]
    asked = request.query_params
    return {name: asked[name][:10] for name in names if asked.get(name)}


def _form(
    wait: Text = "",
    overtime: Text = "",
    idle: Text = "",
    most_wait_min: Text = "",
    most_overtime_min: Text = "",
    days: Text = "",
) -> dict[str, str]:
    typed = {
        "wait": wait,
        "overtime": overtime,
        "idle": idle,
        "most_wait_min": most_wait_min,
        "most_overtime_min": most_overtime_min,
        "days": days,
    }
    return {name: value for name, value in typed.items() if value}


@router.get("")
def show_allocation(
    visit: VisitDep,
    typed: Annotated[dict[str, str], Depends(_query)],
    booked: Annotated[str, Query(max_length=6)] = "",
    stayed: Annotated[str, Query(max_length=6)] = "",
) -> HTMLResponse:
    """What is proposed with the knobs of the address; nothing changes."""
    try:
        return _show(visit, _knobs(typed), _told(booked, stayed))
    except Invalid as refusal:
        field = getattr(refusal, "field", "wait")
        form = FormState(typed, {field: refusal.sentence()})
        return _show(visit, Knobs(), form=form, status=status_of(refusal))


@router.post("/accept")
def accept_allocation(
    visit: PostDep,
    typed: Annotated[dict[str, str], Depends(_form)],
    digest: Text = "",
) -> Response:
    """Book what was seen, raise places where it goes beyond them, tell the patients."""
    knobs = _knobs(typed)
    try:
        with visit.work() as work:
            accepted = allocation.accept(work, knobs, digest)
    except Conflict as refusal:
        said = Flash(refusal.sentence(), Tone.BAD)
        return _show(visit, knobs, said, status=status_of(refusal))
    done = {"booked": len(accepted.booked), "stayed": len(accepted.stayed)}
    return visit.to(f"{router.prefix}?{urlencode({**typed, **done})}")


def _told(booked: str, stayed: str) -> Flash | None:
    if not booked.isdecimal():
        return None
    words = f"{booked} booked and told."
    if stayed.isdecimal() and int(stayed):
        words += (
            f" {stayed} could not be, for an appointment elsewhere, say; they wait on."
        )
        return Flash(words, Tone.WARN)
    return Flash(words)


def _show(
    visit: Visit,
    knobs: Knobs,
    flash: Flash | None = None,
    *,
    form: FormState | None = None,
    status: int = 200,
) -> HTMLResponse:
    with visit.work() as work:
        found = allocation.propose(work, knobs)
    return visit.show(_page(visit, knobs, found, flash, form), status)


def _page(
    visit: Visit,
    knobs: Knobs,
    found: Proposal,
    flash: Flash | None,
    form: FormState | None,
) -> AllocationPage:
    return AllocationPage(
        shell=visit.shell(flash),
        sliders=tuple(_slider(knobs, *one) for one in _SLIDERS),
        placed=tuple(_placed(visit, one) for one in found.placements),
        left=tuple(_left(one) for one in found.left),
        plans=tuple(_plan(visit, one) for one in found.sessions),
        n_new=len(found.new),
        n_extra=sum(one.is_extra for one in found.new),
        kept={name: f"{getattr(knobs, name):g}" for name, *_ in _SLIDERS},
        digest=found.digest,
        form=form or FormState(),
    )


def _slider(knobs: Knobs, name: str, label: str, *ends: str | float) -> Slider:
    low, high, most, step = ends
    return Slider(
        name=name,
        label=label,
        value=f"{getattr(knobs, name):g}",
        least="1" if name == "days" else "0",
        most=f"{most:g}",
        step=f"{step:g}",
        low=str(low),
        high=str(high),
    )


def _wish(one: Placement | Left) -> str:
    wish = one.wish
    words = [wish.urgency.value]
    if wish.part_of_day.value != "any":
        words.append(wish.part_of_day.value)
    words.append(f"{wish.first_on:%d %b} to {wish.last_on:%d %b}")
    return ", ".join(words)


def _placed(visit: Visit, one: Placement) -> PlacedRow:
    session = one.session
    mark = "promised" if one.is_promise else "extra" if one.is_extra else ""
    return PlacedRow(
        name=one.wish.patient_name,
        wish=_wish(one),
        start=visit.local(one.start),
        where=f"{session.service_name}, {session.practitioner_name}",
        mark=mark,
        cost=f"{one.alpha_min:.1f} min" if one.is_extra else "",
    )


def _left(one: Left) -> LeftRow:
    return LeftRow(one.wish.patient_name, _wish(one), one.why)


def _plan(visit: Visit, one: SessionPlan) -> PlanRow:
    session, usual, best = one.session, one.outlook.usual, one.outlook.proposed
    start = visit.local(session.interval.start)
    return PlanRow(
        name=f"{start:%a %d %b %H:%M} {session.service_name}",
        detail=f"{session.practitioner_name} · {place_of(session)}",
        places=f"{session.taken + session.n_held} of {session.capacity} taken",
        extras=f"{one.n_extra} of {len(one.outlook.extras)} used",
        wait=f"{usual.mean_wait_min:.1f} → {best.mean_wait_min:.1f} min",
        overtime=f"{usual.overtime_min:.1f} → {best.overtime_min:.1f} min",
        used=f"{usual.utilisation:.0%} → {best.utilisation:.0%}",
    )


def _knobs(typed: Typed) -> Knobs:
    usual = Knobs()
    known = {
        name: _number(name, typed[name]) if name in typed else getattr(usual, name)
        for name, *_ in _SLIDERS
    }
    days = int(known.pop("days"))
    return replace(usual, **known, days=days)


def _number(name: str, typed: str) -> float:
    try:
        found = float(typed)
    except ValueError:
        raise InvalidField(name, typed, "a number") from None
    if not isfinite(found):
        raise InvalidField(name, typed, "a number")
    return found
