"""The front desk: walk-ins, emergencies, checking in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from fastapi.responses import (
    HTMLResponse,
    Response,
)

from horarium.domain.errors import (
    Conflict,
    Invalid,
    InvalidField,
    NoSuchThing,
    Refused,
)
from horarium.domain.ids import AppointmentId, SessionId, TokenId
from horarium.domain.token import Token
from horarium.services import appointments, sessions, tokens, views, walk_ins
from horarium.services.patients import NewPatient
from horarium.services.tokens import Emergency, WalkIn
from horarium.services.walk_ins import AnyWalkIn
from horarium.services.work import Work
from horarium.web.clinic.anywhere import service_of
from horarium.web.clinic.desk_page import DeskState, desk_live, desk_page
from horarium.web.errors import status_of
from horarium.web.pages.shell import Flash, FormState, Tone
from horarium.web.refusals import said
from horarium.web.streams import follow
from horarium.web.typed import birth_date, blamed
from horarium.web.visit import PostDep, Visit, VisitDep

router = APIRouter(prefix="/desk")

Answer = Response
Text = Annotated[str, Form(max_length=500)]

_NAMES = {"birth_on": "born"}
"""Where a form's field has another name than the service's."""


@dataclass(frozen=True, slots=True)
class _Typed:
    """One of the two forms as it was sent."""

    form: str
    values: dict[str, str]


@router.get("")
def show_desk(visit: VisitDep, token: UUID | None = None) -> HTMLResponse:
    """Today at the desk; ``token`` is the one just given."""
    return _show(visit, given=TokenId(token) if token else None)


@router.post("/find")
def find_booked(visit: PostDep, q: Text = "") -> HTMLResponse:
    """The booked whose name or number fits; a post, so that no name is in an address."""
    return _show(visit, query=q)


@router.get("/stream")
async def follow_desk(visit: VisitDep) -> Response:
    """Today's sessions as they fill."""

    def draw() -> str:
        with visit.work() as work:
            live = desk_live(visit, sessions.today(work), views.lines_today(work))
        return visit.renderer.fragment(live, visit.language)

    return await follow(visit, draw, "line.changed")


@router.post("/walk-in")
def add_walk_in(
    visit: PostDep,
    session: Text = "",
    name: Text = "",
    phone: Text = "",
    born: Text = "",
) -> Answer:
    """Give a walk-in a token."""
    typed = {"session": session, "name": name, "phone": phone, "born": born}

    def deed(work: Work) -> Token:
        patient = NewPatient(name=name, phone=phone or None, birth_on=birth_date(born))
        service = service_of(session)
        if service is not None:
            return walk_ins.add(work, AnyWalkIn(service=service, patient=patient))
        return tokens.add_walk_in(
            work, WalkIn(session=_session(session), patient=patient)
        )

    return _give(visit, _Typed("walk_in", typed), deed)


@router.post("/emergency")
def add_emergency(
    visit: PostDep, session: Text = "", name: Text = "", reason: Text = ""
) -> Answer:
    """Put an emergency into the overflow."""
    typed = {"session": session, "name": name, "reason": reason}

    def deed(work: Work) -> Token:
        request = Emergency(
            session=_session(session), patient=NewPatient(name=name), reason=reason
        )
        return tokens.add_emergency(work, request)

    return _give(visit, _Typed("emergency", typed), deed)


@router.post("/check-in")
def check_in(visit: PostDep, appointment: Annotated[UUID, Form()]) -> Answer:
    """A booked patient is here."""
    try:
        with visit.work() as work:
            token = appointments.check_in(work, AppointmentId(appointment))
    except Conflict as refusal:
        return _show(visit, flash=_bad(visit, refusal), status=status_of(refusal))
    return visit.to(f"/desk?token={token.id}")


def _give(visit: Visit, typed: _Typed, deed: Callable[[Work], Token]) -> Answer:
    try:
        with visit.work() as work:
            token = deed(work)
    except (Conflict, Invalid, NoSuchThing) as refusal:
        return _again(visit, typed, refusal)
    return visit.to(f"/desk?token={token.id}")


def _again(visit: Visit, typed: _Typed, refusal: Refused) -> HTMLResponse:
    """The same page with what was typed and what is wrong with it."""
    field = blamed(refusal, "session")
    errors = {_NAMES.get(field, field): said(refusal, visit.say)}
    forms = {typed.form: FormState(typed.values, errors)}
    return _show(
        visit, forms=forms, flash=_bad(visit, refusal), status=status_of(refusal)
    )


def _show(
    visit: Visit,
    *,
    given: TokenId | None = None,
    query: str = "",
    forms: dict[str, FormState] | None = None,
    flash: Flash | None = None,
    status: int = 200,
) -> HTMLResponse:
    with visit.work() as work:
        state = DeskState(
            sessions=sessions.today(work),
            lines=views.lines_today(work),
            tokens=views.tokens_today(work),
            given=tokens.get(work, given) if given else None,
        )
    page = desk_page(visit, state, query=query, forms=forms or {}, flash=flash)
    return visit.show(page, status)


def _session(typed: str) -> SessionId:
    try:
        return SessionId(UUID(typed))
    except ValueError:
        raise InvalidField("session", typed, "one of today's sessions") from None


def _bad(visit: Visit, refusal: Refused) -> Flash:
    return Flash(said(refusal, visit.say), Tone.BAD)
