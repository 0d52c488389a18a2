"""Slots: the sessions of the OPD interface."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from horarium.domain.errors import (
    InvalidField,
    NoSuchThing,
    SessionExists,
    TimeIsPast,
)
from horarium.domain.ids import LocationId, ServiceId, SessionId
from horarium.domain.interval import Interval
from horarium.domain.people import HealthcareService, Location
from horarium.domain.session import Session, SessionStatus
from horarium.domain.token import TokenStatus
from horarium.domain.wall_clock import instant_at, is_shown
from horarium.services import sessions
from horarium.services.idempotency import Once, once
from horarium.services.opd import doctors
from horarium.services.opd.identifiers import made_at, uuid_of
from horarium.services.opd.rules import OpdRules
from horarium.services.opd.words import OpdStatus, status_of
from horarium.services.permissions import Permission
from horarium.services.work import Work
from horarium.store import opd as store
from horarium.store import people
from horarium.store import sessions as session_store
from horarium.store import tokens as token_store
from horarium.store.opd import OpdDoctor

SITE = "OPD"
"""The site at which every doctor of the OPD interface has a room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSlot:
    """A slot to be opened; the times are the organisation's. Raises ``InvalidField``."""

    doctor: str
    on: date
    start: time
    end: time
    max_capacity: int | None = None
    overflow_limit: int | None = None
    discipline: str = "weights"

    def __post_init__(self) -> None:
        if self.end <= self.start:
            wanted = f"a time after the start {self.start:%H:%M}"
            raise InvalidField("endTime", f"{self.end:%H:%M}", wanted)


@dataclass(frozen=True, slots=True)
class Slot:
    """A session with when it was last changed."""

    session: Session
    created_at: datetime
    updated_at: datetime

    @property
    def id(self) -> SessionId:
        """The session's."""
        return self.session.id

    @property
    def n_in(self) -> int:
        """Everybody who holds a place, emergencies beside a full slot too."""
        return self.session.taken + self.session.overflow_taken

    @property
    def is_full(self) -> bool:
        """Whether no ordinary place is left."""
        return self.session.places_left <= 0


@dataclass(frozen=True, slots=True)
class SlotStats:
    """A slot and how many of its tokens stand where."""

    slot: Slot
    tokens: Counter[OpdStatus]


def create(
    work: Work, new: NewSlot, rules: OpdRules, *, idempotency_key: str | None = None
) -> Slot:
    """Open a slot of a doctor.

    Raises ``NoSuchThing`` (doctor), ``DayNotOffered``, ``TimeIsPast``,
    ``SessionExists`` and ``PractitionerDoubleBooked``.
    """
    work.require(Permission.SESSION_OPEN)
    return once(
        work,
        Once(idempotency_key, "opd.slots.create", new),
        lambda: _create(work, new, rules),
        lambda key: _told(work, [existing(work, str(key))])[0],
    )


def _create(work: Work, new: NewSlot, rules: OpdRules) -> Slot:
    doctor = doctors.get(work, new.doctor)
    doctors.require_day(doctor, new.on)
    interval = _interval(work, new)
    if interval.end <= work.clock.now():
        raise TimeIsPast(interval.end)
    session_store.lock_series(work.db, work.organisation)
    of_day = session_store.on_date(work.db, new.on, practitioner_id=doctor.id)
    if any(
        one.interval.start == interval.start
        for one in of_day
        if one.status is not SessionStatus.CANCELLED
    ):
        raise SessionExists(interval.start)
    opened = sessions.open_session(work, _session(work, doctor, interval, new, rules))
    return Slot(opened, made_at(opened.id), made_at(opened.id))


def get(work: Work, wanted: str) -> Slot:
    """One slot; refuse with ``NoSuchThing``, also what is no identifier at all."""
    work.require(Permission.SESSION_READ)
    return _told(work, [existing(work, wanted)])[0]


def of_doctor(work: Work, wanted: str, *, on: date | None = None) -> list[Slot]:
    """The slots of a doctor, or those of one day, by start."""
    doctor = doctors.get(work, wanted)
    found = (
        session_store.of_practitioner(work.db, doctor.id)
        if on is None
        else session_store.on_date(work.db, on, practitioner_id=doctor.id)
    )
    return _told(work, found)


