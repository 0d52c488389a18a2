"""The two calls a department gets: I cannot come, and I am back."""

from dataclasses import dataclass
from datetime import date

from horarium.domain.absence import Absence
from horarium.domain.ids import AbsenceId
from horarium.services.loop.absences import (
    NewAbsence,
    come_back,
    report_absence,
    returning,
)
from horarium.services.loop.absences import get as get_absence
from horarium.services.loop.cause import Cause
from horarium.services.loop.plan import LoopPlan
from horarium.services.loop.proposing import ProposalParams, propose, queue
from horarium.services.permissions import Permission, may
from horarium.services.work import Work
from horarium.store import loop_plans as store


@dataclass(frozen=True, slots=True)
class Called:
    """An absence as it is after the call, and the plan that follows from it, if any."""

    absence: Absence
    plan: LoopPlan | None


def call_in(
    work: Work, request: NewAbsence, params: ProposalParams | None = None
) -> Called:
    """Report an absence and work out what follows: at once for whoever may apply it.

    For a doctor a worker does it, so that the plan is there when somebody looks. The
    same call again makes no second plan. Raises what ``report_absence`` does.
    """
    absence = report_absence(work, request)
    if store.newest_of(work.db, absence.id) is not None:
        return Called(absence, None)
    return Called(absence, _followed(work, Cause.absent(absence), params))


def call_back(
    work: Work, wanted: AbsenceId, on: date, params: ProposalParams | None = None
) -> Called:
    """Somebody can work again from ``on`` on; a plan if the roster had noted it."""
    before = get_absence(work, wanted)
    after = come_back(work, wanted, on)
    cause = returning(before, on)
    plan = _followed(work, cause, params) if cause else None
    return Called(after, plan)


def _followed(work: Work, cause: Cause, params: ProposalParams | None) -> LoopPlan:
    if may(work.actor, Permission.ROSTER_REPAIR):
        return propose(work, cause, params)
    return queue(work, cause)
