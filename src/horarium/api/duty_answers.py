"""What is said and told about duty requests and swaps."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from horarium.api.answers import Answer
from horarium.api.fields import Body, Day, Words
from horarium.domain.duty_request import (
    DutyRequestKind,
    DutyRequestStatus,
    Importance,
)
from horarium.domain.ids import SwapOfferId
from horarium.domain.swap import SwapDealStatus, SwapOfferStatus
from horarium.services.duty_requests import NewDutyRequest
from horarium.services.duty_requests.asking import LONGEST_REASON
from horarium.services.duty_requests.deciding import LONGEST_ANSWER
from horarium.services.swaps import Verdict

MOST_SHIFTS = 50
MOST_IN_A_RING = 4

_NO_NUL = r"^[^\x00]*$"


class AskBody(Body):
    """Days ``first_on`` to ``last_on``, both included; one day without the latter.

    ``shift_types`` are ids: exactly one for ``on``, none for ``leave``, and for ``off``
    those not to be worked, or none for a free day. ``reason`` is for the asker and for
    coordinators alone.
    """

    kind: DutyRequestKind
    first_on: Day
    last_on: Day | None = None
    shift_types: list[Words] = Field([], max_length=MOST_SHIFTS)
    importance: Importance = Importance.LIKE
    reason: str = Field("", max_length=LONGEST_REASON, pattern=_NO_NUL)

    def to_new(self) -> NewDutyRequest:
        """The same, as the service takes it."""
        return NewDutyRequest(
            kind=self.kind,
            first_on=self.first_on,
            last_on=self.last_on or self.first_on,
            shift_types=tuple(self.shift_types),
            importance=self.importance,
            reason=self.reason,
        )


class DecisionBody(Body):
    """Yes, or no and why."""

    is_granted: bool
    answer: str = Field("", max_length=LONGEST_ANSWER, pattern=_NO_NUL)


class OfferBody(Body):
    """The day of the duty that is offered."""

    on_date: Day


class TakeBody(Body):
    """The day of the duty given in return; none for a plain gift."""

    back: Day | None = None


class RingBody(Body):
    """The offers that go round, as a ring names them."""

    offers: list[UUID] = Field(min_length=2, max_length=MOST_IN_A_RING)

    def to_offers(self) -> tuple[SwapOfferId, ...]:
        """The same, as the service takes it."""
        return tuple(sorted(SwapOfferId(one) for one in self.offers))


class SwapPolicy(Body):
    """Whether swaps wait for a coordinator."""

    needs_approval: bool


class DutyRequestAnswer(Answer):
    """A request; ``answer`` is what the coordinator said."""

    id: UUID
    practitioner: UUID
    name: str
    kind: DutyRequestKind
    first_on: date
    last_on: date
    shift_types: list[str]
    importance: Importance
    reason: str
    status: DutyRequestStatus
    asked_at: datetime
    answer: str
    decided_at: datetime | None
    version: int


class CoverLeftAnswer(Answer):
    """How many are there for a line of cover, before and after."""

    before: int
    after: int
    minimum: int
    wanted: int


class DayEffectAnswer(Answer):
    """One duty that the request would free, or add (``is_freed`` is false)."""

    on: date
    shift: str
    is_freed: bool
    cover: list[CoverLeftAnswer]


class LoadChangeAnswer(Answer):
    """One's own burden in a roster; ``share`` is what would be fair."""

    label: str
    before: float
    after: float
    share: float


class RosterEffectAnswer(Answer):
    """What a request would do to one roster with nobody else moving.

    ``breaks`` are hard rules that would be broken, in sentences.
    """

    name: str
    is_draft: bool
    days: list[DayEffectAnswer]
    loads: list[LoadChangeAnswer]
    breaks: list[str]


class DutyHandoverAnswer(Answer):
    """``giver`` gives the duty of that day to ``taker``; both by staff code."""

    giver: str
    taker: str
    on_date: date
    shift_type: str


class SwapWayAnswer(Answer):
    """A legal way for a duty to change hands, as the asker sees it.

    The own effect is in points, below 0 is better; of the other person only which way
    their fair share moves. ``back`` is the day of the duty given in return.
    """

    giver: str
    taker: str
    other_name: str
    handovers: list[DutyHandoverAnswer]
    back: date | None
    own_fairness: int
    own_requests: int
    own_total: int
    other: Verdict


class SwapOfferAnswer(Answer):
    """A duty of a published roster that its owner would give away."""

    id: UUID
    roster: UUID
    practitioner: UUID
    name: str
    on_date: date
    shift_type: str
    status: SwapOfferStatus
    offered_at: datetime
    version: int


class OfferedDutyAnswer(Answer):
    """Somebody's offer with the ways in which the asker could take it."""

    offer: SwapOfferAnswer
    ways: list[SwapWayAnswer]


class RingAnswer(Answer):
    """Offers that fit together, with the effect on the asker in points."""

    roster: UUID
    offers: list[UUID]
    handovers: list[DutyHandoverAnswer]
    names: list[str]
    own_fairness: int
    own_requests: int
    own_total: int


class SwapDealAnswer(Answer):
    """Duties that change hands together once all ``parties`` consent, or none does."""

    id: UUID
    roster: UUID
    handovers: list[DutyHandoverAnswer]
    parties: list[str]
    consents: list[str]
    status: SwapDealStatus
    proposed_at: datetime
    answer: str
    closed_at: datetime | None
    version: int
