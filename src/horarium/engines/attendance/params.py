"""Knobs of attendance prediction, each with its unit and where its default comes from."""

from dataclasses import dataclass
from enum import StrEnum

from horarium.domain.errors import InvalidField

METHODS = ("spline-logistic", "svm", "boosting", "lightgbm", "rate")
"""The names in ``MODELS``, for whoever does not want to load the methods themselves."""


class Moment(StrEnum):
    """When the prediction is made, which decides what is known.

    ``BOOKING``: the instant of booking. ``DAY_AHEAD``: the night before the visit, after
    the last clinic day has closed; for a visit booked on its own day, its booking.
    """

    BOOKING = "booking"
    DAY_AHEAD = "day-ahead"


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceParams:
    """How to learn who may not come.

    ``model`` is a name in ``MODELS``. ``half_life_days`` lets a patient's past fade: an
    outcome that old counts half. ``prior_visits`` imagined visits, missed at the rate
    ``prior_no_show`` (``prior_advance`` for visits not booked on their own day), are
    added to each patient's past, so that a first visit reads as average; the rates are
    those of 75,278 visits in Vitória, 2016. ``ridge`` is scikit-learn's ``C`` of the
    logistic model and ``n_knots`` counts the knots of each curve, both chosen on three
    time splits of the same visits. Strata of fewer than ``least_outcomes`` are not
    modelled apart, and less altogether is too little to learn from. ``window_days``
    clinic days feed the rolling recalibration, ``shift_sd`` is the prior spread of its
    shift in log-odds and ``age_shift_sd`` that of the further shift of each age band,
    both chosen on six splits of the same visits for the calibration of the age
    bands. ``svm_rows`` rows are drawn with ``seed`` for the SVM, whose cost
    is quadratic. ``n_trees`` is how many trees the boosted models grow.
    """

    model: str = "spline-logistic"
    moment: Moment = Moment.DAY_AHEAD
    use_age: bool = True
    half_life_days: float = 365.0
    prior_visits: float = 2.0
    prior_no_show: float = 0.20
    prior_advance: float = 0.26
    ridge: float = 0.01
    n_knots: int = 6
    least_outcomes: int = 200
    window_days: int = 4
    shift_sd: float = 0.3
    age_shift_sd: float = 0.2
    svm_rows: int = 6000
    n_trees: int = 250
    seed: int = 0

    def __post_init__(self) -> None:
        for name in ("half_life_days", "prior_visits", "ridge", *_SPREADS):
            if not getattr(self, name) > 0:
                raise InvalidField(name, str(getattr(self, name)), "above 0")
        for name in ("prior_no_show", "prior_advance"):
            if not 0 < getattr(self, name) < 1:
                raise InvalidField(name, str(getattr(self, name)), "between 0 and 1")
        for name, least in _LEAST.items():
            if getattr(self, name) < least:
                raise InvalidField(name, str(getattr(self, name)), f"{least} or more")


_SPREADS = ("shift_sd", "age_shift_sd")
_LEAST = {
    "n_knots": 3,
    "least_outcomes": 20,
    "window_days": 1,
    "svm_rows": 100,
    "n_trees": 1,
}
