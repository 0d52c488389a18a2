"""Sessions: reading them with their names, opening, locking, changing."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

import psycopg
from sqlalchemy import Row, Select, bindparam, exc, func, insert, select, update

from horarium.domain.errors import PractitionerDoubleBooked
from horarium.domain.ids import (
    LocationId,
    OrganisationId,
    PractitionerId,
    RosterId,
    RuleId,
    ServiceId,
    SessionId,
)
from horarium.domain.session import Quota, Session, SessionStatus
from horarium.store.database import Db
from horarium.store.ranges import to_interval, to_range
from horarium.store.tables import healthcare_service, location, practitioner, session

_room = location.alias("room")
_site = location.alias("site")


def _query() -> Select[Any]:
    return (
        select(
            session,
            practitioner.c.name.label("practitioner_name"),
            healthcare_service.c.name.label("service_name"),
            _room.c.name.label("room"),
            _site.c.name.label("site"),
        )
        .join(
            practitioner,
            (practitioner.c.organisation_id == session.c.organisation_id)
            & (practitioner.c.id == session.c.practitioner_id),
        )
        .join(
            healthcare_service,
            (healthcare_service.c.organisation_id == session.c.organisation_id)
            & (healthcare_service.c.id == session.c.service_id),
        )
        .join(
            _room,
            (_room.c.organisation_id == session.c.organisation_id)
            & (_room.c.id == session.c.location_id),
        )
        .outerjoin(
            _site,
            (_site.c.organisation_id == _room.c.organisation_id)
            & (_site.c.id == _room.c.part_of_id),
        )
        .order_by(session.c.during, _site.c.name, _room.c.name, session.c.id)
    )


def on_date(
    db: Db, day: date, *, practitioner_id: PractitionerId | None = None
) -> list[Session]:
    """The sessions of one calendar day, by start, site and room."""
    query = _query().where(session.c.on_date == day)
    if practitioner_id is not None:
        query = query.where(session.c.practitioner_id == practitioner_id)
    return [_session(row) for row in db.execute(query)]


def between(
    db: Db, first: date, last: date, *, limit: int | None = None
) -> list[Session]:
    """The sessions from ``first`` to ``last``, both included."""
    query = _query().where(session.c.on_date.between(first, last)).limit(limit)
    return [_session(row) for row in db.execute(query)]


def of_practitioner(db: Db, wanted: PractitionerId) -> list[Session]:
    """Every session a practitioner ever had, by start."""
    rows = db.execute(_query().where(session.c.practitioner_id == wanted))
    return [_session(row) for row in rows]


_BY_ID = _query().where(session.c.id == bindparam("wanted"))


def by_id(db: Db, wanted: SessionId) -> Session | None:
    """The session with that id."""
    row = db.execute(_BY_ID, {"wanted": wanted}).one_or_none()
    return _session(row) if row else None


def by_ids(db: Db, wanted: Collection[SessionId]) -> dict[SessionId, Session]:
    """Those of the sessions that there are."""
    rows = db.execute(_query().where(session.c.id.in_(list(wanted))))
    return {SessionId(row.id): _session(row) for row in rows}


def lock(db: Db, wanted: SessionId) -> bool:
    """Hold the session's row until the transaction ends; false when there is none."""
    row = db.execute(
        select(session.c.id).where(session.c.id == wanted).with_for_update()
    ).one_or_none()
    return row is not None


def of_rule(db: Db, rule: RuleId, day: date) -> Session | None:
    """The session that a rule has become on a day."""
    row = db.execute(
        _query().where(session.c.rule_id == rule, session.c.on_date == day)
    ).one_or_none()
    return _session(row) if row else None


def overlapping(
    db: Db, first: date, last: date, service: ServiceId | None = None
) -> list[Session]:
    """The sessions from ``first`` to ``last`` that are not cancelled, by start."""
    query = _query().where(
        session.c.on_date.between(first, last),
        session.c.status != SessionStatus.CANCELLED.value,
    )
    if service is not None:
        query = query.where(session.c.service_id == service)
    return [_session(row) for row in db.execute(query)]


