"""The roster page in editing mode: a draft and a coordinator's hand."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query
from fastapi.responses import HTMLResponse, JSONResponse, Response

from horarium.domain.errors import Conflict, Invalid, InvalidField, RosterStale
from horarium.domain.ids import RosterId
from horarium.services import roster_editing, rosters
from horarium.services.roster_editing import (
    Changed,
    ChangeRoster,
    LockCell,
    Move,
    MoveDuty,
    SetCell,
    SwapCells,
    UnlockCell,
)
from horarium.services.roster_editing.codes import shift_for_code
from horarium.services.work import Work
from horarium.web.errors import status_of
from horarium.web.office.roster import RANGES
from horarium.web.office.roster_edit_page import (
    Shown,
    about,
    edit_page,
    edited_parts,
    row_numbers,
    said_of,
    shown,
)
from horarium.web.pages.roster import RosterView
from horarium.web.pages.roster_edit import SaidPart
from horarium.web.pages.shell import FormState
from horarium.web.typed import day_or_none
from horarium.web.visit import PostDep, Visit, VisitDep

router = APIRouter(prefix="/rosters")

Text = Annotated[str, Form(max_length=200)]
Short = Annotated[str, Query(max_length=100)]
Number = Annotated[str, Query(max_length=9)]


@dataclass(frozen=True, slots=True)
class Typed:
    """What the editor's form says, as typed."""

    action: str
    version: str
    person: str
    on: str
    shift: str
    code: str
    other: str
    other_on: str

    @property
    def form(self) -> FormState:
        """The same for showing the form again."""
        return FormState(
            {
                "person": self.person,
                "on": self.on,
                "shift": self.shift,
                "other": self.other,
            }
        )


def typed(
    action: Text = "",
    version: Text = "",
    person: Text = "",
    on: Text = "",
    shift: Text = "",
    code: Text = "",
    other: Text = "",
    other_on: Text = "",
) -> Typed:
    """What the editor's form says."""
    return Typed(action, version, person, on, shift, code, other, other_on)


@dataclass(frozen=True, slots=True)
class Looked:
    """Which part of the roster is looked at, as the address or the form says."""

    start: str
    span: str
    query: str
    site: str
    problems: str

    def view(self, roster: RosterId, first: date) -> RosterView:
        """The view of the draft; from its first day unless another is asked for."""
        known = {str(one) for one in RANGES}
        return RosterView(
            start=day_or_none(self.start) or first,
            range_days=int(self.span) if self.span in known else RANGES[0],
            query=self.query,
            site=self.site,
            only_problems=self.problems == "1",
            path=f"/rosters/{roster}/edit",
        )


def looked(
    start: Annotated[str, Query(alias="from", max_length=10)] = "",
    span: Annotated[str, Query(alias="range", max_length=3)] = "",
    q: Short = "",
    site: Short = "",
    problems: Annotated[str, Query(max_length=1)] = "",
) -> Looked:
    """Which part the address asks for."""
    return Looked(start, span, q, site, problems)


LookedDep = Annotated[Looked, Depends(looked)]


@router.get("/{roster}/edit")
def show_editor(
    visit: VisitDep, roster: RosterId, look: LookedDep, since: Number = ""
) -> HTMLResponse:
    """A draft with the editor; ``since`` tells what happened after that version."""
    with visit.work() as work:
        found = shown(work, roster)
        if since.isdecimal():
            found = _overtaken(work, found, int(since))
    return visit.show(edit_page(visit, view_of(look, found), found))


@router.post("/{roster}/edit")
def edit_roster(
    visit: PostDep,
    roster: RosterId,
    look: LookedDep,
    asked: Annotated[Typed, Depends(typed)],
) -> Response:
    """Make one change of a draft, or take one back."""
    try:
        with visit.work() as work:
            changed = _done(work, roster, asked)
            found = replace(about(work, changed.sheet), said=said_of(changed))
    except RosterStale:
        return _gone_stale(visit, roster, look, asked)
    except (Conflict, Invalid) as refusal:
        return _refused(visit, roster, look, asked, refusal)
    view = view_of(look, found)
    if _wants_parts(visit):
        parts = edited_parts(edit_page(visit, view, found), found, changed)
        return fragment(visit.renderer.fragment(parts))
    return visit.to(f"{view.href()}{_anchor(found, view, asked)}")


@router.get("/{roster}/targets")
def show_targets(
    visit: VisitDep, roster: RosterId, person: Short = "", on: Short = ""
) -> JSONResponse:
    """Where a held duty may go, for the grid to show before the drop."""
    day = day_or_none(on)
    if day is None:
        raise InvalidField("on", on, "a date like 2026-02-28")
    with visit.work() as work:
        held = roster_editing.hold(work, roster, person, day)
    numbers = row_numbers(held.sheet.problem)
    told = [
        {
            "row": numbers[held.person(one.row)],
            "on": held.on(one.day).isoformat(),
            "price": one.penalty,
            "why": one.broken[0].sentence if one.broken else "",
        }
        for one in held.targets
    ]
    return JSONResponse(told, headers={"Cache-Control": "no-store"})


