"""Refusals as pages: one table by branch, words that say what to do next."""

from dataclasses import dataclass
from urllib.parse import quote

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from horarium.domain.errors import (
    Conflict,
    Invalid,
    NotAllowed,
    NotFound,
    Refused,
    SignInRequired,
    Unavailable,
    WrongPassword,
)
from horarium.web.pages.error import ErrorPage
from horarium.web.pages.shell import Link, Shell
from horarium.web.visit import recognise


@dataclass(frozen=True, slots=True)
class _Way:
    """How a branch looks on a page."""

    status: int
    title: str


_WAYS: dict[type[Refused], _Way] = {
    NotFound: _Way(404, "Not here"),
    Conflict: _Way(409, "That is no longer possible"),
    NotAllowed: _Way(403, "Not for you"),
    Invalid: _Way(422, "Something is not right"),
    Unavailable: _Way(503, "Not now"),
}
_OTHER = _Way(500, "Our mistake")
_HOME = Link("Go to today", "/")
_RETRY_AFTER_S = 5


def status_of(refusal: Refused) -> int:
    """The status that a refusal has on a page."""
    if isinstance(refusal, WrongPassword):
        return 401
    return _way(refusal).status


def refused_page(request: Request, refusal: Refused) -> Response:
    """The page of a refusal; whoever is not signed in goes to sign in first."""
    if isinstance(refusal, SignInRequired) and request.method == "GET":
        asked = request.url.path
        return RedirectResponse(f"/login?next={quote(asked)}", 303)
    way = _way(refusal)
    answer = error_page(request, status_of(refusal), way.title, refusal.sentence())
    if way.status == _WAYS[Unavailable].status:
        wait_s = getattr(refusal, "retry_after_s", _RETRY_AFTER_S)
        answer.headers["Retry-After"] = str(wait_s)
    return answer


def error_page(request: Request, status: int, title: str, sentence: str) -> Response:
    """Any other answer from 400 up, such as an unknown address."""
    reference = getattr(request.state, "request_id", None) or ""
    page = ErrorPage(
        shell=_shell(request),
        status=status,
        title=title,
        sentence=sentence,
        actions=(_HOME,),
        reference=reference if status >= _OTHER.status else "",
    )
    html = request.app.state.renderer.page(page)
    return Response(html, status, media_type="text/html")


def _way(refusal: Refused) -> _Way:
    for branch, way in _WAYS.items():
        if isinstance(refusal, branch):
            return way
    return _OTHER


def _shell(request: Request) -> Shell:
    """The visitor's own frame; a plain one when the database cannot tell who asks."""
    try:
        return recognise(request).shell()
    except Refused:
        deployment = request.app.state.deployment
        return Shell(
            here=request.url.path,
            organisation=deployment.organisation.name,
            now=deployment.clock.now().astimezone(deployment.zone),
            zone=deployment.organisation.time_zone,
        )