def add(db: Db, owner: OrganisationId, values: Sequence[Session]) -> None:
    """Open sessions; raise ``PractitionerDoubleBooked`` when two would overlap."""
    rows = [_row(owner, value) for value in values]
    try:
        with db.begin_nested():
            db.execute(insert(session), rows)
    except exc.IntegrityError as error:
        if isinstance(error.orig, psycopg.errors.ExclusionViolation):
            raise PractitionerDoubleBooked(values[0].interval.start) from None
        raise


def change(db: Db, wanted: SessionId, **values: Any) -> None:
    """Set columns of a session and count its version up."""
    db.execute(
        update(session)
        .where(session.c.id == wanted)
        .values(version=session.c.version + 1, **values)
    )


def give_to(db: Db, wanted: SessionId, taker: PractitionerId) -> bool:
    """Give a session another practitioner; not if that one has another at that time."""
    try:
        with db.begin_nested():
            change(db, wanted, practitioner_id=taker)
    except exc.IntegrityError as error:
        if isinstance(error.orig, psycopg.errors.ExclusionViolation):
            return False
        raise
    return True


def lock_series(db: Db, owner: OrganisationId) -> None:
    """Let nobody else of the organisation choose series until the transaction ends."""
    key = func.hashtextextended(f"session series of {owner}", 0)
    db.execute(select(func.pg_advisory_xact_lock(key)))


def give_back_place(db: Db, wanted: SessionId, *, overflow: bool) -> None:
    """Free one place, ordinary or overflow; the numbers given stay given."""
    column = session.c.overflow_taken if overflow else session.c.taken
    change(db, wanted, **{column.name: column - 1})


def used_series(db: Db, day: date) -> set[str]:
    """The series letters that sessions of that day already carry."""
    rows = db.execute(select(session.c.series).where(session.c.on_date == day))
    return {row.series for row in rows}


def _row(owner: OrganisationId, value: Session) -> dict[str, Any]:
    return {
        "organisation_id": owner,
        "id": value.id,
        "practitioner_id": value.practitioner,
        "service_id": value.service,
        "location_id": value.location,
        "roster_id": value.roster,
        "on_date": value.on_date,
        "during": to_range(value.interval),
        "series": value.series,
        "slot_min": value.slot_min,
        "capacity": value.capacity,
        "taken": value.taken,
        "overflow_limit": value.overflow_limit,
        "overflow_taken": value.overflow_taken,
        "last_number": value.taken + value.overflow_taken,
        "status": value.status.value,
        "late_min": value.late_min,
        "discipline": value.discipline,
        "version": value.version,
        "rule_id": value.rule,
        "planned_break": to_range(value.planned_break) if value.planned_break else None,
        "quotas": quotas_as_json(value.quotas),
        "began_at": value.began_at,
        "closed_at": value.closed_at,
    }


def _session(row: Row[Any]) -> Session:
    return Session(
        id=SessionId(row.id),
        practitioner=PractitionerId(row.practitioner_id),
        practitioner_name=row.practitioner_name,
        service=ServiceId(row.service_id),
        service_name=row.service_name,
        location=LocationId(row.location_id),
        room=row.room,
        site=row.site or row.room,
        interval=to_interval(row.during),
        on_date=row.on_date,
        series=row.series,
        slot_min=row.slot_min,
        capacity=row.capacity,
        taken=row.taken,
        overflow_limit=row.overflow_limit,
        overflow_taken=row.overflow_taken,
        status=SessionStatus(row.status),
        late_min=row.late_min,
        discipline=row.discipline,
        version=row.version,
        roster=RosterId(row.roster_id) if row.roster_id else None,
        began_at=row.began_at,
        break_from_at=row.break_from_at,
        break_until_at=row.break_until_at,
        closed_at=row.closed_at,
        planned_break=to_interval(row.planned_break) if row.planned_break else None,
        n_held=row.n_held,
        quotas=tuple(_quota(one) for one in row.quotas),
        rule=RuleId(row.rule_id) if row.rule_id else None,
    )


def quotas_as_json(quotas: Sequence[Quota]) -> list[dict[str, Any]]:
    """The quotas as the session's row and ``places_kept`` have them."""
    return [
        {
            "priority_class": one.priority_class,
            "places": one.places,
            "release_at": one.release_at.isoformat(),
        }
        for one in quotas
    ]


def _quota(plain: dict[str, Any]) -> Quota:
    return Quota(
        plain["priority_class"],
        plain["places"],
        datetime.fromisoformat(plain["release_at"]),
    )
