"""Who gets which place: a proposal for the waitlist, and accepting it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends
from pydantic import Field

from horarium.api.answers import Answer
from horarium.api.deps import WorkDep
from horarium.api.fields import Body
from horarium.api.routing import api_router, documented
from horarium.domain.token import TokenSource
from horarium.services import allocation
from horarium.services.allocation import Knobs, Placement, Price, Proposal, SessionPlan

router = api_router("/allocation", "allocation")

_USUAL = Knobs()


class KnobsBody(Body):
    """What a minute of waiting, overtime and idleness is worth, what no plan exceeds, and
    what is kept back: ``reserve`` free times of each session for the urgent, and of each
    way of asking at least ``equity_percent`` of everybody's share placed.
    """

    wait: float = _USUAL.wait
    overtime: float = _USUAL.overtime
    idle: float = _USUAL.idle
    most_wait_min: float = _USUAL.most_wait_min
    most_overtime_min: float = _USUAL.most_overtime_min
    days: int = _USUAL.days
    reserve: int = _USUAL.reserve
    equity_percent: float = _USUAL.equity_percent

    def to_knobs(self) -> Knobs:
        """The same, as the service takes it."""
        return Knobs(
            wait=self.wait,
            overtime=self.overtime,
            idle=self.idle,
            most_wait_min=self.most_wait_min,
            most_overtime_min=self.most_overtime_min,
            days=self.days,
            reserve=self.reserve,
            equity_percent=self.equity_percent,
        )


class AcceptBody(KnobsBody):
    """The knobs of the proposal and its ``digest``, as it was seen."""

    digest: str = Field(max_length=64)


class PlacementAnswer(Answer):
    """A request with its time; an extra shares it and costs others ``alpha_min``."""

    wish: UUID
    patient: UUID
    session: UUID
    start: datetime
    is_extra: bool
    is_promise: bool
    alpha_min: float

    @classmethod
    def told(cls, one: Placement) -> "PlacementAnswer":
        """The answer that tells a placement."""
        return cls(
            wish=one.wish.id,
            patient=one.wish.patient,
            session=one.session.id,
            start=one.start,
            is_extra=one.is_extra,
            is_promise=one.is_promise,
            alpha_min=round(one.alpha_min, 3),
        )


class LeftAnswer(Answer):
    """A request without a time, and why."""

    wish: UUID
    patient: UUID
    why: str


class Expected(Answer):
    """What a session may expect."""

    n_booked: int
    mean_wait_min: float
    overtime_min: float
    idle_min: float
    utilisation: float


class SessionPlanAnswer(Answer):
    """A session as usual, one a time, and with the extras that pay."""

    session: UUID
    n_placed: int
    n_extra: int
    n_raised: int
    n_kept: int
    usual: Expected
    proposed: Expected

    @classmethod
    def told(cls, one: SessionPlan) -> "SessionPlanAnswer":
        """The answer that tells a session's plan."""
        return cls(
            session=one.session.id,
            n_placed=one.n_placed,
            n_extra=one.n_extra,
            n_raised=one.n_raised,
            n_kept=one.n_kept,
            usual=Expected.of(one.outlook.usual),
            proposed=Expected.of(one.outlook.proposed),
        )


class ShareAnswer(Answer):
    """Of those who asked in one way, how many there are and how many get a time."""

    source: TokenSource
    n_asked: int
    n_placed: int


class PriceAnswer(Answer):
    """What the reserve and equity cost: how many would be placed without them, and how
    much more that would be worth, in days of one routine patient's waiting.
    """

    n_placed_without: int
    days: float

    @classmethod
    def told(cls, one: Price) -> "PriceAnswer":
        """The answer that tells a price."""
        return cls(n_placed_without=one.n_placed_without, days=round(one.days, 3))


class ProposalAnswer(Answer):
    """A proposal; its ``digest`` changes with whatever it was made from.

    ``price`` is null without a reserve or equity; ``is_proven`` is false only when the
    search for the best proposal within them ran out of time.
    """

    placements: list[PlacementAnswer]
    left: list[LeftAnswer]
    sessions: list[SessionPlanAnswer]
    objective: float
    method: str
    is_proven: bool
    shares: list[ShareAnswer]
    price: PriceAnswer | None
    digest: str

    @classmethod
    def told(cls, found: Proposal) -> "ProposalAnswer":
        """The answer that tells a proposal."""
        return cls(
            placements=[PlacementAnswer.told(one) for one in found.placements],
            left=[
                LeftAnswer(wish=one.wish.id, patient=one.wish.patient, why=one.why)
                for one in found.left
            ],
            sessions=[SessionPlanAnswer.told(one) for one in found.sessions],
            objective=found.objective,
            method=found.method,
            is_proven=found.is_proven,
            shares=[
                ShareAnswer(
                    source=one.source, n_asked=one.n_asked, n_placed=one.n_placed
                )
                for one in found.shares
            ],
            price=PriceAnswer.told(found.price) if found.price else None,
            digest=found.digest,
        )


class AcceptedAnswer(Answer):
    """How many were booked, and who stays on the list, with the reason."""

    n_booked: int
    stayed: list[LeftAnswer]


def _weights(
    wait: float = _USUAL.wait,
    overtime: float = _USUAL.overtime,
    idle: float = _USUAL.idle,
    most_wait_min: float = _USUAL.most_wait_min,
    most_overtime_min: float = _USUAL.most_overtime_min,
) -> dict[str, float]:
    return {
        "wait": wait,
        "overtime": overtime,
        "idle": idle,
        "most_wait_min": most_wait_min,
        "most_overtime_min": most_overtime_min,
    }


def _knobs(
    weights: Annotated[dict[str, float], Depends(_weights)],
    days: int = _USUAL.days,
    reserve: int = _USUAL.reserve,
    equity_percent: float = _USUAL.equity_percent,
) -> Knobs:
    return Knobs(**weights, days=days, reserve=reserve, equity_percent=equity_percent)


@router.get("", responses=documented())
def get_allocation(
    work: WorkDep, knobs: Annotated[Knobs, Depends(_knobs)]
) -> ProposalAnswer:
    """What would be done with the waitlist; nothing changes."""
    return ProposalAnswer.told(allocation.propose(work, knobs))


@router.post("/accept", responses=documented(409))
def accept_allocation(work: WorkDep, body: AcceptBody) -> AcceptedAnswer:
    """Book what was proposed, in one transaction; places are raised on record."""
    accepted = allocation.accept(work, body.to_knobs(), body.digest)
    return AcceptedAnswer(
        n_booked=len(accepted.booked),
        stayed=[
            LeftAnswer(wish=one.wish.id, patient=one.wish.patient, why=why)
            for one, why in accepted.stayed
        ],
    )
