"""Who waits for a place, and what they were offered."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from horarium.domain.ids import (
    AppointmentId,
    OfferId,
    PatientId,
    PractitionerId,
    ServiceId,
    SessionId,
    WishId,
)
from horarium.domain.token import TokenSource


class WishStatus(StrEnum):
    """Where somebody on the waitlist stands; the last three are for good."""

    WAITING = "waiting"
    OFFERED = "offered"
    PLACED = "placed"
    LEFT = "left"
    OVER = "over"

    @property
    def is_waiting(self) -> bool:
        """Whether a freed place may still go to this one."""
        return self in (WishStatus.WAITING, WishStatus.OFFERED)


class Urgency(StrEnum):
    """How much each day of waiting weighs; staff decide, a patient's own wish is routine."""

    ROUTINE = "routine"
    SOON = "soon"
    URGENT = "urgent"


class PartOfDay(StrEnum):
    """When somebody would rather come; a preference, not a condition."""

    ANY = "any"
    MORNING = "morning"
    AFTERNOON = "afternoon"


class OfferStatus(StrEnum):
    """What became of an offer."""

    OUT = "out"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A patient waits for a place of a service, on any day from ``first_on`` to ``last_on``.

    ``n_passed`` counts the offers that ran out or were declined.
    """

    id: WishId
    patient: PatientId
    patient_name: str
    service: ServiceId
    source: TokenSource
    first_on: date
    last_on: date
    status: WishStatus
    created_at: datetime
    practitioner: PractitionerId | None = None
    urgency: Urgency = Urgency.ROUTINE
    part_of_day: PartOfDay = PartOfDay.ANY
    n_passed: int = 0
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A place held for somebody on the waitlist until ``expires_at``.

    ``appointment`` is the hold.
    """

    id: OfferId
    wish: WishId
    patient: PatientId
    appointment: AppointmentId
    session: SessionId
    start: datetime
    expires_at: datetime
    status: OfferStatus
    version: int = 1
