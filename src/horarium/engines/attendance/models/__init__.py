"""The methods that learn who may not come, by name, behind one protocol."""

from collections.abc import Mapping

from horarium.engines.attendance.models.boosting import Boosting
from horarium.engines.attendance.models.lightgbm import LightGbm
from horarium.engines.attendance.models.protocol import Predictor
from horarium.engines.attendance.models.rate import Rate
from horarium.engines.attendance.models.spline_logistic import SplineLogistic
from horarium.engines.attendance.models.svm import Svm

MODELS: Mapping[str, type[Predictor]] = {
    "spline-logistic": SplineLogistic,
    "svm": Svm,
    "boosting": Boosting,
    "lightgbm": LightGbm,
    "rate": Rate,
}
"""What ``AttendanceParams.model`` may say."""

__all__ = ["MODELS", "Predictor"]
