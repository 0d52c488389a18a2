"""The doctor's own line."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from fastapi.responses import (
    HTMLResponse,
    RedirectResponse,
    Response,
)

from horarium.domain.errors import Conflict, InvalidField, NoSuchThing, Refused
from horarium.domain.ids import SessionId, TokenId
from horarium.domain.session import Session
from horarium.domain.vitals import TakenVitals
from horarium.services import lines, sessions, views, vitals
from horarium.services.live import LiveMessage
from horarium.services.work import Work
from horarium.web.clinic.line_page import clinic_live, clinic_page
from horarium.web.errors import status_of
from horarium.web.pages.shell import Flash, FormState, Tone
from horarium.web.refusals import said
from horarium.web.streams import follow
from horarium.web.typed import whole_number
from horarium.web.visit import PostDep, Visit, VisitDep

router = APIRouter(prefix="/clinic")

Answer = Response
Deed = Callable[[Work], object]
Concerns = Callable[[LiveMessage], bool]


@router.get("")
def show_clinic(visit: VisitDep, session: UUID | None = None) -> HTMLResponse:
    """My clinic of today, or the one of the address."""
    return _show(visit, SessionId(session) if session else None)


@router.get("/{session}/stream")
async def follow_clinic(visit: VisitDep, session: UUID) -> Response:
    """The line as it changes."""

    def draw() -> str:
        with visit.work() as work:
            view = views.line(work, SessionId(session))
            sessions.require_own(work, view.session)
            live = clinic_live(visit, view, _vitals(work, view))
        return visit.renderer.fragment(live, visit.language)

    return await follow(visit, draw, "line.changed", concerns=_about(session))


@router.post("/{session}/call-next")
def call_next(visit: PostDep, session: UUID) -> Answer:
    """Call whoever is next."""
    wanted = SessionId(session)
    return _do(visit, wanted, lambda work: lines.call_next(work, wanted))


@router.post("/{session}/undo")
def undo_call(visit: PostDep, session: UUID) -> Answer:
    """Take the last call back."""
    wanted = SessionId(session)
    return _do(visit, wanted, lambda work: lines.undo_call(work, wanted))


@router.post("/{session}/start")
def start(visit: PostDep, session: UUID, token: Annotated[UUID, Form()]) -> Answer:
    """The consultation begins."""
    return _do(
        visit, SessionId(session), lambda work: lines.start(work, TokenId(token))
    )


@router.post("/{session}/complete")
def complete(visit: PostDep, session: UUID, token: Annotated[UUID, Form()]) -> Answer:
    """The consultation is over; one that was never started starts and ends now."""
    return _do(
        visit, SessionId(session), lambda work: lines.complete(work, TokenId(token))
    )


@router.post("/{session}/no-show")
def mark_no_show(
    visit: PostDep, session: UUID, token: Annotated[UUID, Form()]
) -> Answer:
    """The patient did not come."""
    return _do(
        visit, SessionId(session), lambda work: lines.mark_noshow(work, TokenId(token))
    )


@router.post("/{session}/recall")
def call_again(visit: PostDep, session: UUID, token: Annotated[UUID, Form()]) -> Answer:
    """Call the called patient once more."""
    return _do(
        visit, SessionId(session), lambda work: lines.recall(work, TokenId(token))
    )


@router.post("/{session}/skip")
def skip_called(
    visit: PostDep, session: UUID, token: Annotated[UUID, Form()]
) -> Answer:
    """The called patient is not at the door; the line goes on."""
    return _do(visit, SessionId(session), lambda work: lines.skip(work, TokenId(token)))


@router.post("/{session}/break")
def begin_break(visit: PostDep, session: UUID) -> Answer:
    """The doctor takes a break."""
    wanted = SessionId(session)
    return _do(visit, wanted, lambda work: lines.pause(work, wanted))


@router.post("/{session}/resume")
def end_break(visit: PostDep, session: UUID) -> Answer:
    """The break is over."""
    wanted = SessionId(session)
    return _do(visit, wanted, lambda work: lines.resume(work, wanted))


@router.post("/{session}/late")
def run_late(
    visit: PostDep, session: UUID, minutes: Annotated[str, Form(max_length=10)] = ""
) -> Answer:
    """Announce a delay in whole minutes."""
    wanted = SessionId(session)
    try:
        with visit.work() as work:
            sessions.run_late(work, wanted, whole_number("minutes", minutes))
    except InvalidField as refusal:
        typed = FormState({"minutes": minutes}, {"minutes": said(refusal, visit.say)})
        return _show(visit, wanted, late=typed, status=422)
    except Conflict as refusal:
        return _refused(visit, wanted, refusal)
    return _back(visit, wanted)


def _do(visit: Visit, session: SessionId, deed: Deed) -> Answer:
    try:
        with visit.work() as work:
            deed(work)
    except Conflict as refusal:
        return _refused(visit, session, refusal)
    return _back(visit, session)


def _back(visit: Visit, session: SessionId) -> RedirectResponse:
    return visit.to(f"/clinic?session={session}")


def _refused(visit: Visit, session: SessionId, refusal: Refused) -> HTMLResponse:
    flash = Flash(said(refusal, visit.say), Tone.BAD)
    return _show(visit, session, flash=flash, status=status_of(refusal))


def _show(
    visit: Visit,
    wanted: SessionId | None,
    *,
    flash: Flash | None = None,
    late: FormState | None = None,
    status: int = 200,
) -> HTMLResponse:
    with visit.work() as work:
        mine = _own_sessions(work, wanted)
        chosen = _chosen(mine, wanted, work)
        view = views.line(work, chosen) if chosen else None
        taken = _vitals(work, view) if view else []
    page = clinic_page(
        visit, mine, view, flash=flash, late=late or FormState(), vitals=taken
    )
    return visit.show(page, status)


def _vitals(work: Work, view: views.LineView) -> list[TakenVitals]:
    return vitals.of_token(work, view.with_doctor.id) if view.with_doctor else []


def _own_sessions(work: Work, wanted: SessionId | None) -> list[Session]:
    own = work.actor.practitioner
    today = sessions.today(work)
    mine = [one for one in today if own is None or one.practitioner == own]
    if wanted is not None and wanted not in {one.id for one in mine}:
        raise NoSuchThing("session of yours today", str(wanted))
    return mine


def _chosen(
    mine: list[Session], wanted: SessionId | None, work: Work
) -> SessionId | None:
    """The session asked for; else the one that is on, the next to come, or the last."""
    if wanted is not None or not mine:
        return wanted
    unfinished = [one for one in mine if one.interval.end > work.clock.now()]
    return (unfinished or mine[-1:])[0].id


def _about(session: UUID) -> Concerns:
    return lambda message: message.payload.get("session") == str(session)
