"""From rules to sessions, when somebody needs one, and the slots of both.

A rule's day becomes a session (docs/decisions/0009-slots-are-computed.md) with its first
hold or booking, or when the desk opens a stretch of days. Until then it is nothing but
arithmetic.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from horarium.domain.appointment import Appointment
from horarium.domain.availability import (
    AvailabilityRule,
    Slot,
    SlotStatus,
    Stretch,
    Unavailability,
)
from horarium.domain.errors import (
    Conflict,
    InvalidField,
    NoSuchThing,
    SlotOutsideSession,
    SlotUnavailable,
)
from horarium.domain.ids import LocationId, PractitionerId, RuleId, ServiceId, SessionId
from horarium.domain.interval import Interval
from horarium.domain.session import Quota, Session, SessionStatus
from horarium.domain.token import TokenSource
from horarium.domain.wall_clock import instant_at
from horarium.services import existing
from horarium.services.availability import slots as compute
from horarium.services.availability.rules import check_quotas, existing_rule
from horarium.services.availability.slots import Occupation, Whereabouts
from horarium.services.own_care import require_looking
from horarium.services.permissions import Permission
from horarium.services.series import next_series
from horarium.services.sessions import require_own
from horarium.services.work import Work
from horarium.store import appointments, holds, people
from horarium.store import availability as store
from horarium.store import sessions as session_store

MOST_DAYS_OF_SLOTS = 31
MOST_DAYS_OPENED = 93


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotSearch:
    """Whose slots are wanted, from ``first`` to ``last``, both included.

    ``source`` is how the patient comes: places kept for others are not free.
    """

    first: date
    last: date
    service: ServiceId | None = None
    practitioner: PractitionerId | None = None
    source: TokenSource = TokenSource.ONLINE

    def __post_init__(self) -> None:
        _check_days(self.first, self.last, MOST_DAYS_OF_SLOTS)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A rule's day that could not be opened, and the code of the refusal."""

    rule: RuleId
    on_date: date
    why: str


