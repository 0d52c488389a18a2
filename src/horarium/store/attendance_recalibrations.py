"""Each night's recalibration of a fit, with its models and its card."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, insert, select

from horarium.domain.attendance import (
    Fit,
    FitStatus,
    LearntModels,
    Recalibration,
)
from horarium.domain.ids import FitId, OrganisationId
from horarium.store.database import Db
from horarium.store.tables import attendance_fit, attendance_recalibration

_table = attendance_recalibration
_NEWEST = (_table.c.created_at.desc(), _table.c.fit_id, _table.c.number.desc())
_READ = (
    "fit_id",
    "number",
    "version",
    "on_date",
    "n_outcomes",
    "created_at",
    "report",
    "card",
)
"""All but the files of the models."""


def add(
    db: Db, owner: OrganisationId, value: Recalibration, models: LearntModels
) -> None:
    """Keep a recalibration; its models are in force from now on."""
    db.execute(
        insert(_table).values(
            organisation_id=owner,
            fit_id=value.fit,
            number=value.number,
            version=value.version,
            on_date=value.on_date,
            n_outcomes=value.n_outcomes,
            report=dict(value.report),
            card=value.card,
            day_ahead=models.day_ahead,
            booking=models.booking,
            created_at=value.created_at,
        )
    )


def newest_of(db: Db, fit: FitId) -> Recalibration | None:
    """The last recalibration of a fit."""
    row = db.execute(
        _read().where(_table.c.fit_id == fit).order_by(_table.c.number.desc()).limit(1)
    ).one_or_none()
    return _recalibration(row) if row else None


def recent(db: Db, *, limit: int) -> list[Recalibration]:
    """Recalibrations of all fits, newest first."""
    rows = db.execute(_read().order_by(*_NEWEST).limit(limit))
    return [_recalibration(row) for row in rows]


def n_fits_before(db: Db, at: datetime) -> int:
    """How many fits went well that were asked for before an instant."""
    count = select(func.count()).where(
        attendance_fit.c.status == FitStatus.DONE.value,
        attendance_fit.c.created_at < at,
    )
    return int(db.execute(count).scalar_one())


def version_of(db: Db, fit: Fit, number: int) -> str:
    """What a fit, or its recalibration of that number, is called on its card."""
    return f"{n_fits_before(db, fit.created_at) + 1}.{number}"


def _read() -> Select[Any]:
    return select(*(_table.c[name] for name in _READ))


def _recalibration(row: Row[Any]) -> Recalibration:
    return Recalibration(
        fit=FitId(row.fit_id),
        number=row.number,
        version=row.version,
        on_date=row.on_date,
        n_outcomes=row.n_outcomes,
        created_at=row.created_at,
        report=row.report,
        card=row.card,
    )
