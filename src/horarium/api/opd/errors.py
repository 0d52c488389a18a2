"""What goes wrong, in the original's form: ``success`` false and the ``error`` in words.

``detail`` repeats it where clients of the original looked for it: the text, or for 422
FastAPI's list. ``code`` is the refusal's stable name.
"""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Literal

from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from horarium.api import errors as problems
from horarium.api.errors import EdgeRefused
from horarium.domain.errors import (
    Conflict,
    IllegalMove,
    InvalidField,
    NoSuchThing,
    NotEnoughPlaces,
    NotFound,
    OverflowFull,
    Refused,
    SessionExists,
    SessionFull,
    SessionNotOpen,
)
from horarium.services.opd.words import OpdStatus, in_original

PREFIXES = ("/api/doctors", "/api/slots", "/api/tokens")

_ASKED_FOR_IN_PASSING = frozenset(
    {
        "opd_create_slot",
        "opd_book",
        "opd_book_priority",
        "opd_book_follow_up",
        "opd_add_walk_in",
        "opd_add_emergency",
        "opd_cancel_token",
        "opd_reallocate",
    }
)
"""Routes at which a thing that is not there is a bad request (400), not a 404."""

_MAX_ECHO = 120


class Failure(BaseModel):
    """Why a request was refused."""

    success: Literal[False] = False
    error: str = Field(description="What went wrong, for people.")
    code: str = Field(description="The stable name of the refusal, for programs.")
    detail: str | list[dict[str, Any]] = Field(
        description="The same text; for 422 what to correct, as FastAPI lists it."
    )


def is_spoken_at(path: str) -> bool:
    """Whether the OPD interface answers at this address."""
    return any(path == one or path.startswith(f"{one}/") for one in PREFIXES)


def failures(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """How OpenAPI tells that a route may answer these statuses, besides the common."""
    everywhere = {401, 403, 422, 500, 503}
    return {
        status: {"description": HTTPStatus(status).phrase, "model": Failure}
        for status in sorted(everywhere | set(statuses))
    }


async def answer_error(request: Request, error: Exception) -> Response:
    """The answer to any error raised while a request was served."""
    match error:
        case Refused():
            return _refused(request, error)
        case RequestValidationError():
            return _not_acceptable([dict(one) for one in error.errors()])
        case EdgeRefused():
            return _failed(error.status_code, error.detail, error.code)
        case HTTPException(status_code=HTTPStatus.BAD_REQUEST):
            return _not_acceptable([_UNREADABLE])
        case HTTPException():
            return _of_http(request, error)
        case _:
            sentence = "Horarium failed; the fault is not in the request."
            return _failed(500, sentence, "internal-error")


_UNREADABLE = {
    "type": "json_invalid",
    "loc": ["body"],
    "msg": "JSON in UTF-8 is wanted",
}


def _of_http(request: Request, error: HTTPException) -> Response:
    if error.status_code == HTTPStatus.NOT_FOUND:
        return _failed(404, "Route not found", "no-such-route")
    phrase = HTTPStatus(error.status_code).phrase
    failed = _failed(error.status_code, phrase, phrase.lower().replace(" ", "-"))
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        failed.headers["allow"] = ", ".join(problems.methods_of(request))
    return failed


def _refused(request: Request, error: Refused) -> Response:
    if isinstance(error, InvalidField):
        return _not_acceptable(
            [
                {
                    "type": "value_error",
                    "loc": ["body", error.field],
                    "msg": f"wanted: {error.wanted}",
                    "input": error.value,
                }
            ]
        )
    status = _status(request, error)
    failed = _failed(status, _words(error), error.code)
    failed.headers.update(problems.headers_of(error))
    return failed


def _status(request: Request, error: Refused) -> int:
    route = request.scope.get("route")
    in_passing = getattr(route, "name", "") in _ASKED_FOR_IN_PASSING
    if isinstance(error, Conflict) or (isinstance(error, NotFound) and in_passing):
        return 400
    return problems.status_of(type(error))


def _words(error: Refused) -> str:
    say = _ORIGINAL_WORDS.get(type(error))
    return say(error) if say else error.sentence()


def _of_move(error: Any) -> str:
    status = in_original(str(error.status))
    if error.move == "cancel":
        return _OF_CANCELLING.get(status, f"Cannot cancel a token that is {status}")
    sentence: str = error.sentence()
    return sentence


_OF_CANCELLING = {
    OpdStatus.CANCELLED.value: "Token is already cancelled",
    OpdStatus.COMPLETED.value: "Cannot cancel a completed token",
}


_ORIGINAL_WORDS: Mapping[type[Refused], Callable[[Any], str]] = {
    SessionFull: lambda _: "Slot is full. Token cannot be allocated.",
    OverflowFull: lambda error: (
        "Slot is full, and so is its overflow for emergencies: "
        f"{error.overflow_limit} allowed."
    ),
    NoSuchThing: lambda error: (
        f"{error.kind.capitalize()} with ID {error.identifier[:_MAX_ECHO]} not found"
    ),
    SessionExists: lambda _: "A slot with this doctor, date, and time already exists",
    SessionNotOpen: lambda error: f"Slot is {error.status}; it takes nobody.",
    NotEnoughPlaces: lambda error: (
        f"Target slot only has capacity for {error.places} tokens, "
        f"but {error.wanted} need reallocation"
    ),
    IllegalMove: _of_move,
}
"""What the original said, where it said it well."""


def _not_acceptable(faults: list[dict[str, Any]]) -> Response:
    told = [_fault(one) for one in faults]
    names = ", ".join(dict.fromkeys(".".join(map(str, one["loc"])) for one in told))
    return _failed(422, f"Not acceptable: {_sound(names)}.", "invalid-request", told)


def _fault(error: Mapping[str, Any]) -> dict[str, Any]:
    """One entry of FastAPI's list, without what JSON cannot hold."""
    value = error.get("input")
    plain = value if isinstance(value, str | int | float | bool) else None
    return {
        "type": error["type"],
        "loc": [
            part if isinstance(part, int) else _sound(part) for part in error["loc"]
        ],
        "msg": _sound(error["msg"]),
        "input": None if plain is None else _sound(str(plain)),
    }


def _failed(
    status: int, error: str, code: str, detail: list[dict[str, Any]] | None = None
) -> JSONResponse:
    sentence = _sound(error)
    failure = Failure(error=sentence, code=code, detail=detail or sentence)
    return JSONResponse(jsonable_encoder(failure), status)


def _sound(text: str) -> str:
    """The text shortened, without what JSON in UTF-8 cannot hold."""
    sound = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return sound if len(sound) <= _MAX_ECHO else f"{sound[:_MAX_ECHO]}…"