@dataclass(frozen=True, slots=True)
class Opened:
    """What opening a stretch of days came to."""

    sessions: tuple[Session, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class _Days:
    """Everything that bears on the slots of some days."""

    work: Work
    sessions: Sequence[Session]
    rules: Sequence[AvailabilityRule]
    closed: Sequence[Unavailability]
    sites: dict[LocationId, LocationId | None]

    def blocked(self, where: Whereabouts) -> list[Interval]:
        """What takes time away there."""
        return [one.during for one in self.closed if where.concerned(one)]

    def whereabouts(self, one: Session | AvailabilityRule) -> Whereabouts:
        """Whose and where a session or a rule is."""
        rule = one.rule if isinstance(one, Session) else one.id
        site = self.sites.get(one.location)
        return Whereabouts(one.practitioner, one.location, site, rule)


def slots(work: Work, wanted: SlotSearch) -> list[Slot]:
    """Every slot of the days with its status, by time, practitioner and room."""
    require_looking(work)
    around = _days(work, wanted.first, wanted.last)
    booked: dict[SessionId, list[Appointment]] = {}
    mine = [one for one in around.sessions if _is_wanted(one, wanted)]
    for one in appointments.of_sessions(work.db, [one.id for one in mine]):
        booked.setdefault(one.session, []).append(one)
    found = [
        slot
        for session in mine
        for slot in _of_session(
            around, session, booked.get(session.id, ()), wanted.source
        )
    ]
    found += [
        slot
        for rule in around.rules
        if _is_wanted(rule, wanted)
        for day in compute.days(wanted.first, wanted.last)
        for slot in _of_rule(around, rule, day, wanted.source)
    ]
    return sorted(found, key=_by_time)


def of_session(
    work: Work, session: Session, source: TokenSource = TokenSource.ONLINE
) -> list[Slot]:
    """The slots of one session, by time."""
    around = _days(work, session.on_date, session.on_date)
    booked = appointments.of_session(work.db, session.id)
    return list(_of_session(around, session, booked, source))


def session_for(work: Work, wanted: RuleId, day: date) -> Session:
    """The session that a rule is on ``day``, opened now if nobody has needed it before.

    For services whose caller may book. Raises ``SlotUnavailable`` where the rule does
    not speak of the day or all of it was taken away, and ``PractitionerDoubleBooked``.
    """
    found = session_store.of_rule(work.db, wanted, day)
    if found is not None:
        return found
    rule = existing_rule(work, wanted)
    stretch = compute.rule_stretch(rule, day, work.zone)
    if stretch is None or not rule.is_on(day):
        start = instant_at(day, rule.from_time, work.zone)
        raise SlotUnavailable(start, "these hours are not kept on that day")
    session_store.lock_series(work.db, work.organisation)
    found = session_store.of_rule(work.db, wanted, day)
    if found is not None:
        return found
    _require_some_time(work, rule, day, stretch)
    session = _new_session(work, rule, day, stretch)
    session_store.add(work.db, work.organisation, [session])
    work.record("availability.open", ("session", session.id), rule=str(rule.id))
    work.announce("line.changed", session=session.id, action="availability.open")
    opened = session_store.by_id(work.db, session.id)
    if opened is None:
        raise AssertionError("the session just opened is not there")
    return opened


def open_horizon(work: Work, first: date, last: date) -> Opened:
    """Open every session that the rules make from ``first`` to ``last``.

    For walk-in desks, whose line needs a session before anybody has booked. Days on
    which doctor or room are taken, or the house is closed, are left out and told.
    """
    work.require(Permission.SESSION_OPEN)
    _check_days(first, last, MOST_DAYS_OPENED)
    opened: list[Session] = []
    left_out: list[LeftOut] = []
    for rule in store.rules(work.db, first, last):
        for day in filter(rule.is_on, compute.days(first, last)):
            try:
                opened.append(session_for(work, rule.id, day))
            except Conflict as refusal:
                left_out.append(LeftOut(rule.id, day, refusal.code))
    in_order = sorted(opened, key=lambda one: (one.interval, one.series))
    return Opened(tuple(in_order), tuple(left_out))


def set_quotas(work: Work, wanted: SessionId, quotas: Sequence[Quota]) -> Session:
    """Keep places of a session for some classes until their release; none frees all."""
    work.require(Permission.SESSION_OPEN)
    if not session_store.lock(work.db, wanted):
        raise NoSuchThing("session", str(wanted))
    session = existing.session(work, wanted)
    require_own(work, session)
    check_quotas([(one.priority_class, one.places) for one in quotas], session.capacity)
    session_store.change(work.db, wanted, quotas=session_store.quotas_as_json(quotas))
    work.record("sessions.set_quotas", ("session", wanted), n_quotas=len(quotas))
    work.announce("line.changed", session=wanted, action="sessions.set_quotas")
    return existing.session(work, wanted)


def require_bookable(work: Work, session: Session, start: datetime) -> Interval:
    """The slot that starts at ``start``; refuse what is none, is shut or is over.

    Raises ``SlotOutsideSession`` and ``SlotUnavailable``. Whether somebody holds it is
    for the database to say.
    """
    slot = compute.stretch_of(session).slot_at(start)
    rest = session.planned_break
    if slot is None and rest is not None and rest.contains(start):
        raise SlotUnavailable(start, "a break is planned")
    if slot is None:
        raise _outside(session, start)
    if slot.end <= work.clock.now():
        raise SlotUnavailable(start, "that time is over")
    closed = store.taken_away(
        work.db,
        slot,
        practitioner=session.practitioner,
        place=session.location,
        of_rule=session.rule,
    )
    if closed is not None:
        raise SlotUnavailable(start, f"{closed.kind.value} of the clinic")
    return slot


def _outside(session: Session, start: datetime) -> SlotOutsideSession:
    slots = compute.stretch_of(session).slots()
    return SlotOutsideSession(
        start.isoformat(),
        slots[0].start.isoformat() if slots else "nowhere",
        slots[-1].start.isoformat() if slots else "nowhere",
        session.slot_min,
    )


def free_starts(work: Work, session: Session) -> list[datetime]:
    """When the free slots start, whatever the quotas keep for whom."""
    around = _days(work, session.on_date, session.on_date)
    booked = appointments.of_session(work.db, session.id)
    return [
        slot.interval.start
        for slot in _of_session(around, session, booked, None)
        if slot.status is SlotStatus.FREE
    ]


def _of_session(
    around: _Days,
    session: Session,
    booked: Sequence[Appointment],
    source: TokenSource | None,
) -> Iterator[Slot]:
    now = around.work.clock.now()
    n_live = sum(compute.is_live(one, now) for one in booked)
    kept = (
        holds.places_kept(around.work.db, session.id, source.value, at=now)
        if session.quotas and source is not None
        else 0
    )
    occupation = Occupation(
        appointments=booked,
        blocked=around.blocked(around.whereabouts(session)),
        n_places=session.capacity - session.taken - n_live - kept,
        takes_anybody=compute.takes_anybody(session),
    )
    yield from compute.session_slots(session, occupation, now)


def _of_rule(
    around: _Days, rule: AvailabilityRule, day: date, source: TokenSource
) -> Iterator[Slot]:
    if not rule.is_on(day):
        return
    if any(one.rule == rule.id and one.on_date == day for one in around.sessions):
        return
    now = around.work.clock.now()
    stretch = compute.rule_stretch(rule, day, around.work.zone)
    if stretch is None:
        return
    interval = stretch.interval
    kept = sum(
        one.places
        for one in compute.rule_quotas(rule, interval.start)
        if one.priority_class != source.value and now < one.release_at
    )
    occupation = Occupation(
        blocked=around.blocked(around.whereabouts(rule)),
        n_places=rule.capacity - kept,
        takes_anybody=not any(
            _in_the_way(one, rule, interval) for one in around.sessions
        ),
    )
    yield from compute.rule_slots(rule, stretch, occupation, now)


def _in_the_way(one: Session, rule: AvailabilityRule, interval: Interval) -> bool:
    """Whether another session has the doctor or the room then."""
    shared = one.practitioner == rule.practitioner or one.location == rule.location
    return shared and one.interval.overlaps(interval)


def interval_of(work: Work, first: date, last: date) -> Interval:
    """From the first midnight to the one after the last day, on the site's clocks."""
    after = last + timedelta(days=1)
    return Interval(
        datetime.combine(first, time(), work.zone).astimezone(UTC),
        datetime.combine(after, time(), work.zone).astimezone(UTC),
    )


def _days(work: Work, first: date, last: date) -> _Days:
    within = interval_of(work, first, last)
    rules = store.rules(work.db, first, last)
    # A session that ends after midnight still belongs to the day it began on.
    around = Interval(within.start, within.end + timedelta(days=1))
    return _Days(
        work,
        session_store.overlapping(work.db, first, last),
        rules,
        store.unavailabilities(work.db, around, rules=[rule.id for rule in rules]),
        {place.id: place.part_of for place in people.locations(work.db)},
    )


def _require_some_time(
    work: Work, rule: AvailabilityRule, day: date, stretch: Stretch
) -> None:
    around = _days(work, day, day)
    blocked = around.blocked(around.whereabouts(rule))
    for slot in stretch.slots():
        if not any(slot.overlaps(one) for one in blocked):
            return
    raise SlotUnavailable(stretch.interval.start, "all of that day was taken away")


def _new_session(
    work: Work, rule: AvailabilityRule, day: date, stretch: Stretch
) -> Session:
    return Session(
        id=SessionId(work.new_id()),
        practitioner=rule.practitioner,
        practitioner_name="",
        service=rule.service,
        service_name="",
        location=rule.location,
        room="",
        site="",
        interval=stretch.interval,
        on_date=day,
        series=next_series(session_store.used_series(work.db, day)),
        slot_min=rule.slot_min,
        capacity=rule.capacity,
        taken=0,
        overflow_limit=rule.overflow_limit,
        overflow_taken=0,
        status=SessionStatus.PLANNED,
        late_min=0,
        discipline=rule.discipline,
        version=1,
        planned_break=stretch.planned_break,
        quotas=compute.rule_quotas(rule, stretch.interval.start),
        rule=rule.id,
    )


def _is_wanted(one: Session | AvailabilityRule, wanted: SlotSearch) -> bool:
    right_service = wanted.service in (None, one.service)
    return right_service and wanted.practitioner in (None, one.practitioner)


def _by_time(slot: Slot) -> tuple[Interval, PractitionerId, LocationId]:
    return slot.interval, slot.practitioner, slot.location


def _check_days(first: date, last: date, most: int) -> None:
    if not first <= last <= first + timedelta(days=most - 1):
        raise InvalidField(
            "last", last.isoformat(), f"a day from first, at most {most} days in all"
        )
