"""Doctors: registered, listed, found."""

from dataclasses import dataclass
from datetime import date

from horarium.domain.errors import DayNotOffered, InvalidField, NoSuchThing
from horarium.domain.ids import PractitionerId
from horarium.domain.people import Practitioner
from horarium.services.idempotency import Once, once
from horarium.services.opd.identifiers import uuid_of
from horarium.services.permissions import Permission
from horarium.services.work import Work
from horarium.store import opd as store
from horarium.store import people
from horarium.store.opd import OpdDoctor

MAX_NAME = 200
MAX_SPECIALIZATION = 100

_WEEKDAYS = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDoctor:
    """A doctor to be registered; raises ``InvalidField``.

    ``opd_days`` are English weekdays, whole or their first three letters, in any case;
    none means every day.
    """

    name: str
    specialization: str
    opd_days: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_text("name", self.name, MAX_NAME)
        _check_text("specialization", self.specialization, MAX_SPECIALIZATION)
        for day in self.opd_days:
            weekday(day)


def register(
    work: Work, new: NewDoctor, *, idempotency_key: str | None = None
) -> OpdDoctor:
    """Register a doctor as a member of the team."""
    work.require(Permission.PRACTITIONER_ADD)
    return once(
        work,
        Once(idempotency_key, "opd.doctors.register", new),
        lambda: _register(work, new),
        lambda key: _existing(work, str(key)),
    )


def _register(work: Work, new: NewDoctor) -> OpdDoctor:
    key = PractitionerId(work.new_id())
    now = work.clock.now()
    doctor = OpdDoctor(
        id=key,
        staff_code=f"OPD-{key.hex[-10:].upper()}",
        name=" ".join(new.name.split()),
        specialization=" ".join(new.specialization.split()),
        opd_days=new.opd_days,
        created_at=now,
        updated_at=now,
    )
    member = Practitioner(key, doctor.staff_code, doctor.name, doctor.specialization)
    people.add_practitioners(work.db, work.organisation, [member])
    store.add_doctor(work.db, work.organisation, doctor)
    work.record("opd.doctors.register", ("practitioner", key))
    return doctor


def listed(work: Work, specialization: str | None = None) -> list[OpdDoctor]:
    """The doctors, the first registered first; of exactly one specialization if given."""
    work.require(Permission.SESSION_READ)
    return store.doctors(work.db, specialization=specialization)


def get(work: Work, wanted: str) -> OpdDoctor:
    """One doctor; refuse with ``NoSuchThing``, also what is no identifier at all."""
    work.require(Permission.SESSION_READ)
    return _existing(work, wanted)


def _existing(work: Work, wanted: str) -> OpdDoctor:
    key = uuid_of(wanted)
    doctor = store.doctor_by_id(work.db, PractitionerId(key)) if key else None
    if doctor is None:
        raise NoSuchThing("doctor", wanted)
    return doctor


def require_day(doctor: OpdDoctor, on: date) -> None:
    """Refuse with ``DayNotOffered`` a day on which the doctor holds no clinic."""
    offered = {weekday(day) for day in doctor.opd_days}
    if offered and on.weekday() not in offered:
        names = tuple(_WEEKDAYS[number].capitalize() for number in sorted(offered))
        raise DayNotOffered(on.isoformat(), f"{on:%A}", names)


def weekday(word: str) -> int:
    """0 for Monday to 6 for Sunday; refuse with ``InvalidField``."""
    wanted = word.strip().casefold()
    for number, name in enumerate(_WEEKDAYS):
        if wanted in (name, name[:3]):
            return number
    raise InvalidField("opd_days", word[:20], "Monday, Tuesday … Sunday, or Mon … Sun")


def _check_text(name: str, text: str, longest: int) -> None:
    if not text.strip() or len(text) > longest or "\0" in text:
        raise InvalidField(name, text[:40], f"1 to {longest} characters")
