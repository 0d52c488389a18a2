"""What the engine answers: a model, its marks, its reasons."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from horarium.engines.attendance.params import AttendanceParams

if TYPE_CHECKING:
    from horarium.engines.attendance.models import Predictor


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """What a model was learnt from.

    Days are half-open: ``first_day`` up to but not including ``end_day``. ``typical``
    has the median of each feature. ``edges`` and ``shares`` describe how each feature
    was spread: ascending inner edges, and the share of rows in each bin between them.
    """

    n_visits: int
    no_show_rate: float
    first_day: date
    end_day: date
    typical: tuple[float, ...]
    edges: tuple[tuple[float, ...], ...]
    shares: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Shift:
    """What rolling recalibration adds to the log-odds of missing a visit.

    ``by_age`` comes on top, one for each of ``AGE_BANDS``; empty is none.
    """

    advance: float = 0.0
    same_day: float = 0.0
    by_age: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceModel:
    """A learnt method with what it was learnt from and its latest recalibration."""

    predictor: "Predictor"
    params: AttendanceParams
    training: Training
    shift: Shift = Shift()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a chance is not the usual one.

    ``code`` is one of ``REASONS``. ``log_odds`` is what this part of the visit adds to
    the log-odds of missing it, against the typical visit of the training.
    """

    code: str
    log_odds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Metrics:
    """How good the chances were.

    ``auc_lead_1`` is the AUC among visits that were booked at least a day ahead;
    ``ece15`` the expected calibration error over 15 bins of equal count. An AUC is
    ``None`` where everybody or nobody came. ``_low`` and ``_high`` are the ends of its
    95 % interval, patients being drawn, not visits; ``None`` where there are too few.
    """

    n_visits: int
    no_show_rate: float
    mean_predicted: float
    auc: float | None
    auc_lead_1: float | None
    average_precision: float | None
    brier: float
    log_loss: float
    ece15: float
    auc_low: float | None = None
    auc_high: float | None = None
    auc_lead_1_low: float | None = None
    auc_lead_1_high: float | None = None


@dataclass(frozen=True, slots=True)
class GroupCalibration:
    """Missed visits of one group: observed over expected, with a 95 % interval."""

    group: str
    value: str
    n_visits: int
    observed: float
    expected: float
    low: float
    high: float

    @property
    def ratio(self) -> float:
        """Observed over expected; 1 is perfect, NaN where nothing was expected."""
        return self.observed / self.expected if self.expected else float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """What rolling recalibration found in the outcomes that came in since the last.

    They are of the days ``[first_day, end_day)``. ``groups`` compares them with what
    the model expected as it stood before; ``before`` and ``after`` are its shifts;
    ``drift`` is how far each feature has moved since it was learnt from.
    """

    first_day: date
    end_day: date
    n_outcomes: int
    before: Shift
    after: Shift
    groups: tuple[GroupCalibration, ...]
    drift: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """A model judged on later visits.

    ``metrics`` are of the chances as they would have been given, recalibrated each
    night (and retrained, when asked for); ``static`` of the model left alone.
    """

    model: str
    metrics: Metrics
    static: Metrics
    groups: tuple[GroupCalibration, ...]
    drift: Mapping[str, float]
    fit_seconds: float
    n_nights: int
