"""Every refusal as one shape: ``application/problem+json`` (RFC 9457).

The five branches of ``domain/errors`` become statuses in ``STATUS``, the whole mapping.
Requests that never reach a service (unreadable, unknown address, too large) and faults of
our own are told in the same shape.
"""

import inspect
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from horarium.domain.errors import (
    Conflict,
    Invalid,
    InvalidField,
    NotAllowed,
    NotFound,
    Refused,
    RosterStale,
    SignInRequired,
    TooManyAttempts,
    Unavailable,
    WrongPassword,
)

STATUS: dict[type[Refused], int] = {
    NotFound: 404,
    Conflict: 409,
    NotAllowed: 403,
    Invalid: 422,
    Unavailable: 503,
    SignInRequired: 401,
    WrongPassword: 401,
    RosterStale: 412,
}
"""Status by branch; the leaves below the five are those HTTP has an own word for."""

EDGE_TITLES: dict[str, tuple[int, str]] = {
    "no-such-route": (404, "Nothing lives at this address."),
    "method-not-allowed": (405, "This address does not take this method."),
    "version-mismatch": (412, "It changed since it was read."),
    "body-too-large": (413, "The body is longer than this address takes."),
    "invalid-request": (422, "The request does not have the form this address wants."),
    "precondition-required": (428, "This change must say which version it is made to."),
    "internal-error": (500, "Horarium failed; the fault is not in the request."),
}
"""Refusals that no service makes: code to status and title."""

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 2
"""What is asked of clients when nothing better is known: longer than a wait for the pool."""

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

_MAX_ECHO = 120
"""How much of a refused value is said back; enough to recognise it."""


class FieldProblem(BaseModel):
    """What is wrong with one field of the request."""

    field: str = Field(description="Where it is, such as `body.patient.name`.")
    message: str = Field(description="What would be accepted.")
    value: str | None = Field(default=None, description="What was sent, shortened.")


class Problem(BaseModel):
    """Why a request was refused; the same shape for every status from 400 up."""

    model_config = ConfigDict(title="Problem")

    type: str = Field(description="`urn:horarium:problem:` and the code.")
    title: str = Field(description="What this code means; the same every time.")
    status: int = Field(description="The HTTP status, repeated.")
    code: str = Field(description="The stable name of the refusal, for programs.")
    detail: str | None = Field(
        default=None, description="What went wrong this time, for people."
    )
    instance: str | None = Field(
        default=None, description="The request's id, for the help desk."
    )
    details: dict[str, str] | None = Field(
        default=None, description="The refusal's own fields."
    )
    fields: list[FieldProblem] | None = Field(
        default=None, description="What to correct."
    )


_UNREADABLE = FieldProblem(field="body", message="JSON in UTF-8 is wanted.", value=None)


def install(app: FastAPI) -> None:
    """Let every error of ``app`` be answered in the one shape."""
    for kind in (Refused, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, answer)


async def answer(request: Request, error: Exception) -> Response:
    """The answer to any error raised while a request was served."""
    problem, headers = _explained(error)
    if problem.status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(methods_of(request))
    request_id = getattr(request.state, "request_id", None)
    if request_id is not None:
        problem.instance = f"urn:horarium:request:{request_id}"
    return Response(
        problem.model_dump_json(exclude_none=True, ensure_ascii=True),
        problem.status,
        headers=headers,
        media_type=MEDIA_TYPE,
    )


def catalogue() -> list[Problem]:
    """One problem a code, without an occasion, by code."""
    known = [
        _problem(kind.code, status_of(kind), _title(kind)) for kind in _leaves(Refused)
    ]
    known += [_problem(code, *about) for code, about in EDGE_TITLES.items()]
    return sorted(known, key=lambda problem: problem.code)


def status_of(kind: type[Refused]) -> int:
    """The status of a refusal, by the nearest branch that has one."""
    return next(STATUS[base] for base in kind.__mro__ if base in STATUS)


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """How OpenAPI tells that a route may answer these statuses."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": content}
        for status in sorted(statuses)
    }


class EdgeRefused(HTTPException):
    """A refusal of the edge itself; ``code`` is one of ``EDGE_TITLES``."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(EDGE_TITLES[code][0], detail)
        self.code = code