def _done(work: Work, roster: RosterId, asked: Typed) -> Changed:
    if not asked.version.isdecimal():
        raise InvalidField("version", asked.version, "the version that was shown")
    version = int(asked.version)
    if asked.action == "undo":
        return roster_editing.undo(work, roster, version)
    if asked.action == "redo":
        return roster_editing.redo(work, roster, version)
    moves = (_move(work, roster, asked),)
    return roster_editing.change(
        work, ChangeRoster(roster=roster, version=version, moves=moves)
    )


def _move(work: Work, roster: RosterId, asked: Typed) -> Move:
    person, on = asked.person, day_or_none(asked.on)
    if on is None:
        raise InvalidField("on", asked.on, "a date like 2026-02-28")
    other_on = day_or_none(asked.other_on)
    match asked.action:
        case "off":
            return SetCell(person=person, on_date=on)
        case "lock":
            return LockCell(person=person, on_date=on)
        case "unlock":
            return UnlockCell(person=person, on_date=on)
        case "swap":
            return SwapCells(
                person=person, on_date=on, other=asked.other, other_on=other_on
            )
        case "give":
            return MoveDuty(
                person=person, on_date=on, to_person=asked.other, to_date=other_on
            )
        case "set":
            shift = asked.shift
            if asked.code:
                sheet = rosters.get_sheet(work, roster)
                shift = shift_for_code(sheet, person, on, asked.code)
            return SetCell(person=person, on_date=on, shift_type=shift)
    raise InvalidField(
        "action", asked.action, "set, off, lock, unlock, swap, give, undo or redo"
    )


def _gone_stale(visit: Visit, roster: RosterId, look: Looked, asked: Typed) -> Response:
    """Somebody was faster: show the draft as it is now, and what they did."""
    asked_for = {
        "from": look.start,
        "range": look.span,
        "q": look.query,
        "site": look.site,
        "problems": look.problems,
        "since": asked.version,
    }
    query = urlencode({name: value for name, value in asked_for.items() if value})
    path = f"/rosters/{roster}/edit?{query}"
    if _wants_parts(visit):
        return Response(status_code=409, headers={"HX-Redirect": path})
    return visit.to(path)


def _overtaken(work: Work, found: Shown, version: int) -> Shown:
    later = roster_editing.history(work, found.sheet.stored.id, after_version=version)
    people = ", ".join(sorted({one.actor_name for one in later})) or "Somebody"
    counted = f"{len(later)} {'change' if len(later) == 1 else 'changes'}"
    said = (
        f"Your change was not made: {people} changed this draft since you read it "
        f"({counted}, listed below). This is the draft as it is now."
    )
    return replace(found, said=said, is_bad=True)


def _refused(
    visit: Visit,
    roster: RosterId,
    look: Looked,
    asked: Typed,
    refusal: Conflict | Invalid,
) -> Response:
    status = status_of(refusal)
    if _wants_parts(visit):
        part = SaidPart(refusal.sentence())
        return fragment(visit.renderer.fragment(part), status)
    with visit.work() as work:
        found = shown(work, roster)
    found = replace(found, said=refusal.sentence(), is_bad=True, form=asked.form)
    return visit.show(edit_page(visit, view_of(look, found), found), status)


def view_of(look: Looked, found: Shown) -> RosterView:
    """The part that is looked at, moved to the draft's days if it lies outside them."""
    stored = found.sheet.stored
    view = look.view(stored.id, stored.starts_on)
    last = stored.starts_on + timedelta(days=stored.n_days - 1)
    is_inside = view.start <= last and stored.starts_on - view.start < timedelta(
        days=view.range_days
    )
    return view if is_inside else replace(view, start=stored.starts_on)


def _anchor(found: Shown, view: RosterView, asked: Typed) -> str:
    row = row_numbers(found.sheet.problem).get(asked.person)
    on = day_or_none(asked.on)
    if row is None or on is None:
        return ""
    first = max(view.start, found.sheet.stored.starts_on)
    return f"#c-{row}-{(on - first).days}"


def _wants_parts(visit: Visit) -> bool:
    return visit.request.headers.get("hx-request") == "true"


def fragment(html: str, status: int = 200) -> HTMLResponse:
    """Parts of the page as an answer to a script."""
    headers = {"Cache-Control": "no-store", "Vary": "Cookie, HX-Request"}
    return HTMLResponse(html, status, headers=headers)
