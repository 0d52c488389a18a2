"""What is proposed: who gets which time, who not and why, what sessions come to."""

from dataclasses import dataclass
from datetime import datetime

from horarium.domain.session import Session
from horarium.domain.token import TokenSource
from horarium.domain.waitlist import Wish
from horarium.services.allocation.overbooking import Outlook


@dataclass(frozen=True, slots=True)
class Placement:
    """A request and its time; an extra goes beyond one a slot and costs ``alpha_min``.

    A kept promise is an offer that is out; accepting changes nothing about it.
    """

    wish: Wish
    session: Session
    start: datetime
    is_extra: bool = False
    alpha_min: float = 0.0
    is_promise: bool = False


@dataclass(frozen=True, slots=True)
class Left:
    """A request that gets nothing this time, and why, in a sentence."""

    wish: Wish
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPlan:
    """One session: what may be expected as it is, as usual, and with all extras.

    ``n_extra`` of the placements go beyond its places, which are raised by ``n_raised``.
    ``n_kept`` of its free times only the urgent may have.
    """

    session: Session
    outlook: Outlook
    n_placed: int
    n_extra: int
    n_raised: int
    n_kept: int


@dataclass(frozen=True, slots=True)
class Share:
    """Of those who asked in one way, how many there are and how many get a time.

    Promises count in neither.
    """

    source: TokenSource
    n_asked: int
    n_placed: int


@dataclass(frozen=True, slots=True)
class Price:
    """What the reserve and equity cost: how many would be placed without them, and how
    much more that would be worth, in days of one routine patient's waiting."""

    n_placed_without: int
    days: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A proposal and its ``digest``, which changes with whatever it was made from.

    ``is_proven``: nothing better keeps all limits; a search that ran out of time says
    False. ``price`` is ``None`` without limits.
    """

    placements: tuple[Placement, ...]
    left: tuple[Left, ...]
    sessions: tuple[SessionPlan, ...]
    objective: float
    method: str
    is_proven: bool
    shares: tuple[Share, ...]
    price: Price | None
    digest: str

    @property
    def new(self) -> tuple[Placement, ...]:
        """The placements that accepting would book."""
        return tuple(one for one in self.placements if not one.is_promise)
