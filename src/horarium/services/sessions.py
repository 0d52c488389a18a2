"""Sessions: today's, opening one by hand, running late, closing."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from horarium.domain.availability import Stretch
from horarium.domain.errors import (
    InvalidField,
    NotYourSession,
    SessionNotOpen,
)
from horarium.domain.ids import LocationId, PractitionerId, ServiceId, SessionId
from horarium.domain.interval import Interval
from horarium.domain.session import Session, SessionStatus
from horarium.services import existing
from horarium.services.idempotency import Once, once
from horarium.services.permissions import Permission
from horarium.services.series import next_series
from horarium.services.work import Work
from horarium.store import sessions as store

MAX_LATE_MIN = 480
MAX_CAPACITY = 500
LONGEST = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSession:
    """A session to be opened by hand; raises ``InvalidField``.

    ``capacity`` defaults to one place a slot; no slot lies in the ``planned_break``.
    """

    practitioner: PractitionerId
    service: ServiceId
    location: LocationId
    interval: Interval
    slot_min: int = 15
    capacity: int | None = None
    overflow_limit: int = 2
    discipline: str = "banded-edd"
    planned_break: Interval | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.slot_min <= 480:
            raise InvalidField("slot_min", str(self.slot_min), "1 to 480 minutes")
        if self.capacity is not None and not 1 <= self.capacity <= MAX_CAPACITY:
            raise InvalidField("capacity", str(self.capacity), f"1 to {MAX_CAPACITY}")
        if not 0 <= self.overflow_limit <= MAX_CAPACITY:
            raise InvalidField("overflow_limit", str(self.overflow_limit), "0 to 500")
        if self.interval.duration > LONGEST:
            raise InvalidField(
                "end", self.interval.end.isoformat(), "at most 24 h after start"
            )
        if self.interval.duration < timedelta(minutes=self.slot_min):
            raise InvalidField(
                "slot_min", str(self.slot_min), "a slot no longer than the session"
            )
        self._check_break()

    def _check_break(self) -> None:
        rest, whole = self.planned_break, self.interval
        if rest is None:
            return
        is_within = whole.start <= rest.start and rest.end <= whole.end
        if not is_within or self.places < 1:
            raise InvalidField(
                "planned_break",
                rest.start.isoformat(),
                "a break within the session that leaves a slot",
            )

    @property
    def places(self) -> int:
        """How many ordinary places the session will have."""
        if self.capacity is not None:
            return self.capacity
        stretch = Stretch(self.interval, self.slot_min, self.planned_break)
        return min(len(stretch.slots()), MAX_CAPACITY)


def today(work: Work) -> list[Session]:
    """The sessions of the organisation's present day, by start, site and room."""
    return on_date(work, work.today)


def on_date(work: Work, day: date) -> list[Session]:
    """The sessions of one day, by start, site and room."""
    work.require(Permission.SESSION_READ)
    return store.on_date(work.db, day)


def between(work: Work, first: date, last: date) -> list[Session]:
    """The sessions from ``first`` to ``last``, both included; at most 93 days."""
    work.require(Permission.SESSION_READ)
    if not first <= last <= first + timedelta(days=92):
        raise InvalidField(
            "last", last.isoformat(), "a date from first to 92 days later"
        )
    return store.between(work.db, first, last)


def get(work: Work, wanted: SessionId) -> Session:
    """One session."""
    work.require(Permission.SESSION_READ)
    return existing.session(work, wanted)


def get_held(work: Work, wanted: SessionId) -> Session:
    """The same, and nobody else changes it until the transaction ends."""
    work.require(Permission.SESSION_READ)
    store.lock(work.db, wanted)
    return existing.session(work, wanted)


def open_session(
    work: Work, request: NewSession, *, idempotency_key: str | None = None
) -> Session:
    """Open a session by hand; refuse when doctor or room are taken at that time."""
    work.require(Permission.SESSION_OPEN)
    asked = Once(idempotency_key, "sessions.open", request)
    return once(
        work,
        asked,
        lambda: _open(work, request),
        lambda key: existing.session(work, SessionId(key)),
    )


def _open(work: Work, request: NewSession) -> Session:
    names = _names(work, request)
    store.lock_series(work.db, work.organisation)
    day = request.interval.start.astimezone(work.zone).date()
    session = Session(
        id=SessionId(work.new_id()),
        practitioner=request.practitioner,
        practitioner_name=names[0],
        service=request.service,
        service_name=names[1],
        location=request.location,
        room=names[2],
        site=names[3],
        interval=request.interval,
        on_date=day,
        series=next_series(store.used_series(work.db, day)),
        slot_min=request.slot_min,
        capacity=request.places,
        taken=0,
        overflow_limit=request.overflow_limit,
        overflow_taken=0,
        status=SessionStatus.PLANNED,
        late_min=0,
        discipline=request.discipline,
        version=1,
        planned_break=request.planned_break,
    )
    store.add(work.db, work.organisation, [session])
    work.record("sessions.open", ("session", session.id), capacity=session.capacity)
    work.announce("line.changed", session=session.id, action="sessions.open")
    return session


def run_late(work: Work, wanted: SessionId, minutes: int) -> Session:
    """Announce that the session runs ``minutes`` late; 0 takes it back."""
    work.require(Permission.SESSION_DELAY)
    if not 0 <= minutes <= MAX_LATE_MIN:
        raise InvalidField("minutes", str(minutes), f"0 to {MAX_LATE_MIN}")
    session = _changeable(work, wanted)
    store.change(work.db, wanted, late_min=minutes)
    work.record("sessions.run_late", ("session", wanted), minutes=minutes)
    work.announce("line.changed", session=wanted, action="sessions.run_late")
    return replace(session, late_min=minutes, version=session.version + 1)


def _changeable(work: Work, wanted: SessionId) -> Session:
    store.lock(work.db, wanted)
    session = existing.session(work, wanted)
    require_open(session)
    require_own(work, session)
    return session


def require_open(session: Session) -> None:
    """Refuse with ``SessionNotOpen`` one that takes nobody any more."""
    if session.status.is_over:
        raise SessionNotOpen(str(session.id), session.status.value)


def require_own(work: Work, session: Session) -> None:
    """Refuse a doctor who acts on another doctor's session."""
    own = work.actor.practitioner
    if own is not None and own != session.practitioner:
        raise NotYourSession(str(session.id))


def _names(work: Work, request: NewSession) -> tuple[str, str, str, str]:
    """Practitioner, service, room and site by name; refuse what does not exist."""
    doctor = existing.practitioner(work, request.practitioner)
    service = existing.service(work, request.service)
    room = existing.location(work, request.location)
    site = existing.location(work, room.part_of) if room.part_of else room
    return doctor.name, service.name, room.name, site.name
