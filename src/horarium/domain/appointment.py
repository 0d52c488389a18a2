"""Appointments (FHIR R4)."""

from dataclasses import dataclass
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
    """One patient's time in a session."""

    id: AppointmentId
    session: SessionId
    patient: PatientId
    patient_name: str
    interval: Interval
    status: AppointmentStatus
    source: TokenSource
    version: int
