"""Moving patients when a doctor is late or away, or a session ends early or not at all."""

from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import Field
from starlette.responses import Response

from horarium.api.answers import Answer
from horarium.api.deps import WorkDep
from horarium.api.fields import Body, Day, IdempotencyKey, Instant, Reason, WholeNumber
from horarium.api.routing import api_router, documented
from horarium.domain.ids import PractitionerId, SessionId
from horarium.engines.queueing.outcome import LeftoverReason, Misfit
from horarium.services import reallocation
from horarium.services.reallocation import Plan, Trigger, TriggerKind
from horarium.services.reallocation.trigger import MOST_DAYS
from horarium.services.sessions import MAX_LATE_MIN

router = api_router("/reallocations", "reallocations")
sessions_router = api_router("/sessions", "reallocations")
practitioners_router = api_router("/practitioners", "reallocations")

_WITHIN = Field(7, ge=0, le=MOST_DAYS, description="How many days ahead to look.")


class TriggerBody(Body):
    """What happened. ``late`` names ``session`` and ``minutes``, ``cut-short`` the
    ``session`` and its new ``end``, ``cancelled`` the ``session``, ``absent`` a
    ``practitioner`` and the day ``on``."""

    kind: TriggerKind
    reason: Reason
    session: UUID | None = None
    minutes: WholeNumber | None = Field(None, ge=1, le=MAX_LATE_MIN)
    end: Instant | None = None
    practitioner: UUID | None = None
    on: Day | None = None
    within_days: WholeNumber = _WITHIN

    def to_trigger(self) -> Trigger:
        """The same, as the service takes it."""
        return Trigger(
            kind=self.kind,
            reason=self.reason,
            session=SessionId(self.session) if self.session else None,
            minutes=self.minutes,
            end=self.end,
            practitioner=(
                PractitionerId(self.practitioner) if self.practitioner else None
            ),
            on=self.on,
            within_days=self.within_days,
        )


class Ending(Body):
    """Why a session does not take place."""

    reason: Reason
    within_days: WholeNumber = _WITHIN

    def to_trigger(self, kind: TriggerKind, **whom: Any) -> Trigger:
        """The same, as the service takes it; ``whom`` it concerns and when."""
        return Trigger(
            kind=kind, reason=self.reason, within_days=self.within_days, **whom
        )


class EarlyEnding(Ending):
    """Until when it does take place."""

    end: Instant


class Absence(Ending):
    """On which day somebody is away."""

    on: Day


class TriggerAnswer(Answer):
    """What happened."""

    kind: TriggerKind
    reason: str
    session: UUID | None
    minutes: int | None
    end: datetime | None
    practitioner: UUID | None
    on: date | None
    within_days: int


class MoveAnswer(Answer):
    """A token goes to the place of ``session`` at ``start``, ``shift_min`` later than
    promised; ``new_label`` once the plan is applied."""

    token: UUID
    label: str
    source: UUID
    session: UUID
    start: datetime
    shift_min: float
    new_label: str | None = None


class LeftBehindAnswer(Answer):
    """A token without another place; its patient goes to the waitlist.

    ``misfit`` says what stood in the way of the places nearest to fitting."""

    token: UUID
    label: str
    source: UUID
    reason: LeftoverReason
    misfit: Misfit | None


class PlanAnswer(Answer):
    """A plan; it is applied when ``applied_at`` is set."""

    id: UUID
    trigger: TriggerAnswer
    sources: list[UUID]
    moves: list[MoveAnswer]
    leftovers: list[LeftBehindAnswer]
    n_staying: int
    made_at: datetime
    applied_at: datetime | None

    @classmethod
    def telling(cls, plan: Plan) -> Self:
        """The answer that tells a plan, with the new numbers when there are any."""
        told = cls.of(plan)
        labels = plan.new_labels or {}
        moves = [
            answer.model_copy(update={"new_label": labels.get(move.token)})
            for answer, move in zip(told.moves, plan.moves, strict=True)
        ]
        return told.model_copy(update={"moves": moves})


@router.post("", status_code=201, responses=documented(404, 409, 413))
def plan_reallocation(
    work: WorkDep,
    body: TriggerBody,
    response: Response,
    idempotency_key: IdempotencyKey = None,
) -> PlanAnswer:
    """Plan who would go where; nothing is done until the plan is applied."""
    trigger = body.to_trigger()
    made = reallocation.plan(work, trigger, idempotency_key=idempotency_key)
    response.headers["Location"] = f"/api/v1/reallocations/{made.id}"
    return PlanAnswer.telling(made)


@router.get("/{plan}", responses=documented(404))
def get_reallocation(work: WorkDep, plan: UUID) -> PlanAnswer:
    """One plan, and what came of it."""
    return PlanAnswer.telling(reallocation.get(work, plan))


@router.post("/{plan}/apply", responses=documented(404, 409))
def apply_reallocation(work: WorkDep, plan: UUID) -> PlanAnswer:
    """Do what the plan says, all or nothing; refused when the world has changed since."""
    return PlanAnswer.telling(reallocation.apply(work, plan))


@sessions_router.post("/{session}/cancel", responses=documented(404, 409, 413))
def cancel_session(
    work: WorkDep,
    session: SessionId,
    body: Ending,
    idempotency_key: IdempotencyKey = None,
) -> PlanAnswer:
    """Cancel a session: everybody goes elsewhere or on the waitlist, at once."""
    trigger = body.to_trigger(TriggerKind.CANCELLED, session=session)
    return _at_once(work, trigger, idempotency_key)


@sessions_router.post("/{session}/cut-short", responses=documented(404, 409, 413))
def cut_session_short(
    work: WorkDep,
    session: SessionId,
    body: EarlyEnding,
    idempotency_key: IdempotencyKey = None,
) -> PlanAnswer:
    """End a session early: whose turn would come later goes elsewhere, at once."""
    trigger = body.to_trigger(TriggerKind.CUT_SHORT, session=session, end=body.end)
    return _at_once(work, trigger, idempotency_key)


@practitioners_router.post(
    "/{practitioner}/absences", responses=documented(404, 409, 413)
)
def practitioner_absent(
    work: WorkDep,
    practitioner: PractitionerId,
    body: Absence,
    idempotency_key: IdempotencyKey = None,
) -> PlanAnswer:
    """Cancel all sessions that somebody has on a day, at once."""
    trigger = body.to_trigger(TriggerKind.ABSENT, practitioner=practitioner, on=body.on)
    return _at_once(work, trigger, idempotency_key)


def _at_once(work: WorkDep, trigger: Trigger, key: str | None) -> PlanAnswer:
    done = reallocation.at_once(work, trigger, idempotency_key=key)
    return PlanAnswer.telling(done)
