"""What a plan that closes the loop is made of."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from horarium.domain.ids import (
    AbsenceId,
    LoopPlanId,
    PractitionerId,
    RosterId,
    SessionId,
    TokenId,
)
from horarium.engines.rostering.moves import Why
from horarium.services.loop.cause import Cause


class PlanStatus(StrEnum):
    """Being worked out, to be confirmed, or over in one way or another."""

    WORKING = "working"
    READY = "ready"
    STOPPED = "stopped"
    FAILED = "failed"
    APPLIED = "applied"


class Filling(StrEnum):
    """What somebody has to be found for.

    The minimum of cover; besides, each clinic that has patients; or everything wanted
    that there was.
    """

    MINIMUM = "minimum"
    CLINICS = "clinics"
    WANTED = "wanted"


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyChange:
    """``practitioner`` has shift type ``after`` instead of ``before`` on a day.

    "" is a day off. ``reason`` says what left no choice, or what it is good for.
    """

    practitioner: PractitionerId
    staff_code: str
    name: str
    on: date
    before: str
    after: str
    why: Why
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """A session goes on with another doctor; its patients stay, numbers and all."""

    session: SessionId
    source: PractitionerId
    source_name: str
    target: PractitionerId
    target_name: str
    tokens: tuple[TokenId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Somebody who waits for a session: of which priority, and promised for when."""

    token: TokenId
    priority: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """A session that nobody can hold, and who is ``waiting`` for it."""

    session: SessionId
    practitioner: PractitionerId
    name: str
    waiting: tuple[Waiting, ...]

    @property
    def n_patients(self) -> int:
        """How many have to go elsewhere."""
        return len(self.waiting)


class Audience(StrEnum):
    """Who is told something."""

    DOCTOR = "doctor"
    DESK = "desk"
    PATIENT = "patient"


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One message to one person; ``name`` is a token's label for a patient."""

    audience: Audience
    key: UUID
    name: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopPlan:
    """One preview of everything that an absence leads to; nothing is done until applied.

    ``duties`` are the changed person-days of ``roster``, people in order, then days;
    ``new_roster`` is what it became. ``reallocation`` is the plan for the patients of the
    sessions in ``closings``. ``unresolved`` says what nobody could be found for. The
    plan counts on the versions it names. ``seen_at`` is the instant nothing before which
    moves, ``seconds`` how long each step took.
    """

    id: LoopPlanId
    cause: Cause
    status: PlanStatus
    asked_at: datetime
    filling: Filling = Filling.CLINICS
    version: int = 1
    note: str = ""
    seen_at: datetime | None = None
    roster: RosterId | None = None
    roster_version: int = 0
    duties: tuple[DutyChange, ...] = ()
    handovers: tuple[Handover, ...] = ()
    closings: tuple[Closing, ...] = ()
    reallocation: UUID | None = None
    tellings: tuple[Telling, ...] = ()
    unresolved: tuple[str, ...] = ()
    is_fewest: bool = True
    absence_version: int = 0
    sessions: dict[SessionId, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    made_at: datetime | None = None
    applied_at: datetime | None = None
    new_roster: RosterId | None = None

    @property
    def absence(self) -> AbsenceId | None:
        """The absence that it covers, if it is about one."""
        return self.cause.absence

    @property
    def of_others(self) -> tuple[DutyChange, ...]:
        """The changes that what happened did not leave without a choice."""
        return tuple(one for one in self.duties if one.why is not Why.FORCED)
