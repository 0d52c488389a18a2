"""Appointments (FHIR R4)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from horarium.domain.ids import AppointmentId, PatientId, SessionId
from horarium.domain.interval import Interval
from horarium.domain.token import TokenSource


class AppointmentStatus(StrEnum):
    """FHIR's appointment status codes, verbatim."""

    PROPOSED = "proposed"
    PENDING = "pending"
    BOOKED = "booked"
    ARRIVED = "arrived"
    CHECKED_IN = "checked-in"
    FULFILLED = "fulfilled"
    CANCELLED = "cancelled"
    NO_SHOW = "noshow"
    WAITLIST = "waitlist"
    ENTERED_IN_ERROR = "entered-in-error"


@dataclass(frozen=True, slots=True)
class Appointment:
    """One patient's time in a session.

    A hold is ``pending`` and counts until ``held_until_at``. ``replaces`` is the
    appointment that was moved here; ``reason`` says why one was given up.
    """

    id: AppointmentId
    session: SessionId
    patient: PatientId
    patient_name: str
    interval: Interval
    status: AppointmentStatus
    source: TokenSource
    version: int
    held_until_at: datetime | None = None
    replaces: AppointmentId | None = None
    reason: str | None = None
