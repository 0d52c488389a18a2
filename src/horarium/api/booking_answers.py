"""What the API says back about booking ahead."""

from datetime import date, datetime, time
from typing import Annotated
from uuid import UUID

from pydantic import WithJsonSchema

from horarium.api.answers import Answer, Appointment, Interval, Session
from horarium.domain.availability import SlotStatus, UnavailabilityKind
from horarium.domain.token import TokenSource
from horarium.domain.waitlist import OfferStatus, PartOfDay, Urgency, WishStatus

WallTime = Annotated[
    time,
    WithJsonSchema(
        {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$"}
    ),
]
"""What a clock on the wall shows; JSON Schema's own format ``time`` has a zone."""


class Slot(Answer):
    """Bookable time; ``rule`` alone until somebody needs the ``session``."""

    interval: Interval
    status: SlotStatus
    practitioner: UUID
    service: UUID
    location: UUID
    session: UUID | None
    rule: UUID | None


class RuleQuota(Answer):
    """Places kept for one class until so long before the session starts."""

    priority_class: str
    places: int
    release_min: int


class Rule(Answer):
    """Weekly hours; ``weekday`` 1 is Monday, times are the site's wall clock."""

    id: UUID
    practitioner: UUID
    service: UUID
    location: UUID
    weekday: int
    from_time: WallTime
    until_time: WallTime
    break_from: WallTime | None
    break_until: WallTime | None
    slot_min: int
    capacity: int
    overflow_limit: int
    discipline: str
    quotas: list[RuleQuota]
    valid_from: date
    valid_until: date | None
    version: int


class Unavailability(Answer):
    """Time in which nobody is seen; withdrawn once ``withdrawn_at`` is set."""

    id: UUID
    kind: UnavailabilityKind
    during: Interval
    reason: str
    rule: UUID | None
    location: UUID | None
    practitioner: UUID | None
    withdrawn_at: datetime | None
    version: int


class TakenAway(Answer):
    """Time taken away, and the appointments to come that lie in it."""

    unavailability: Unavailability
    affected: list[Appointment]


class LeftOut(Answer):
    """A rule's day that could not be opened, with the code that says why."""

    rule: UUID
    on_date: date
    why: str


class Opened(Answer):
    """The sessions there are now, and what was left out."""

    sessions: list[Session]
    left_out: list[LeftOut]


class Wish(Answer):
    """Somebody on the waitlist; ``n_passed`` counts offers declined or run out."""

    id: UUID
    patient: UUID
    patient_name: str
    service: UUID
    practitioner: UUID | None
    source: TokenSource
    first_on: date
    last_on: date
    urgency: Urgency
    part_of_day: PartOfDay
    status: WishStatus
    n_passed: int
    created_at: datetime
    version: int


class Offer(Answer):
    """A place held for somebody on the waitlist; ``appointment`` is the hold."""

    id: UUID
    wish: UUID
    patient: UUID
    appointment: UUID
    session: UUID
    start: datetime
    expires_at: datetime
    status: OfferStatus
    version: int
