"""Tokens: one person's place in the line of a session."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from horarium.domain.ids import AppointmentId, PatientId, SessionId, TokenId


class TokenStatus(StrEnum):
    """Where a token stands; FHIR's codes where FHIR has one."""

    BOOKED = "booked"
    ARRIVED = "arrived"
    CALLED = "called"
    RECALLED = "recalled"
    SKIPPED = "skipped"
    IN_CONSULTATION = "in-consultation"
    COMPLETED = "completed"
    NO_SHOW = "noshow"
    CANCELLED = "cancelled"
    LEFT = "left"
    TRANSFERRED = "transferred"

    @property
    def is_active(self) -> bool:
        """Whether the token still holds its place."""
        return self in _ACTIVE

    @property
    def is_with_doctor(self) -> bool:
        """Whether the doctor has called or is seeing the patient."""
        return self in _WITH_DOCTOR


_WITH_DOCTOR = frozenset(
    {TokenStatus.CALLED, TokenStatus.RECALLED, TokenStatus.IN_CONSULTATION}
)
_ACTIVE = _WITH_DOCTOR | {TokenStatus.BOOKED, TokenStatus.ARRIVED, TokenStatus.SKIPPED}


class TokenSource(StrEnum):
    """How somebody came into the line."""

    EMERGENCY = "emergency"
    PRIORITY = "priority"
    FOLLOW_UP = "follow-up"
    ONLINE = "online"
    WALK_IN = "walk-in"


@dataclass(frozen=True, slots=True)
class Token:
    """One person's place in the line of a session.

    ``number`` never changes and is unique within the session; ``label`` is what people
    read. ``opaque`` opens the patient's page without signing in. ``entry_at`` is set when
    the place no longer counts from check-in, after a skip for instance.
    """

    id: TokenId
    session: SessionId
    patient: PatientId
    patient_name: str
    number: int
    series: str
    opaque: str
    source: TokenSource
    priority_class: str
    status: TokenStatus
    overflow: bool
    created_at: datetime
    version: int
    appointment: AppointmentId | None = None
    reason: str | None = None
    slot_start_at: datetime | None = None
    arrived_at: datetime | None = None
    called_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    skipped_at: datetime | None = None
    entry_at: datetime | None = None
    n_skips: int = 0
    n_recalls: int = 0

    @property
    def label(self) -> str:
        """Series and number without leading zeros, as in ``A 7``."""
        return f"{self.series} {self.number}"
