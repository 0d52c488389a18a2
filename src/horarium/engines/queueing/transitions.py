"""Every legal move of a token, in one table."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from horarium.domain.errors import IllegalMove
from horarium.domain.token import TokenStatus


class Move(StrEnum):
    """What can be done to a token that is in the line."""

    ARRIVE = "arrive"
    CALL = "call"
    RECALL = "recall"
    START = "start"
    COMPLETE = "complete"
    SKIP = "skip"
    RETURN = "return"
    NO_SHOW = "noshow"
    CANCEL = "cancel"
    LEAVE = "leave"
    TRANSFER = "transfer"
    UNDO_CALL = "undo-call"


_AT_THE_DOOR = {
    Move.RECALL: TokenStatus.RECALLED,
    Move.START: TokenStatus.IN_CONSULTATION,
    Move.SKIP: TokenStatus.SKIPPED,
    Move.NO_SHOW: TokenStatus.NO_SHOW,
    Move.CANCEL: TokenStatus.CANCELLED,
    Move.LEAVE: TokenStatus.LEFT,
    Move.UNDO_CALL: TokenStatus.ARRIVED,
}

TRANSITIONS: Mapping[TokenStatus, Mapping[Move, TokenStatus]] = MappingProxyType(
    {
        TokenStatus.BOOKED: {
            Move.ARRIVE: TokenStatus.ARRIVED,
            Move.NO_SHOW: TokenStatus.NO_SHOW,
            Move.CANCEL: TokenStatus.CANCELLED,
            Move.TRANSFER: TokenStatus.TRANSFERRED,
        },
        TokenStatus.ARRIVED: {
            Move.CALL: TokenStatus.CALLED,
            Move.CANCEL: TokenStatus.CANCELLED,
            Move.LEAVE: TokenStatus.LEFT,
            Move.TRANSFER: TokenStatus.TRANSFERRED,
        },
        TokenStatus.CALLED: _AT_THE_DOOR,
        TokenStatus.RECALLED: _AT_THE_DOOR,
        TokenStatus.IN_CONSULTATION: {Move.COMPLETE: TokenStatus.COMPLETED},
        TokenStatus.SKIPPED: {
            Move.RETURN: TokenStatus.ARRIVED,
            Move.NO_SHOW: TokenStatus.NO_SHOW,
            Move.CANCEL: TokenStatus.CANCELLED,
            Move.LEAVE: TokenStatus.LEFT,
            Move.TRANSFER: TokenStatus.TRANSFERRED,
        },
        TokenStatus.NO_SHOW: {Move.RETURN: TokenStatus.ARRIVED},
        TokenStatus.COMPLETED: {},
        TokenStatus.CANCELLED: {},
        TokenStatus.LEFT: {},
        TokenStatus.TRANSFERRED: {},
    }
)


def landing(status: TokenStatus, move: Move) -> TokenStatus:
    """Where ``move`` takes a token that is ``status``; raises ``IllegalMove``."""
    legal = TRANSITIONS[status]
    target = legal.get(move)
    if target is None:
        raise IllegalMove(move, status, tuple(legal))
    return target
