"""Scores: each is written down with what gave it, when, and what for. No names."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import structlog

from horarium.domain.attendance import LearntModels, PastVisit, Score, ScorePurpose
from horarium.domain.errors import ModelUnusable
from horarium.domain.ids import AppointmentId, FitId
from horarium.engines import attendance as engine
from horarium.engines.attendance import AttendanceModel, AttendanceParams
from horarium.engines.attendance.problem import Instants, Visits
from horarium.services.attendance.history import as_visits, history, naive, visits_of
from horarium.services.work import Work
from horarium.store import attendance as store
from horarium.store import attendance_scores as score_log

log = structlog.get_logger()

RATE = "rate"

MOST_AT_ONCE = 2000
"""New bookings that are scored in one transaction."""


@dataclass(frozen=True, slots=True)
class Scorer:
    """What gives scores now; ``model`` is None where everybody gets the same.

    ``recalibration`` is the number of that of the fit.
    """

    method: str
    fit: FitId | None
    p_show: float
    model: AttendanceModel | None = None
    recalibration: int = 0


def scores(
    work: Work, wanted: Collection[AppointmentId], purpose: ScorePurpose
) -> dict[AppointmentId, float]:
    """The chance of each booked visit to be kept, as far as is known now.

    One score for each visit, purpose, model and day: whoever asks again gets the same.
    Each one is in the log before it is used. For services only; nobody sees a score.
    """
    scorer = scorer_of(work, purpose)
    by = (scorer.method, scorer.fit)
    given = score_log.given_on(work.db, wanted, purpose, work.today, by)
    missing = visits_of(work, [one for one in wanted if one not in given])
    as_of = naive(work.clock.now(), work.zone)
    known = [one for one in missing if naive(one.booked_at, work.zone) <= as_of]
    visits = as_visits(known, work.zone)
    moment = np.full(len(visits), np.datetime64(as_of, "s"))
    return given | _scored(work, scorer, purpose, (known, visits, moment))


def score_new(work: Work) -> int:
    """Score each new booking as it looked when it was made; how many that were.

    What was known then is all that is used, so nothing is lost by doing it minutes
    later, away from the booking itself.
    """
    new = score_log.unscored(
        work.db, ScorePurpose.BOOKING, work.clock.now(), limit=MOST_AT_ONCE
    )
    known = visits_of(work, new)
    visits = as_visits(known, work.zone)
    scorer = scorer_of(work, ScorePurpose.BOOKING)
    found = _scored(
        work, scorer, ScorePurpose.BOOKING, (known, visits, visits.booked_at)
    )
    return len(found)


def scorer_of(work: Work, purpose: ScorePurpose) -> Scorer:
    """The model in force for this purpose, or the rate of everybody.

    That is: before the first fit, with the switch off, and when the newest model was
    made by another release and cannot be read.
    """
    models = store.newest_models(work.db)
    rate = AttendanceParams().prior_no_show if models is None else models.no_show_rate
    if models is None or store.setting(work.db).is_off:
        return Scorer(RATE, None, 1.0 - rate)
    try:
        model = loaded(models.fit, _file(models, purpose))
    except ModelUnusable as refusal:
        log.warning("attendance.unusable", fit=str(models.fit), reason=refusal.reason)
        return Scorer(RATE, None, 1.0 - rate)
    method = model.params.model
    return Scorer(method, models.fit, 1.0 - rate, model, models.number)


def _file(models: LearntModels, purpose: ScorePurpose) -> bytes:
    is_booking = purpose is ScorePurpose.BOOKING
    return models.booking if is_booking else models.day_ahead


@lru_cache(maxsize=8)
def loaded(fit: FitId, data: bytes) -> AttendanceModel:
    """The model in a file of a fit; raises ``ModelUnusable``."""
    return engine.load(data, f"fit {fit}")


def _scored(
    work: Work,
    scorer: Scorer,
    purpose: ScorePurpose,
    asked: tuple[Sequence[PastVisit], Visits, Instants],
) -> dict[AppointmentId, float]:
    known, visits, as_of = asked
    if not known:
        return {}
    chances = np.full(len(known), scorer.p_show)
    if scorer.model is not None:
        past = history(work, {one.patient for one in known})
        chances = engine.predict(scorer.model, visits, as_of, known=past)
    found = {one.appointment: float(p) for one, p in zip(known, chances, strict=True)}
    now = work.clock.now()
    score_log.log(
        work.db,
        work.organisation,
        [
            Score(
                appointment=key,
                purpose=purpose,
                on_date=work.today,
                p_show=p,
                as_of=now,
                method=scorer.method,
                fit=scorer.fit,
                recalibration=scorer.recalibration,
            )
            for key, p in found.items()
        ],
    )
    return found
