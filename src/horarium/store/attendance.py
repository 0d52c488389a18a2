"""Who came and who did not, and what was learnt of it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, insert, select, update
from sqlalchemy.dialects import postgresql

from horarium.domain.attendance import (
    AttendanceSetting,
    Fit,
    FitStatus,
    LearntModels,
    PastVisit,
)
from horarium.domain.ids import AppointmentId, FitId, OrganisationId, PatientId
from horarium.store.database import Db
from horarium.store.tables import (
    appointment,
    attendance_fit,
    attendance_recalibration,
    attendance_setting,
    healthcare_service,
    patient,
    session,
)

_CAME = ("arrived", "checked-in", "fulfilled")
_LIVE = ("booked", *_CAME, "noshow")
_LOCK = 7_305_809
"""Any constant of its own; keeps two workers from beginning the same at once."""


def claim(db: Db, owner: OrganisationId) -> bool:
    """Whether this transaction alone may now look after the organisation's scores."""
    key = func.pg_try_advisory_xact_lock(_LOCK, func.hashtext(str(owner)))
    return bool(db.execute(select(key)).scalar_one())


def visits(
    db: Db,
    since: datetime,
    until: datetime,
    *,
    patients: Collection[PatientId] | None = None,
) -> list[PastVisit]:
    """Booked visits that start in ``[since, until)``, by start; also those to come."""
    query = _visits().where(
        func.lower(appointment.c.during) >= since,
        func.lower(appointment.c.during) < until,
    )
    if patients is not None:
        query = query.where(appointment.c.patient_id.in_(list(patients)))
    return [_visit(row) for row in db.execute(query)]


def visits_of(db: Db, wanted: Collection[AppointmentId]) -> list[PastVisit]:
    """These appointments as visits, by start; those given up are left out."""
    rows = db.execute(_visits().where(appointment.c.id.in_(list(wanted))))
    return [_visit(row) for row in rows]


def setting(db: Db) -> AttendanceSetting:
    """How the organisation predicts; the usual way where nothing was set."""
    row = db.execute(select(attendance_setting)).one_or_none()
    if row is None:
        return AttendanceSetting()
    return AttendanceSetting(
        method=row.method,
        is_off=row.is_off,
        recalibrates=row.recalibrates,
        learn_every_days=row.learn_every_days,
        reason=row.reason,
        helped_on=row.helped_on,
        changed_at=row.changed_at,
    )


def keep_setting(db: Db, owner: OrganisationId, value: AttendanceSetting) -> None:
    """Set how the organisation predicts."""
    values = {
        "method": value.method,
        "is_off": value.is_off,
        "recalibrates": value.recalibrates,
        "learn_every_days": value.learn_every_days,
        "reason": value.reason,
        "helped_on": value.helped_on,
        "changed_at": value.changed_at,
    }
    statement = postgresql.insert(attendance_setting).values(
        organisation_id=owner, **values
    )
    db.execute(
        statement.on_conflict_do_update(
            index_elements=["organisation_id"],
            set_={name: statement.excluded[name] for name in values},
        )
    )


def add_fit(
    db: Db, owner: OrganisationId, value: Fit, *, requested_by: UUID | None
) -> None:
    """Keep a fit that has not begun."""
    db.execute(
        insert(attendance_fit).values(
            organisation_id=owner,
            id=value.id,
            status=value.status.value,
            method=value.method,
            stage=value.stage,
            requested_by=requested_by,
            created_at=value.created_at,
        )
    )


def fit_by_id(db: Db, wanted: FitId, *, lock: bool = False) -> Fit | None:
    """The fit with that id; with ``lock`` its row is held until the transaction ends."""
    query = _fits().where(attendance_fit.c.id == wanted)
    row = db.execute(query.with_for_update() if lock else query).one_or_none()
    return _fit(row) if row else None


def fits(db: Db, *, limit: int) -> list[Fit]:
    """Times of learning, newest first."""
    newest = (attendance_fit.c.created_at.desc(), attendance_fit.c.id.desc())
    return [_fit(row) for row in db.execute(_fits().order_by(*newest).limit(limit))]


