"""Weekly hours in which somebody sees patients."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from horarium.domain.availability import AvailabilityRule, RuleQuota, Stretch
from horarium.domain.errors import InvalidField, NoSuchThing, RuleOverlaps
from horarium.domain.ids import LocationId, PractitionerId, RuleId, ServiceId
from horarium.domain.interval import Interval
from horarium.engines.queueing.policy import DEFAULT_POLICY
from horarium.services import existing
from horarium.services.idempotency import Once, once
from horarium.services.permissions import Permission
from horarium.services.work import Work
from horarium.store import availability as store
from horarium.store import sessions as session_store

MAX_CAPACITY = 500
_ANY_DAY = date(2024, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRule:
    """Weekly hours to be kept; raises ``InvalidField``.

    ``weekday`` is 1 for Monday; times are the organisation's wall clock. ``capacity``
    defaults to one place a slot.
    """

    practitioner: PractitionerId
    service: ServiceId
    location: LocationId
    weekday: int
    from_time: time
    until_time: time
    valid_from: date
    valid_until: date | None = None
    break_from: time | None = None
    break_until: time | None = None
    slot_min: int = 20
    capacity: int | None = None
    overflow_limit: int = 2
    discipline: str = "banded-edd"
    quotas: tuple[RuleQuota, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= self.weekday <= 7:
            raise InvalidField("weekday", str(self.weekday), "1 (Monday) to 7 (Sunday)")
        if self.until_time <= self.from_time:
            raise InvalidField(
                "until_time", str(self.until_time), "a time after from_time"
            )
        if self.valid_until is not None and self.valid_until < self.valid_from:
            raise InvalidField(
                "valid_until", str(self.valid_until), "a day not before valid_from"
            )
        self._check_break()
        self._check_places()

    def _check_break(self) -> None:
        if (self.break_from is None) != (self.break_until is None):
            raise InvalidField(
                "break_until", str(self.break_until), "both ends, or none"
            )
        if self.break_from is None or self.break_until is None:
            return
        if not self.from_time <= self.break_from < self.break_until <= self.until_time:
            raise InvalidField(
                "break_from", str(self.break_from), "a break within the hours"
            )

    def _check_places(self) -> None:
        if not 1 <= self.slot_min <= 480:
            raise InvalidField("slot_min", str(self.slot_min), "1 to 480 minutes")
        if self.n_slots < 1:
            raise InvalidField(
                "slot_min", str(self.slot_min), "a slot that fits into the hours"
            )
        if self.capacity is not None and not 1 <= self.capacity <= MAX_CAPACITY:
            raise InvalidField("capacity", str(self.capacity), f"1 to {MAX_CAPACITY}")
        if not 0 <= self.overflow_limit <= MAX_CAPACITY:
            raise InvalidField("overflow_limit", str(self.overflow_limit), "0 to 500")
        check_quotas([(q.priority_class, q.places) for q in self.quotas], self.places)

    @property
    def n_slots(self) -> int:
        """How many whole slots fit round the break."""
        return len(_stretch(self).slots())

    @property
    def places(self) -> int:
        """How many ordinary places a session of the rule will have."""
        return self.capacity or min(self.n_slots, MAX_CAPACITY)


def define(
    work: Work, request: NewRule, *, idempotency_key: str | None = None
) -> AvailabilityRule:
    """Keep weekly hours; ``RuleOverlaps`` when doctor or room have others then."""
    work.require(Permission.SESSION_OPEN)

    def make() -> AvailabilityRule:
        _check_names(work, request)
        session_store.lock_series(work.db, work.organisation)
        rule = _rule(work, request)
        for other in store.rules(work.db, rule.valid_from, rule.valid_until):
            if _overlap(rule, other):
                raise RuleOverlaps(str(other.id))
        store.add_rule(work.db, work.organisation, rule)
        work.record("availability.define", ("availability-rule", rule.id))
        return rule

    asked = Once(idempotency_key, "availability.define", request)
    return once(work, asked, make, lambda key: existing_rule(work, RuleId(key)))


def get(work: Work, wanted: RuleId) -> AvailabilityRule:
    """One rule."""
    work.require(Permission.SESSION_READ)
    return existing_rule(work, wanted)


def of_service(work: Work, service: ServiceId | None = None) -> list[AvailabilityRule]:
    """The rules in force today or later, of one service or of all."""
    work.require(Permission.SESSION_READ)
    return store.rules(work.db, work.today, service=service)


def end(work: Work, wanted: RuleId, last: date) -> AvailabilityRule:
    """Let the hours end after ``last``; sessions that were opened stay."""
    work.require(Permission.SESSION_OPEN)
    rule = store.rule_by_id(work.db, wanted, lock=True)
    if rule is None:
        raise NoSuchThing("availability rule", str(wanted))
    if last < rule.valid_from:
        raise InvalidField("last", last.isoformat(), f"a day from {rule.valid_from} on")
    store.end_rule(work.db, wanted, last)
    work.record(
        "availability.end", ("availability-rule", wanted), last=last.isoformat()
    )
    return replace(rule, valid_until=last, version=rule.version + 1)


def existing_rule(work: Work, wanted: RuleId) -> AvailabilityRule:
    """The rule with that id; refuse with ``NoSuchThing``."""
    return existing.required(
        store.rule_by_id(work.db, wanted), "availability rule", wanted
    )


def check_quotas(quotas: list[tuple[str, int]], capacity: int) -> None:
    """Refuse with ``InvalidField`` quotas of unknown classes, or beyond the capacity."""
    classes = [name for name, _ in quotas]
    known = [row.name for row in DEFAULT_POLICY.classes if not row.may_overflow]
    for name in classes:
        if name not in known or classes.count(name) > 1:
            raise InvalidField(
                "quotas.priority_class", name, f"each once of {', '.join(known)}"
            )
    total = sum(places for _, places in quotas)
    if any(places < 1 for _, places in quotas) or total > capacity:
        raise InvalidField(
            "quotas.places", str(total), f"1 or more each, together at most {capacity}"
        )


def _check_names(work: Work, request: NewRule) -> None:
    existing.practitioner(work, request.practitioner)
    existing.service(work, request.service)
    existing.location(work, request.location)


def _rule(work: Work, request: NewRule) -> AvailabilityRule:
    return AvailabilityRule(
        id=RuleId(work.new_id()),
        practitioner=request.practitioner,
        service=request.service,
        location=request.location,
        weekday=request.weekday,
        from_time=request.from_time,
        until_time=request.until_time,
        break_from=request.break_from,
        break_until=request.break_until,
        slot_min=request.slot_min,
        capacity=request.places,
        overflow_limit=request.overflow_limit,
        discipline=request.discipline,
        quotas=request.quotas,
        valid_from=request.valid_from,
        valid_until=request.valid_until,
        created_at=work.clock.now(),
    )


def _overlap(one: AvailabilityRule, other: AvailabilityRule) -> bool:
    shared = one.practitioner == other.practitioner or one.location == other.location
    hours = one.from_time < other.until_time and other.from_time < one.until_time
    return shared and one.weekday == other.weekday and hours


def _stretch(rule: NewRule) -> Stretch:
    def at(clock: time) -> datetime:
        return datetime.combine(_ANY_DAY, clock, tzinfo=UTC)

    rest = None
    if rule.break_from is not None and rule.break_until is not None:
        rest = Interval(at(rule.break_from), at(rule.break_until))
    return Stretch(
        Interval(at(rule.from_time), at(rule.until_time)), rule.slot_min, rest
    )
