"""From the clinic shifts of a roster to the sessions in which patients are booked."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from horarium.domain.availability import Stretch
from horarium.domain.errors import NoFreeRoom, NoSuchThing
from horarium.domain.ids import LocationId, PractitionerId, ServiceId, SessionId
from horarium.domain.interval import Interval
from horarium.domain.people import Location
from horarium.domain.roster import StoredRoster
from horarium.domain.session import Session, SessionStatus
from horarium.engines.rostering.problem import RosterProblem
from horarium.services.series import next_series
from horarium.services.work import Work
from horarium.store import people
from horarium.store import sessions as store


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicPolicy:
    """How a clinic shift becomes a session: one place a slot of ``slot_min`` minutes.

    A clinic longer than ``break_after`` has ``break_min`` minutes of planned break: at
    ``break_at`` on the site's clocks if that is in its middle half, else in its middle; 0
    minutes is no break.
    Six hours is where the Working Time Regulations 1998 (reg. 12) begin to ask for one.
    """

    slot_min: int = 20
    break_min: int = 60
    break_at: time = time(13)
    break_after: timedelta = timedelta(hours=6)
    overflow_limit: int = 2
    discipline: str = "banded-edd"


@dataclass(frozen=True, slots=True)
class _Clinic:
    """One clinic duty of the roster, with its real hours."""

    practitioner: PractitionerId
    service: str
    site: str
    on_date: date
    interval: Interval


@dataclass(slots=True)
class _Planner:
    """Hands out rooms and series, day by day, around the sessions there are."""

    rooms: dict[str, list[Location]]
    services: dict[str, ServiceId]
    busy: dict[LocationId, list[Interval]] = field(default_factory=dict)
    series: dict[date, set[str]] = field(default_factory=dict)

    def note(self, session: Session) -> None:
        """Remember a session that exists."""
        self.busy.setdefault(session.location, []).append(session.interval)
        self.series.setdefault(session.on_date, set()).add(session.series)

    def room(self, site: str, interval: Interval) -> Location:
        """A room of the site that is free all the time."""
        for room in self.rooms.get(site, []):
            if not any(interval.overlaps(one) for one in self.busy.get(room.id, [])):
                return room
        raise NoFreeRoom(site, interval.start)

    def service(self, name: str) -> ServiceId:
        """The service of that name."""
        if name not in self.services:
            raise NoSuchThing("service", name)
        return self.services[name]

    def next_series(self, day: date) -> str:
        """Letters that no session of the day has."""
        return next_series(self.series.get(day, set()))


def open_sessions_for(
    work: Work,
    stored: StoredRoster,
    problem: RosterProblem,
    policy: ClinicPolicy | None = None,
) -> list[Session]:
    """Open a session for each clinic duty of the roster that has none yet.

    A duty is a clinic when its shift type names a service. Raises ``NoFreeRoom``, and
    ``NoSuchThing`` for a service or a site the organisation does not have.
    """
    last = stored.starts_on + timedelta(days=stored.n_days - 1)
    store.lock_series(work.db, work.organisation)
    existing = store.between(work.db, stored.starts_on, last)
    planner = _planner(work, existing)
    met = {(one.practitioner, one.on_date) for one in existing}
    opened: list[Session] = []
    for clinic in sorted(_clinics(stored, problem), key=lambda one: one.interval):
        if (clinic.practitioner, clinic.on_date) in met:
            continue
        session = _session(work, stored, clinic, planner, policy or ClinicPolicy())
        planner.note(session)
        opened.append(session)
    if opened:
        store.add(work.db, work.organisation, opened)
    return opened


def shift_interval(problem: RosterProblem, shift: int, day: int) -> Interval:
    """The real hours of shift type ``shift`` on ``day``, clock changes included."""
    horizon, times = problem.horizon, problem.times
    midnight = datetime.combine(
        horizon.start, datetime.min.time(), ZoneInfo(horizon.time_zone)
    ).astimezone(UTC)
    position = day + problem.n_history
    return Interval(
        midnight + timedelta(minutes=int(times.start[shift, position])),
        midnight + timedelta(minutes=int(times.end[shift, position])),
    )


def planned_break(
    clinic: Interval, zone: ZoneInfo, policy: ClinicPolicy
) -> Interval | None:
    """When the doctor rests in a clinic of these hours; at a slot's edge, or never."""
    if policy.break_min == 0 or clinic.duration <= policy.break_after:
        return None
    slot, rest = timedelta(minutes=policy.slot_min), timedelta(minutes=policy.break_min)
    day = clinic.start.astimezone(zone).date()
    wanted = datetime.combine(day, policy.break_at, zone).astimezone(UTC)
    n_slots = (clinic.duration - rest) // slot
    n_before = round((wanted - clinic.start) / slot)
    if not n_slots // 4 <= n_before <= n_slots - n_slots // 4:
        n_before = n_slots // 2
    start = clinic.start + n_before * slot
    return Interval(start, start + rest)


def _clinics(stored: StoredRoster, problem: RosterProblem) -> Iterator[_Clinic]:
    shifts = {shift.id: row for row, shift in enumerate(problem.shift_types)}
    sites = {site.id: site.name or site.id for site in problem.sites}
    for duty in stored.assignments:
        index = shifts[duty.shift_type]
        shift = problem.shift_types[index]
        if not shift.service:
            continue
        day = problem.horizon.day_of(duty.on_date)
        yield _Clinic(
            practitioner=duty.practitioner,
            service=shift.service,
            site=sites.get(shift.site, shift.site),
            on_date=duty.on_date,
            interval=shift_interval(problem, index, day),
        )


def _planner(work: Work, existing: Iterable[Session]) -> _Planner:
    places = people.locations(work.db)
    names = {place.id: place.name for place in places}
    rooms: dict[str, list[Location]] = {}
    for place in places:
        if place.part_of is not None:
            rooms.setdefault(names[place.part_of], []).append(place)
    planner = _Planner(rooms, {one.name: one.id for one in people.services(work.db)})
    for session in existing:
        planner.note(session)
    return planner


def _session(
    work: Work,
    stored: StoredRoster,
    clinic: _Clinic,
    planner: _Planner,
    policy: ClinicPolicy,
) -> Session:
    room = planner.room(clinic.site, clinic.interval)
    rest = planned_break(clinic.interval, work.zone, policy)
    slots = Stretch(clinic.interval, policy.slot_min, rest).slots()
    return Session(
        id=SessionId(work.new_id()),
        practitioner=clinic.practitioner,
        practitioner_name="",
        service=planner.service(clinic.service),
        service_name=clinic.service,
        location=room.id,
        room=room.name,
        site=clinic.site,
        interval=clinic.interval,
        on_date=clinic.on_date,
        series=planner.next_series(clinic.on_date),
        slot_min=policy.slot_min,
        capacity=len(slots),
        taken=0,
        overflow_limit=policy.overflow_limit,
        overflow_taken=0,
        status=SessionStatus.PLANNED,
        late_min=0,
        discipline=policy.discipline,
        version=1,
        roster=stored.id,
        planned_break=rest,
    )
