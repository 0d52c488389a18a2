"""When somebody can be seen: weekly rules, what takes time away, and the slots left."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from horarium.domain.ids import (
    LocationId,
    PractitionerId,
    RuleId,
    ServiceId,
    SessionId,
    UnavailabilityId,
)
from horarium.domain.interval import Interval


class SlotStatus(StrEnum):
    """FHIR's slot status codes, verbatim; a slot in error is never shown."""

    FREE = "free"
    BUSY = "busy"
    BUSY_UNAVAILABLE = "busy-unavailable"
    BUSY_TENTATIVE = "busy-tentative"


class UnavailabilityKind(StrEnum):
    """Whose time is taken away: a rule's, a place's (or everybody's), a practitioner's."""

    EXCEPTION = "exception"
    CLOSURE = "closure"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Time in which slots lie: an interval without its break, cut every ``slot_min``."""

    interval: Interval
    slot_min: int
    planned_break: Interval | None = None

    def slots(self) -> list[Interval]:
        """Every whole slot, in order; after the break the slots begin anew."""
        length = timedelta(minutes=self.slot_min)
        return [
            Interval(part.start + k * length, part.start + (k + 1) * length)
            for part in self._parts()
            for k in range(part.duration // length)
        ]

    def slot_at(self, start: datetime) -> Interval | None:
        """The slot that starts at ``start``, if one does."""
        length = timedelta(minutes=self.slot_min)
        for part in self._parts():
            is_cut = (start - part.start) % length == timedelta(0)
            if is_cut and part.start <= start and start + length <= part.end:
                return Interval(start, start + length)
        return None

    def _parts(self) -> list[Interval]:
        rest = self.planned_break
        if rest is None:
            return [self.interval]
        ends = [(self.interval.start, rest.start), (rest.end, self.interval.end)]
        return [Interval(start, end) for start, end in ends if start < end]


@dataclass(frozen=True, slots=True)
class RuleQuota:
    """``places`` for one class, kept until ``release_min`` before the session starts."""

    priority_class: str
    places: int
    release_min: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AvailabilityRule:
    """A practitioner sees patients for a service in a room, one weekday of each week.

    ``weekday`` is ISO's, 1 for Monday. Times are the organisation's wall clock. The days
    are from ``valid_from`` to ``valid_until``, both included, without end if ``None``.
    """

    id: RuleId
    practitioner: PractitionerId
    service: ServiceId
    location: LocationId
    weekday: int
    from_time: time
    until_time: time
    slot_min: int
    capacity: int
    overflow_limit: int
    discipline: str
    valid_from: date
    created_at: datetime
    valid_until: date | None = None
    break_from: time | None = None
    break_until: time | None = None
    quotas: tuple[RuleQuota, ...] = ()
    version: int = 1

    def is_on(self, day: date) -> bool:
        """Whether the rule speaks of ``day``."""
        if day.isoweekday() != self.weekday or day < self.valid_from:
            return False
        return self.valid_until is None or day <= self.valid_until


@dataclass(frozen=True, slots=True, kw_only=True)
class Unavailability:
    """A stretch of time in which nobody is seen, and whom it concerns.

    A closure of a site concerns its rooms, one without a location everybody.
    """

    id: UnavailabilityId
    kind: UnavailabilityKind
    during: Interval
    reason: str
    created_at: datetime
    rule: RuleId | None = None
    location: LocationId | None = None
    practitioner: PractitionerId | None = None
    withdrawn_at: datetime | None = None
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A stretch of bookable time. Without a ``session`` yet, its ``rule`` makes one."""

    interval: Interval
    status: SlotStatus
    practitioner: PractitionerId
    service: ServiceId
    location: LocationId
    session: SessionId | None = None
    rule: RuleId | None = None
