"""Making the next roster: the form, and the search as it goes."""

from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, Response

from horarium.domain.errors import Invalid, InvalidField
from horarium.domain.ids import RosterId, SolveRunId
from horarium.engines.rostering import SolveParams
from horarium.services import planning, rosters, solves
from horarium.services.live import LiveMessage
from horarium.services.planning import NextRoster
from horarium.services.work import Work
from horarium.web.errors import status_of
from horarium.web.office.search_page import search_live, search_page
from horarium.web.pages.planning import NewRosterPage, PersonChoice
from horarium.web.pages.shell import Choice, Flash, FormState, Tone
from horarium.web.streams import follow
from horarium.web.typed import blamed
from horarium.web.visit import PostDep, Visit, VisitDep

router = APIRouter(prefix="/rosters")

Text = Annotated[str, Form(max_length=200)]
Codes = Annotated[list[str], Form(max_length=1000)]

DEFAULT_SECONDS = 60
MOST_SECONDS = 3600
DAYS_A_WEEK = 7


@router.get("/new")
def show_new_roster(visit: VisitDep, template: UUID | None = None) -> HTMLResponse:
    """The form, filled for the weeks after the roster that reaches furthest."""
    return _form(visit, RosterId(template) if template else None, None)


@router.post("/new")
def request_new_roster(
    visit: PostDep,
    template: Text = "",
    name: Text = "",
    start: Text = "",
    weeks: Text = "",
    seconds: Text = "",
    people: Codes = [],  # noqa: B006 (read only; the form's own way to say: none)
) -> Response:
    """Ask for the search and go to watch it."""
    typed = {
        "template": template,
        "name": name,
        "start": start,
        "weeks": weeks,
        "seconds": seconds,
    }
    try:
        wanted = NextRoster(
            template=RosterId(_id("template", template)) if template else None,
            start=_day("start", start),
            n_days=_whole("weeks", weeks, 26) * DAYS_A_WEEK,
            people=tuple(people),
            name=name,
        )
        limit = timedelta(seconds=_whole("seconds", seconds, MOST_SECONDS))
        with visit.work() as work:
            run = planning.request_next(work, wanted, SolveParams(limit=limit))
    except Invalid as refusal:
        return _form(visit, None, (typed, people, refusal))
    return visit.to(f"{router.prefix}/searches/{run}")


@router.get("/searches/{run}")
def show_search(visit: VisitDep, run: UUID) -> HTMLResponse:
    """How the search stands; the page follows it by itself."""
    with visit.work() as work:
        found = solves.progress(work, SolveRunId(run))
    return visit.show(search_page(visit, found))


@router.get("/searches/{run}/stream")
async def follow_search(visit: VisitDep, run: UUID) -> Response:
    """The search as it goes."""

    def draw() -> str:
        with visit.work() as work:
            found = solves.progress(work, SolveRunId(run))
        return visit.renderer.fragment(search_live(visit, found))

    def concerns(message: LiveMessage) -> bool:
        return message.payload.get("run") == str(run)

    return await follow(visit, draw, "solve.progress", concerns=concerns)


@router.post("/searches/{run}/stop")
def stop_search(visit: PostDep, run: UUID) -> Response:
    """End it soon; the best roster so far is kept as a draft."""
    with visit.work() as work:
        solves.stop(work, SolveRunId(run))
    return visit.to(f"{router.prefix}/searches/{run}")


Typed = tuple[dict[str, str], list[str], Invalid]


def _form(visit: Visit, wanted: RosterId | None, typed: Typed | None) -> HTMLResponse:
    with visit.work() as work:
        page = _page(visit, work, wanted, typed)
    return visit.show(page, status_of(typed[2]) if typed else 200)


def _page(
    visit: Visit, work: Work, wanted: RosterId | None, typed: Typed | None
) -> NewRosterPage:
    template = planning.template_of(work, wanted)
    if template is None:
        return NewRosterPage(visit.shell(), FormState())
    values, chosen, errors = _known_form(template.n_days), list[str](), dict[str, str]()
    values["start"] = planning.first_day_after(template).isoformat()
    if typed is not None:
        values, chosen, refusal = typed
        errors = {_field_of(refusal): refusal.sentence()}
    problem = planning.next_problem(work, NextRoster(template=template.id))
    flash = Flash(typed[2].sentence(), Tone.BAD) if typed else None
    return NewRosterPage(
        shell=visit.shell(flash),
        form=FormState(values, errors),
        templates=tuple(
            Choice(str(one.id), f"{one.name} ({one.status})", one.id == template.id)
            for one in rosters.headings(work)
        ),
        people=tuple(
            PersonChoice(
                one.id,
                one.title,
                f"{one.grade}, {one.contract.percent} %",
                not chosen or one.id in chosen,
            )
            for one in sorted(problem.people, key=lambda one: (one.title, one.id))
        ),
        known=_known(problem.n_history, problem.people, len(problem.active_rules)),
    )


def _known_form(n_days: int) -> dict[str, str]:
    weeks = max(1, n_days // DAYS_A_WEEK)
    return {"weeks": str(weeks), "seconds": str(DEFAULT_SECONDS)}


def _known(n_history: int, people: tuple[object, ...], n_rules: int) -> tuple[str, ...]:
    """What the search is told beside the form."""
    away = sum(bool(getattr(one, "leave", ())) for one in people)
    asking = sum(bool(getattr(one, "requests", ())) for one in people)
    owing = sum(any(getattr(one, "carried", {}).values()) for one in people)
    return (
        f"the {n_history} days before, as they were worked",
        f"leave of {away} people, requests of {asking}",
        f"what {owing} people carry in the ledger of fairness",
        f"{n_rules} rules as the department keeps them now",
    )


def _field_of(refusal: Invalid) -> str:
    field = blamed(refusal, "")
    return {"n_days": "weeks", "horizon.n_days": "weeks"}.get(field, field or "start")


def _id(name: str, typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        raise InvalidField(name, typed, "one of the rosters") from None


def _day(name: str, typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise InvalidField(name, typed, "a date like 2026-02-28") from None


def _whole(name: str, typed: str, most: int) -> int:
    if not (typed.isascii() and typed.isdigit() and 1 <= int(typed) <= most):
        raise InvalidField(name, typed, f"a whole number from 1 to {most}")
    return int(typed)
