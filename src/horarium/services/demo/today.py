"""Sessions that are on now: those of the roster, and extra ones laid around the present.

A demo may be started at any hour. Where the roster has too few clinics on, members of
the team who are on duty hold an extra clinic: it began a while ago and has hours to go.
It is a session opened by hand, of today's date also when it began before midnight.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from horarium.domain.ids import LocationId, PractitionerId, SessionId
from horarium.domain.interval import Interval
from horarium.domain.people import HealthcareService, Location
from horarium.domain.roster import StoredRoster
from horarium.domain.session import Session, SessionStatus
from horarium.engines.rostering.problem import RosterProblem, may_work
from horarium.services.clinic_sessions import shift_interval
from horarium.services.demo.diary import ENDED
from horarium.services.demo.params import DemoParams
from horarium.services.series import next_series
from horarium.services.work import Work
from horarium.store import people, sessions

_QUARTER = timedelta(minutes=15)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Duty:
    """Somebody's shift; ``site`` is its name, or empty."""

    practitioner: PractitionerId
    site: str
    interval: Interval


@dataclass(frozen=True, slots=True)
class Team:
    """Who works when, and which clinic each can hold, by the name of its service."""

    duties: tuple[Duty, ...] = ()
    services: Mapping[PractitionerId, str] = field(default_factory=dict)


def team_of(work: Work, stored: StoredRoster, problem: RosterProblem) -> Team:
    """The team of a roster with the real hours of every shift."""
    ids = people.practitioner_ids(work.db)
    clinics = [shift for shift in problem.shift_types if shift.service]
    services = {
        ids[person.id]: shift.service
        for person in problem.people
        for shift in clinics
        if may_work(person, shift)
    }
    return Team(tuple(_duties(stored, problem)), services)


def running(
    found: Iterable[Session], now: datetime, params: DemoParams
) -> list[Session]:
    """The sessions that began long enough ago and go on long enough from ``now``."""
    return [
        session
        for session in found
        if session.status not in ENDED and _fits(session.interval, now, params)
    ]


def lay_extra(
    work: Work,
    team: Team,
    params: DemoParams,
    *,
    first: PractitionerId | None,
) -> list[Session]:
    """Open extra sessions until enough are running; ``first`` gets one in any case.

    Whoever is on duty now comes first, longest overlap ahead; then whoever works at
    another hour of the day; then anybody who is free. Fewer are opened when nobody or no
    room is left.
    """
    now = work.clock.now()
    around = sessions.between(work.db, work.today - _DAY, work.today + _DAY)
    today = [session for session in around if session.on_date == work.today]
    n_missing = params.n_running - len(running(today, now, params))
    opened: list[Session] = []
    planner = _Planner(work, around, team)
    has_one = {session.practitioner for session in running(today, now, params)}
    if first is not None and first not in has_one:
        edges = replace(params, least_elapsed=params.edge, least_left=params.edge)
        opened += planner.open(_Candidate(first, ""), edges)
    for candidate in _candidates(work, team, params):
        if len(running(opened, now, params)) >= n_missing:
            break
        if candidate.practitioner not in has_one | {one.practitioner for one in opened}:
            opened += planner.open(candidate, params)
    return opened


def _duties(stored: StoredRoster, problem: RosterProblem) -> Iterator[Duty]:
    sites = {site.id: site.name or site.id for site in problem.sites}
    for one in stored.assignments:
        row = problem.tables.shifts[one.shift_type]
        site = problem.shift_types[row].site
        day = problem.horizon.day_of(one.on_date)
        hours = shift_interval(problem, row, day)
        yield Duty(one.practitioner, sites.get(site, site), hours)


@dataclass(frozen=True, slots=True)
class _Candidate:
    practitioner: PractitionerId
    site: str


def _candidates(work: Work, team: Team, params: DemoParams) -> Iterator[_Candidate]:
    now = work.clock.now()
    wanted = _wanted(now, params)
    near = [duty for duty in team.duties if duty.interval.overlaps(wanted)]
    on_duty = [duty for duty in near if duty.interval.contains(now)]
    others = [duty for duty in near if not duty.interval.contains(now)]
    for group in (on_duty, others):
        for duty in sorted(
            group, key=lambda duty: (-_overlap(duty, wanted), duty.site)
        ):
            yield _Candidate(duty.practitioner, duty.site)
    for one in people.practitioners(work.db):
        yield _Candidate(one.id, "")


