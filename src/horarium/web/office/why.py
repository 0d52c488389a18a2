"""Why somebody has a shift, and why somebody else has not."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from horarium.domain.errors import Invalid, InvalidField
from horarium.domain.ids import RosterId
from horarium.services import explaining, rosters
from horarium.services.explaining import Told
from horarium.services.permissions import Permission, may
from horarium.services.rosters import RosterSheet
from horarium.services.work import Work
from horarium.web.errors import status_of
from horarium.web.office.answer_view import answer_view
from horarium.web.office.roster_links import links_of
from horarium.web.pages.asking import WhyPage
from horarium.web.pages.shell import Choice, Flash, FormState, Tone
from horarium.web.typed import blamed
from horarium.web.visit import Visit, VisitDep

router = APIRouter(prefix="/rosters/{roster}")

Word = Annotated[str, Query(max_length=100)]


@router.get("/why")
def show_why(
    visit: VisitDep,
    roster: UUID,
    person: Word = "",
    on: Word = "",
    instead: Word = "",
) -> HTMLResponse:
    """Why the cell is as it is; with ``instead``, why it is not that shift."""
    wanted = RosterId(roster)
    with visit.work() as work:
        code = explaining.code_of(work, person)
        typed = {"person": code, "on": on, "instead": instead}
        sheet = rosters.get_sheet(work, wanted)
        if not person:
            first = sheet.stored.starts_on.isoformat()
            form = FormState({"on": on or first})
            return visit.show(_page(visit, sheet, form))
        try:
            told = _told(work, wanted, typed)
        except Invalid as refusal:
            return _refused(visit, sheet, typed, refusal)
    return visit.show(_page(visit, sheet, FormState(typed), told))


def _told(work: Work, wanted: RosterId, typed: dict[str, str]) -> Told:
    try:
        on = date.fromisoformat(typed["on"])
    except ValueError:
        accepted = "a date like 2026-02-28"
        raise InvalidField("on", typed["on"], accepted) from None
    if typed["instead"]:
        place = typed["person"], on
        return explaining.why_not(work, wanted, place, typed["instead"])
    return explaining.why(work, wanted, typed["person"], on)


def _refused(
    visit: Visit, sheet: RosterSheet, typed: dict[str, str], refusal: Invalid
) -> HTMLResponse:
    field = blamed(refusal, "person").replace("shift_type", "instead")
    form = FormState(typed, {field: refusal.sentence()})
    flash = Flash(refusal.sentence(), Tone.BAD)
    return visit.show(_page(visit, sheet, form, flash=flash), status_of(refusal))


def _page(
    visit: Visit,
    sheet: RosterSheet,
    form: FormState,
    told: Told | None = None,
    flash: Flash | None = None,
) -> WhyPage:
    problem, stored = sheet.problem, sheet.stored
    people = sorted(problem.people, key=lambda one: (one.title, one.id))
    return WhyPage(
        shell=visit.shell(flash),
        title=stored.name,
        here=f"/rosters/{stored.id}/why",
        links=links_of(
            stored, "why", is_maker=may(visit.actor, Permission.ROSTER_SOLVE)
        ),
        form=form,
        people=tuple(Choice(one.id, one.title) for one in people),
        shifts=(
            Choice("", "(why it is as it is)"),
            *(Choice(one.id, one.title) for one in problem.shift_types),
        ),
        first=stored.starts_on.isoformat(),
        last=problem.horizon.date_of(problem.n_days - 1).isoformat(),
        heading=_heading(sheet, form) if told else "",
        answer=answer_view(told.facts) if told else None,
    )


def _heading(sheet: RosterSheet, form: FormState) -> str:
    problem = sheet.problem
    names = {one.id: one.title for one in problem.people}
    shifts = {one.id: one.title for one in problem.shift_types}
    day = problem.horizon.day_of(date.fromisoformat(form.value("on")))
    who, when = names[form.value("person")], problem.horizon.name_of(day)
    instead = form.value("instead")
    return f"{who}, {when}" + (f": why not {shifts[instead]}" if instead else "")
