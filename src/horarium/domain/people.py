"""Practitioners, patients, places and services (FHIR R4 words)."""

from dataclasses import dataclass
from datetime import date

from horarium.domain.ids import LocationId, PatientId, PractitionerId, ServiceId


@dataclass(frozen=True, slots=True)
class Practitioner:
    """A person on the team; ``staff_code`` is their id in rosters.

    ``skills`` are those of the directory; published rosters may know of more.
    """

    id: PractitionerId
    staff_code: str
    name: str
    grade: str
    skills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Patient:
    """Somebody who is seen; ``record_number`` is unique in the organisation.

    ``language`` is the one to write in, as a two-letter code.
    """

    id: PatientId
    record_number: str
    name: str
    birth_on: date | None = None
    phone: str | None = None
    language: str = "en"
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Location:
    """A site or a room; a room is ``part_of`` a site."""

    id: LocationId
    name: str
    kind: str
    part_of: LocationId | None = None


@dataclass(frozen=True, slots=True)
class HealthcareService:
    """What a clinic offers."""

    id: ServiceId
    name: str
