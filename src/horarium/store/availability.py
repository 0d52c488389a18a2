"""Availability rules and what takes time away from them."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, and_, insert, or_, select, update

from horarium.domain.availability import (
    AvailabilityRule,
    RuleQuota,
    Unavailability,
    UnavailabilityKind,
)
from horarium.domain.ids import (
    LocationId,
    OrganisationId,
    PractitionerId,
    RuleId,
    ServiceId,
    UnavailabilityId,
)
from horarium.domain.interval import Interval
from horarium.store.database import Db
from horarium.store.ranges import to_interval, to_range
from horarium.store.tables import availability_rule as rule
from horarium.store.tables import location, unavailability


def add_rule(db: Db, owner: OrganisationId, value: AvailabilityRule) -> None:
    """Keep a rule."""
    row = {
        "organisation_id": owner,
        "id": value.id,
        "practitioner_id": value.practitioner,
        "service_id": value.service,
        "location_id": value.location,
        "weekday": value.weekday,
        "from_time": value.from_time,
        "until_time": value.until_time,
        "break_from": value.break_from,
        "break_until": value.break_until,
        "slot_min": value.slot_min,
        "capacity": value.capacity,
        "overflow_limit": value.overflow_limit,
        "discipline": value.discipline,
        "quotas": [
            {
                "priority_class": one.priority_class,
                "places": one.places,
                "release_min": one.release_min,
            }
            for one in value.quotas
        ],
        "valid_from": value.valid_from,
        "valid_until": value.valid_until,
        "created_at": value.created_at,
    }
    db.execute(insert(rule), row)


def rule_by_id(
    db: Db, wanted: RuleId, *, lock: bool = False
) -> AvailabilityRule | None:
    """The rule with that id; with ``lock`` its row is held until the transaction ends."""
    query = select(rule).where(rule.c.id == wanted)
    row = db.execute(query.with_for_update() if lock else query).one_or_none()
    return _rule(row) if row else None


def rules(
    db: Db,
    first: date,
    last: date | None = None,
    *,
    service: ServiceId | None = None,
    practitioner: PractitionerId | None = None,
) -> list[AvailabilityRule]:
    """The rules that speak of a day from ``first`` to ``last``, by weekday and hour."""
    query = select(rule).where(
        or_(rule.c.valid_until.is_(None), rule.c.valid_until >= first)
    )
    if last is not None:
        query = query.where(rule.c.valid_from <= last)
    if service is not None:
        query = query.where(rule.c.service_id == service)
    if practitioner is not None:
        query = query.where(rule.c.practitioner_id == practitioner)
    rows = db.execute(query.order_by(rule.c.weekday, rule.c.from_time, rule.c.id))
    return [_rule(row) for row in rows]


def end_rule(db: Db, wanted: RuleId, last: date) -> None:
    """Let a rule end with a day; never before the day it began."""
    db.execute(
        update(rule)
        .where(rule.c.id == wanted)
        .values(valid_until=last, version=rule.c.version + 1)
    )


def add_unavailability(db: Db, owner: OrganisationId, value: Unavailability) -> None:
    """Keep what takes time away."""
    row = {
        "organisation_id": owner,
        "id": value.id,
        "kind": value.kind.value,
        "rule_id": value.rule,
        "location_id": value.location,
        "practitioner_id": value.practitioner,
        "during": to_range(value.during),
        "reason": value.reason,
        "created_at": value.created_at,
    }
    db.execute(insert(unavailability), row)


def unavailability_by_id(
    db: Db, wanted: UnavailabilityId, *, lock: bool = False
) -> Unavailability | None:
    """What takes time away, by its id."""
    query = select(unavailability).where(unavailability.c.id == wanted)
    row = db.execute(query.with_for_update() if lock else query).one_or_none()
    return _unavailability(row) if row else None


def unavailabilities(
    db: Db, within: Interval, *, rules: Collection[RuleId] = ()
) -> list[Unavailability]:
    """What takes time away from an interval, by time; exceptions only of ``rules``."""
    rows = db.execute(
        select(unavailability)
        .where(
            unavailability.c.withdrawn_at.is_(None),
            unavailability.c.during.op("&&")(to_range(within)),
            or_(
                unavailability.c.rule_id.is_(None),
                unavailability.c.rule_id.in_(list(rules)),
            ),
        )
        .order_by(unavailability.c.during, unavailability.c.id)
    )
    return [_unavailability(row) for row in rows]


def taken_away(
    db: Db,
    during: Interval,
    *,
    practitioner: PractitionerId,
    place: LocationId,
    of_rule: RuleId | None,
) -> Unavailability | None:
    """What first takes time away from somebody's ``during`` in a room, if anything does.

    A closure of the room's site, or of no place in particular, counts too.
    """
    site = select(location.c.part_of_id).where(location.c.id == place).scalar_subquery()
    here = or_(
        unavailability.c.location_id.is_(None),
        unavailability.c.location_id == place,
        unavailability.c.location_id == site,
    )
    kind = unavailability.c.kind
    concerned = or_(
        and_(kind == UnavailabilityKind.CLOSURE.value, here),
        and_(
            kind == UnavailabilityKind.LEAVE.value,
            unavailability.c.practitioner_id == practitioner,
        ),
        and_(
            kind == UnavailabilityKind.EXCEPTION.value,
            unavailability.c.rule_id == of_rule,
        ),
    )
    row = db.execute(
        select(unavailability)
        .where(
            unavailability.c.withdrawn_at.is_(None),
            unavailability.c.during.op("&&")(to_range(during)),
            concerned,
        )
        .order_by(unavailability.c.during, unavailability.c.id)
        .limit(1)
    ).one_or_none()
    return _unavailability(row) if row else None


def withdraw(db: Db, wanted: UnavailabilityId, *, at: datetime) -> None:
    """Take back what took time away."""
    db.execute(
        update(unavailability)
        .where(unavailability.c.id == wanted)
        .values(withdrawn_at=at, version=unavailability.c.version + 1)
    )


def _rule(row: Row[Any]) -> AvailabilityRule:
    return AvailabilityRule(
        id=RuleId(row.id),
        practitioner=PractitionerId(row.practitioner_id),
        service=ServiceId(row.service_id),
        location=LocationId(row.location_id),
        weekday=row.weekday,
        from_time=row.from_time,
        until_time=row.until_time,
        break_from=row.break_from,
        break_until=row.break_until,
        slot_min=row.slot_min,
        capacity=row.capacity,
        overflow_limit=row.overflow_limit,
        discipline=row.discipline,
        quotas=tuple(RuleQuota(**one) for one in row.quotas),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        created_at=row.created_at,
        version=row.version,
    )


def _unavailability(row: Row[Any]) -> Unavailability:
    return Unavailability(
        id=UnavailabilityId(row.id),
        kind=UnavailabilityKind(row.kind),
        during=to_interval(row.during),
        reason=row.reason,
        created_at=row.created_at,
        rule=RuleId(row.rule_id) if row.rule_id else None,
        location=LocationId(row.location_id) if row.location_id else None,
        practitioner=PractitionerId(row.practitioner_id)
        if row.practitioner_id
        else None,
        withdrawn_at=row.withdrawn_at,
        version=row.version,
    )
