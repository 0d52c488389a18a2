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
from horarium.services import allocation
from horarium.services.allocation import Knobs, Placement, Proposal, SessionPlan

router = api_router("/allocation", "allocation")

_USUAL = Knobs()


class KnobsBody(Body):
    """What a minute of waiting, overtime and idleness is worth, and what no plan exceeds."""

    wait: float = _USUAL.wait
    overtime: float = _USUAL.overtime
    idle: float = _USUAL.idle
    most_wait_min: float = _USUAL.most_wait_min
    most_overtime_min: float = _USUAL.most_overtime_min
    days: int = _USUAL.days

    def to_knobs(self) -> Knobs:
        """The same, as the service takes it."""
        return Knobs(
            wait=self.wait,
            overtime=self.overtime,
            idle=self.idle,
            most_wait_min=self.most_wait_min,
            most_overtime_min=self.most_overtime_min,
            days=self.days,
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
            usual=Expected.of(one.outlook.usual),
            proposed=Expected.of(one.outlook.proposed),
        )


class ProposalAnswer(Answer):
    """A proposal; its ``digest`` changes with whatever it was made from."""

    placements: list[PlacementAnswer]
    left: list[LeftAnswer]
    sessions: list[SessionPlanAnswer]
    objective: float
    method: str
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
            digest=found.digest,
        )


class AcceptedAnswer(Answer):
    """How many were booked, and who stays on the list, with the reason."""

    n_booked: int
    stayed: list[LeftAnswer]


def _knobs(
    wait: float = _USUAL.wait,
    overtime: float = _USUAL.overtime,
    idle: float = _USUAL.idle,
    most_wait_min: float = _USUAL.most_wait_min,
    most_overtime_min: float = _USUAL.most_overtime_min,
) -> KnobsBody:
    return KnobsBody(
        wait=wait,
        overtime=overtime,
        idle=idle,
        most_wait_min=most_wait_min,
        most_overtime_min=most_overtime_min,
    )


@router.get("", responses=documented())
def get_allocation(
    work: WorkDep, knobs: Annotated[KnobsBody, Depends(_knobs)], days: int = _USUAL.days
) -> ProposalAnswer:
    """What would be done with the waitlist; nothing changes."""
    wanted = knobs.model_copy(update={"days": days}).to_knobs()
    return ProposalAnswer.told(allocation.propose(work, wanted))


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
