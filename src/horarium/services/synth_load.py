"""Put clinics of a synthetic data set into a running Horarium, one clinic a transaction."""

import base64
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from string import ascii_uppercase
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import numpy as np

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
from horarium.domain.token import TokenSource, TokenStatus
from horarium.engines.synth.clinic import ClinicDrawn, draw_clinic
from horarium.engines.synth.days import EPOCH
from horarium.engines.synth.drawn import NEVER, Seconds, Status
from horarium.engines.synth.event_log import utc_s
from horarium.engines.synth.plan import DataSetPlan
from horarium.engines.synth.stages.people import all_names
from horarium.services.permissions import Permission
from horarium.services.work import Work
from horarium.store import appointments, people, sessions, tokens
from horarium.store.ranges import to_range

_ROWS_AT_ONCE = 2000
_GRADE = "consultant"
_TOKEN = {
    Status.ATTENDED: TokenStatus.COMPLETED,
    Status.CANCELLED: TokenStatus.CANCELLED,
    Status.NO_SHOW: TokenStatus.NO_SHOW,
    Status.SCHEDULED: TokenStatus.BOOKED,
}
_APPOINTMENT = {
    Status.ATTENDED: "fulfilled",
    Status.CANCELLED: "cancelled",
    Status.NO_SHOW: "noshow",
    Status.SCHEDULED: "booked",
}


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was put in for one clinic; all 0 when it was there already.

    Appointments whose outcome nobody knows are left out: the live system has no such.
    """

    clinic: str
    n_patients: int = 0
    n_sessions: int = 0
    n_appointments: int = 0


def load_clinic(work: Work, plan: DataSetPlan, number: int) -> Loaded:
    """Put clinic ``number`` of the plan into the organisation of ``work``.

    A clinic that is there already, known by its staff code, is left alone, so that a load
    that was interrupted can be begun again. Raises ``RoleMissing``, ``RecordNumberTaken``
    and ``PractitionerDoubleBooked``.
    """
    for permission in (
        Permission.SESSION_OPEN,
        Permission.PATIENT_REGISTER,
        Permission.APPOINTMENT_BOOK,
    ):
        work.require(permission)
    own = draw_clinic(plan, number)
    code = own.clinic.id
    if people.practitioner_by_code(work.db, code) is not None:
        return Loaded(code)
    writer = _Writer(work, own, ZoneInfo(plan.kind.traits.time_zone))
    loaded = writer.write()
    work.record(
        "synth.load",
        ("practitioner", code),
        seed=plan.seed,
        n_patients=loaded.n_patients,
        n_appointments=loaded.n_appointments,
    )
    return loaded


class _Writer:
    """Rows of one clinic, made from its columns."""

    def __init__(self, work: Work, own: ClinicDrawn, zone: ZoneInfo) -> None:
        self._work, self._own, self._zone = work, own, zone
        slots = own.drawn.slots
        self._first = np.flatnonzero(np.diff(slots.block_start_s, prepend=-1))
        self._session_of = np.cumsum(np.diff(slots.block_start_s, prepend=-1) != 0) - 1
        holds = np.isin(own.drawn.outcomes.status, (Status.ATTENDED, Status.SCHEDULED))
        held = self._session_of[own.drawn.bookings.slot[holds]]
        self._n_slots = np.bincount(self._session_of)
        self._n_taken = np.bincount(held, minlength=len(self._first))

    def write(self) -> Loaded:
        own, work = self._own, self._work
        patients = self._patients()
        for batch in _batches(patients):
            people.add_patients(work.db, work.organisation, batch, at=work.clock.now())
        opened = self._sessions()
        for part in _batches(opened):
            sessions.add(work.db, work.organisation, part)
        rows = list(self._places([one.id for one in patients], opened))
        for some in _batches(rows):
            appointments.add(work.db, work.organisation, [row[0] for row in some])
            tokens.add_booked(work.db, work.organisation, [row[1] for row in some])
        return Loaded(own.clinic.id, len(patients), len(opened), len(rows))

    def _patients(self) -> list[Patient]:
        persons, names = self._own.drawn.visitors.people, all_names()
        return [
            Patient(
                PatientId(self._work.new_id()),
                f"{self._own.clinic.id}-{number + 1:05d}",
                names[name],
                EPOCH + timedelta(days=birth),
            )
            for number, (name, birth) in enumerate(
                zip(persons.name.tolist(), persons.birth.tolist(), strict=True)
            )
        ]

    def _sessions(self) -> list[Session]:
        slots = self._own.drawn.slots
        starts = utc_s(slots.block_start_s[self._first], self._zone).tolist()
        ends = utc_s(slots.block_end_s[self._first], self._zone).tolist()
        days = slots.day[self._first].tolist()
        practitioner, service, room = self._place()
        found: list[Session] = []
        for row, (day, start, end) in enumerate(zip(days, starts, ends, strict=True)):
            block = row - days.index(day)
            state = self._state(row, _at(end))
            found.append(
                Session(
                    id=SessionId(self._work.new_id()),
                    practitioner=practitioner.id,
                    practitioner_name=practitioner.name,
                    service=service.id,
                    service_name=service.name,
                    location=room.id,
                    room=room.name,
                    site=self._own.clinic.site.name,
                    interval=Interval(_at(start), _at(end)),
                    on_date=EPOCH + timedelta(days=day),
                    series=self._own.clinic.id + ascii_uppercase[block],
                    slot_min=self._own.spec.calendar.slot_min,
                    overflow_limit=0,
                    overflow_taken=0,
                    late_min=0,
                    discipline="banded-edd",
                    version=1,
                    **state,
                )
            )
        return found

    def _state(self, row: int, end: datetime) -> dict[str, Any]:
        """Places and standing of the session in that row."""
        is_past = self._first[row] < self._own.drawn.slots.n_past
        return {
            "capacity": int(self._n_slots[row]),
            "taken": int(self._n_taken[row]),
            "status": SessionStatus.CLOSED if is_past else SessionStatus.PLANNED,
            "closed_at": end if is_past else None,
        }

    def _place(self) -> tuple[Practitioner, HealthcareService, Location]:
        work, clinic = self._work, self._own.clinic
        site = self._site()
        room = Location(LocationId(work.new_id()), f"Room {clinic.id}", "room", site.id)
        people.add_locations(work.db, work.organisation, [room])
        practitioner = Practitioner(
            PractitionerId(work.new_id()), clinic.id, clinic.practitioner, _GRADE
        )
        people.add_practitioners(work.db, work.organisation, [practitioner])
        return practitioner, self._service(), room

    def _site(self) -> Location:
        work, name = self._work, self._own.clinic.site.name
        known = [
            one
            for one in people.locations(work.db)
            if one.kind == "site" and one.name == name
        ]
        if known:
            return known[0]
        site = Location(LocationId(work.new_id()), name, "site")
        people.add_locations(work.db, work.organisation, [site])
        return site

    def _service(self) -> HealthcareService:
        work, name = self._work, self._own.clinic.service.name
        known = [one for one in people.services(work.db) if one.name == name]
        if known:
            return known[0]
        service = HealthcareService(ServiceId(work.new_id()), name)
        people.add_services(work.db, work.organisation, [service])
        return service

    def _places(
        self, patients: Sequence[PatientId], opened: Sequence[Session]
    ) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
        """Appointment and token of each row, tokens numbered by when they were made."""
        drawn = self._own.drawn
        starts = utc_s(drawn.slots.start_s[drawn.bookings.slot], self._zone).tolist()
        booked = utc_s(drawn.bookings.made_s, self._zone).tolist()
        session_of = self._session_of[drawn.bookings.slot].tolist()
        moments = self._moments()
        numbers = Counter[int]()
        for row, status in enumerate(map(Status, drawn.outcomes.status.tolist())):
            if status is Status.UNKNOWN:
                continue
            session, start = opened[session_of[row]], _at(starts[row])
            numbers[session_of[row]] += 1
            length = timedelta(minutes=session.slot_min)
            common = {
                "session_id": session.id,
                "patient_id": patients[int(drawn.visitors.patient[row])],
                "source": self._source(row),
                "created_at": min(_at(booked[row]), start),
            }
            appointment = common | {
                "id": self._id(common["created_at"]),
                "during": to_range(Interval(start, start + length)),
                "status": _APPOINTMENT[status],
            }
            token = common | {
                "id": self._id(common["created_at"]),
                "appointment_id": appointment["id"],
                "opaque": _opaque(self._work),
                "number": numbers[session_of[row]],
                "priority_class": common["source"],
                "status": _TOKEN[status].value,
                "overflow": False,
                "slot_start_at": start,
                **{name: column[row] for name, column in moments.items()},
            }
            yield appointment, token

    def _id(self, at: datetime) -> Any:
        return uuid7(at, self._work.entropy(10))

    def _moments(self) -> dict[str, list[datetime | None]]:
        """When each token moved: seen patients were called when they began."""
        times = self._own.drawn.times
        over_s = np.minimum(times.end_s, self._own.drawn.bookings.cancelled_s)
        started = self._maybe(times.start_s)
        return {
            "arrived_at": self._maybe(times.check_in_s),
            "called_at": started,
            "started_at": started,
            "ended_at": self._maybe(over_s),
        }

    def _source(self, row: int) -> str:
        if self._own.is_urgent[row]:
            return TokenSource.PRIORITY.value
        if self._own.is_walk_in[row]:
            return TokenSource.WALK_IN.value
        is_first = self._own.drawn.visitors.is_first[row]
        return (TokenSource.ONLINE if is_first else TokenSource.FOLLOW_UP).value

    def _maybe(self, local_s: Seconds) -> list[datetime | None]:
        known = local_s != NEVER
        utc = np.zeros_like(local_s)
        utc[known] = utc_s(local_s[known], self._zone)
        return [
            _at(at) if is_known else None
            for at, is_known in zip(utc.tolist(), known.tolist(), strict=True)
        ]


_Value = TypeVar("_Value")


def _batches(values: Sequence[_Value]) -> Iterator[Sequence[_Value]]:
    for start in range(0, len(values), _ROWS_AT_ONCE):
        yield values[start : start + _ROWS_AT_ONCE]


def _at(seconds: Any) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)


def _opaque(work: Work) -> str:
    return base64.urlsafe_b64encode(work.entropy(16)).rstrip(b"=").decode()
