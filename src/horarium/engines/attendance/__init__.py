"""Who may not come: chances that are calibrated, explained, and there to help."""

from horarium.engines.attendance.evaluate import evaluate
from horarium.engines.attendance.explain import reasons
from horarium.engines.attendance.features import moments
from horarium.engines.attendance.fit import fit
from horarium.engines.attendance.models import MODELS
from horarium.engines.attendance.outcome import AttendanceModel, Evaluation, Reason
from horarium.engines.attendance.params import AttendanceParams, Moment
from horarium.engines.attendance.predict import predict, recalibrate
from horarium.engines.attendance.problem import Visit, Visits

__all__ = [
    "MODELS",
    "AttendanceModel",
    "AttendanceParams",
    "Evaluation",
    "Moment",
    "Reason",
    "Visit",
    "Visits",
    "evaluate",
    "fit",
    "moments",
    "predict",
    "reasons",
    "recalibrate",
]
