"""Rolling recalibration: each night the models in force follow the latest outcomes."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

import structlog

from horarium.domain.attendance import Fit, LearntModels, Recalibration
from horarium.domain.errors import ModelUnusable
from horarium.engines import attendance as engine
from horarium.engines.attendance import AttendanceModel, Visits
from horarium.engines.attendance.card import write_card
from horarium.engines.attendance.outcome import Renewal
from horarium.services.attendance.history import history, naive
from horarium.services.attendance.reporting import judged_of, renewal_of
from horarium.services.attendance.scoring import loaded
from horarium.services.permissions import Permission
from horarium.services.work import Work
from horarium.store import attendance as store
from horarium.store import attendance_recalibrations as recalibrations

log = structlog.get_logger()

RECALIBRATE_TASK = "recalibrate-attendance"
"""The periodic job's name in the queue."""

REACH = timedelta(days=30)
"""How far back clinic days may lie that still tell how things are now."""

N_SHOWN = 30


@dataclass(frozen=True, slots=True)
class _Due:
    """A fit in force, and the local day of it or of its last recalibration."""

    fit: Fit
    since: date


@dataclass(frozen=True, slots=True)
class _Renewed:
    """What a night came to: both models as they are and as files, and what was found."""

    day_ahead: AttendanceModel
    files: LearntModels
    renewal: Renewal


def recalibrate(work: Work) -> Recalibration | None:
    """Shift the models in force to the outcomes that came in since; once a night.

    None, and nothing written, where there is nothing to do: with the switch off or
    recalibration off, before the first fit, when the fit is of today or was recalibrated
    today, without a new outcome, and while another worker is at it. A model that another
    release made cannot be read: it stays as it is, and the log says so.
    """
    if not store.claim(work.db, work.organisation):
        return None
    due = _due(work)
    past = None if due is None else _past(work, due.since)
    if due is None or past is None:
        return None
    renewed = _renewed(work, past, due.since)
    return None if renewed is None else _keep(work, due, renewed)


def recalibrated(work: Work) -> list[Recalibration]:
    """The last recalibrations, newest first."""
    work.require(Permission.ATTENDANCE_READ)
    return recalibrations.recent(work.db, limit=N_SHOWN)


def _due(work: Work) -> _Due | None:
    setting, fit = store.setting(work.db), store.newest_fit(work.db)
    if setting.is_off or not setting.recalibrates or fit is None:
        return None
    last = recalibrations.newest_of(work.db, fit.id)
    made_at = fit.ended_at or fit.created_at
    since = made_at.astimezone(work.zone).date() if last is None else last.on_date
    return _Due(fit, since) if since < work.today else None


def _past(work: Work, since: date) -> Visits | None:
    """All visits of whoever had one lately; None without a new outcome."""
    begin = _midnight(work, min(since, work.today - REACH))
    lately = store.visits(work.db, begin, _midnight(work, work.today))
    new_from = _midnight(work, since)
    if not [one for one in lately if one.no_show is not None and one.start >= new_from]:
        return None
    return history(work, {one.patient for one in lately})


def _renewed(work: Work, past: Visits, since: date) -> _Renewed | None:
    models, now = store.newest_models(work.db), naive(work.clock.now(), work.zone)
    if models is None:
        return None
    try:
        day_ahead = loaded(models.fit, models.day_ahead)
        booking = loaded(models.fit, models.booking)
    except ModelUnusable as refusal:
        log.warning("attendance.unusable", fit=str(models.fit), reason=refusal.reason)
        return None
    found = engine.renew(day_ahead, past, now, since=since)
    if found is None:
        return None
    shifted, renewal = found
    files = replace(
        models,
        day_ahead=engine.dump(shifted),
        booking=engine.dump(engine.recalibrate(booking, past, now)),
        number=models.number + 1,
    )
    return _Renewed(shifted, files, renewal)


def _keep(work: Work, due: _Due, renewed: _Renewed) -> Recalibration:
    number = renewed.files.number
    version = recalibrations.version_of(work.db, due.fit, number)
    judged = judged_of(due.fit.report, due.fit.used)
    made = Recalibration(
        fit=due.fit.id,
        number=number,
        version=version,
        on_date=work.today,
        n_outcomes=renewed.renewal.n_outcomes,
        created_at=work.clock.now(),
        report=renewal_of(renewed.renewal),
        card=write_card(
            renewed.day_ahead,
            work.today,
            judged,
            version=version,
            renewal=renewed.renewal,
        ),
    )
    recalibrations.add(work.db, work.organisation, made, renewed.files)
    _tell(work, made)
    return made


def _tell(work: Work, made: Recalibration) -> None:
    shift = made.report["after"]
    log.info(
        "attendance.recalibrated",
        fit=str(made.fit),
        version=made.version,
        outcomes=made.n_outcomes,
        advance=round(shift["advance"], 4),
        same_day=round(shift["same_day"], 4),
    )
    work.record(
        "attendance.recalibrate",
        ("attendance-fit", made.fit),
        version=made.version,
        outcomes=made.n_outcomes,
    )


def _midnight(work: Work, day: date) -> datetime:
    return datetime.combine(day, time(), work.zone)
