"""Nouns for tests: ``make_...`` gives a value, ``given_...`` also keeps it.

Every argument is optional, and two calls never give the same thing twice.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from horarium.domain.ids import (
    LocationId,
    PatientId,
    PractitionerId,
    ServiceId,
    SessionId,
    uuid7,
)
from horarium.domain.interval import Interval
from horarium.domain.people import HealthcareService, Location, Patient, Practitioner
from horarium.domain.session import Session, SessionStatus
from horarium.services.series import next_series
from horarium.services.work import Work
from horarium.store import people, sessions

NINE = datetime(2026, 1, 6, 9, 0, tzinfo=UTC)
"""The instant at which the ``clock`` fixture stands."""

_serial: Iterator[int] = count(1)


def new_id() -> UUID:
    """An id that nothing else in this process has."""
    return uuid7(NINE, next(_serial).to_bytes(10))


def make_site(**changes: Any) -> Location:
    known: dict[str, Any] = {"name": f"Site {next(_serial)}", "kind": "site", **changes}
    return Location(LocationId(new_id()), **known)


def make_room(site: Location | None = None, **changes: Any) -> Location:
    part_of = site.id if site else None
    known: dict[str, Any] = {
        "name": f"Room {next(_serial)}",
        "kind": "room",
        "part_of": part_of,
    }
    return Location(LocationId(new_id()), **known | changes)


def make_service(name: str | None = None) -> HealthcareService:
    return HealthcareService(ServiceId(new_id()), name or f"Clinic {next(_serial)}")


def make_practitioner(**changes: Any) -> Practitioner:
    n = next(_serial)
    known: dict[str, Any] = {
        "staff_code": f"R{n:03}",
        "name": f"Dr Ayo {n}",
        "grade": "registrar",
    }
    return Practitioner(PractitionerId(new_id()), **known | changes)


def make_patient(**changes: Any) -> Patient:
    n = next(_serial)
    known: dict[str, Any] = {
        "record_number": f"MRN{n:06}",
        "name": f"Ana Pereira {n}",
        "birth_on": date(1980, 2, 29),
        "phone": None,
    }
    return Patient(PatientId(new_id()), **known | changes)


def make_session(
    *,
    practitioner: Practitioner | None = None,
    service: HealthcareService | None = None,
    room: Location | None = None,
    start: datetime = NINE,
    hours: float = 4,
    **changes: Any,
) -> Session:
    """A session from ``start`` on; its day is the UTC day of ``start``."""
    practitioner = practitioner or make_practitioner()
    service = service or make_service()
    room = room or make_room()
    known: dict[str, Any] = {
        "id": SessionId(new_id()),
        "practitioner": practitioner.id,
        "practitioner_name": practitioner.name,
        "service": service.id,
        "service_name": service.name,
        "location": room.id,
        "room": room.name,
        "site": room.name,
        "interval": Interval(start, start + timedelta(hours=hours)),
        "on_date": start.date(),
        "series": "A",
        "slot_min": 10,
        "capacity": 6,
        "taken": 0,
        "overflow_limit": 2,
        "overflow_taken": 0,
        "status": SessionStatus.OPEN,
        "late_min": 0,
        "discipline": "banded-edd",
        "version": 1,
    }
    return Session(**known | changes)


def given_practitioner(work: Work, **changes: Any) -> Practitioner:
    """A member of the team, kept."""
    made = make_practitioner(**changes)
    people.add_practitioners(work.db, work.organisation, [made])
    return made


def given_patient(work: Work, **changes: Any) -> Patient:
    """A registered patient."""
    made = make_patient(**changes)
    people.add_patients(work.db, work.organisation, [made], at=work.clock.now())
    return made


def given_session(
    work: Work, *, practitioner: Practitioner | None = None, **changes: Any
) -> Session:
    """A session with a room, a service and, unless given, a practitioner of its own."""
    practitioner = practitioner or given_practitioner(work)
    site, service = make_site(), make_service()
    room = make_room(site)
    people.add_locations(work.db, work.organisation, [site])
    people.add_locations(work.db, work.organisation, [room])
    people.add_services(work.db, work.organisation, [service])
    day = changes.get("start", NINE).date()
    own: dict[str, Any] = {
        "service": service,
        "room": room,
        "site": site.name,
        "series": next_series(sessions.used_series(work.db, day)),
    }
    made = make_session(practitioner=practitioner, **own | changes)
    sessions.add(work.db, work.organisation, [made])
    return made
