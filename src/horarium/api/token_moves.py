"""Moving a token on, the same for every verb: versions before and after, the answer."""

from collections.abc import Callable

from starlette.responses import Response

from horarium.api import answers, versions
from horarium.domain.ids import TokenId
from horarium.domain.token import Token
from horarium.services import tokens
from horarium.services.work import Work


def moved(
    work: Work,
    token: TokenId,
    move: Callable[[Work, TokenId], Token],
    expected: int | None,
    response: Response,
) -> answers.Token:
    """Do ``move`` if the token is still at the ``expected`` version, and tag the answer."""
    if expected is not None:
        versions.check(expected, tokens.get(work, token))
    after = move(work, token)
    versions.confirm(expected, after)
    versions.tag(response, after)
    return answers.Token.of(after)