class _Planner:
    """Finds times and rooms for extra sessions around those there are."""

    def __init__(self, work: Work, around: Sequence[Session], team: Team) -> None:
        self._work = work
        self._team = team
        self._all = [one for one in around if one.status is not SessionStatus.CANCELLED]
        self._series = {one.series for one in around if one.on_date == work.today}
        places = people.locations(work.db)
        self._sites = {place.id: place.name for place in places}
        self._rooms = [place for place in places if place.part_of is not None]
        self._services = people.services(work.db)

    def open(self, candidate: _Candidate, params: DemoParams) -> list[Session]:
        """The one extra session of a practitioner, or none where it cannot be."""
        interval = self._interval(candidate.practitioner, params)
        room = self._room(candidate.site, interval) if interval else None
        if interval is None or room is None:
            return []
        session = self._session(candidate.practitioner, room, interval, params)
        sessions.add(self._work.db, self._work.organisation, [session])
        self._all.append(session)
        self._series.add(session.series)
        return [session]

    def _interval(
        self, practitioner: PractitionerId, params: DemoParams
    ) -> Interval | None:
        """The wanted time, cut where the practitioner's own sessions end and begin."""
        now = self._work.clock.now()
        wanted = _wanted(now, params)
        own = [one.interval for one in self._all if one.practitioner == practitioner]
        if any(interval.contains(now) for interval in own):
            return None
        start = max([wanted.start, *(one.end for one in own if one.end <= now)])
        end = min([wanted.end, *(one.start for one in own if one.start > now)])
        if end <= start:
            return None
        cut = Interval(start, end)
        return cut if _fits(cut, now, params) else None

    def _room(self, site: str, interval: Interval) -> Location | None:
        """A free room, at ``site`` if there is one."""
        taken: set[LocationId] = {
            one.location for one in self._all if one.interval.overlaps(interval)
        }
        free = [room for room in self._rooms if room.id not in taken]
        at_site = [room for room in free if self._site(room) == site]
        return next(iter([*at_site, *free]), None)

    def _site(self, room: Location) -> str:
        return self._sites[room.part_of] if room.part_of else ""

    def _service(self, practitioner: PractitionerId) -> HealthcareService:
        """What the practitioner's clinics offer; one in turn for whoever has none."""
        own = self._team.services.get(practitioner)
        in_turn = self._services[len(self._all) % len(self._services)]
        return next((one for one in self._services if one.name == own), in_turn)

    def _session(
        self,
        practitioner: PractitionerId,
        room: Location,
        interval: Interval,
        params: DemoParams,
    ) -> Session:
        work = self._work
        service = self._service(practitioner)
        return Session(
            id=SessionId(work.new_id()),
            practitioner=practitioner,
            practitioner_name="",
            service=service.id,
            service_name=service.name,
            location=room.id,
            room=room.name,
            site=self._site(room),
            interval=interval,
            on_date=work.today,
            series=next_series(self._series),
            slot_min=params.slot_min,
            capacity=interval.duration // timedelta(minutes=params.slot_min),
            taken=0,
            overflow_limit=params.overflow_limit,
            overflow_taken=0,
            status=SessionStatus.PLANNED,
            late_min=0,
            discipline="banded-edd",
            version=1,
        )


def _wanted(now: datetime, params: DemoParams) -> Interval:
    """Where an extra session lies best; it begins on a quarter of an hour."""
    start = now - params.elapsed
    start -= timedelta(seconds=start.timestamp() % _QUARTER.total_seconds())
    return Interval(start, start + params.length)


def _fits(interval: Interval, now: datetime, params: DemoParams) -> bool:
    return (
        interval.start + params.least_elapsed <= now
        and now + params.least_left <= interval.end
    )


def _overlap(duty: Duty, wanted: Interval) -> float:
    start = max(duty.interval.start, wanted.start)
    end = min(duty.interval.end, wanted.end)
    return (end - start).total_seconds()
