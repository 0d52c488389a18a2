"""Tokens of people who are not at the door, come back, go away or go on elsewhere."""

from uuid import UUID

from starlette.responses import Response

from horarium.api import answers, versions
from horarium.api.deps import WorkDep
from horarium.api.fields import Body, IdempotencyKey
from horarium.api.routing import api_router, documented
from horarium.api.token_moves import moved
from horarium.domain.ids import SessionId, TokenId
from horarium.services import line_visitors, lines, tokens

router = api_router("/tokens", "tokens")

_MOVE = documented(404, 409, 412)


class Destination(Body):
    """The session of the same day in which a token goes on."""

    session: UUID


@router.post("/{token}/skip", responses=_MOVE)
def skip_token(
    work: WorkDep, token: TokenId, expected: versions.Expected, response: Response
) -> answers.Token:
    """The called patient is not there: the line goes on, and the grace begins."""
    return moved(work, token, lines.skip, expected, response)


@router.post("/{token}/return", responses=_MOVE)
def return_token(
    work: WorkDep, token: TokenId, expected: versions.Expected, response: Response
) -> answers.Token:
    """A skipped patient is back, or one taken for a no-show too soon."""
    return moved(work, token, line_visitors.come_back, expected, response)


@router.post("/{token}/left", responses=_MOVE)
def token_left(
    work: WorkDep, token: TokenId, expected: versions.Expected, response: Response
) -> answers.Token:
    """The patient went away unseen; the place is free again."""
    return moved(work, token, line_visitors.leave, expected, response)


@router.post(
    "/{token}/transfer", status_code=201, responses=documented(404, 409, 412, 413)
)
def transfer_token(
    work: WorkDep,
    token: TokenId,
    body: Destination,
    expected: versions.Expected,
    response: Response,
    idempotency_key: IdempotencyKey = None,
) -> answers.Token:
    """The patient goes on in another session of the day; the answer is the new token."""
    expected = versions.unless_repeated(work, idempotency_key, expected)
    if expected is not None:
        versions.check(expected, tokens.get(work, token))
    new = line_visitors.transfer(
        work, token, SessionId(body.session), idempotency_key=idempotency_key
    )
    versions.tag(response, new)
    return answers.Token.of(new)
