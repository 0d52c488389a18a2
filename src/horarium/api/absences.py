"""Absences, and the plans that close the loop around them."""

from datetime import date, datetime, timedelta
from uuid import UUID

from pydantic import Field
from starlette.responses import Response

from horarium.api import versions
from horarium.api.answers import Answer, Listing
from horarium.api.deps import WorkDep
from horarium.api.fields import Body, Day, IdempotencyKey, WholeNumber
from horarium.api.routing import api_router, documented
from horarium.domain.absence import AbsenceKind, AbsenceStatus
from horarium.domain.ids import AbsenceId, LoopPlanId, PractitionerId
from horarium.engines.rostering.moves import Why
from horarium.services import loop
from horarium.services.loop import (
    Audience,
    Cause,
    CauseKind,
    Filling,
    NewAbsence,
    PlanStatus,
    ProposalParams,
)
from horarium.services.loop.absences import MAX_REASON
from horarium.services.reallocation.trigger import MOST_DAYS

router = api_router("/absences", "absences")
plans_router = api_router("/loop-plans", "absences")

LONGEST_S = 10
MOST_NAME = 60


class ProposalWish(Body):
    """What somebody has to be found for; ``seconds`` until a worker goes on with it."""

    filling: Filling = Filling.CLINICS
    seconds: WholeNumber = Field(2, ge=1, le=LONGEST_S)
    within_days: WholeNumber = Field(7, ge=0, le=MOST_DAYS)

    def to_params(self) -> ProposalParams:
        """The same, as the service takes it."""
        return ProposalParams(
            filling=self.filling,
            limit=timedelta(seconds=self.seconds),
            within_days=self.within_days,
        )


class AbsenceReport(Body):
    """Who is away, from ``first_on`` to ``last_on``, both included.

    Without ``practitioner`` the asker; ``reason`` is private.
    """

    first_on: Day
    last_on: Day
    kind: AbsenceKind = AbsenceKind.SICK
    practitioner: UUID | None = None
    reason: str = Field("", max_length=MAX_REASON, pattern=r"^[^\x00]*$")

    def to_request(self) -> NewAbsence:
        """The same, as the service takes it."""
        who = self.practitioner
        return NewAbsence(
            first_on=self.first_on,
            last_on=self.last_on,
            kind=self.kind,
            practitioner=PractitionerId(who) if who else None,
            reason=self.reason,
        )


class Returning(Body):
    """The first day on which somebody can work again."""

    on: Day


class Happening(ProposalWish):
    """A lost ``site``, or ``heads`` more needed on ``shift_type``, both by their id."""

    kind: CauseKind
    first_on: Day
    last_on: Day
    site: str = Field("", max_length=MOST_NAME, pattern=r"^[^\x00]*$")
    shift_type: str = Field("", max_length=MOST_NAME, pattern=r"^[^\x00]*$")
    heads: WholeNumber = Field(1, ge=-50, le=50)

    def to_cause(self) -> Cause:
        """The same, as the service takes it."""
        return Cause(
            kind=self.kind,
            first_on=self.first_on,
            last_on=self.last_on,
            site=self.site,
            shift_type=self.shift_type,
            heads=self.heads,
        )


class AbsenceAnswer(Answer):
    """An absence; ``reason`` is told to nobody but whose it is and the coordinator."""

    id: UUID
    practitioner: UUID
    practitioner_name: str
    kind: AbsenceKind
    first_on: date
    last_on: date
    status: AbsenceStatus
    reported_at: datetime
    reason: str | None
    version: int


class DutyChangeAnswer(Answer):
    """One changed person-day; an empty shift type is a day off."""

    practitioner: UUID
    name: str
    on: date
    before: str
    after: str
    why: Why
    reason: str


class HandoverAnswer(Answer):
    """A session that goes on with ``target``; ``tokens`` stay as they are."""

    session: UUID
    source: UUID
    source_name: str
    target: UUID
    target_name: str
    tokens: list[UUID]


class ClosingAnswer(Answer):
    """A session that nobody can hold."""

    session: UUID
    practitioner: UUID
    name: str
    n_patients: int


class TellingAnswer(Answer):
    """One message; ``name`` is a token's label for a patient."""

    audience: Audience
    name: str
    words: str


