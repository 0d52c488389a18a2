"""What every route of the API shares."""

from collections.abc import Callable, Coroutine
from enum import Enum
from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive

from horarium.api.access import ACCESS, Open
from horarium.api.errors import EdgeRefused, refusals
from horarium.domain.errors import SignInRequired

MAX_BODY_BYTES = 2**20
"""A roster problem of a large department takes about a third of it."""


class Route(APIRoute):
    """A route that looks at a request before it reads the body.

    Without a bearer token it is refused unread, and a body is read no further than
    ``MAX_BODY_BYTES``. FastAPI's own limit answers in plain text, not as a problem.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's handler behind the two checks."""
        handle = super().get_route_handler()
        is_public = ACCESS.get(self.name) is Open.PUBLIC

        async def guarded(request: Request) -> Response:
            if not is_public and "authorization" not in request.headers:
                raise SignInRequired
            return await handle(Request(request.scope, _bounded(request)))

        return guarded


def api_router(prefix: str, tag: str) -> APIRouter:
    """A router for one noun whose routes all know the common refusals."""
    tags: list[str | Enum] = [tag]
    return APIRouter(prefix=prefix, tags=tags, route_class=Route)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What a route behind a bearer token may refuse with, besides ``statuses``."""
    return refusals(401, 403, 422, 500, 503, *statuses)


def _bounded(request: Request) -> Receive:
    """The request's messages, as long as the body stays within the limit."""
    n_read = 0
    declared = Headers(scope=request.scope).get("content-length", "")

    async def receive() -> Message:
        nonlocal n_read
        if declared.isdecimal() and int(declared) > MAX_BODY_BYTES:
            raise _too_large()
        message = await request.receive()
        n_read += len(message.get("body", b""))
        if n_read > MAX_BODY_BYTES:
            raise _too_large()
        return message

    return receive


def _too_large() -> EdgeRefused:
    return EdgeRefused(
        "body-too-large", f"At most {MAX_BODY_BYTES} bytes are taken here."
    )
