"""Slots, computed from sessions and from rules that have not become sessions yet. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from horarium.domain.appointment import Appointment, AppointmentStatus
from horarium.domain.availability import (
    AvailabilityRule,
    Slot,
    SlotStatus,
    Stretch,
    Unavailability,
    UnavailabilityKind,
)
from horarium.domain.ids import LocationId, PractitionerId, RuleId
from horarium.domain.interval import Interval
from horarium.domain.session import Quota, Session
from horarium.domain.wall_clock import instant_at

GIVEN_UP = frozenset(
    {
        AppointmentStatus.CANCELLED,
        AppointmentStatus.NO_SHOW,
        AppointmentStatus.ENTERED_IN_ERROR,
        AppointmentStatus.WAITLIST,
    }
)
"""Appointments that hold no slot."""


def stretch_of(session: Session) -> Stretch:
    """The time of a session."""
    return Stretch(session.interval, session.slot_min, session.planned_break)


def rule_stretch(rule: AvailabilityRule, day: date, zone: ZoneInfo) -> Stretch | None:
    """The hours of a rule on a day: wall clock, so a clock change moves them along.

    ``None`` on the day on which the clocks skip all of them.
    """
    interval = _between(day, (rule.from_time, rule.until_time), zone)
    if interval is None:
        return None
    planned_break = _between(day, (rule.break_from, rule.break_until), zone)
    return Stretch(interval, rule.slot_min, planned_break)


def rule_quotas(rule: AvailabilityRule, start: datetime) -> tuple[Quota, ...]:
    """The quotas of a session that starts at ``start``."""
    return tuple(
        Quota(
            one.priority_class, one.places, start - timedelta(minutes=one.release_min)
        )
        for one in rule.quotas
    )


def days(first: date, last: date) -> list[date]:
    """Every day from ``first`` to ``last``, both included."""
    return [first + timedelta(days=k) for k in range((last - first).days + 1)]


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Whose slots, and where, so that what takes time away can be matched with them."""

    practitioner: PractitionerId
    location: LocationId
    site: LocationId | None = None
    rule: RuleId | None = None

    def concerned(self, by: Unavailability) -> bool:
        """Whether ``by`` takes time away here."""
        match by.kind:
            case UnavailabilityKind.EXCEPTION:
                return by.rule is not None and by.rule == self.rule
            case UnavailabilityKind.LEAVE:
                return by.practitioner == self.practitioner
            case UnavailabilityKind.CLOSURE:
                return by.location in (None, self.location, self.site)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occupation:
    """What stands against the slots of one session, or of one rule on one day.

    ``n_places`` are the places this asker could still be given; 0 makes every free slot
    unavailable.
    """

    appointments: Sequence[Appointment] = ()
    blocked: Collection[Interval] = ()
    n_places: int = 1
    takes_anybody: bool = True

    def status(self, slot: Interval, now: datetime) -> SlotStatus:
        """How a slot stands at ``now``, as FHIR says it."""
        here = [
            one
            for one in self.appointments
            if one.status not in GIVEN_UP and one.interval.overlaps(slot)
        ]
        if any(one.status is not AppointmentStatus.PENDING for one in here):
            return SlotStatus.BUSY
        if any(is_live(one, now) for one in here):
            return SlotStatus.BUSY_TENTATIVE
        is_shut = any(slot.overlaps(one) for one in self.blocked)
        if not self.takes_anybody or self.n_places < 1 or slot.start < now or is_shut:
            return SlotStatus.BUSY_UNAVAILABLE
        return SlotStatus.FREE


def is_live(one: Appointment, now: datetime) -> bool:
    """Whether a pending appointment still holds its slot."""
    if one.status is not AppointmentStatus.PENDING:
        return False
    return one.held_until_at is None or one.held_until_at > now


def session_slots(
    session: Session, occupation: Occupation, now: datetime
) -> Iterable[Slot]:
    """The slots of a session with their statuses."""
    for interval in stretch_of(session).slots():
        yield Slot(
            interval=interval,
            status=occupation.status(interval, now),
            practitioner=session.practitioner,
            service=session.service,
            location=session.location,
            session=session.id,
            rule=session.rule,
        )


def rule_slots(
    rule: AvailabilityRule, stretch: Stretch, occupation: Occupation, now: datetime
) -> Iterable[Slot]:
    """The slots a rule would have on the day of ``stretch``."""
    for interval in stretch.slots():
        yield Slot(
            interval=interval,
            status=occupation.status(interval, now),
            practitioner=rule.practitioner,
            service=rule.service,
            location=rule.location,
            rule=rule.id,
        )


def takes_anybody(session: Session) -> bool:
    """Whether anybody can be added to the session at all."""
    return not session.status.is_over


def _between(
    day: date, clock: tuple[time | None, time | None], zone: ZoneInfo
) -> Interval | None:
    begin, end = clock
    if begin is None or end is None:
        return None
    start, stop = instant_at(day, begin, zone), instant_at(day, end, zone)
    return Interval(start, stop) if start < stop else None
