"""One session at the desk: its people, moving them, places."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, Response

from horarium.domain.errors import Conflict, Invalid
from horarium.domain.ids import SessionId, TokenId
from horarium.domain.session import Session
from horarium.domain.token import Token, TokenStatus
from horarium.services import capacity, line_visitors, sessions, tokens, views
from horarium.services.capacity import CapacityChange
from horarium.services.permissions import Permission, may
from horarium.services.views import LineView
from horarium.services.work import Work
from horarium.web.errors import status_of
from horarium.web.languages import english
from horarium.web.pages.session import Person, SessionPage
from horarium.web.pages.shell import Choice, Flash, FormState, Link, Tone
from horarium.web.refusals import said
from horarium.web.typed import blamed, whole_number
from horarium.web.visit import PostDep, Visit, VisitDep
from horarium.web.words import SOURCES, STATUSES, place_of, wait_text

router = APIRouter(prefix="/desk/sessions")

Text = Annotated[str, Form(max_length=200)]
_BACK = frozenset({TokenStatus.SKIPPED, TokenStatus.NO_SHOW})


@router.get("/{session}")
def show_session(visit: VisitDep, session: UUID) -> HTMLResponse:
    """Who is in a session, in the order of being called, and what can be done."""
    return show(visit, SessionId(session))


@router.post("/{session}/check-in/{token}")
def check_in_token(visit: PostDep, session: UUID, token: UUID) -> Response:
    """Somebody booked is here."""
    return _do(visit, session, lambda work: tokens.check_in(work, TokenId(token)))


@router.post("/{session}/return/{token}")
def take_back(visit: PostDep, session: UUID, token: UUID) -> Response:
    """Somebody who was passed over is back."""
    return _do(
        visit, session, lambda work: line_visitors.come_back(work, TokenId(token))
    )


@router.post("/{session}/left/{token}")
def let_leave(visit: PostDep, session: UUID, token: UUID) -> Response:
    """Somebody went away unseen."""
    return _do(visit, session, lambda work: line_visitors.leave(work, TokenId(token)))


@router.post("/{session}/transfer")
def transfer_token(
    visit: PostDep,
    session: UUID,
    token: Annotated[UUID, Form()],
    to: Annotated[UUID, Form(alias="session")],
) -> Response:
    """Somebody goes on in another session of the day."""
    return _do(
        visit,
        session,
        lambda work: line_visitors.transfer(work, TokenId(token), SessionId(to)),
    )


@router.post("/{session}/cancel")
def cancel_token(
    visit: PostDep, session: UUID, token: Annotated[UUID, Form()], reason: Text = ""
) -> Response:
    """Give a token up, with the reason."""
    return _do(visit, session, lambda work: tokens.cancel(work, TokenId(token), reason))


@router.post("/{session}/capacity")
def change_places(
    visit: PostDep,
    session: UUID,
    places: Annotated[str, Form(alias="capacity", max_length=6)] = "",
    overflow: Annotated[str, Form(max_length=6)] = "",
    reason: Text = "",
) -> Response:
    """More or fewer places, with the reason."""
    wanted = SessionId(session)
    typed = {"capacity": places, "overflow": overflow, "reason": reason}
    try:
        request = CapacityChange(
            session=wanted,
            capacity=whole_number("capacity", places),
            overflow_limit=whole_number("overflow", overflow),
            reason=reason,
        )
        with visit.work() as work:
            capacity.change_capacity(work, request)
    except (Conflict, Invalid) as refusal:
        field = blamed(refusal, "capacity").removesuffix("_limit")
        form = FormState(typed, {field: said(refusal, english)})
        return show(visit, wanted, refusal=refusal, places=form)
    return visit.to(f"{router.prefix}/{session}")


def _do(visit: Visit, session: UUID, deed: Callable[[Work], Token]) -> Response:
    try:
        with visit.work() as work:
            deed(work)
    except (Conflict, Invalid) as refusal:
        return show(visit, SessionId(session), refusal=refusal)
    return visit.to(f"{router.prefix}/{session}")


def show(
    visit: Visit,
    wanted: SessionId,
    *,
    refusal: Conflict | Invalid | None = None,
    places: FormState | None = None,
    happened: Mapping[str, FormState] | None = None,
) -> HTMLResponse:
    """The page; after a refusal with what was typed into ``places``, or into the form of
    what has ``happened``, by its kind."""
    may_see_people = may(visit.actor, Permission.TOKEN_READ)
    with visit.work() as work:
        session = sessions.get(work, wanted)
        line = views.line(work, wanted) if may_see_people else None
        everybody = tokens.of_session(work, wanted) if may_see_people else []
        today = sessions.on_date(work, session.on_date)
    flash = Flash(said(refusal, english), Tone.BAD) if refusal else None
    here = f"{router.prefix}/{session.id}"
    start, end = visit.local(session.interval.start), visit.local(session.interval.end)
    page = SessionPage(
        shell=visit.shell(flash),
        here=here,
        session=str(session.id),
        heading=f"{session.service_name}, {session.practitioner_name}",
        subheading=f"{start:%H:%M}–{end:%H:%M} · {place_of(session)}",
        people=tuple(_people(visit, here, line, everybody)) if line else (),
        n_unnamed=0 if may_see_people else session.taken + session.overflow_taken,
        others=_others(visit, session, today),
        may_reallocate=may(visit.actor, Permission.SESSION_REALLOCATE),
        may_cancel=may(visit.actor, Permission.APPOINTMENT_CANCEL),
        capacity=_places(visit, session, places),
        happened=happened or {},
        back=_back(visit, session),
    )
    return visit.show(page, status_of(refusal) if refusal else 200)


def _people(
    visit: Visit, here: str, line: LineView, everybody: list[Token]
) -> list[Person]:
    """In the order of being called; then those to come, those away, those done."""
    waits = {one.token.id: wait_text(one.wait) for one in line.waiting}
    first = [line.with_doctor] if line.with_doctor else []
    coming = sorted(line.booked, key=lambda one: (_due(line, one), one.number))
    order = [*first, *(one.token for one in line.waiting), *coming, *line.skipped]
    listed = {one.id for one in order}
    rest = [one for one in everybody if one.id not in listed]
    return [_person(visit, here, one, waits.get(one.id, "")) for one in [*order, *rest]]


def _due(line: LineView, token: Token) -> datetime:
    return token.slot_start_at or line.session.interval.start


def _person(visit: Visit, here: str, token: Token, expected: str) -> Person:
    booked = token.slot_start_at
    may_measure = may(visit.actor, Permission.VITALS_READ)
    return Person(
        number=token.label,
        name=token.patient_name,
        href=f"/patients/{token.patient}",
        source=SOURCES[token.source],
        status=STATUSES[token.status],
        slip_href=f"/t/{token.opaque}",
        token=str(token.id),
        acts=tuple(_acts(visit, here, token)),
        booked_for=visit.local(booked) if booked else None,
        expected=expected,
        vitals_href=f"/desk/tokens/{token.id}/vitals" if may_measure else "",
    )


def _acts(visit: Visit, here: str, token: Token) -> list[Link]:
    if not may(visit.actor, Permission.TOKEN_CHECK_IN):
        return []
    if token.status is TokenStatus.BOOKED:
        return [Link("Check in", f"{here}/check-in/{token.id}")]
    if token.status in _BACK:
        return [Link("Is back", f"{here}/return/{token.id}")]
    if token.status is TokenStatus.ARRIVED:
        return [Link("Went away", f"{here}/left/{token.id}")]
    return []


def _others(visit: Visit, session: Session, today: list[Session]) -> tuple[Choice, ...]:
    if not may(visit.actor, Permission.TOKEN_ADD):
        return ()
    return tuple(
        Choice(str(one.id), f"{_time(visit, one.interval.start)} {_name(one)}")
        for one in today
        if one.id != session.id
        and not one.status.is_over
        and one.interval.end > visit.now()
    )


def _back(visit: Visit, session: Session) -> Link:
    if may(visit.actor, Permission.APPOINTMENT_READ):
        return Link("Front desk", "/desk")
    return Link("The day", f"/statistics?on={session.on_date}")


def _places(
    visit: Visit, session: Session, typed: FormState | None
) -> FormState | None:
    if not may(visit.actor, Permission.SESSION_CAPACITY):
        return None
    return typed or FormState(
        {"capacity": str(session.capacity), "overflow": str(session.overflow_limit)}
    )


def _name(session: Session) -> str:
    return f"{session.service_name}, {session.practitioner_name}"


def _time(visit: Visit, at: datetime) -> str:
    return f"{visit.local(at):%H:%M}"
