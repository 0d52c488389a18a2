"""What clients send about booking ahead."""

import re
from datetime import time
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from horarium.api.bodies import Discipline, ForPatient
from horarium.api.fields import Body, Day, Instant, Reason, WholeNumber
from horarium.domain.availability import RuleQuota, UnavailabilityKind
from horarium.domain.ids import (
    AppointmentId,
    LocationId,
    PractitionerId,
    RuleId,
    ServiceId,
    SessionId,
)
from horarium.domain.interval import Interval
from horarium.domain.session import Quota
from horarium.domain.token import TokenSource
from horarium.domain.waitlist import PartOfDay, Urgency
from horarium.services.availability import NewRule, NewUnavailability
from horarium.services.holds import LONGEST_MIN, HoldRequest
from horarium.services.rescheduling import Reschedule
from horarium.services.sessions import MAX_CAPACITY
from horarium.services.waitlist import JoinWaitlist

_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9](:00)?")
Booked = Literal["online", "follow-up", "priority"]
Classes = Literal["priority", "follow-up", "online", "walk-in"]
MOST_QUOTAS = 4
MOST_RELEASE_MIN = 60 * 24 * 31


def _time(value: Any) -> time:
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        raise ValueError("a time of day as 09:00 is wanted")
    return time.fromisoformat(value)


TimeOfDay = Annotated[
    time,
    BeforeValidator(_time),
    WithJsonSchema({"type": "string", "pattern": f"^{_TIME.pattern}$"}),
]


class RuleQuotaWish(Body):
    """Places of every session kept for one class until ``release_min`` before it."""

    priority_class: Classes
    places: WholeNumber = Field(ge=1, le=MAX_CAPACITY)
    release_min: WholeNumber = Field(0, ge=0, le=MOST_RELEASE_MIN)


class RuleWish(Body):
    """Weekly hours; without ``capacity`` one place a slot."""

    practitioner: UUID
    service: UUID
    location: UUID
    weekday: WholeNumber = Field(ge=1, le=7, description="1 is Monday.")
    from_time: TimeOfDay
    until_time: TimeOfDay
    break_from: TimeOfDay | None = None
    break_until: TimeOfDay | None = None
    valid_from: Day
    valid_until: Day | None = None
    slot_min: WholeNumber = Field(20, ge=1, le=480)
    capacity: WholeNumber | None = Field(None, ge=1, le=MAX_CAPACITY)
    overflow_limit: WholeNumber = Field(2, ge=0, le=MAX_CAPACITY)
    discipline: Discipline = "banded-edd"
    quotas: list[RuleQuotaWish] = Field(default=[], max_length=MOST_QUOTAS)

    def to_request(self) -> NewRule:
        """The same, as the service takes it."""
        plain = self.model_dump(
            exclude={"practitioner", "service", "location", "quotas"}
        )
        return NewRule(
            practitioner=PractitionerId(self.practitioner),
            service=ServiceId(self.service),
            location=LocationId(self.location),
            quotas=tuple(RuleQuota(**one.model_dump()) for one in self.quotas),
            **plain,
        )


class RuleEnd(Body):
    """The last day on which the hours are kept."""

    last: Day


class UnavailabilityWish(Body):
    """Time in which nobody is seen.

    An ``exception`` names its ``rule``, ``leave`` its ``practitioner``; a ``closure``
    may name a ``location`` and concerns everybody without one.
    """

    kind: Literal["exception", "closure", "leave"]
    start: Instant
    end: Instant
    reason: Reason
    rule: UUID | None = None
    location: UUID | None = None
    practitioner: UUID | None = None

    @model_validator(mode="after")
    def _ends_after_start(self) -> Self:
        if self.end <= self.start:
            raise ValueError("an end after the start is wanted")
        return self

    def to_request(self) -> NewUnavailability:
        """The same, as the service takes it."""
        return NewUnavailability(
            kind=UnavailabilityKind(self.kind),
            during=Interval(self.start, self.end),
            reason=self.reason,
            rule=RuleId(self.rule) if self.rule else None,
            location=LocationId(self.location) if self.location else None,
            practitioner=PractitionerId(self.practitioner)
            if self.practitioner
            else None,
        )


class Days(Body):
    """From ``first`` to ``last``, both included."""

    first: Day
    last: Day


class QuotaWish(Body):
    """Places of one session kept for one class until ``release_at``."""

    priority_class: Classes
    places: WholeNumber = Field(ge=1, le=MAX_CAPACITY)
    release_at: Instant

    def to_quota(self) -> Quota:
        """The same, as the service takes it."""
        return Quota(self.priority_class, self.places, self.release_at)


class Quotas(Body):
    """All quotas of a session; an empty list frees every place."""

    quotas: list[QuotaWish] = Field(max_length=MOST_QUOTAS)


class _InSession(Body):
    session: UUID | None = None
    rule: UUID | None = None
    start: Instant | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.session is None) == (self.rule is None):
            raise ValueError("a session or a rule is wanted, not both")
        if self.rule is not None and self.start is None:
            raise ValueError("with a rule, the start of one of its slots is wanted")
        return self

    def session_id(self) -> SessionId | None:
        """The session meant, if it is one."""
        return SessionId(self.session) if self.session else None

    def rule_id(self) -> RuleId | None:
        """The rule meant, if it is one."""
        return RuleId(self.rule) if self.rule else None


class HoldWish(ForPatient, _InSession):
    """A slot of a session, or of a rule, to be kept for some minutes."""

    source: Booked = "online"
    minutes: WholeNumber | None = Field(None, ge=1, le=LONGEST_MIN)

    def to_request(self, key: str | None) -> HoldRequest:
        """The same, as the service takes it."""
        return HoldRequest(
            patient=self.to_patient(),
            session=self.session_id(),
            rule=self.rule_id(),
            start=self.start,
            source=TokenSource(self.source),
            minutes=self.minutes,
            idempotency_key=key,
        )


class Move(_InSession):
    """Where an appointment shall go; in a session, without ``start`` the free slot that costs
    the others least."""

    def to_request(self, appointment: AppointmentId, key: str | None) -> Reschedule:
        """The same, as the service takes it."""
        return Reschedule(
            appointment=appointment,
            session=self.session_id(),
            rule=self.rule_id(),
            start=self.start,
            idempotency_key=key,
        )


class WaitlistEntry(ForPatient):
    """A wish for a place of a service on any day of a stretch of days."""

    service: UUID
    first_on: Day
    last_on: Day
    practitioner: UUID | None = None
    source: Classes = "online"
    urgency: Urgency = Urgency.ROUTINE
    part_of_day: PartOfDay = PartOfDay.ANY

    def to_request(self, key: str | None) -> JoinWaitlist:
        """The same, as the service takes it."""
        return JoinWaitlist(
            patient=self.to_patient(),
            service=ServiceId(self.service),
            first_on=self.first_on,
            last_on=self.last_on,
            practitioner=PractitionerId(self.practitioner)
            if self.practitioner
            else None,
            source=TokenSource(self.source),
            urgency=self.urgency,
            part_of_day=self.part_of_day,
            idempotency_key=key,
        )
