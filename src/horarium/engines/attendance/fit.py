"""Learn who may not come, from visits whose outcome is known."""

import numpy as np

from horarium.domain.errors import InvalidField, TooLittleHistory
from horarium.engines.attendance.features import Matrix, features, moments
from horarium.engines.attendance.models import MODELS
from horarium.engines.attendance.monitor import spread
from horarium.engines.attendance.outcome import AttendanceModel, Training
from horarium.engines.attendance.params import AttendanceParams
from horarium.engines.attendance.problem import Visits


def fit(history: Visits, params: AttendanceParams | None = None) -> AttendanceModel:
    """A calibrated model of ``history``; visits without an outcome serve as context.

    Each visit is learnt from as it looked at its own moment, so a model never learns
    from what it will not be told. Raises ``TooLittleHistory`` for fewer than
    ``params.least_outcomes`` outcomes, or outcomes all alike, unless the model is
    ``rate``; and ``InvalidField`` for a model nobody knows.
    """
    params = params or AttendanceParams()
    if params.model not in MODELS:
        raise InvalidField("model", params.model, f"one of {', '.join(MODELS)}")
    over = history.where(history.has_outcome)
    alike = len(over) == 0 or over.no_show.min() == over.no_show.max()
    if params.model != "rate" and (alike or len(over) < params.least_outcomes):
        raise TooLittleHistory(len(over), params.least_outcomes)
    x = features(over, history, moments(over, params.moment), params)
    return AttendanceModel(
        predictor=MODELS[params.model].fit(x, over.no_show, params),
        params=params,
        training=_training(over, x),
    )


def _training(over: Visits, x: Matrix) -> Training:
    edges, shares = spread(x)
    empty = len(over) == 0
    days = np.array(["1970-01-01"], dtype="datetime64[D]") if empty else over.day
    typical = [_median(column) for column in x.T]
    return Training(
        n_visits=len(over),
        no_show_rate=0.0 if empty else float(over.no_show.mean()),
        first_day=days.min().astype(object),
        end_day=(days.max() + np.timedelta64(1, "D")).astype(object),
        typical=tuple(typical),
        edges=edges,
        shares=shares,
    )


def _median(column: Matrix) -> float:
    told = column[~np.isnan(column)]
    return float(np.median(told)) if len(told) else float("nan")