def available(work: Work, wanted: str, *, on: date | None = None) -> list[Slot]:
    """The slots of a doctor in which a place can be had now or later."""
    now = work.clock.now()
    return [
        slot
        for slot in of_doctor(work, wanted, on=on)
        if not slot.is_full
        and not slot.session.status.is_over
        and slot.session.interval.end > now
    ]


def filled(work: Work, wanted: str, *, on: date | None = None) -> list[Slot]:
    """The slots of a doctor in which every place is taken."""
    return [slot for slot in of_doctor(work, wanted, on=on) if slot.is_full]


def delay(work: Work, wanted: str, minutes: int) -> Slot:
    """The doctor comes ``minutes`` late; what is said already is no fault."""
    work.require(Permission.SESSION_DELAY)
    session = existing(work, wanted)
    if session.late_min != minutes:
        session = sessions.run_late(work, session.id, minutes)
    return _told(work, [session])[0]


def stats(work: Work, wanted: str) -> SlotStats:
    """A slot with its tokens counted by status; those that went on elsewhere are not."""
    slot = get(work, wanted)
    tokens = token_store.of_session(work.db, slot.session.id)
    return SlotStats(
        slot,
        Counter(
            status_of(token)
            for token in tokens
            if token.status is not TokenStatus.TRANSFERRED
        ),
    )


def existing(work: Work, wanted: str) -> Session:
    """The session behind a slot's identifier; refuse with ``NoSuchThing``."""
    key = uuid_of(wanted)
    session = session_store.by_id(work.db, SessionId(key)) if key else None
    if session is None:
        raise NoSuchThing("slot", wanted)
    return session


def _told(work: Work, found: Sequence[Session]) -> list[Slot]:
    touched = store.last_events(work.db, "session", [one.id for one in found])
    return [
        Slot(one, made_at(one.id), max(touched.get(one.id, made_at(one.id)), *_of(one)))
        for one in found
    ]


def _of(session: Session) -> Iterable[datetime]:
    instants = (made_at(session.id), session.began_at, session.closed_at)
    return [one for one in instants if one is not None]


def _interval(work: Work, new: NewSlot) -> Interval:
    for name, at in (("startTime", new.start), ("endTime", new.end)):
        if not is_shown(new.on, at, work.zone):
            wanted = f"a time that the clocks show on {new.on.isoformat()}"
            raise InvalidField(name, f"{at:%H:%M}", wanted)
    return Interval(
        instant_at(new.on, new.start, work.zone), instant_at(new.on, new.end, work.zone)
    )


def _session(
    work: Work, doctor: OpdDoctor, interval: Interval, new: NewSlot, rules: OpdRules
) -> sessions.NewSession:
    whole = interval.duration // timedelta(minutes=1)
    limit = new.overflow_limit
    return sessions.NewSession(
        practitioner=doctor.id,
        service=_service(work, doctor.specialization),
        location=_room(work, doctor),
        interval=interval,
        slot_min=min(rules.slot_min, whole),
        capacity=rules.max_capacity if new.max_capacity is None else new.max_capacity,
        overflow_limit=rules.overflow_limit if limit is None else limit,
        discipline=new.discipline,
    )


def _service(work: Work, name: str) -> ServiceId:
    """The service called like the specialization; made when there is none yet."""
    for service in people.services(work.db):
        if service.name == name:
            return service.id
    made = HealthcareService(ServiceId(work.new_id()), name)
    people.add_services(work.db, work.organisation, [made])
    return made.id


def _room(work: Work, doctor: OpdDoctor) -> LocationId:
    """The doctor's own room at the OPD, with a number that people can read on a board.

    It is the room of the doctor's earlier slots; else the next one, made with its site.
    Slots are opened one at a time, so no two doctors get the same.
    """
    earlier = session_store.of_practitioner(work.db, doctor.id)
    kept = [one.location for one in earlier if one.site == SITE]
    if kept:
        return kept[-1]
    places = people.locations(work.db)
    site = _place(places, SITE, None)
    if site is None:
        site = Location(LocationId(work.new_id()), SITE, "site")
        people.add_locations(work.db, work.organisation, [site])
    number = 1 + sum(one.part_of == site.id for one in places)
    room = Location(LocationId(work.new_id()), f"Room {number}", "room", site.id)
    people.add_locations(work.db, work.organisation, [room])
    return room.id


def _place(
    places: Iterable[Location], name: str, part_of: LocationId | None
) -> Location | None:
    return next(
        (one for one in places if (one.name, one.part_of) == (name, part_of)), None
    )
