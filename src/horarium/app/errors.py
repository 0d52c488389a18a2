"""Every error of the process: programs get a problem, people get a page."""

from http import HTTPStatus

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from horarium.api import errors as api_errors
from horarium.api import opd
from horarium.domain.errors import Refused
from horarium.web.errors import error_page, refused_page

_SENTENCES = {
    404: ("Not here", "There is nothing at this address."),
    405: ("Not like that", "This address does not take that kind of request."),
    413: ("Too much", "What was sent is larger than this page takes."),
    422: ("Something is not right", "The page did not understand what was sent."),
    500: ("Our mistake", "Something went wrong here; nothing was changed."),
}


async def answer_error(request: Request, error: Exception) -> Response:
    """The answer to any error, in the words of whoever asked."""
    if opd.is_spoken_at(request.url.path):
        return await opd.answer_error(request, error)
    if request.url.path.startswith("/api/"):
        return await api_errors.answer(request, error)
    return await run_in_threadpool(_page, request, error)


def _page(request: Request, error: Exception) -> Response:
    match error:
        case Refused():
            return refused_page(request, error)
        case RequestValidationError():
            status = 422
        case HTTPException(status_code=status):
            pass
        case _:
            status = 500
    phrase = HTTPStatus(status).phrase
    title, sentence = _SENTENCES.get(status, (phrase, f"{phrase}."))
    return error_page(request, status, title, sentence)
