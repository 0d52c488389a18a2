"""What happens to every request, whoever it is for."""

import re
import secrets
import time

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger()

_SOUND_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_QUIET = ("/health", "/ready", "/static/")

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
"""Nothing from elsewhere, nothing inline."""

_HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # "no-referrer" would make browsers send "Origin: null" with our own forms.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cache-control": "no-store",
}
_STRICT_TRANSPORT = "max-age=31536000; includeSubDomains"


class SafeHeaders:
    """Adds the headers that keep a browser careful; a route's own headers win."""

    def __init__(self, app: ASGIApp, *, is_secure: bool) -> None:
        self._app = app
        headers = dict(_HEADERS)
        if is_secure:
            headers["strict-transport-security"] = _STRICT_TRANSPORT
        self._headers = [(k.encode(), v.encode()) for k, v in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add headers to the answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = message.get("headers", [])
                names = {name for name, _ in own}
                more = [one for one in self._headers if one[0] not in names]
                message = {**message, "headers": [*own, *more]}
            await send(message)

        await self._app(scope, receive, send_safely)


class EveryRequest:
    """Gives each request an id, in ``request.state``, the logs and the answer; logs it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with an id and note how it went."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _id_of(Headers(scope=scope))
        scope.setdefault("state", {})["request_id"] = request_id
        started_s = time.perf_counter()
        status = 500

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["x-request-id"] = request_id
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, send_with_id)
            except Exception:
                log.exception("request.failed")
                raise
            finally:
                _note(scope, status, time.perf_counter() - started_s)


def _id_of(headers: Headers) -> str:
    """The caller's own id where it is a sound one, so that logs can be joined."""
    given = headers.get("x-request-id", "")
    return given if _SOUND_ID.fullmatch(given) else secrets.token_hex(8)


def _note(scope: Scope, status: int, duration_s: float) -> None:
    is_quiet = scope["path"].startswith(_QUIET) and status < 400
    note = log.debug if is_quiet else log.info
    note(
        "request.served",
        method=scope["method"],
        # The template, not the address: a patient's link is a secret.
        route=getattr(scope.get("route"), "path", "none"),
        status=status,
        duration_ms=round(1000 * duration_s, 1),
    )
