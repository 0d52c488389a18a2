"""Who may not come: the model's card and marks, fits, the switch, the desk's calls."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from horarium.api.answers import Answer, Listing
from horarium.api.deps import WorkDep
from horarium.api.fields import Body, MaybeDay, Reason
from horarium.api.routing import api_router, documented
from horarium.domain.attendance import FitStatus, HelpOutcome
from horarium.domain.ids import AppointmentId
from horarium.services import attendance
from horarium.services.attendance import ChangeSetting

router = api_router("/attendance", "attendance")
calls_router = api_router("/calls", "attendance")


class FitAnswer(Answer):
    """One time of learning; ``report`` has its figures and ``card`` the model card."""

    id: UUID
    status: FitStatus
    method: str
    used: str
    stage: str
    reason: str
    created_at: datetime
    ended_at: datetime | None
    report: dict[str, Any]
    card: str


class RecalibrationAnswer(Answer):
    """One night's recalibration of a fit; ``card`` is the model card written anew."""

    fit: UUID
    version: str
    on_date: date
    n_outcomes: int
    created_at: datetime
    report: dict[str, Any]
    card: str


class SettingAnswer(Answer):
    """How the organisation predicts; ``is_off`` gives everybody the same chance."""

    method: str
    is_off: bool
    recalibrates: bool
    learn_every_days: int
    reason: str
    changed_at: datetime | None


class SettingBody(Body):
    """A method, the switch, and why; what is left out stays."""

    reason: Reason
    method: str | None = None
    is_off: bool | None = None
    recalibrates: bool | None = None
    learn_every_days: int | None = None


class LiveGroup(Answer):
    """Missed visits of a group against what the scores given expected."""

    group: str
    value: str
    n_visits: int
    observed: float
    expected: float
    low: float
    high: float


class OverviewAnswer(Answer):
    """The setting, the fit in force, and how the scores given came true.

    ``recalibration`` is the last one of that fit; ``card`` is of what is in force.
    """

    setting: SettingAnswer
    in_force: FitAnswer | None
    recalibration: RecalibrationAnswer | None
    card: str
    live: list[LiveGroup]
    n_scores: dict[str, int]


class CallAnswer(Answer):
    """Somebody to ring before a visit; never why."""

    appointment: UUID
    patient: UUID
    patient_name: str
    phone: str | None
    start: datetime
    outcome: HelpOutcome | None
    done_at: datetime | None


class OutcomeBody(Body):
    """What came of a call."""

    outcome: HelpOutcome


@router.get("", responses=documented())
def get_attendance(work: WorkDep) -> OverviewAnswer:
    """The model in force with its card, its marks, groups and drift."""
    return OverviewAnswer.of(attendance.overview(work))


@router.get("/fits", responses=documented())
def list_fits(work: WorkDep) -> Listing[FitAnswer]:
    """The last times of learning, newest first."""
    return Listing(items=FitAnswer.each(attendance.fits(work)))


@router.post("/fits", status_code=202, responses=documented())
def fit_attendance(work: WorkDep) -> FitAnswer:
    """Learn anew, soon; the fit that waits or goes on already, if there is one."""
    return FitAnswer.of(attendance.request_fit(work))


@router.get("/recalibrations", responses=documented())
def list_recalibrations(work: WorkDep) -> Listing[RecalibrationAnswer]:
    """The last nights' recalibrations, newest first."""
    return Listing(items=RecalibrationAnswer.each(attendance.recalibrated(work)))


@router.put("/setting", responses=documented())
def set_attendance(work: WorkDep, body: SettingBody) -> SettingAnswer:
    """Choose a method and how it goes on learning, or turn individual chances off."""
    wanted = ChangeSetting(**body.model_dump())
    return SettingAnswer.of(attendance.change(work, wanted))


@calls_router.get("", responses=documented())
def list_calls(work: WorkDep, on: MaybeDay = None) -> Listing[CallAnswer]:
    """Whom the desk rings on a day, by the time of the visit; today without ``on``."""
    return Listing(items=CallAnswer.each(attendance.calls(work, on)))


@calls_router.post("/{appointment}/outcome", responses=documented(404))
def tell_call(
    work: WorkDep, appointment: AppointmentId, body: OutcomeBody
) -> CallAnswer:
    """Say what came of a call; saying it again corrects it."""
    return CallAnswer.of(attendance.settle_call(work, appointment, body.outcome))
