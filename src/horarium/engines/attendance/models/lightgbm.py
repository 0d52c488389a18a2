"""Gradient-boosted trees of LightGBM, if the extra ``boosting`` is installed."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Self

from horarium.domain.errors import InvalidField
from horarium.engines.attendance.features import Matrix
from horarium.engines.attendance.params import AttendanceParams
from horarium.engines.attendance.problem import Floats


@dataclass(frozen=True, slots=True)
class LightGbm:
    """Many shallow trees on the log loss; ``booster`` is LightGBM's own object."""

    booster: Any

    @classmethod
    def fit(cls, x: Matrix, y: Floats, params: AttendanceParams) -> Self:
        """Trees of eight leaves; raises ``InvalidField`` without the extra."""
        library = _library()
        knobs = {
            "objective": "binary",
            "learning_rate": 0.05,
            "num_leaves": 8,
            "min_data_in_leaf": 80,
            "lambda_l2": 5.0,
            "bagging_fraction": 0.8,
            "bagging_freq": 1,
            "feature_fraction": 0.7,
            "seed": params.seed,
            "deterministic": True,
            "force_row_wise": True,
            "verbosity": -1,
        }
        return cls(library.train(knobs, library.Dataset(x, y), params.n_trees))

    @classmethod
    def restored(cls, parts: Mapping[str, Any]) -> Self:
        """The trees again, from LightGBM's text."""
        return cls(_library().Booster(model_str=str(parts["text"])))

    def p_no_show(self, x: Matrix) -> Floats:
        """The mean vote of the trees, ``(n,)``."""
        chances: Floats = self.booster.predict(x)
        return chances

    def parts(self) -> dict[str, Any]:
        """The trees as LightGBM's text."""
        return {"text": self.booster.model_to_string()}


def _library() -> Any:
    try:
        return import_module("lightgbm")
    except ImportError as missing:
        raise InvalidField(
            "model", "lightgbm", "the extra installed: pip install 'horarium[boosting]'"
        ) from missing
