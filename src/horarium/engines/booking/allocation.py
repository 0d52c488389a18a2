"""What an allocation says: who gets which slot, and why the others do not."""

from collections.abc import Hashable
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Grant:
    """A request with its slot. ``place`` counts the slot's new bookings from 0.

    ``worth`` already has the slot's cost taken off; a kept promise is worth 0 here.
    """

    request: Hashable
    slot: Hashable
    place: int
    worth: float
    is_promise: bool = False


class Obstacle(StrEnum):
    """Why a request gets nothing."""

    SERVICE = "service"
    CHANNEL = "channel"
    SKILLS = "skills"
    SITES = "sites"
    PRACTITIONERS = "practitioners"
    TIMES = "times"
    FULL = "full"
    COST = "cost"
    OUTBID = "outbid"
    LIMITS = "limits"


@dataclass(frozen=True, slots=True)
class Loser:
    """A request without a slot.

    ``obstacle`` is the first thing that leaves no slot, in the order of ``Obstacle``;
    ``FULL``: what fits has no place for anybody, and no promise took it;
    ``COST``: every place costs more than it is worth; ``OUTBID``: all are taken by
    ``rivals``; ``LIMITS``: a place is left, but a reserve, a cap or equity forbids it.
    ``best_slot`` is the one worth most, ``worth``, to this request.
    """

    request: Hashable
    obstacle: Obstacle
    n_eligible: int
    best_slot: Hashable | None = None
    worth: float = 0.0
    rivals: tuple[Hashable, ...] = ()


class Method(StrEnum):
    """How an allocation was found."""

    ASSIGNMENT = "assignment"
    INTEGER_PROGRAMME = "integer-programme"


@dataclass(frozen=True, slots=True)
class Allocation:
    """Grants and losers in the order of the requests.

    ``objective`` is the worth of all new grants together; no allocation is worth more
    than ``bound``, and the two are equal unless the time ran out.
    """

    grants: tuple[Grant, ...]
    losers: tuple[Loser, ...]
    objective: float
    bound: float
    method: Method
