"""A model judged on later visits, each scored as it would have been on its day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time

import numpy as np

from horarium.domain.errors import InvalidField
from horarium.engines.attendance.features import features, moments
from horarium.engines.attendance.fit import fit
from horarium.engines.attendance.metrics import measure
from horarium.engines.attendance.monitor import by_group, drift
from horarium.engines.attendance.outcome import AttendanceModel, Evaluation
from horarium.engines.attendance.params import AttendanceParams
from horarium.engines.attendance.predict import predict, recalibrate
from horarium.engines.attendance.problem import Floats, Visits


def evaluate(
    train: Visits,
    test: Visits,
    params: AttendanceParams | None = None,
    *,
    seconds: Callable[[], float],
    retrain: bool = False,
) -> Evaluation:
    """Learn from ``train`` and play ``test`` day by day.

    Each night before a test day the model is recalibrated, and with ``retrain`` learnt
    anew, from everything that was over by then, test days included. Patients keep their
    history across the two; nobody's later outcome is seen. ``seconds`` reads a clock, to
    say how long the first fit took. Raises ``InvalidField`` when no test visit has an
    outcome or a training outcome is of a test day or later, and what ``fit`` raises.
    """
    asked = test.where(test.has_outcome)
    _refuse_overlap(train, asked)
    began = seconds()
    model = fit(train, params)
    fit_seconds = seconds() - began
    # A visit that both files have is as the later one tells it: there it has an outcome.
    known = test.and_also(train)
    as_of = moments(asked, model.params.moment)
    static = predict(model, asked, as_of, known=known)
    nightly, n_nights = _night_by_night(model, asked, known, retrain=retrain)
    x = features(asked, known, as_of, model.params)
    return Evaluation(
        model=model.params.model,
        metrics=measure(asked, nightly),
        static=measure(asked, static),
        groups=by_group(asked, nightly),
        drift=drift(model.training, x),
        fit_seconds=fit_seconds,
        n_nights=n_nights,
    )


def _night_by_night(
    model: AttendanceModel, asked: Visits, known: Visits, *, retrain: bool
) -> tuple[Floats, int]:
    as_of = moments(asked, model.params.moment)
    chances = np.empty(len(asked))
    days = np.unique(as_of.astype("datetime64[D]"))
    for day in days:
        night = datetime.combine(day.astype(object), time())
        if retrain:
            model = fit(_until(known, day), model.params)
        model = recalibrate(model, known, night)
        rows = as_of.astype("datetime64[D]") == day
        chances[rows] = predict(model, asked.where(rows), as_of[rows], known=known)
    return chances, len(days)


def _until(known: Visits, day: np.datetime64) -> Visits:
    """What there was in the night before ``day``: no later booking, no later outcome."""
    booked = known.where(known.booked_at < day)
    over = booked.day < day
    return replace(booked, no_show=np.where(over, booked.no_show, np.nan))


def _refuse_overlap(train: Visits, asked: Visits) -> None:
    if len(asked) == 0:
        raise InvalidField("test", "no outcomes", "visits that were kept or missed")
    first = asked.day.min()
    if (train.has_outcome & (train.day >= first)).any():
        last = str(train.day[train.has_outcome].max())
        wanted = f"outcomes before the first test day, {first}"
        raise InvalidField("train", f"outcomes up to {last}", wanted)
