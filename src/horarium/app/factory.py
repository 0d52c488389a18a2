"""Putting the web process together."""

import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager
from importlib.metadata import version

from anyio.to_thread import run_sync
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp

from horarium import api, logs, web
from horarium.api import opd
from horarium.api.fast_lane import FastLane
from horarium.app import health, reference
from horarium.app.errors import answer_error
from horarium.app.middleware import EveryRequest, SafeHeaders
from horarium.app.opd import opd_rules
from horarium.app.server import settle
from horarium.domain.clock import Clock, WallClock
from horarium.domain.errors import Refused
from horarium.services.accounts import FrontDoor
from horarium.services.deployment import Deployment, Place, deploy, locate
from horarium.services.desk import Desk, open_desk
from horarium.services.live import LiveHub
from horarium.services.opd.rules import OpdRules, adopt
from horarium.services.relay import Relay
from horarium.settings import Environment, Settings
from horarium.store.database import Database
from horarium.store.listen import Listener
from horarium.web.drawings import Drawings
from horarium.web.pages.login import DemoLogin
from horarium.web.render import Renderer

MAX_BODY_BYTES = 2 * 2**20
"""No page takes more; the API draws its own, tighter line and answers in its shape."""

_GZIP_LEVEL = 5
"""A grid of 45 x 28 shrinks fifteenfold; levels above 5 cost more than they save."""

_DESCRIPTION = """\
One timetable for a hospital department: who works when, who is seen when, and the day
itself. Every call needs a bearer token (`horarium token create`), except the public ones.
Errors are `application/problem+json` with a stable `code`."""


class _WebApp(FastAPI):
    """FastAPI, with its answers to its own faults wrapped like all others."""

    def build_middleware_stack(self) -> ASGIApp:
        """Starlette puts its answer to a fault outside of every middleware."""
        inner = super().build_middleware_stack()
        return EveryRequest(SafeHeaders(inner, is_secure=self.state.secure_cookies))


def create_app(
    settings: Settings,
    *,
    clock: Clock | None = None,
    deployment: Deployment | None = None,
    demo_logins: tuple[DemoLogin, ...] = (),
) -> FastAPI:
    """The application; opens its database when it starts, unless a ``deployment`` is given.

    While it runs ``app.state`` has ``deployment``, ``hub`` (a ``LiveHub``),
    ``drawings``, ``door`` (a
    ``FrontDoor``), ``renderer``, ``language``, ``secure_cookies`` and ``demo_logins``; each request's
    ``state`` has ``desk``, which belongs to the event loop that serves it.
    """
    app = _WebApp(
        title="Horarium",
        version=version("horarium"),
        description=_DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan(settings, clock or WallClock(), deployment),
    )
    app.state.secure_cookies = settings.secure_cookies
    app.state.hub = LiveHub()
    app.state.drawings = Drawings()
    app.state.door = FrontDoor()
    app.state.language = settings.language
    app.state.renderer = Renderer()
    app.state.demo_logins = demo_logins
    app.state.opd_rules = opd_rules(settings)
    app.include_router(health.router)
    app.include_router(reference.router)
    app.include_router(api.router, prefix="/api")
    app.include_router(opd.router, prefix="/api")
    app.include_router(web.router, max_body_size=MAX_BODY_BYTES)
    for kind in (Refused, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, answer_error)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=_GZIP_LEVEL)
    app.add_middleware(FastLane)
    return app


def from_environment() -> FastAPI:
    """The application as the environment describes it, for ``uvicorn --factory``.

    Sets up the logs too: it is called once in each process that serves.
    """
    settings = Settings()
    logs.set_up(
        as_json=settings.wants_json_logs(is_terminal=sys.stderr.isatty()),
        level=settings.log_level,
        with_causes=settings.env is Environment.DEV,
    )
    app = create_app(settings)
    settle()
    return app


def _lifespan(
    settings: Settings, clock: Clock, deployment: Deployment | None
) -> Callable[[FastAPI], AbstractAsyncContextManager[dict[str, Desk]]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Desk]]:
        stack = ExitStack()
        try:
            opened = deployment
            if opened is None:
                opened = await run_sync(_open, settings, clock, stack)
            app.state.deployment = opened
            await run_sync(_adopt, opened, app.state.opd_rules)
            hub: LiveHub = app.state.hub
            stack.callback(hub.close)
            url = opened.database.url
            for thread in (
                Relay(url, clock),
                Listener(url, on_letter=hub.hear, on_return=hub.resync),
            ):
                thread.start()
                stack.callback(thread.stop)
            async with open_desk(opened) as desk:
                yield {"desk": desk}
        finally:
            await run_sync(stack.close)

    return lifespan


def _adopt(deployment: Deployment, rules: OpdRules) -> None:
    if rules.names_rules_of_the_line:
        with deployment.work() as work:
            adopt(work, rules)


def _open(settings: Settings, clock: Clock, stack: ExitStack) -> Deployment:
    place = Place(settings.data_dir, settings.url, settings.pg_bin)
    database = Database(
        locate(place),
        application_name="horarium web",
        pool_size=settings.pool_size,
    )
    return stack.enter_context(
        deploy(database, clock, settings.data_dir, organisation=settings.organisation)
    )
