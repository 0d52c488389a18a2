"""Recalibrate a model in force, and say what the new outcomes told of it."""

from dataclasses import replace
from datetime import date, datetime

import numpy as np

from horarium.engines.attendance.features import features, moments
from horarium.engines.attendance.monitor import by_group, drift
from horarium.engines.attendance.outcome import AttendanceModel, Renewal
from horarium.engines.attendance.predict import predict, recalibrate
from horarium.engines.attendance.problem import Visits


def renew(
    model: AttendanceModel, history: Visits, as_of: datetime, *, since: date
) -> tuple[AttendanceModel, Renewal] | None:
    """The model recalibrated, and how it did till then; None without a new outcome.

    New are outcomes of the days from ``since`` up to but not including that of
    ``as_of``. Each is compared with what ``model`` would have said at its moment.
    """
    today = np.datetime64(as_of, "s").astype("datetime64[D]")
    past = replace(
        history, no_show=np.where(history.day < today, history.no_show, np.nan)
    )
    new = past.where(past.has_outcome & (past.day >= np.datetime64(since, "D")))
    if len(new) == 0:
        return None
    own = moments(new, model.params.moment)
    shifted = recalibrate(model, past, as_of)
    return shifted, Renewal(
        first_day=new.day.min().astype(object),
        end_day=(new.day.max() + np.timedelta64(1, "D")).astype(object),
        n_outcomes=len(new),
        before=model.shift,
        after=shifted.shift,
        groups=by_group(new, predict(model, new, own, known=past)),
        drift=drift(model.training, features(new, past, own, model.params)),
    )
