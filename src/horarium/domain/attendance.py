"""Who may not come: learnt models, the scores they gave, and the help that scores buy."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from horarium.domain.ids import AppointmentId, FitId, PatientId, SessionId


class FitStatus(StrEnum):
    """Queued and running may change; the others are how learning ended."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self in {self.DONE, self.FAILED}


class ScorePurpose(StrEnum):
    """The moment a score was given for.

    Those at booking tell how many a session can take, those of the day ahead who is helped.
    """

    BOOKING = "booking"
    DAY_AHEAD = "day-ahead"


class HelpKind(StrEnum):
    """What a high chance to miss a visit buys."""

    EXTRA_REMINDER = "extra-reminder"
    CALL = "call"


class HelpOutcome(StrEnum):
    """What came of a call."""

    CONFIRMED = "confirmed"
    TRANSPORT = "transport"
    WANTS_OTHER_TIME = "wants-other-time"
    NOT_REACHED = "not-reached"


@dataclass(frozen=True, slots=True, kw_only=True)
class PastVisit:
    """A booked visit as the store knows it; ``no_show`` is None while nobody knows.

    ``start`` is an instant; ``service`` and ``source`` serve monitoring alone.
    """

    appointment: AppointmentId
    patient: PatientId
    booked_at: datetime
    start: datetime
    birth_on: date | None
    no_show: bool | None
    service: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """One time of learning: asked for, going on, over.

    ``method`` is what was asked for and ``used`` what came of it: ``rate`` where the
    past was too short. ``report`` holds plain figures, ``card`` the model card.
    """

    id: FitId
    status: FitStatus
    method: str
    created_at: datetime
    stage: str = ""
    used: str = ""
    reason: str = ""
    report: Mapping[str, Any] = field(default_factory=dict)
    card: str = ""
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LearntModels:
    """Files of models in force: for the day ahead and for the moment of booking.

    ``number`` counts the recalibrations of the fit; 0 is the fit as it was learnt.
    """

    fit: FitId
    day_ahead: bytes
    booking: bytes
    no_show_rate: float
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalibration:
    """One night's shift of a fit to the outcomes that came in since.

    ``version`` counts fits and, after the point, recalibrations of that fit; ``report``
    holds plain figures, ``card`` the model card written anew.
    """

    fit: FitId
    number: int
    version: str
    on_date: date
    n_outcomes: int
    created_at: datetime
    report: Mapping[str, Any] = field(default_factory=dict)
    card: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceSetting:
    """How an organisation predicts; ``is_off`` gives everybody the same chance.

    Learning is due after ``learn_every_days``; ``recalibrates`` each night between.
    """

    method: str = "spline-logistic"
    is_off: bool = False
    recalibrates: bool = True
    learn_every_days: int = 1
    reason: str = ""
    helped_on: date | None = None
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A chance to come as it was given; ``fit`` is None for the rate of everybody.

    ``recalibration`` is the number of that of the fit; 0 is the fit as it was learnt.
    """

    appointment: AppointmentId
    purpose: ScorePurpose
    on_date: date
    p_show: float
    as_of: datetime
    method: str
    fit: FitId | None = None
    recalibration: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpCall:
    """Somebody to ring before a visit; the list never says why."""

    appointment: AppointmentId
    session: SessionId
    patient: PatientId
    patient_name: str
    phone: str | None
    start: datetime
    outcome: HelpOutcome | None = None
    done_at: datetime | None = None
