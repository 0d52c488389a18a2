"""A support-vector machine with an RBF kernel, calibrated at the natural rate."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from horarium.engines.attendance.features import Matrix
from horarium.engines.attendance.params import AttendanceParams
from horarium.engines.attendance.problem import Floats


@dataclass(frozen=True, slots=True)
class Svm:
    """Margins turned into chances by a sigmoid that was fitted out of fold (Platt)."""

    machine: Pipeline

    @classmethod
    def fit(cls, x: Matrix, y: Floats, params: AttendanceParams) -> Self:
        """Learn from at most ``svm_rows`` rows, drawn without regard to the outcome."""
        rng = np.random.default_rng(params.seed)
        n_rows = min(params.svm_rows, len(y))
        drawn = np.sort(rng.choice(len(y), n_rows, replace=False))
        machine = make_pipeline(
            SimpleImputer(strategy="median", keep_empty_features=True),
            StandardScaler(),
            CalibratedClassifierCV(SVC(), method="sigmoid", ensemble=False, cv=3),
        )
        return cls(machine.fit(x[drawn], y[drawn]))

    @classmethod
    def restored(cls, parts: Mapping[str, Any]) -> Self:
        """The machine again."""
        return cls(parts["machine"])

    def p_no_show(self, x: Matrix) -> Floats:
        """The sigmoid of each row's margin, ``(n,)``."""
        chances: Floats = self.machine.predict_proba(x)[:, 1]
        return chances

    def parts(self) -> dict[str, Any]:
        """The machine."""
        return {"machine": self.machine}