class LoopPlanAnswer(Answer):
    """One preview of everything; done when ``applied_at`` is set.

    ``reallocation`` is the plan for the patients of closed sessions.
    """

    id: UUID
    status: PlanStatus
    version: int
    absence: UUID | None
    filling: Filling
    note: str
    roster: UUID | None
    new_roster: UUID | None
    duties: list[DutyChangeAnswer]
    handovers: list[HandoverAnswer]
    closings: list[ClosingAnswer]
    reallocation: UUID | None
    tellings: list[TellingAnswer]
    unresolved: list[str]
    is_fewest: bool
    seconds: dict[str, float]
    asked_at: datetime
    made_at: datetime | None
    applied_at: datetime | None


class CalledAnswer(Answer):
    """An absence, and the plan that follows from the call, if there is one."""

    absence: AbsenceAnswer
    plan: LoopPlanAnswer | None


@router.post("", status_code=201, responses=documented(404, 409, 413))
def report_absence(
    work: WorkDep, body: AbsenceReport, response: Response
) -> CalledAnswer:
    """Say that somebody is away; the plan that follows is worked out at once.

    A doctor reports the own absence, and a worker makes the plan.
    """
    called = loop.call_in(work, body.to_request())
    response.headers["Location"] = f"/api/v1/absences/{called.absence.id}"
    return CalledAnswer.of(called)


@router.get("", responses=documented())
def list_absences(work: WorkDep) -> Listing[AbsenceAnswer]:
    """Absences that are not over, by first day; to a doctor the own ones."""
    return Listing(items=AbsenceAnswer.each(loop.to_come(work)))


@router.get("/{absence}", responses=documented(404))
def get_absence(work: WorkDep, absence: AbsenceId) -> AbsenceAnswer:
    """One absence."""
    return AbsenceAnswer.of(loop.get_absence(work, absence))


@router.post("/{absence}/return", responses=documented(404, 409, 413))
def end_absence(work: WorkDep, absence: AbsenceId, body: Returning) -> CalledAnswer:
    """Somebody is back sooner, or never was away: the days are theirs again."""
    return CalledAnswer.of(loop.call_back(work, absence, body.on))


@router.post("/{absence}/plans", status_code=201, responses=documented(404, 409, 413))
def plan_absence(
    work: WorkDep,
    absence: AbsenceId,
    body: ProposalWish,
    response: Response,
    idempotency_key: IdempotencyKey = None,
) -> LoopPlanAnswer:
    """Work out what an absence leads to; nothing is done until the plan is applied."""
    cause = Cause.absent(loop.get_absence(work, absence))
    plan = loop.propose(work, cause, body.to_params(), idempotency_key=idempotency_key)
    return _tagged(response, plan)


@plans_router.post("", status_code=201, responses=documented(409, 413))
def plan_happening(
    work: WorkDep,
    body: Happening,
    response: Response,
    idempotency_key: IdempotencyKey = None,
) -> LoopPlanAnswer:
    """The same for a lost site, or more people needed."""
    plan = loop.propose(
        work, body.to_cause(), body.to_params(), idempotency_key=idempotency_key
    )
    return _tagged(response, plan)


@plans_router.get("/{plan}", responses=documented(404))
def get_loop_plan(
    work: WorkDep, plan: LoopPlanId, response: Response
) -> LoopPlanAnswer:
    """One plan, and what came of it."""
    return _tagged(response, loop.get(work, plan))


@plans_router.post("/{plan}/apply", responses=documented(404, 409, 412, 428))
def apply_loop_plan(
    work: WorkDep, plan: LoopPlanId, expected: versions.Demanded, response: Response
) -> LoopPlanAnswer:
    """Do it, all or nothing; refused when the world has changed since."""
    return _tagged(response, loop.apply(work, plan, expected))


@plans_router.post("/{plan}/stop", responses=documented(404))
def stop_loop_plan(
    work: WorkDep, plan: LoopPlanId, response: Response
) -> LoopPlanAnswer:
    """Give up a plan that is being worked out."""
    return _tagged(response, loop.stop(work, plan))


def _tagged(response: Response, plan: loop.LoopPlan) -> LoopPlanAnswer:
    versions.tag(response, plan)
    return LoopPlanAnswer.of(plan)
