"""The patient's own page: whoever has the link sees a number and an honest wait."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from horarium.domain.token import TokenStatus
from horarium.services import views
from horarium.services.live import LiveMessage
from horarium.web.languages import N_, translations
from horarium.web.pages.token import TokenLive, TokenPage, TokenStage
from horarium.web.qr import qr_svg
from horarium.web.streams import follow
from horarium.web.visit import Visit, VisitDep
from horarium.web.words import interval_of

router = APIRouter(prefix="/t")

_STAGES = {
    TokenStatus.BOOKED: TokenStage.BOOKED,
    TokenStatus.ARRIVED: TokenStage.WAITING,
    TokenStatus.CALLED: TokenStage.CALLED,
    TokenStatus.RECALLED: TokenStage.CALLED,
    TokenStatus.IN_CONSULTATION: TokenStage.WITH_DOCTOR,
    TokenStatus.COMPLETED: TokenStage.DONE,
    TokenStatus.SKIPPED: TokenStage.MISSED,
    TokenStatus.NO_SHOW: TokenStage.MISSED,
    TokenStatus.LEFT: TokenStage.MISSED,
    TokenStatus.CANCELLED: TokenStage.CANCELLED,
    TokenStatus.TRANSFERRED: TokenStage.CANCELLED,
}

_WORDS = {
    TokenStage.BOOKED: (
        N_("Booked"),
        N_("Please check in at the desk when you arrive."),
    ),
    TokenStage.WAITING: (
        N_("Waiting"),
        N_("Please stay nearby; this page follows the line."),
    ),
    TokenStage.CALLED: (N_("Please go in"), N_("The doctor is waiting for you now.")),
    TokenStage.WITH_DOCTOR: (
        N_("With the doctor"),
        N_("Nothing to do but to tell your story."),
    ),
    TokenStage.DONE: (N_("Done"), N_("Thank you for coming. Your visit is over.")),
    TokenStage.MISSED: (N_("We called you"), N_("Please speak to the desk.")),
    TokenStage.CANCELLED: (N_("Cancelled"), N_("This token is no longer valid.")),
}


@router.get("/{opaque}")
def show_token(visit: VisitDep, opaque: str) -> HTMLResponse:
    """One token's page."""
    page = TokenPage(
        shell=visit.shell(language=visit.own_language),
        live=_live(visit, opaque),
        stream=f"/t/{opaque}/stream?language={visit.own_language}",
        qr=qr_svg(f"{visit.request.base_url}t/{opaque}"),
    )
    return visit.show(page)


@router.get("/{opaque}/stream")
async def follow_token(visit: VisitDep, opaque: str) -> Response:
    """One token's page as it changes."""
    session: set[str] = set()

    def draw() -> str:
        with visit.work() as work:
            view = views.token(work, opaque)
        session.add(str(view.session))
        return visit.renderer.fragment(token_live(visit, view), visit.language)

    def concerns(message: LiveMessage) -> bool:
        return message.payload.get("session") in session

    return await follow(visit, draw, "line.changed", concerns=concerns)


def _live(visit: Visit, opaque: str) -> TokenLive:
    with visit.work() as work:
        return token_live(visit, views.token(work, opaque))


def token_live(visit: Visit, view: views.TokenView) -> TokenLive:
    """The live part of a token's page."""
    stage = _STAGES[view.status]
    headline, advice = map(translations(visit.own_language).gettext, _WORDS[stage])
    is_waiting = stage is TokenStage.WAITING and view.wait is not None
    booked = view.slot_start_at
    return TokenLive(
        number=view.label,
        stage=stage,
        headline=headline,
        advice=advice,
        service=view.service,
        doctor=view.practitioner,
        room=view.room if view.room == view.site else f"{view.room}, {view.site}",
        as_of=visit.now(),
        appointment_at=visit.local(booked) if booked else None,
        n_ahead=view.wait.people_ahead if is_waiting and view.wait else None,
        wait=interval_of(view.wait) if is_waiting and view.wait else None,
        now_serving=_other(view),
        late_min=view.late_min,
    )


def _other(view: views.TokenView) -> str:
    serving = view.now_serving or ""
    return "" if serving == view.label else serving
