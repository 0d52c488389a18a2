"""Why a chance is what it is, from the model itself."""

from collections.abc import Mapping
from datetime import datetime

import numpy as np

from horarium.engines.attendance.features import FEATURES, Matrix
from horarium.engines.attendance.outcome import AttendanceModel, Reason
from horarium.engines.attendance.predict import log_odds, matrix_of
from horarium.engines.attendance.problem import Instants, Visits

REASONS: Mapping[str, tuple[str, ...]] = {
    "lead-time": ("lead_days", "log_lead"),
    "booking-hour": ("booked_hour",),
    "age": ("age",),
    "reminder": ("reminded",),
    "past-visits": (
        "past_rate",
        "past_rate_advance",
        "last_outcome",
        "n_past",
        "n_missed",
        "n_past_advance",
        "n_missed_advance",
        "days_since_last",
    ),
    "other-visits": (
        "n_meanwhile",
        "n_missed_meanwhile",
        "n_same_day",
        "n_same_day_before",
    ),
}
"""Reason codes and the features that each speaks for; together all of them."""


def reasons(
    model: AttendanceModel,
    appointments: Visits,
    as_of: datetime | Instants,
    *,
    known: Visits | None = None,
) -> tuple[tuple[Reason, ...], ...]:
    """For each appointment its reasons, weightiest first; arguments as for ``predict``.

    A reason's weight is what the log-odds would lose if that part of the visit were
    typical and all else stayed. It is exact for what the model computes; it is no
    statement about causes.
    """
    x = matrix_of(model, appointments, as_of, known)
    now = log_odds(model, x)
    weights = {
        code: now - log_odds(model, _made_typical(model, x, names))
        for code, names in REASONS.items()
    }
    return tuple(
        tuple(
            sorted(
                (Reason(code, float(weight[row])) for code, weight in weights.items()),
                key=lambda one: (-abs(one.log_odds), one.code),
            )
        )
        for row in range(len(x))
    )


def _made_typical(model: AttendanceModel, x: Matrix, names: tuple[str, ...]) -> Matrix:
    places = [FEATURES.index(name) for name in names]
    changed = x.copy()
    changed[:, places] = np.array(model.training.typical)[places]
    return changed
