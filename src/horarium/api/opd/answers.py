"""What clients of the original are told: its envelope, its names, its words."""

from datetime import UTC, datetime
from typing import Annotated, Generic, Literal, Self, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer
from pydantic.alias_generators import to_camel

from horarium.domain.session import Session, SessionStatus
from horarium.services.opd.reallocating import Moved
from horarium.services.opd.slots import Slot as OpenedSlot
from horarium.services.opd.slots import SlotStats
from horarium.services.opd.tokens import OpdToken
from horarium.services.opd.words import TYPES, OpdStatus, OpdType, status_of
from horarium.store.opd import OpdDoctor

T = TypeVar("T")


def _utc(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


Instant = Annotated[datetime, PlainSerializer(_utc, when_used="unless-none")]


class Found(BaseModel, Generic[T]):
    """One thing."""

    success: Literal[True] = True
    data: T


class Done(Found[T], Generic[T]):
    """One thing, and what was done to it."""

    message: str


class Listed(BaseModel, Generic[T]):
    """Several things; ``count`` is how many are in ``data``."""

    success: Literal[True] = True
    count: int
    data: list[T]

    @classmethod
    def of(cls, data: list[T]) -> Self:
        """The list with its length."""
        return cls(count=len(data), data=data)


class _Document(BaseModel):
    """Has its identifier twice, as the original's documents do."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, frozen=True
    )

    id: str
    document_id: str = Field(alias="_id", description="The same as `id`.")


class Doctor(_Document):
    """A practitioner."""

    name: str
    specialization: str
    opd_days: list[str] = Field(alias="opd_days")
    created_at: Instant = Field(alias="created_at")
    updated_at: Instant = Field(alias="updated_at")

    @classmethod
    def of(cls, doctor: OpdDoctor) -> Self:
        """The doctor in the original's names."""
        return cls(
            **_identifiers(doctor.id),
            name=doctor.name,
            specialization=doctor.specialization,
            opd_days=list(doctor.opd_days),
            created_at=doctor.created_at,
            updated_at=doctor.updated_at,
        )


SlotStatus = Literal["ACTIVE", "DELAYED", "CANCELLED", "COMPLETED"]


class _State(BaseModel):
    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, frozen=True
    )

    max_capacity: int
    current_count: int
    available_capacity: int
    is_full: bool
    is_delayed: bool
    delay_minutes: int
    status: SlotStatus


class Slot(_State, _Document):
    """A session; ``date``, ``startTime`` and ``endTime`` are the organisation's."""

    doctor_id: str
    date: str
    start_time: str
    end_time: str
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, slot: OpenedSlot, zone: ZoneInfo) -> Self:
        """The slot in the original's names."""
        session = slot.session
        start = session.interval.start.astimezone(zone)
        known = {
            **_identifiers(session.id),
            **_state(slot),
            "doctor_id": str(session.practitioner),
            "date": start.date().isoformat(),
            "start_time": f"{start:%H:%M}",
            "end_time": f"{session.interval.end.astimezone(zone):%H:%M}",
            "created_at": slot.created_at,
            "updated_at": slot.updated_at,
        }
        return cls.model_validate(known)


class Stats(_State):
    """A slot in numbers."""

    slot_id: str
    token_stats: dict[OpdStatus, int]

    @classmethod
    def of(cls, stats: SlotStats) -> Self:
        """The numbers in the original's names."""
        counts = {one: stats.tokens[one] for one in OpdStatus if stats.tokens[one]}
        known = {
            **_state(stats.slot),
            "slot_id": str(stats.slot.session.id),
            "token_stats": counts,
        }
        return cls.model_validate(known)


class Token(_Document):
    """A token. ``tokenNumber`` never changes; ``queuePosition`` and ``estimatedTime``
    are worked out anew each time, 0 and null for who is in no queue any more."""

    token_number: str
    patient_id: str
    patient_name: str
    slot_id: str
    type: OpdType
    priority: int
    queue_position: int
    estimated_time: str | None = Field(
        description="Without a zone: the organisation's."
    )
    status: OpdStatus
    phone_number: str | None
    check_in_time: Instant | None
    completed_time: Instant | None
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, told: OpdToken, zone: ZoneInfo) -> Self:
        """The token in the original's names."""
        token, status = told.token, status_of(told.token)
        checked_in = token.arrived_at if status is not OpdStatus.PENDING else None
        is_done = status is OpdStatus.COMPLETED
        return cls(
            **_identifiers(token.id),
            token_number=f"T{token.number:03d}",
            patient_id=told.patient.record_number,
            patient_name=told.patient.name,
            slot_id=str(token.session),
            type=TYPES[token.source],
            priority=told.priority,
            queue_position=told.place.position,
            estimated_time=_local(told.place.estimated_at, zone),
            status=status,
            phone_number=told.patient.phone,
            check_in_time=checked_in,
            completed_time=token.ended_at if is_done else None,
            created_at=token.created_at,
            updated_at=told.updated_at,
        )


class Cancelled(BaseModel):
    """What is said of a token given up; ``status`` is in small letters, as it was."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    token_id: str
    status: Literal["cancelled"] = "cancelled"
    reason: str | None
    message: str = "Token cancelled successfully"


class Reallocated(BaseModel):
    """How many went where; the slots are named only when somebody did."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    message: str
    reallocated: int
    source_slot: str | None = None
    target_slot: str | None = None

    @classmethod
    def of(cls, moved: Moved) -> Self:
        """The move in the original's names."""
        n_moved = len(moved.tokens)
        if not n_moved:
            return cls(message="No tokens to reallocate", reallocated=0)
        return cls(
            message=f"{n_moved} tokens reallocated",
            reallocated=n_moved,
            source_slot=str(moved.source.id),
            target_slot=str(moved.target.id),
        )


def _identifiers(key: UUID) -> dict[str, str]:
    return {"id": str(key), "document_id": str(key)}


def _state(slot: OpenedSlot) -> dict[str, object]:
    session = slot.session
    return {
        "max_capacity": session.capacity,
        "current_count": slot.n_in,
        "available_capacity": max(session.places_left, 0),
        "is_full": slot.is_full,
        "is_delayed": session.late_min > 0,
        "delay_minutes": session.late_min,
        "status": _slot_status(session),
    }


def _slot_status(session: Session) -> SlotStatus:
    if session.status is SessionStatus.CANCELLED:
        return "CANCELLED"
    if session.status is SessionStatus.CLOSED:
        return "COMPLETED"
    return "DELAYED" if session.late_min else "ACTIVE"


def _local(instant: datetime | None, zone: ZoneInfo) -> str | None:
    if instant is None:
        return None
    return instant.astimezone(zone).replace(tzinfo=None).isoformat(timespec="seconds")
