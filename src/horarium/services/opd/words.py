"""The original's words for what a token is and how far it has come."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from horarium.domain.token import Token, TokenSource, TokenStatus


class OpdType(StrEnum):
    """How somebody came into the line."""

    ONLINE = "ONLINE"
    WALKIN = "WALKIN"
    PRIORITY = "PRIORITY"
    FOLLOWUP = "FOLLOWUP"
    EMERGENCY = "EMERGENCY"


class OpdStatus(StrEnum):
    """How far a token has come."""

    PENDING = "PENDING"
    CHECKED_IN = "CHECKED_IN"
    CONSULTING = "CONSULTING"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"
    NO_SHOW = "NO_SHOW"


TYPES: Mapping[TokenSource, OpdType] = MappingProxyType(
    {
        TokenSource.ONLINE: OpdType.ONLINE,
        TokenSource.WALK_IN: OpdType.WALKIN,
        TokenSource.PRIORITY: OpdType.PRIORITY,
        TokenSource.FOLLOW_UP: OpdType.FOLLOWUP,
        TokenSource.EMERGENCY: OpdType.EMERGENCY,
    }
)

_STATUSES = {
    TokenStatus.BOOKED: OpdStatus.PENDING,
    TokenStatus.ARRIVED: OpdStatus.CHECKED_IN,
    TokenStatus.CALLED: OpdStatus.CHECKED_IN,
    TokenStatus.RECALLED: OpdStatus.CHECKED_IN,
    TokenStatus.SKIPPED: OpdStatus.CHECKED_IN,
    TokenStatus.IN_CONSULTATION: OpdStatus.CONSULTING,
    TokenStatus.COMPLETED: OpdStatus.COMPLETED,
    TokenStatus.NO_SHOW: OpdStatus.NO_SHOW,
    TokenStatus.LEFT: OpdStatus.NO_SHOW,
    TokenStatus.CANCELLED: OpdStatus.CANCELLED,
    TokenStatus.TRANSFERRED: OpdStatus.CANCELLED,
}


def status_of(token: Token) -> OpdStatus:
    """The token's status in the original's words.

    Who joins at the desk is in the line at once, but stays ``PENDING`` in these words
    until somebody says otherwise, as every new token did.
    """
    return OpdStatus.PENDING if is_untouched(token) else _STATUSES[token.status]


def in_original(status: str) -> str:
    """A state of the line in the original's words; one of its own stays as it is."""
    known = {one.value: words.value for one, words in _STATUSES.items()}
    return known.get(status, status)


def is_untouched(token: Token) -> bool:
    """Whether the token joined the line at the desk and nothing was done to it since."""
    return (
        token.status is TokenStatus.ARRIVED
        and token.version == 1
        and token.arrived_at == token.created_at
    )
