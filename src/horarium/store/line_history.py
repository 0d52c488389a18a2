"""Past days of the lines: counted by the database, kept as one compact row a service."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Integer, case, cast, func, select
from sqlalchemy.dialects import postgresql

from horarium.domain.ids import OrganisationId, PractitionerId, ServiceId, SessionId
from horarium.domain.line_history import (
    Arrivals,
    Consultations,
    ServiceHistory,
    Shows,
    Widening,
)
from horarium.store.database import Db
from horarium.store.tables import line_history, session, token

T = TypeVar("T")

_SHORTEST_MIN, _LONGEST_MIN = 0.5, 240.0
"""Outside of these somebody pressed the wrong button or forgot to press one."""

_LOCK = 7_305_808
"""Any constant of its own; keeps two workers from learning the same at once."""


def claim(db: Db, owner: OrganisationId) -> bool:
    """Whether this transaction alone may now learn for the organisation."""
    key = func.pg_try_advisory_xact_lock(_LOCK, func.hashtext(str(owner)))
    return bool(db.execute(select(key)).scalar_one())


def of_services(db: Db, wanted: Iterable[ServiceId]) -> dict[ServiceId, ServiceHistory]:
    """What is known of each service; one that was never learnt from is left out."""
    query = select(line_history).where(line_history.c.service_id.in_(set(wanted)))
    rows = db.execute(query.order_by(line_history.c.service_id))
    return {
        ServiceId(row.service_id): _history(row.service_id, row.learnt_on, row.lessons)
        for row in rows
    }


def learnt_on(db: Db) -> dict[ServiceId, date]:
    """When each service was last learnt from."""
    query = select(line_history.c.service_id, line_history.c.learnt_on)
    rows = db.execute(query.order_by(line_history.c.service_id))
    return {ServiceId(row.service_id): row.learnt_on for row in rows}


def keep(db: Db, owner: OrganisationId, value: ServiceHistory) -> None:
    """Write what was learnt over what was known."""
    lessons = {
        name: [_plain(one) for one in getattr(value, name)]
        for name in ("consultations", "arrivals", "shows", "widenings")
    }
    statement = postgresql.insert(line_history).values(
        organisation_id=owner,
        service_id=value.service,
        learnt_on=value.learnt_on,
        lessons=lessons,
    )
    replaced = {
        "learnt_on": statement.excluded.learnt_on,
        "lessons": statement.excluded.lessons,
    }
    db.execute(
        statement.on_conflict_do_update(
            index_elements=["organisation_id", "service_id"], set_=replaced
        )
    )


def past_sessions(db: Db, first: date, last: date) -> dict[ServiceId, list[SessionId]]:
    """The closed sessions of each service from ``first`` to ``last``, latest first."""
    rows = db.execute(
        select(session.c.id, session.c.service_id)
        .where(session.c.status == "closed", session.c.on_date.between(first, last))
        .order_by(session.c.service_id, session.c.during.desc(), session.c.id)
    )
    found: dict[ServiceId, list[SessionId]] = defaultdict(list)
    for row in rows:
        found[ServiceId(row.service_id)].append(SessionId(row.id))
    return dict(found)


def consultations(
    db: Db, first: date, last: date
) -> dict[ServiceId, tuple[Consultations, ...]]:
    """Completed consultations by service, practitioner and kind of visit."""
    minutes = func.extract("epoch", token.c.ended_at - token.c.started_at) / 60.0
    rows = db.execute(
        select(
            session.c.service_id,
            session.c.practitioner_id,
            token.c.source,
            func.count().label("n"),
            func.sum(minutes).label("total"),
            func.sum(minutes * minutes).label("squares"),
        )
        .join(token, _of_session())
        .where(
            session.c.on_date.between(first, last),
            token.c.status == "completed",
            minutes.between(_SHORTEST_MIN, _LONGEST_MIN),
        )
        .group_by(session.c.service_id, session.c.practitioner_id, token.c.source)
        .order_by(session.c.service_id, session.c.practitioner_id, token.c.source)
    )
    return _grouped(
        (
            ServiceId(row.service_id),
            Consultations(
                PractitionerId(row.practitioner_id),
                row.source,
                row.n,
                float(row.total),
                float(row.squares),
            ),
        )
        for row in rows
    )


def shows(db: Db, first: date, last: date) -> dict[ServiceId, tuple[Shows, ...]]:
    """Booked visits by service and kind, and how many of them came."""
    came = func.sum(case((token.c.arrived_at.is_not(None), 1), else_=0))
    rows = db.execute(
        select(
            session.c.service_id,
            token.c.source,
            func.count().label("n"),
            cast(came, Integer).label("came"),
        )
        .join(token, _of_session())
        .where(
            session.c.on_date.between(first, last),
            session.c.status == "closed",
            token.c.slot_start_at.is_not(None),
            token.c.status.in_(("completed", "noshow", "left")),
        )
        .group_by(session.c.service_id, token.c.source)
        .order_by(session.c.service_id, token.c.source)
    )
    return _grouped(
        (ServiceId(row.service_id), Shows(row.source, row.n, row.came)) for row in rows
    )


def unbooked(
    db: Db, first: date, last: date, *, zone: str
) -> dict[ServiceId, dict[tuple[str, int], int]]:
    """People who came without an appointment, by class and local hour."""
    hour = cast(func.extract("hour", func.timezone(zone, token.c.arrived_at)), Integer)
    rows = db.execute(
        select(
            session.c.service_id,
            token.c.priority_class,
            hour.label("hour"),
            func.count().label("n"),
        )
        .join(token, _of_session())
        .where(
            session.c.on_date.between(first, last),
            session.c.status == "closed",
            token.c.slot_start_at.is_(None),
            token.c.arrived_at.is_not(None),
        )
        .group_by(session.c.service_id, token.c.priority_class, hour)
        .order_by(session.c.service_id, token.c.priority_class, hour)
    )
    found: dict[ServiceId, dict[tuple[str, int], int]] = defaultdict(dict)
    for row in rows:
        found[ServiceId(row.service_id)][row.priority_class, row.hour] = row.n
    return dict(found)


def open_minutes(
    db: Db, first: date, last: date, *, zone: str
) -> dict[ServiceId, dict[int, float]]:
    """For how many minutes closed sessions were open in each local hour of the day."""
    start, end = func.lower(session.c.during), func.upper(session.c.during)
    hours = (
        func.generate_series(
            func.date_trunc("hour", start), end, func.make_interval(0, 0, 0, 0, 1)
        )
        .table_valued("at", name="hours")
        .render_derived()
    )
    until = func.least(end, hours.c.at + func.make_interval(0, 0, 0, 0, 1))
    overlap = until - func.greatest(start, hours.c.at)
    hour = cast(func.extract("hour", func.timezone(zone, hours.c.at)), Integer)
    rows = db.execute(
        select(
            session.c.service_id,
            hour.label("hour"),
            (func.sum(func.extract("epoch", overlap)) / 60.0).label("minutes"),
        )
        .join(hours, hours.c.at < end)
        .where(
            session.c.on_date.between(cast(first, Date), cast(last, Date)),
            session.c.status == "closed",
        )
        .group_by(session.c.service_id, hour)
        .order_by(session.c.service_id, hour)
    )
    found: dict[ServiceId, dict[int, float]] = defaultdict(dict)
    for row in rows:
        found[ServiceId(row.service_id)][row.hour] = float(row.minutes)
    return dict(found)


def _of_session() -> ColumnElement[bool]:
    return (token.c.organisation_id == session.c.organisation_id) & (
        token.c.session_id == session.c.id
    )


def _grouped(found: Iterable[tuple[ServiceId, T]]) -> dict[ServiceId, tuple[T, ...]]:
    by_service: dict[ServiceId, list[T]] = defaultdict(list)
    for service, one in found:
        by_service[service].append(one)
    return {service: tuple(ones) for service, ones in by_service.items()}


def _plain(value: Any) -> dict[str, Any]:
    return {
        key: str(one) if isinstance(one, UUID) else one
        for key, one in asdict(value).items()
    }


def _history(service: UUID, day: date, lessons: Mapping[str, Any]) -> ServiceHistory:
    return ServiceHistory(
        service=ServiceId(service),
        learnt_on=day,
        consultations=tuple(
            Consultations(
                **{**one, "practitioner": PractitionerId(UUID(one["practitioner"]))}
            )
            for one in lessons["consultations"]
        ),
        arrivals=tuple(Arrivals(**one) for one in lessons["arrivals"]),
        shows=tuple(Shows(**one) for one in lessons["shows"]),
        widenings=tuple(Widening(**one) for one in lessons["widenings"]),
    )
