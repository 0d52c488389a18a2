"""Duties that change hands: what is offered, and what was agreed."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from horarium.domain.ids import PractitionerId, RosterId, SwapDealId, SwapOfferId


class SwapOfferStatus(StrEnum):
    """An offer is open until the duty is given, taken back, or cannot be given any more."""

    OPEN = "open"
    GIVEN = "given"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class SwapDealStatus(StrEnum):
    """A deal is proposed until all agree, and done when the roster has changed."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    DONE = "done"
    REFUSED = "refused"
    LAPSED = "lapsed"

    @property
    def is_over(self) -> bool:
        """Whether nothing more can come of it."""
        return self not in (SwapDealStatus.PROPOSED, SwapDealStatus.AGREED)


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapOffer:
    """A duty of a published roster that its owner would give away."""

    id: SwapOfferId
    roster: RosterId
    practitioner: PractitionerId
    staff_code: str
    name: str
    on_date: date
    shift_type: str
    status: SwapOfferStatus
    offered_at: datetime

    @property
    def version(self) -> int:
        """1 while it is open, 2 afterwards."""
        return 1 if self.status is SwapOfferStatus.OPEN else 2


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyHandover:
    """``giver`` gives the duty on ``on_date`` to ``taker``; both by staff code."""

    giver: str
    taker: str
    on_date: date
    shift_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapDeal:
    """Duties that change hands together once all ``parties`` consent, or none does."""

    id: SwapDealId
    roster: RosterId
    handovers: tuple[DutyHandover, ...]
    parties: tuple[str, ...]
    consents: tuple[str, ...]
    status: SwapDealStatus
    proposed_at: datetime
    answer: str = ""
    closed_at: datetime | None = None

    @property
    def is_agreed(self) -> bool:
        """Whether everybody has consented."""
        return set(self.parties) <= set(self.consents)

    @property
    def version(self) -> int:
        """Counts up with each consent, and once more when it is over."""
        return 1 + len(self.consents) + self.status.is_over
