"""What if: clinic days that are imagined, asked for here and played by a worker."""

from datetime import datetime
from typing import Any
from uuid import UUID

from horarium.api.answers import Answer, Listing
from horarium.api.deps import WorkDep
from horarium.api.fields import Body, IdempotencyKey, WholeNumber
from horarium.api.routing import api_router, documented
from horarium.domain.ids import SimulationRunId
from horarium.domain.what_if import RunStatus
from horarium.services import what_if
from horarium.services.what_if import WhatIf

router = api_router("/what-if", "what-if")

_USUAL = WhatIf()


class WhatIfBody(Body):
    """A kind of clinic and what is different in it; what is left out is as usual.

    ``overtime_cost`` and ``idle_cost`` are what a minute is worth in minutes of a
    patient's waiting. ``n_days`` days are played under each practice.
    """

    preset: str = _USUAL.preset
    n_practitioners: WholeNumber = _USUAL.n_practitioners
    no_show_percent: float = _USUAL.no_show_percent
    late_percent: float = _USUAL.late_percent
    walk_ins_an_hour: float = _USUAL.walk_ins_an_hour
    overtime_cost: float = _USUAL.overtime_cost
    idle_cost: float = _USUAL.idle_cost
    n_days: WholeNumber = _USUAL.n_days

    def to_question(self) -> WhatIf:
        """The same, as the service takes it."""
        return WhatIf(**self.model_dump())


class WhatIfAnswer(Answer):
    """A question, how far it is, and in ``report`` what each practice came to.

    ``report`` has each figure with the ends of its interval; empty until it is done.
    """

    id: UUID
    status: RunStatus
    asked: dict[str, Any]
    n_done: int
    report: dict[str, Any]
    reason: str
    created_at: datetime
    ended_at: datetime | None


@router.get("", responses=documented())
def list_what_if(work: WorkDep) -> Listing[WhatIfAnswer]:
    """The questions asked last, newest first."""
    return Listing(items=WhatIfAnswer.each(what_if.runs(work)))


@router.post("", status_code=202, responses=documented(413))
def ask_what_if(
    work: WorkDep, body: WhatIfBody, idempotency_key: IdempotencyKey = None
) -> WhatIfAnswer:
    """Let a worker play the days, the same ones under each practice."""
    question = body.to_question()
    return WhatIfAnswer.of(what_if.ask(work, question, idempotency_key=idempotency_key))


@router.get("/{run}", responses=documented(404))
def get_what_if(work: WorkDep, run: SimulationRunId) -> WhatIfAnswer:
    """How far a question is, or what it came to."""
    return WhatIfAnswer.of(what_if.get(work, run))
