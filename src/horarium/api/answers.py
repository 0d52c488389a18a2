"""What the API says back: the domain's nouns as JSON, instants in UTC."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Generic, Self, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, field_validator

from horarium.domain.appointment import AppointmentStatus
from horarium.domain.roster import RosterStatus
from horarium.domain.session import SessionStatus
from horarium.domain.solve import SolveStatus
from horarium.domain.token import TokenSource, TokenStatus
from horarium.engines.queueing.outcome import WaitNote

T = TypeVar("T")


class Answer(BaseModel):
    """Made from the domain value whose attributes it names."""

    model_config = ConfigDict(from_attributes=True, frozen=True)

    @classmethod
    def of(cls, value: object) -> Self:
        """The answer that tells ``value``."""
        return cls.model_validate(value)

    @classmethod
    def each(cls, values: Iterable[object]) -> list[Self]:
        """The answers that tell ``values``, one by one."""
        return [cls.of(value) for value in values]


class Listing(BaseModel, Generic[T]):
    """A list; an object, so that it can grow."""

    items: list[T]


class Interval(Answer):
    """From ``start`` up to but not including ``end``."""

    start: datetime
    end: datetime


class Quota(Answer):
    """Places kept for one class until ``release_at``."""

    priority_class: str
    places: int
    release_at: datetime


class Session(Answer):
    """One practitioner's stretch of clinic, with the state of its places."""

    id: UUID
    practitioner: UUID
    practitioner_name: str
    service: UUID
    service_name: str
    location: UUID
    room: str
    site: str
    interval: Interval
    on_date: date
    series: str
    slot_min: int
    capacity: int
    taken: int
    places_left: int
    overflow_limit: int
    overflow_taken: int
    status: SessionStatus
    late_min: int
    discipline: str
    version: int
    roster: UUID | None
    began_at: datetime | None
    closed_at: datetime | None
    planned_break: Interval | None
    n_held: int
    quotas: list[Quota]
    rule: UUID | None


class Token(Answer):
    """One person's place in a line. ``number`` never changes; ``opaque`` is the end of the
    patient's link ``/t/…``."""

    id: UUID
    session: UUID
    patient: UUID
    patient_name: str
    number: int
    series: str
    label: str
    opaque: str
    source: TokenSource
    priority_class: str
    status: TokenStatus
    overflow: bool
    reason: str | None
    appointment: UUID | None
    slot_start_at: datetime | None
    created_at: datetime
    arrived_at: datetime | None
    called_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    n_skips: int
    n_recalls: int
    version: int


class Appointment(Answer):
    """One patient's time in a session."""

    id: UUID
    session: UUID
    patient: UUID
    patient_name: str
    interval: Interval
    status: AppointmentStatus
    source: TokenSource
    version: int
    held_until_at: datetime | None
    replaces: UUID | None
    reason: str | None


class Booked(Answer):
    """An appointment and the token that goes with it."""

    appointment: Appointment
    token: Token


class Patient(Answer):
    """Somebody who is seen."""

    id: UUID
    record_number: str
    name: str
    birth_on: date | None
    phone: str | None
    language: str
    email: str | None


class Practitioner(Answer):
    """A member of the team; ``staff_code`` is their id in rosters.

    ``skills`` are those of the directory; published rosters may know of more."""

    id: UUID
    staff_code: str
    name: str
    grade: str
    skills: list[str]


class HealthcareService(Answer):
    """What a clinic offers."""

    id: UUID
    name: str


class Location(Answer):
    """A site, or a room of one."""

    id: UUID
    name: str
    kind: str
    part_of: UUID | None


class Wait(Answer):
    """Minutes until the call: the interval is right ``coverage`` of the time."""

    low_min: float
    high_min: float
    middle_min: float
    people_ahead: int
    coverage: float
    notes: list[WaitNote]


class Waiting(Answer):
    """Somebody in the line with the wait to expect."""

    token: Token
    wait: Wait


class Line(Answer):
    """A session's line; ``waiting`` is in the order of being called."""

    session: Session
    with_doctor: Token | None
    waiting: list[Waiting]
    booked: list[Token]
    skipped: list[Token]
    n_seen: int
    n_noshow: int


class BoardRoom(Answer):
    """One room on the public board: numbers, never a patient's name.

    ``wait`` is what a walk-in who came now would have to expect; nothing when it is full.
    """

    session: UUID
    room: str
    site: str
    service: str
    practitioner: str
    now_serving: str | None
    called_at: datetime | None
    next_labels: list[str]
    n_waiting: int
    late_min: int
    wait: Wait | None


class Board(BaseModel):
    """Every room in use, as of ``as_of``."""

    as_of: datetime
    rooms: list[BoardRoom]


class TokenView(Answer):
    """A token as its holder sees it; ``wait`` only while there is one."""

    label: str
    status: TokenStatus
    source: TokenSource
    room: str
    site: str
    service: str
    practitioner: str
    session_start: datetime
    slot_start_at: datetime | None
    late_min: int
    now_serving: str | None
    wait: Wait | None


class Me(Answer):
    """Whose bearer token this is."""

    kind: str
    role: str = Field(validation_alias="role_name")
    name: str
    id: UUID | None
    practitioner: UUID | None
    patient: UUID | None


class RosterHeading(Answer):
    """A roster without its cells; ``summary`` is what the solver reported."""

    id: UUID
    name: str
    starts_on: date
    n_days: int
    status: RosterStatus
    version: int
    summary: dict[str, Any]
    created_at: datetime
    published_at: datetime | None


class Assignment(Answer):
    """One practitioner works one shift type on one date; ``locked`` binds the solver."""

    practitioner: UUID
    staff_code: str
    on_date: date
    shift_type: str
    locked: bool


class Roster(RosterHeading):
    """A roster with the problem it answers, in the rostering engine's own form."""

    problem: dict[str, Any]
    assignments: list[Assignment]


class Breach(BaseModel):
    """One place where a roster breaks a rule; a hard one must be mended.

    ``person`` is a staff code, or nothing where the breach belongs to a day alone.
    """

    rule: str
    is_hard: bool
    amount: int
    penalty: int
    sentence: str
    person: str | None
    on_dates: list[date]
    shift_type: str | None


class Judgement(BaseModel):
    """What the independent judge says of a roster; legal without hard breaches."""

    n_hard: int
    penalty: int
    items: list[Breach]


class SolveStep(Answer):
    """How a search stood: its best roster's objective, and what none can be below."""

    elapsed_s: float
    objective: int | None
    bound: int


class Solve(Answer):
    """A search for a roster; ``roster`` is the draft that came of it.

    ``outcome`` says how it ended: ``status`` is ``solved``, ``infeasible``,
    ``out-of-time``, ``stopped`` or ``failed``.
    """

    id: UUID
    status: SolveStatus
    params: dict[str, Any]
    steps: list[SolveStep]
    outcome: dict[str, Any] | None
    roster: UUID | None
    stop_requested: bool
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @field_validator("outcome")
    @classmethod
    def _only_the_end(cls, value: dict[str, Any] | None) -> dict[str, Any] | None:
        """A search put back into the queue keeps its state there; nobody's business."""
        return value if value and "status" in value else None
