"""Gradient-boosted trees of scikit-learn."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from sklearn.ensemble import HistGradientBoostingClassifier

from horarium.engines.attendance.features import Matrix
from horarium.engines.attendance.params import AttendanceParams
from horarium.engines.attendance.problem import Floats


@dataclass(frozen=True, slots=True)
class Boosting:
    """Many shallow trees on the log loss, which calibrates by itself."""

    trees: HistGradientBoostingClassifier

    @classmethod
    def fit(cls, x: Matrix, y: Floats, params: AttendanceParams) -> Self:
        """Trees of eight leaves; deeper ones did worse on the time splits."""
        trees = HistGradientBoostingClassifier(
            max_iter=params.n_trees,
            learning_rate=0.05,
            max_leaf_nodes=8,
            min_samples_leaf=80,
            l2_regularization=5.0,
            max_features=0.7,
            early_stopping=False,
            random_state=params.seed,
        )
        return cls(trees.fit(x, y))

    @classmethod
    def restored(cls, parts: Mapping[str, Any]) -> Self:
        """The trees again."""
        return cls(parts["trees"])

    def p_no_show(self, x: Matrix) -> Floats:
        """The mean vote of the trees, ``(n,)``."""
        chances: Floats = self.trees.predict_proba(x)[:, 1]
        return chances

    def parts(self) -> dict[str, Any]:
        """The trees."""
        return {"trees": self.trees}
