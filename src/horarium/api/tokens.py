"""Tokens: one person's place in a line, moved on step by step."""

from starlette.responses import Response

from horarium.api import answers, versions
from horarium.api.bodies import Cancellation
from horarium.api.deps import WorkDep
from horarium.api.routing import api_router, documented
from horarium.api.token_moves import moved
from horarium.domain.ids import TokenId
from horarium.domain.token import Token
from horarium.services import lines, tokens
from horarium.services.work import Work

router = api_router("/tokens", "tokens")

_MOVE = documented(404, 409, 412)


@router.get("/{token}", responses=documented(404))
def get_token(work: WorkDep, token: TokenId, response: Response) -> answers.Token:
    """One token."""
    found = tokens.get(work, token)
    versions.tag(response, found)
    return answers.Token.of(found)


@router.post("/{token}/check-in", responses=_MOVE)
def check_in_token(
    work: WorkDep, token: TokenId, expected: versions.Expected, response: Response
) -> answers.Token:
    """The patient of a booked token is here."""
    return moved(work, token, tokens.check_in, expected, response)


@router.post("/{token}/start", responses=_MOVE)
def start_token(
    work: WorkDep, token: TokenId, expected: versions.Expected, response: Response
) -> answers.Token:
    """The patient is in the room: the consultation begins."""
    return moved(work, token, lines.start, expected, response)


@router.post("/{token}/complete", responses=_MOVE)
def complete_token(
    work: WorkDep, token: TokenId, expected: versions.Expected, response: Response
) -> answers.Token:
    """The consultation is over."""
    return moved(work, token, lines.complete, expected, response)


@router.post("/{token}/noshow", responses=_MOVE)
def mark_noshow(
    work: WorkDep, token: TokenId, expected: versions.Expected, response: Response
) -> answers.Token:
    """The patient did not come; the place is free again, the number is not."""
    return moved(work, token, lines.mark_noshow, expected, response)


@router.post("/{token}/recall", responses=_MOVE)
def recall_token(
    work: WorkDep, token: TokenId, expected: versions.Expected, response: Response
) -> answers.Token:
    """Call the called patient once more."""
    return moved(work, token, lines.recall, expected, response)


@router.post("/{token}/cancel", responses=documented(404, 409, 412, 413))
def cancel_token(
    work: WorkDep,
    token: TokenId,
    body: Cancellation,
    expected: versions.Expected,
    response: Response,
) -> answers.Token:
    """Give the place up; the number is never used again."""

    def cancel(work: Work, token: TokenId) -> Token:
        return tokens.cancel(work, token, body.reason)

    return moved(work, token, cancel, expected, response)