def move_fit(db: Db, wanted: FitId, **values: Any) -> None:
    """Set columns of a fit."""
    db.execute(
        update(attendance_fit).where(attendance_fit.c.id == wanted).values(**values)
    )


def finish_fit(
    db: Db,
    wanted: Fit,
    models: LearntModels,
    *,
    at: datetime,
) -> None:
    """Keep what came of a fit: its models, its card, its figures."""
    move_fit(
        db,
        wanted.id,
        status=FitStatus.DONE.value,
        stage="",
        used=wanted.used,
        report=dict(wanted.report),
        card=wanted.card,
        no_show_rate=models.no_show_rate,
        day_ahead=models.day_ahead,
        booking=models.booking,
        ended_at=at,
    )


def newest_fit(db: Db) -> Fit | None:
    """The newest fit that went well."""
    row = db.execute(_done(_fits())).one_or_none()
    return _fit(row) if row else None


def newest_models(db: Db) -> LearntModels | None:
    """The models in force: of the newest fit that went well, as recalibrated last."""
    row = db.execute(_done(select(attendance_fit))).one_or_none()
    if row is None:
        return None
    again = attendance_recalibration
    shifted = db.execute(
        select(again.c.number, again.c.day_ahead, again.c.booking)
        .where(again.c.fit_id == row.id)
        .order_by(again.c.number.desc())
        .limit(1)
    ).one_or_none()
    files = row if shifted is None else shifted
    return LearntModels(
        fit=FitId(row.id),
        day_ahead=files.day_ahead,
        booking=files.booking,
        no_show_rate=row.no_show_rate,
        number=0 if shifted is None else shifted.number,
    )


def _done(query: Select[Any]) -> Select[Any]:
    return (
        query.where(attendance_fit.c.status == FitStatus.DONE.value)
        .order_by(attendance_fit.c.created_at.desc(), attendance_fit.c.id.desc())
        .limit(1)
    )


def _visits() -> Select[Any]:
    return (
        select(
            appointment.c.id,
            appointment.c.patient_id,
            appointment.c.created_at,
            func.lower(appointment.c.during).label("start"),
            appointment.c.status,
            appointment.c.source,
            patient.c.birth_on,
            healthcare_service.c.name.label("service"),
        )
        .join(patient, _same(appointment.c.patient_id, patient.c.id, appointment))
        .join(session, _same(appointment.c.session_id, session.c.id, appointment))
        .join(
            healthcare_service,
            _same(session.c.service_id, healthcare_service.c.id, appointment),
        )
        .where(appointment.c.status.in_(_LIVE))
        .order_by(appointment.c.during, appointment.c.id)
    )


def _same(own: Any, other: Any, table: Any) -> ColumnElement[bool]:
    owner = other.table.c.organisation_id == table.c.organisation_id
    joined: ColumnElement[bool] = owner & (own == other)
    return joined


def _visit(row: Row[Any]) -> PastVisit:
    known = row.status in _CAME or row.status == "noshow"
    return PastVisit(
        appointment=AppointmentId(row.id),
        patient=PatientId(row.patient_id),
        booked_at=row.created_at,
        start=row.start,
        birth_on=row.birth_on,
        no_show=row.status == "noshow" if known else None,
        service=row.service,
        source=row.source,
    )


def _fits() -> Select[Any]:
    table = attendance_fit
    return select(
        table.c.id,
        table.c.status,
        table.c.method,
        table.c.used,
        table.c.stage,
        table.c.reason,
        table.c.report,
        table.c.card,
        table.c.created_at,
        table.c.ended_at,
    )


def _fit(row: Row[Any]) -> Fit:
    return Fit(
        id=FitId(row.id),
        status=FitStatus(row.status),
        method=row.method,
        used=row.used,
        stage=row.stage,
        reason=row.reason,
        report=row.report,
        card=row.card,
        created_at=row.created_at,
        ended_at=row.ended_at,
    )
