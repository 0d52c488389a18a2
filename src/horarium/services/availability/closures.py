"""Exceptions, closures and leave: what takes time away from the weekly hours."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from horarium.domain.appointment import Appointment
from horarium.domain.availability import Unavailability, UnavailabilityKind
from horarium.domain.errors import InvalidField, NoSuchThing
from horarium.domain.ids import (
    LocationId,
    PractitionerId,
    RuleId,
    UnavailabilityId,
)
from horarium.domain.interval import Interval
from horarium.services import existing
from horarium.services.availability.rules import existing_rule
from horarium.services.availability.slots import GIVEN_UP, Whereabouts
from horarium.services.idempotency import Once, once
from horarium.services.permissions import Permission
from horarium.services.work import Work
from horarium.store import appointments, people
from horarium.store import availability as store
from horarium.store import sessions as session_store

MAX_REASON = 500
LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUnavailability:
    """Time to be taken away: of one rule, of a place (of all, without one), of somebody.

    Exactly what the kind speaks of may be named; raises ``InvalidField``.
    """

    kind: UnavailabilityKind
    during: Interval
    reason: str
    rule: RuleId | None = None
    location: LocationId | None = None
    practitioner: PractitionerId | None = None

    def __post_init__(self) -> None:
        if not self.reason.strip() or len(self.reason) > MAX_REASON:
            raise InvalidField("reason", "…", f"1 to {MAX_REASON} characters")
        if self.during.duration > LONGEST:
            raise InvalidField(
                "end", self.during.end.isoformat(), "at most 366 days after start"
            )
        named = {
            UnavailabilityKind.EXCEPTION: ("rule", self.rule),
            UnavailabilityKind.LEAVE: ("practitioner", self.practitioner),
        }
        if self.kind in named and named[self.kind][1] is None:
            raise InvalidField(named[self.kind][0], "", f"whose {self.kind} it is")
        n_named = sum(
            one is not None for one in (self.rule, self.location, self.practitioner)
        )
        if n_named > 1 or (
            n_named
            and self.kind is UnavailabilityKind.CLOSURE
            and self.location is None
        ):
            raise InvalidField("kind", self.kind.value, "only what the kind speaks of")


@dataclass(frozen=True, slots=True)
class TakenAway:
    """Time taken away, and the appointments that were booked in it."""

    unavailability: Unavailability
    affected: tuple[Appointment, ...]

    @property
    def id(self) -> UnavailabilityId:
        """The id of what takes the time away."""
        return self.unavailability.id


def take_away(
    work: Work, request: NewUnavailability, *, idempotency_key: str | None = None
) -> TakenAway:
    """See nobody in that time: nothing more is booked; who is booked is told back."""
    work.require(Permission.SESSION_OPEN)
    return keep_away(work, request, idempotency_key=idempotency_key)


def keep_away(
    work: Work, request: NewUnavailability, *, idempotency_key: str | None = None
) -> TakenAway:
    """The same for services whose caller may do so; a reallocation, for instance."""

    def make() -> TakenAway:
        value = _unavailability(work, request)
        store.add_unavailability(work.db, work.organisation, value)
        work.record(
            "availability.take_away",
            ("unavailability", value.id),
            kind=value.kind.value,
        )
        return find(value.id)

    def find(key: UUID) -> TakenAway:
        value = _existing(work, UnavailabilityId(key))
        return TakenAway(value, tuple(_affected(work, value)))

    asked = Once(idempotency_key, "availability.take_away", request)
    return once(work, asked, make, find)


def give_back(work: Work, wanted: UnavailabilityId) -> Unavailability:
    """Take back what took time away; doing so twice is the same as once."""
    work.require(Permission.SESSION_OPEN)
    value = store.unavailability_by_id(work.db, wanted, lock=True)
    if value is None:
        raise NoSuchThing("unavailability", str(wanted))
    if value.withdrawn_at is None:
        store.withdraw(work.db, wanted, at=work.clock.now())
        work.record("availability.give_back", ("unavailability", wanted))
    return _existing(work, wanted)


def taken_away(work: Work, within: Interval) -> list[Unavailability]:
    """What takes time away from an interval, by time."""
    work.require(Permission.SESSION_READ)
    known = [rule.id for rule in store.rules(work.db, work.today)]
    return store.unavailabilities(work.db, within, rules=known)


def get_unavailability(work: Work, wanted: UnavailabilityId) -> Unavailability:
    """What takes time away, by its id."""
    work.require(Permission.SESSION_READ)
    return _existing(work, wanted)


def _existing(work: Work, wanted: UnavailabilityId) -> Unavailability:
    return existing.required(
        store.unavailability_by_id(work.db, wanted), "unavailability", wanted
    )


def _unavailability(work: Work, request: NewUnavailability) -> Unavailability:
    if request.rule is not None:
        existing_rule(work, request.rule)
    if request.practitioner is not None:
        existing.practitioner(work, request.practitioner)
    if request.location is not None:
        existing.location(work, request.location)
    return Unavailability(
        id=UnavailabilityId(work.new_id()),
        kind=request.kind,
        during=request.during,
        reason=request.reason.strip(),
        rule=request.rule,
        location=request.location,
        practitioner=request.practitioner,
        created_at=work.clock.now(),
    )


def _affected(work: Work, value: Unavailability) -> list[Appointment]:
    """The appointments to come, booked or held, that lie in the time taken away."""
    now = work.clock.now()
    first, last = (
        at.astimezone(work.zone).date() for at in (value.during.start, value.during.end)
    )
    sites = {one.id: one.part_of for one in people.locations(work.db)}
    sessions = [
        one.id
        for one in session_store.overlapping(work.db, first, last)
        if Whereabouts(
            one.practitioner, one.location, sites.get(one.location), one.rule
        ).concerned(value)
    ]
    return [
        one
        for one in appointments.of_sessions(work.db, sessions)
        if one.status not in GIVEN_UP
        and one.interval.end > now
        and one.interval.overlaps(value.during)
    ]
