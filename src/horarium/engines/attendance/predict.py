"""How likely each visit is to be kept, as far as anybody can tell at a moment."""

from dataclasses import replace
from datetime import datetime

import numpy as np
from scipy.special import expit, logit

from horarium.domain.errors import InvalidField
from horarium.engines.attendance.ages import AGE_BANDS, band_of
from horarium.engines.attendance.features import (
    FEATURES,
    Matrix,
    features,
    is_same_day,
    moments,
)
from horarium.engines.attendance.outcome import AttendanceModel, Shift
from horarium.engines.attendance.problem import Flags, Floats, Instants, Visits

_SUREST = 1e-4
"""Nobody is ever surer than this, either way."""


def predict(
    model: AttendanceModel,
    appointments: Visits,
    as_of: datetime | Instants,
    *,
    known: Visits | None = None,
) -> Floats:
    """The chance of each appointment to be kept, ``(n,)``, strictly inside (0, 1).

    ``as_of`` is on the site's own clock, naive: one instant, or one for each row as
    ``datetime64[s]``. ``known`` are the other visits that anybody may look back on; of
    them only what was known at ``as_of`` is used, see ``features``. Raises
    ``InvalidField`` for an appointment that was not booked by then.
    """
    x = matrix_of(model, appointments, as_of, known)
    chances: Floats = 1.0 - expit(log_odds(model, x))
    return chances


def log_odds(model: AttendanceModel, x: Matrix) -> Floats:
    """The recalibrated log-odds of missing each row, ``(n,)``."""
    if len(x) == 0:
        return np.zeros(0)
    shifts = np.where(is_same_day(x), model.shift.same_day, model.shift.advance)
    odds: Floats = _raw(model, x) + shifts
    if model.shift.by_age:
        # Whoever's age is unknown is in the band after the last, which has no shift.
        odds = odds + np.array([*model.shift.by_age, 0.0])[band_of(_ages(x))]
    return np.clip(odds, logit(_SUREST), -logit(_SUREST))


def recalibrate(
    model: AttendanceModel, history: Visits, as_of: datetime
) -> AttendanceModel:
    """The same model, shifted so that the last clinic days come out right.

    The days are the last ``params.window_days`` before the day of ``as_of`` that have
    outcomes. Visits booked on their own day get a shift of their own, and each band of
    age a further one; under ``rate``, which knows nobody apart, all get the same. Each
    shift is the mode under a normal prior of spread ``params.shift_sd``
    (``params.age_shift_sd``), so few outcomes move little.
    """
    recent = _recent(model, history, as_of)
    if len(recent) == 0:
        return replace(model, shift=Shift())
    x = features(recent, history, moments(recent, model.params.moment), model.params)
    odds, same = _raw(model, x), is_same_day(x)

    def shift(rows: Flags) -> float:
        return _shift(odds[rows], recent.no_show[rows], model.params.shift_sd)

    if model.params.model == "rate":
        one = shift(np.ones_like(same))
        return replace(model, shift=Shift(advance=one, same_day=one))
    strata = Shift(advance=shift(~same), same_day=shift(same))
    odds = odds + np.where(same, strata.same_day, strata.advance)
    return replace(model, shift=replace(strata, by_age=_by_age(model, x, odds, recent)))


def _by_age(
    model: AttendanceModel, x: Matrix, odds: Floats, recent: Visits
) -> tuple[float, ...]:
    """A further shift for each band of age, on top of ``odds``; none without ages."""
    if not model.params.use_age:
        return ()
    band = band_of(_ages(x))
    return tuple(
        _shift(odds[band == n], recent.no_show[band == n], model.params.age_shift_sd)
        for n in range(len(AGE_BANDS))
    )


def _ages(x: Matrix) -> Floats:
    ages: Floats = x[:, FEATURES.index("age")]
    return ages


def _recent(model: AttendanceModel, history: Visits, as_of: datetime) -> Visits:
    before = np.datetime64(as_of, "s").astype("datetime64[D]")
    over = history.has_outcome & (history.day < before)
    days = np.unique(history.day[over])[-model.params.window_days :]
    return history.where(over & np.isin(history.day, days))


def _shift(odds: Floats, missed: Floats, sd: float) -> float:
    """Newton's method on a concave log posterior; it meets its mode within a few steps."""
    shift = 0.0
    for _ in range(25):
        chance = expit(odds + shift)
        slope = float((missed - chance).sum()) - shift / sd**2
        bend = float((chance * (1.0 - chance)).sum()) + 1.0 / sd**2
        shift += slope / bend
        if abs(slope / bend) < 1e-10:
            break
    return shift


def _raw(model: AttendanceModel, x: Matrix) -> Floats:
    chances = np.clip(model.predictor.p_no_show(x), _SUREST, 1.0 - _SUREST)
    odds: Floats = logit(chances)
    return odds


def matrix_of(
    model: AttendanceModel,
    appointments: Visits,
    as_of: datetime | Instants,
    known: Visits | None,
) -> Matrix:
    """The features that ``predict`` looks at, with the same arguments."""
    if isinstance(as_of, datetime):
        if as_of.tzinfo is not None:
            wanted = "a naive instant on the site's own clock"
            raise InvalidField("as_of", as_of.isoformat(), wanted)
        as_of = np.array([as_of], dtype="datetime64[s]")
    context = appointments if known is None else known
    return features(appointments, context, as_of, model.params)
