"""The coordinator's page: the waitlist against the open times, sliders, accepting."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query
from fastapi.responses import HTMLResponse, Response
from starlette.requests import Request

from horarium.domain.errors import Conflict, Invalid
from horarium.domain.token import TokenSource
from horarium.services import allocation
from horarium.services.allocation import (
    Knobs,
    Left,
    Placement,
    Proposal,
    SessionPlan,
    Share,
)
from horarium.services.offering.knobs import MOST_DAYS, MOST_RESERVE, MOST_WEIGHT
from horarium.web.errors import status_of
from horarium.web.formats import day_text
from horarium.web.office.sliders import SliderRange
from horarium.web.pages.allocation import (
    AllocationPage,
    LeftRow,
    PlacedRow,
    PlanRow,
    ShareRow,
)
from horarium.web.pages.shell import Flash, FormState, Tone
from horarium.web.typed import blamed, filled, number, whole_number
from horarium.web.visit import PostDep, Visit, VisitDep
from horarium.web.words import place_of

router = APIRouter(prefix="/allocation")

Text = Annotated[str, Form(max_length=40)]
Typed = Mapping[str, str]

_SLIDERS = (
    *(
        SliderRange(name=name, label=label, unit="points", most=MOST_WEIGHT, step=0.5)
        for name, label in (
            ("wait", "A minute of a patient's waiting costs"),
            ("overtime", "A minute of overtime costs"),
            ("idle", "An idle minute of the doctor costs"),
        )
    ),
    *(
        SliderRange(name=name, label=label, unit="min", most=60, step=1)
        for name, label in (
            ("most_wait_min", "Mean wait of a session at most"),
            ("most_overtime_min", "Overtime of a session at most"),
        )
    ),
    SliderRange(
        name="days", label="Look ahead", unit="days", least=1, most=MOST_DAYS, step=1
    ),
    SliderRange(
        name="reserve",
        label="Kept for the urgent in each session",
        unit="free times",
        most=MOST_RESERVE,
        step=1,
    ),
    SliderRange(
        name="equity_percent",
        label="Least share placed of each way of asking, of everybody's",
        unit="%",
        most=100,
        step=5,
    ),
)
_WHOLE = ("days", "reserve")


_ASKED = {
    TokenSource.EMERGENCY: "As an emergency",
    TokenSource.PRIORITY: "With priority",
    TokenSource.FOLLOW_UP: "For a follow-up",
    TokenSource.ONLINE: "Online",
    TokenSource.WALK_IN: "At the desk",
}
_LEAST_DAYS = 0.05


@dataclass(frozen=True, slots=True)
class KnobsForm:
    """What was typed, each field named as in ``Knobs``."""

    wait: Text = ""
    overtime: Text = ""
    idle: Text = ""
    most_wait_min: Text = ""
    most_overtime_min: Text = ""
    days: Text = ""
    reserve: Text = ""
    equity_percent: Text = ""


def _query(request: Request) -> dict[str, str]:
    names = [one.name for one in _SLIDERS]
    asked = request.query_params
    return {name: asked[name][:10] for name in names if asked.get(name)}


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
        field = blamed(refusal, "wait")
        form = FormState(typed, {field: refusal.sentence()})
        return _show(visit, Knobs(), form=form, status=status_of(refusal))


@router.post("/accept")
def accept_allocation(
    visit: PostDep,
    form: Annotated[KnobsForm, Depends()],
    digest: Text = "",
) -> Response:
    """Book what was seen, raise places where it goes beyond them, tell the patients."""
    typed = filled(form)
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
        sliders=tuple(one.at(getattr(knobs, one.name)) for one in _SLIDERS),
        placed=tuple(_placed(visit, one) for one in found.placements),
        left=tuple(_left(visit, one) for one in found.left),
        plans=tuple(_plan(visit, one) for one in found.sessions),
        n_new=len(found.new),
        n_extra=sum(one.is_extra for one in found.new),
        shares=tuple(_share(one) for one in found.shares),
        price=_price(found),
        kept={one.name: f"{getattr(knobs, one.name):g}" for one in _SLIDERS},
        digest=found.digest,
        form=form or FormState(),
    )


def _wish(one: Placement | Left) -> str:
    wish = one.wish
    words = [wish.urgency.value]
    if wish.part_of_day.value != "any":
        words.append(wish.part_of_day.value)
    words.append(f"{day_text(wish.first_on)} to {day_text(wish.last_on)}")
    return ", ".join(words)


def _placed(visit: Visit, one: Placement) -> PlacedRow:
    session = one.session
    mark = "promised" if one.is_promise else "extra" if one.is_extra else ""
    return PlacedRow(
        since=visit.local(one.wish.created_at).date(),
        wish=_wish(one),
        start=visit.local(one.start),
        where=f"{session.service_name}, {session.practitioner_name}",
        mark=mark,
        cost=f"{one.alpha_min:.1f} min" if one.is_extra else "",
    )


def _left(visit: Visit, one: Left) -> LeftRow:
    since = visit.local(one.wish.created_at).date()
    return LeftRow(since, _wish(one), one.why)


def _share(one: Share) -> ShareRow:
    part = one.n_placed / one.n_asked
    return ShareRow(
        _ASKED[one.source], str(one.n_asked), str(one.n_placed), f"{part:.0%}"
    )


def _price(found: Proposal) -> str:
    """What the reserve and equity bring about, in a sentence; nothing without them."""
    if found.price is None:
        return ""
    n_placed, before = len(found.new), found.price.n_placed_without
    changed = f"{n_placed} instead of {before}" if n_placed != before else str(n_placed)
    said = f"With what is kept and shared out {changed} are placed"
    if found.price.days >= _LEAST_DAYS:
        said += f", at a cost like {found.price.days:.1f} days of a routine wait"
    else:
        said += ", and nobody loses by it"
    proof = "" if found.is_proven else " The search ended early; there may be better."
    return f"{said}.{proof}"


def _plan(visit: Visit, one: SessionPlan) -> PlanRow:
    session, usual, best = one.session, one.outlook.usual, one.outlook.proposed
    start = visit.local(session.interval.start)
    return PlanRow(
        name=f"{day_text(start)} {start:%H:%M} {session.service_name}",
        detail=f"{session.practitioner_name} · {place_of(session)}",
        places=f"{session.taken + session.n_held} of {session.capacity} taken",
        kept=f"{one.n_kept} kept for the urgent" if one.n_kept else "",
        extras=f"{one.n_extra} of {len(one.outlook.extras)} used",
        wait=f"{usual.mean_wait_min:.1f} → {best.mean_wait_min:.1f} min",
        overtime=f"{usual.overtime_min:.1f} → {best.overtime_min:.1f} min",
        used=f"{usual.utilisation:.0%} → {best.utilisation:.0%}",
    )


def _knobs(typed: Typed) -> Knobs:
    asked = [one.name for one in _SLIDERS if one.name in typed]
    known = {name: number(name, typed[name]) for name in asked if name not in _WHOLE}
    whole = {name: whole_number(name, typed[name]) for name in asked if name in _WHOLE}
    usual = Knobs()
    days, reserve = (whole.get(name, getattr(usual, name)) for name in _WHOLE)
    return replace(usual, **known, days=days, reserve=reserve)
