"""The department of a simulated day: its clock, its doctors, their slots."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from horarium.domain.ids import OrganisationId, SessionId, uuid7
from horarium.domain.interval import Interval
from horarium.services.opd import doctors, slots
from horarium.services.opd.doctors import NewDoctor
from horarium.services.opd.rules import OpdRules
from horarium.services.opd.slots import NewSlot
from horarium.services.opd_day.params import OpdDayParams
from horarium.services.work import Work, begin, system_actor
from horarium.store import people
from horarium.store.database import Database
from horarium.store.people import Organisation

_ZONE = ZoneInfo("UTC")

_NAMES = (
    "Adeyemi",
    "Brandt",
    "Castro",
    "Dube",
    "Ekström",
    "Farouk",
    "Gupta",
    "Hayashi",
)


@dataclass(slots=True)
class SimulatedClock:
    """A clock that shows what it was last set to."""

    at: datetime

    def now(self) -> datetime:
        """The simulated present."""
        return self.at


@dataclass(slots=True)
class Doctor:
    """One doctor: the slots of the day, and how far through them the doctor is.

    ``current`` is the slot being held, ``next`` the one after it; ``is_busy`` while a
    patient is in the room.
    """

    name: str
    sessions: list[SessionId]
    intervals: list[Interval]
    current: int | None = None
    next: int = 0
    is_busy: bool = False


@dataclass(slots=True)
class Clinic:
    """An organisation of its own, reached through units of work at the simulated time."""

    database: Database
    organisation: OrganisationId
    clock: SimulatedClock
    entropy: Callable[[int], bytes]
    doctors: list[Doctor] = field(default_factory=list)

    @contextmanager
    def work(self) -> Iterator[Work]:
        """A unit of work of Horarium itself."""
        actor = system_actor(self.organisation)
        with begin(self.database, actor, self.clock, zone=_ZONE) as opened:
            yield replace(opened, entropy=self.entropy)


def found(
    database: Database, clock: SimulatedClock, entropy: Callable[[int], bytes]
) -> Clinic:
    """A new and empty organisation; chance in it is ``entropy``'s, only its id is not."""
    key = OrganisationId(uuid7(clock.now(), secrets.token_bytes(10)))
    made = Organisation(key, f"opd-day-{key}", "OPD day", _ZONE.key)
    with database.transaction() as db:
        people.add_organisation(db, made, at=clock.now())
    return Clinic(database, key, clock, entropy)


def lay_out(clinic: Clinic, params: OpdDayParams) -> None:
    """Register the doctors and open their slots."""
    for n in range(params.doctors):
        with clinic.work() as work:
            clinic.doctors.append(_doctor(work, n, params))


def _doctor(work: Work, n: int, params: OpdDayParams) -> Doctor:
    name = _NAMES[n % len(_NAMES)]
    again = n // len(_NAMES)
    new = NewDoctor(
        name=f"Dr {name} {again + 1}" if again else f"Dr {name}",
        specialization="General medicine",
    )
    doctor = doctors.register(work, new)
    rules = OpdRules(
        slot_min=max(1, round(params.consultation_min)),
        max_capacity=params.capacity,
        overflow_limit=params.overflow_limit,
    )
    opened = [
        slots.create(work, _slot(str(doctor.id), k, params), rules).session
        for k in range(params.n_slots)
    ]
    return Doctor(
        doctor.name, [one.id for one in opened], [one.interval for one in opened]
    )


def _slot(doctor: str, k: int, params: OpdDayParams) -> NewSlot:
    start = params.opens + k * params.slot_hours
    return NewSlot(
        doctor=doctor,
        on=params.day,
        start=time(start),
        end=time(start + params.slot_hours),
        discipline=params.discipline,
    )
