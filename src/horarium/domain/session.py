"""Sessions: one practitioner's stretch of clinic at one location."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from horarium.domain.ids import (
    LocationId,
    PractitionerId,
    RosterId,
    RuleId,
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

    @property
    def is_over(self) -> bool:
        """Whether nobody is taken any more."""
        return self in (SessionStatus.CLOSED, SessionStatus.CANCELLED)


@dataclass(frozen=True, slots=True)
class Quota:
    """``places`` of a session that are kept for one priority class until ``release_at``."""

    priority_class: str
    places: int
    release_at: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """One practitioner's stretch of clinic, with the state of its places.

    ``taken`` of ``capacity`` ordinary places and ``overflow_taken`` of
    ``overflow_limit`` emergency places are in use, ``n_held`` ordinary ones are promised
    for some minutes; ``series`` is the letter before each token number, unique within
    ``on_date`` (the site's calendar day). Nobody is booked into the ``planned_break``;
    ``break_from_at`` and ``break_until_at`` tell of the break the doctor is on now.
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
    planned_break: Interval | None = None
    n_held: int = 0
    quotas: tuple[Quota, ...] = ()
    rule: RuleId | None = None

    @property
    def places_left(self) -> int:
        """Ordinary places that are neither taken nor held."""
        return self.capacity - self.taken - self.n_held
