"""What clients send."""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Discriminator, Field, Tag, model_validator

from horarium.api.fields import (
    Body,
    Day,
    Email,
    Instant,
    PersonName,
    Phone,
    Reason,
    RecordNumber,
    WholeNumber,
    Words,
)
from horarium.domain.ids import (
    LocationId,
    PatientId,
    PractitionerId,
    ServiceId,
    SessionId,
)
from horarium.domain.interval import Interval
from horarium.domain.token import TokenSource
from horarium.services import appointments, patients, sessions, tokens, walk_ins

MOST_FOUND = 100

Discipline = Literal["banded-edd", "banded-apq", "fifo", "weights"]


class NewPatient(Body):
    """Somebody who is not registered yet; without a record number one is made."""

    name: PersonName
    birth_on: Day | None = None
    phone: Phone | None = None
    record_number: RecordNumber | None = None
    language: Literal["en", "es", "hi"] = "en"
    email: Email | None = None

    def to_request(self) -> patients.NewPatient:
        """The same, as the service takes it."""
        return patients.NewPatient(**self.model_dump())


def _id_or_new(value: object) -> str:
    return "id" if isinstance(value, str | UUID) else "new"


KnownOrNew = Annotated[
    Annotated[UUID, Tag("id")] | Annotated[NewPatient, Tag("new")],
    Discriminator(_id_or_new),
]


class ForPatient(Body):
    """A patient, known or new."""

    patient: KnownOrNew = Field(description="A patient's id, or a new patient.")

    def to_patient(self) -> PatientId | patients.NewPatient:
        """The patient meant, as the services take it."""
        if isinstance(self.patient, UUID):
            return PatientId(self.patient)
        return self.patient.to_request()


class WalkIn(ForPatient):
    """Somebody who stands at the desk now."""

    source: Literal["walk-in", "priority", "follow-up", "online"] = "walk-in"

    def to_request(self, session: SessionId, key: str | None) -> tokens.WalkIn:
        """The same, as the service takes it."""
        return tokens.WalkIn(
            session=session,
            patient=self.to_patient(),
            source=TokenSource(self.source),
            idempotency_key=key,
        )


class AnyWalkIn(ForPatient):
    """Somebody at the desk who wants a service today, from whoever or from one."""

    service: UUID
    practitioner: UUID | None = None
    source: Literal["walk-in", "priority", "follow-up", "online"] = "walk-in"

    def to_request(self, key: str | None) -> walk_ins.AnyWalkIn:
        """The same, as the service takes it."""
        whom = self.practitioner
        return walk_ins.AnyWalkIn(
            service=ServiceId(self.service),
            patient=self.to_patient(),
            practitioner=PractitionerId(whom) if whom else None,
            source=TokenSource(self.source),
            idempotency_key=key,
        )


class Emergency(ForPatient):
    """Somebody who cannot wait, and why."""

    reason: Reason

    def to_request(self, session: SessionId, key: str | None) -> tokens.Emergency:
        """The same, as the service takes it."""
        return tokens.Emergency(
            session=session,
            patient=self.to_patient(),
            reason=self.reason,
            idempotency_key=key,
        )


class Booking(ForPatient):
    """A wish for a time; without ``start`` the free slot that costs the others least."""

    session: UUID
    start: Instant | None = None
    source: Literal["online", "follow-up", "priority"] = "online"

    def to_request(self, key: str | None) -> appointments.BookRequest:
        """The same, as the service takes it."""
        return appointments.BookRequest(
            session=SessionId(self.session),
            patient=self.to_patient(),
            start=self.start,
            source=TokenSource(self.source),
            idempotency_key=key,
        )


class NewSession(Body):
    """A session to be opened by hand; without ``capacity`` one place a slot."""

    practitioner: UUID
    service: UUID
    location: UUID
    start: Instant
    end: Instant
    slot_min: WholeNumber = Field(15, ge=1, le=480)
    capacity: WholeNumber | None = Field(None, ge=1, le=sessions.MAX_CAPACITY)
    overflow_limit: WholeNumber = Field(2, ge=0, le=sessions.MAX_CAPACITY)
    discipline: Discipline = "banded-edd"
    break_start: Instant | None = None
    break_end: Instant | None = None

    @model_validator(mode="after")
    def _ends_after_start(self) -> Self:
        if self.end <= self.start:
            raise ValueError("an end after the start is wanted")
        return self

    @model_validator(mode="after")
    def _break_has_two_ends(self) -> Self:
        start, end = self.break_start, self.break_end
        if (start is None) != (end is None):
            raise ValueError("break_start and break_end are wanted, or neither")
        if start is not None and end is not None and end <= start:
            raise ValueError("a break_end after the break_start is wanted")
        return self

    def to_request(self) -> sessions.NewSession:
        """The same, as the service takes it."""
        return sessions.NewSession(
            practitioner=PractitionerId(self.practitioner),
            service=ServiceId(self.service),
            location=LocationId(self.location),
            interval=Interval(self.start, self.end),
            slot_min=self.slot_min,
            capacity=self.capacity,
            overflow_limit=self.overflow_limit,
            discipline=self.discipline,
            planned_break=Interval(self.break_start, self.break_end)
            if self.break_start and self.break_end
            else None,
        )


class Delay(Body):
    """How late the session runs; 0 takes it back."""

    minutes: WholeNumber = Field(ge=0, le=sessions.MAX_LATE_MIN)


class Cancellation(Body):
    """Why something is given up."""

    reason: Reason


class PatientSearch(Body):
    """Part of a name, or the beginning of a record number."""

    words: Words
    limit: WholeNumber = Field(20, ge=1, le=MOST_FOUND)
