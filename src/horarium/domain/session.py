"""Sessions: one practitioner's stretch of clinic at one location."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from horarium.domain.ids import (
    LocationId,
    PractitionerId,
    RosterId,
    ServiceId,
    SessionId,
)
from horarium.domain.interval import Interval


class SessionStatus(StrEnum):
    """Only planned and open sessions take anybody."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Session:
    """One practitioner's stretch of clinic, with the state of its places.

    ``taken`` of ``capacity`` ordinary places and ``overflow_taken`` of
    ``overflow_limit`` emergency places are in use; ``series`` is the letter before each
    token number, unique within ``on_date`` (the site's calendar day).
    """

    id: SessionId
    practitioner: PractitionerId
    practitioner_name: str
    service: ServiceId
    service_name: str
    location: LocationId
    room: str
    site: str
    interval: Interval
    on_date: date
    series: str
    slot_min: int
    capacity: int
    taken: int
    overflow_limit: int
    overflow_taken: int
    status: SessionStatus
    late_min: int
    discipline: str
    version: int
    roster: RosterId | None = None
    began_at: datetime | None = None
    break_from_at: datetime | None = None
    break_until_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def places_left(self) -> int:
        """Ordinary places that can still be given."""
        return self.capacity - self.taken
