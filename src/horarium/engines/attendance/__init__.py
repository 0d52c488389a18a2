"""Who may not come: chances that are calibrated, explained, and there to help.

What learns and predicts needs scikit-learn, which takes seconds to load; it is loaded
when first asked for. Everything that describes and watches does without.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from horarium.engines.attendance.features import moments
from horarium.engines.attendance.outcome import AttendanceModel, Evaluation, Reason
from horarium.engines.attendance.params import METHODS, AttendanceParams, Moment
from horarium.engines.attendance.problem import Visit, Visits

if TYPE_CHECKING:
    from horarium.engines.attendance.evaluate import evaluate
    from horarium.engines.attendance.explain import reasons
    from horarium.engines.attendance.fit import fit
    from horarium.engines.attendance.models import MODELS
    from horarium.engines.attendance.persist import dump, load
    from horarium.engines.attendance.predict import predict, recalibrate
    from horarium.engines.attendance.renew import renew

__all__ = [
    "METHODS",
    "MODELS",
    "AttendanceModel",
    "AttendanceParams",
    "Evaluation",
    "Moment",
    "Reason",
    "Visit",
    "Visits",
    "dump",
    "evaluate",
    "fit",
    "load",
    "moments",
    "predict",
    "reasons",
    "recalibrate",
    "renew",
]

_HOME = {
    "MODELS": "models",
    "dump": "persist",
    "evaluate": "evaluate",
    "fit": "fit",
    "load": "persist",
    "predict": "predict",
    "reasons": "explain",
    "recalibrate": "predict",
    "renew": "renew",
}


class _Package(ModuleType):
    """Keeps the verbs: importing ``fit.py`` must not put the module in their place."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _HOME and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
