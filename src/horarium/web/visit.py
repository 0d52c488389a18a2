"""One request for a page: who asks, what it may reach, and how it is answered."""

import secrets
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from horarium.domain.actor import Actor, ActorKind, Role
from horarium.domain.errors import FormExpired, RoleMissing, SignInRequired
from horarium.services.accounts import FrontDoor, actor_of, csrf_for, csrf_matches
from horarium.services.deployment import Deployment
from horarium.services.live import LiveHub
from horarium.services.work import Work, anonymous_actor
from horarium.web.access import allows
from horarium.web.languages import COOKIE as LANGUAGE_COOKIE
from horarium.web.languages import (
    ENGLISH,
    N_,
    Say,
    languages,
    preferred,
    translations,
)
from horarium.web.nav import nav_for
from horarium.web.pages.shell import Flash, PageValue, Shell, SignedIn, Theme
from horarium.web.render import Renderer

SIGN_IN_COOKIE = "horarium"
FORM_COOKIE = "horarium_form"
THEME_COOKIE = "theme"
SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Visit:
    """One request: ``secret`` is what its forms' tokens are derived from."""

    request: Request
    deployment: Deployment
    actor: Actor
    secret: str

    @property
    def hub(self) -> LiveHub:
        """Where live parts hear of changes."""
        hub: LiveHub = self.request.app.state.hub
        return hub

    @property
    def door(self) -> FrontDoor:
        """What all sign-ins of the process share."""
        door: FrontDoor = self.request.app.state.door
        return door

    @property
    def address(self) -> str:
        """The network address that asks, as far as the server can tell."""
        return self.request.client.host if self.request.client else ""

    @property
    def renderer(self) -> Renderer:
        """What fills the templates."""
        renderer: Renderer = self.request.app.state.renderer
        return renderer

    @property
    def language(self) -> str:
        """What a public page speaks: as asked in the address, chosen before, wished by
        the browser where the page is somebody's own, or set for the deployment.
        """
        known = languages()
        for wish in (
            self.request.query_params.get("language"),
            self.request.cookies.get(LANGUAGE_COOKIE),
        ):
            if wish in known:
                return wish
        default: str = self.request.app.state.language
        return default if default in known else known[0]

    @property
    def say(self) -> Say:
        """From English to the language of the page."""
        return translations(self.language).gettext

    @property
    def own_language(self) -> str:
        """The same for a page on one's own device: the browser's wish goes before."""
        if {"language"} & {*self.request.query_params, *self.request.cookies}:
            return self.language
        accepts = self.request.headers.get("accept-language", "")
        return preferred(accepts, languages()) or self.language

    @property
    def csrf(self) -> str:
        """What the forms of this visitor carry."""
        return csrf_for(self.secret)

    def now(self) -> datetime:
        """The present instant in the organisation's zone."""
        return self.deployment.clock.now().astimezone(self.deployment.zone)

    def local(self, at: datetime) -> datetime:
        """An instant in the organisation's zone."""
        return at.astimezone(self.deployment.zone)

    def work(self) -> AbstractContextManager[Work]:
        """A unit of work for whoever asks."""
        request_id = getattr(self.request.state, "request_id", None)
        return self.deployment.work(self.actor, request_id=request_id)

    def shell(self, flash: Flash | None = None, language: str = ENGLISH) -> Shell:
        """The frame of a page for this visitor."""
        return Shell(
            here=self.request.url.path,
            organisation=self.deployment.organisation.name,
            now=self.now(),
            zone=self.deployment.organisation.time_zone,
            csrf=self.csrf,
            user=_user(self.actor),
            nav=nav_for(self.actor.role) if self.actor.role else (),
            theme=Theme.of(self.request.cookies.get(THEME_COOKIE)),
            flash=flash,
            language=language,
        )

    def show(self, page: PageValue, status: int = 200) -> HTMLResponse:
        """The page as an answer."""
        answer = HTMLResponse(self.renderer.page(page), status)
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["Vary"] = "Cookie"
        if (
            self.secret != self.request.cookies.get(FORM_COOKIE)
            and not self.is_signed_in
        ):
            keep_cookie(answer, self.request, FORM_COOKIE, self.secret)
        return answer

    def to(self, path: str) -> RedirectResponse:
        """Go and see ``path`` next: the answer to a form that was accepted."""
        return RedirectResponse(path, 303)

    @property
    def is_signed_in(self) -> bool:
        """Whether somebody in particular asks."""
        return self.actor.kind is not ActorKind.ANONYMOUS


def keep_cookie(
    answer: HTMLResponse | RedirectResponse, request: Request, name: str, value: str
) -> None:
    """Set a cookie that scripts cannot read and other sites cannot send."""
    answer.set_cookie(
        name,
        value,
        httponly=True,
        samesite="lax",
        secure=bool(request.app.state.secure_cookies),
        path="/",
    )


def visit(request: Request) -> Visit:
    """Find out who asks and refuse what the table does not allow."""
    found = recognise(request)
    route = request.scope["route"].name
    if allows(route, found.actor):
        return found
    if not found.is_signed_in:
        raise SignInRequired
    raise RoleMissing(route, found.actor.role_name)


def recognise(request: Request) -> Visit:
    """Who asks, whatever it is that they ask for."""
    deployment: Deployment = request.app.state.deployment
    anonymous = Visit(
        request,
        deployment,
        anonymous_actor(deployment.organisation.id),
        request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(SECRET_BYTES),
    )
    secret = request.cookies.get(SIGN_IN_COOKIE)
    if not secret:
        return anonymous
    with anonymous.work() as work:
        actor = actor_of(work, secret, anonymous.door.policy)
    return replace(anonymous, actor=actor, secret=secret) if actor else anonymous


VisitDep = Annotated[Visit, Depends(visit)]


def posted(found: VisitDep, csrf: Annotated[str, Form(max_length=200)] = "") -> Visit:
    """A form that this visitor was given; refuse one that came from elsewhere."""
    site = found.request.headers.get("sec-fetch-site", "same-origin")
    if site not in ("same-origin", "none") or not csrf_matches(found.secret, csrf):
        raise FormExpired
    return found


PostDep = Annotated[Visit, Depends(posted)]


def _user(actor: Actor) -> SignedIn | None:
    if actor.role is None:
        return None
    return SignedIn(actor.name, _ROLES[actor.role])


_ROLES = {
    Role.ADMIN: N_("Admin"),
    Role.COORDINATOR: N_("Coordinator"),
    Role.DOCTOR: N_("Doctor"),
    Role.NURSE: N_("Nurse"),
    Role.STAFF: N_("Staff"),
    Role.PATIENT: N_("Patient"),
    Role.OPD: N_("Opd"),
}
