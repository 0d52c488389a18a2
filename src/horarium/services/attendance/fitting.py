"""Learning: asked for or each night, in the worker; judged on the last weeks first."""

import time
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import structlog

from horarium.domain.attendance import Fit, FitStatus, LearntModels
from horarium.domain.errors import TooLittleHistory
from horarium.domain.ids import FitId
from horarium.engines import attendance as engine
from horarium.engines.attendance import (
    AttendanceModel,
    AttendanceParams,
    Evaluation,
    Moment,
    Visits,
)
from horarium.engines.attendance.card import write_card
from horarium.services import existing
from horarium.services.attendance.history import history, naive
from horarium.services.attendance.reporting import report_of
from horarium.services.permissions import Permission
from horarium.services.work import OpenWork, Work
from horarium.store import attendance as store
from horarium.store import attendance_recalibrations as recalibrations
from horarium.store import jobs

log = structlog.get_logger()

TASK = "fit-attendance"
"""The job's name in the queue."""

PROGRESS = "attendance.progress"
"""The outbox topic of a fit that has moved on."""

N_SHOWN = 20
JUDGED_SHARE = 0.25
"""The latest part of the past, on which a method is judged before it learns from all."""


def request_fit(work: Work) -> Fit:
    """Learn anew, soon; the fit that waits or goes on already, if there is one."""
    work.require(Permission.ATTENDANCE_MANAGE)
    newest = next(iter(store.fits(work.db, limit=1)), None)
    if newest is not None and not newest.status.is_over:
        return newest
    fit = Fit(
        id=FitId(work.new_id()),
        status=FitStatus.QUEUED,
        method=store.setting(work.db).method,
        stage="waiting for a worker",
        created_at=work.clock.now(),
    )
    store.add_fit(work.db, work.organisation, fit, requested_by=work.actor.id)
    owner = str(work.organisation)
    jobs.enqueue(
        work.db, TASK, lock=f"attendance {owner}", organisation=owner, fit=str(fit.id)
    )
    work.record("attendance.request-fit", ("attendance-fit", fit.id))
    return fit


def fits(work: Work) -> list[Fit]:
    """The last times of learning, newest first."""
    work.require(Permission.ATTENDANCE_READ)
    return store.fits(work.db, limit=N_SHOWN)


def is_due(work: Work) -> bool:
    """Whether learning was asked for so many calendar days ago as the setting wants."""
    newest = next(iter(store.fits(work.db, limit=1)), None)
    if newest is None:
        return True
    wanted = timedelta(days=store.setting(work.db).learn_every_days)
    return work.today - _day(work, newest.created_at) >= wanted


def run(open_work: OpenWork, wanted: FitId) -> None:
    """Read, judge, learn, keep; each stage is seen by whoever watches.

    A fit whose worker died begins again; one that is over stays as it is.
    """
    with open_work() as work:
        fit = existing_fit(work, wanted, lock=True)
        if fit.status.is_over:
            return
        _tell(work, fit, "reading past visits")
        now = naive(work.clock.now(), work.zone)
    with open_work() as work:
        past = _until_today(history(work), now)
        _tell(work, fit, "judging the method on the last weeks")
    params = AttendanceParams(model=fit.method)
    judged = judge(past, params)
    with open_work() as work:
        _tell(work, fit, "learning from all visits")
    day_ahead = learn(past, params, now)
    booking = learn(past, replace(params, moment=Moment.BOOKING), now)
    with open_work() as work:
        _finish(work, fit, (day_ahead, booking), judged)


def fail(work: Work, wanted: FitId, reason: str) -> None:
    """Note that a fit cannot be finished; ``reason`` is a sentence for people."""
    if not existing_fit(work, wanted, lock=True).status.is_over:
        store.move_fit(
            work.db,
            wanted,
            status=FitStatus.FAILED.value,
            stage="",
            reason=reason,
            ended_at=work.clock.now(),
        )
        work.record("attendance.fail-fit", ("attendance-fit", wanted), reason=reason)
        work.announce(PROGRESS, fit=wanted)


def judge(past: Visits, params: AttendanceParams) -> Evaluation | None:
    """The method on the latest quarter of the days; None where the past is too short."""
    over = past.where(past.has_outcome)
    if not len(over):
        return None
    first = np.quantile(over.day.astype(np.int64), 1.0 - JUDGED_SHARE)
    split = np.datetime64(int(first), "D")
    earlier = past.where(past.has_outcome & (past.day < split))
    later = past.where(past.has_outcome & (past.day >= split))
    if not len(earlier) or not len(later):
        return None
    try:
        return engine.evaluate(earlier, later, params, seconds=time.perf_counter)
    except TooLittleHistory:
        return None


def learn(past: Visits, params: AttendanceParams, now: datetime) -> AttendanceModel:
    """The method learnt from all that is over, recalibrated; ``rate`` if that is little."""
    try:
        model = engine.fit(past, params)
    except TooLittleHistory as refusal:
        log.info("attendance.rate", n_outcomes=refusal.n_outcomes)
        model = engine.fit(past, replace(params, model="rate"))
    return engine.recalibrate(model, past, now)


def existing_fit(work: Work, wanted: FitId, *, lock: bool = False) -> Fit:
    """The fit; refuse with ``NoSuchThing``."""
    return existing.required(
        store.fit_by_id(work.db, wanted, lock=lock), "attendance fit", wanted
    )


def _finish(
    work: Work,
    fit: Fit,
    models: tuple[AttendanceModel, AttendanceModel],
    judged: Evaluation | None,
) -> None:
    if existing_fit(work, fit.id, lock=True).status.is_over:
        return
    day_ahead, booking = models
    used = day_ahead.params.model
    done = replace(
        fit,
        used=used,
        report=report_of(day_ahead, judged),
        card=write_card(
            day_ahead,
            work.today,
            judged,
            version=recalibrations.version_of(work.db, fit, 0),
        ),
    )
    learnt = LearntModels(
        fit=fit.id,
        day_ahead=engine.dump(day_ahead),
        booking=engine.dump(booking),
        no_show_rate=_rate(day_ahead),
    )
    store.finish_fit(work.db, done, learnt, at=work.clock.now())
    n_visits = day_ahead.training.n_visits
    work.record(
        "attendance.fit", ("attendance-fit", fit.id), method=used, visits=n_visits
    )
    work.announce(PROGRESS, fit=fit.id)


def _until_today(past: Visits, now: datetime) -> Visits:
    """A day is learnt from when it is over; till then it has no outcomes."""
    is_over = past.day < np.datetime64(now, "D")
    return replace(past, no_show=np.where(is_over, past.no_show, np.nan))


def _rate(model: AttendanceModel) -> float:
    params, training = model.params, model.training
    imagined = params.prior_visits
    missed = training.no_show_rate * training.n_visits + imagined * params.prior_no_show
    return missed / (training.n_visits + imagined)


def _tell(work: Work, fit: Fit, stage: str) -> None:
    values: dict[str, Any] = {"status": FitStatus.RUNNING.value, "stage": stage}
    store.move_fit(work.db, fit.id, **values)
    work.announce(PROGRESS, fit=fit.id)


def _day(work: Work, at: datetime) -> date:
    return at.astimezone(work.zone).date()