def _explained(error: Exception) -> tuple[Problem, dict[str, str]]:
    match error:
        case Refused():
            return _refused(error), headers_of(error)
        case RequestValidationError():
            return _invalid([_field_problem(one) for one in error.errors()]), {}
        case EdgeRefused():
            return _of_edge(error.code, error.detail), {}
        case HTTPException():
            return _of_http(error), dict(error.headers or {})
        case _:
            return _of_edge(
                "internal-error", "Try again; if it stays, tell the help desk."
            ), {}


def methods_of(request: Request) -> list[str]:
    """What the address takes; Starlette only tells the methods of its first route."""
    routes = request.app.router.routes
    asked = [(method, {**request.scope, "method": method}) for method in _METHODS]
    return [
        method
        for method, scope in asked
        if any(route.matches(scope)[0] is Match.FULL for route in routes)
    ]


def _refused(error: Refused) -> Problem:
    problem = _problem(error.code, status_of(type(error)), _title(type(error)))
    problem.detail = error.sentence()
    problem.details = error.details() or None
    if isinstance(error, InvalidField):
        problem.fields = [
            FieldProblem(
                field=error.field, message=error.wanted, value=_echo(error.value)
            )
        ]
    return problem


def headers_of(error: Refused) -> dict[str, str]:
    """What a refusal says besides its body: how to sign in, when to come back."""
    if isinstance(error, SignInRequired | WrongPassword):
        return {"WWW-Authenticate": "Bearer"}
    if isinstance(error, TooManyAttempts):
        return {"Retry-After": str(error.retry_after_s)}
    if isinstance(error, Unavailable):
        return {"Retry-After": str(RETRY_AFTER_S)}
    return {}


def _of_http(error: HTTPException) -> Problem:
    if error.status_code == HTTPStatus.BAD_REQUEST:
        return _invalid([_UNREADABLE])
    for code, (status, title) in EDGE_TITLES.items():
        if status == error.status_code:
            return _of_edge(code, title)
    phrase = HTTPStatus(error.status_code).phrase
    code = phrase.lower().replace(" ", "-")
    return _problem(code, error.status_code, f"{phrase}.")


def _invalid(fields: list[FieldProblem]) -> Problem:
    names = ", ".join(dict.fromkeys(one.field for one in fields))
    problem = _of_edge("invalid-request", f"Not acceptable: {names}.")
    problem.fields = fields
    return problem


def _of_edge(code: str, detail: str) -> Problem:
    problem = _problem(code, *EDGE_TITLES[code])
    problem.detail = detail
    return problem


def _problem(code: str, status: int, title: str) -> Problem:
    return Problem(
        type=f"urn:horarium:problem:{code}", title=title, status=status, code=code
    )


def _field_problem(error: dict[str, Any]) -> FieldProblem:
    if error["type"] == "json_invalid":
        return _UNREADABLE
    place: Sequence[int | str] = error["loc"]
    value = error.get("input")
    is_plain = isinstance(value, str | int | float | bool)
    return FieldProblem(
        field=_echo(".".join(map(str, place))),
        message=_echo(error["msg"].removeprefix("Value error, ")),
        value=_echo(str(value)) if is_plain else None,
    )


def _echo(text: str) -> str:
    """The text shortened, without what JSON in UTF-8 cannot hold."""
    sound = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return sound if len(sound) <= _MAX_ECHO else f"{sound[:_MAX_ECHO]}…"


def _title(kind: type[Refused]) -> str:
    return (inspect.getdoc(kind) or kind.code).splitlines()[0]


def _leaves(kind: type[Refused]) -> Iterator[type[Refused]]:
    for child in kind.__subclasses__():
        if child.__subclasses__() or child in (
            NotFound,
            Conflict,
            NotAllowed,
            Invalid,
            Unavailable,
        ):
            yield from _leaves(child)
        else:
            yield child
