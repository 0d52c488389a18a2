"""The short way through the house for what is asked most often.

Routing, dependencies and middleware cost several times what a booking itself costs
(docs/explanation/hot-path.md). The lane does without them, and it takes only what it
understands at once: a known path, one bearer token, a body in JSON that the model accepts.
Everything else, also all that is wrong, goes on unread to the route of the same path, which
does the same work and says in the usual way what is wrong.
"""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from horarium.api import answers, errors
from horarium.api.bodies import Emergency, WalkIn
from horarium.api.deps import admit
from horarium.domain.errors import Refused
from horarium.domain.ids import SessionId
from horarium.domain.token import Token
from horarium.services import desk
from horarium.services.desk import Desk
from horarium.services.work import Errand

_PATH = re.compile(
    "/api/v1/sessions/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/([a-z]+)"
)
_BEARER = re.compile(rb"Bearer ([!-~]{1,200})")
_KEY = re.compile(rb"[!-~]{1,200}")
_ASKED_ABOUT = (b"authorization", b"content-type", b"idempotency-key")

_MOST_BYTES = 8192
"""No booking is longer; what is, takes the ordinary way."""


@dataclass(frozen=True, slots=True)
class _Lane:
    """What one path leads to; ``name`` and ``path`` are those of its route."""

    name: str
    path: str
    body: type[WalkIn | Emergency]
    verb: Callable[[Errand, Any], Awaitable[Token]]


LANES: Mapping[str, _Lane] = {
    "tokens": _Lane(
        "add_walk_in", "/api/v1/sessions/{session}/tokens", WalkIn, desk.add_walk_in
    ),
    "emergencies": _Lane(
        "add_emergency",
        "/api/v1/sessions/{session}/emergencies",
        Emergency,
        desk.add_emergency,
    ),
}


@dataclass(frozen=True, slots=True)
class _Understood:
    session: SessionId
    body: WalkIn | Emergency
    key: str | None
    secret: str


class FastLane:
    """Serves the paths of ``LANES`` itself and leaves the rest to the application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request here, or pass it on as it came."""
        lane, session = _lane_of(scope)
        if lane is None:
            await self._app(scope, receive, send)
            return
        messages, content = await _read(receive)
        asked = _understood(scope, lane, session, content)
        if asked is None:
            await self._app(scope, _again(messages, receive), send)
            return
        scope["route"] = lane
        try:
            token = await _served(scope, lane, asked)
        except Refused as refusal:
            answer = await errors.answer(Request(scope), refusal)
            await answer(scope, receive, send)
            return
        await _answer(token, send)


def _lane_of(scope: Scope) -> tuple[_Lane | None, str]:
    if scope["type"] != "http" or scope["method"] != "POST" or scope["query_string"]:
        return None, ""
    found = _PATH.fullmatch(scope["path"])
    return (LANES.get(found[2]), found[1]) if found else (None, "")


async def _read(receive: Receive) -> tuple[list[Message], bytes]:
    """The body up to ``_MOST_BYTES``, with the messages it came in."""
    messages: list[Message] = []
    content = b""
    while len(content) <= _MOST_BYTES:
        message = await receive()
        messages.append(message)
        content += message.get("body", b"")
        if not message.get("more_body", False):
            break
    return messages, content


def _again(messages: list[Message], receive: Receive) -> Receive:
    """What was read, to be read once more, and then what follows."""
    seen = iter(messages)

    async def replay() -> Message:
        message = next(seen, None)
        return message if message is not None else await receive()

    return replay


def _understood(
    scope: Scope, lane: _Lane, session: str, content: bytes
) -> _Understood | None:
    said = [(name, value) for name, value in scope["headers"] if name in _ASKED_ABOUT]
    headers = dict(said)
    bearer = _BEARER.fullmatch(headers.get(b"authorization", b""))
    key = headers.get(b"idempotency-key")
    if (
        len(content) > _MOST_BYTES
        or len(said) != len(headers)
        or bearer is None
        or headers.get(b"content-type") != b"application/json"
        or (key is not None and not _KEY.fullmatch(key))
    ):
        return None
    try:
        body = lane.body.model_validate(json.loads(content))
    except (ValidationError, ValueError, RecursionError):
        return None
    return _Understood(
        SessionId(UUID(session)),
        body,
        key.decode() if key else None,
        bearer[1].decode(),
    )


async def _served(scope: Scope, lane: _Lane, asked: _Understood) -> Token:
    state = scope["state"]
    at_desk: Desk = state["desk"]
    errand = await at_desk.errand_of(asked.secret, request_id=state.get("request_id"))
    admit(errand, lane.name)
    return await lane.verb(errand, asked.body.to_request(asked.session, asked.key))


async def _answer(token: Token, send: Send) -> None:
    content = answers.Token.of(token).model_dump_json().encode()
    headers = [
        (b"content-length", b"%d" % len(content)),
        (b"content-type", b"application/json"),
        (b"etag", b'"%d"' % token.version),
    ]
    await send({"type": "http.response.start", "status": 201, "headers": headers})
    await send({"type": "http.response.body", "body": content})
