"""What every method must be able to do."""

from collections.abc import Mapping
from typing import Any, Protocol, Self

from horarium.engines.attendance.features import Matrix
from horarium.engines.attendance.params import AttendanceParams
from horarium.engines.attendance.problem import Floats


class Predictor(Protocol):
    """A learnt method. Chances are calibrated: classes are never balanced."""

    @classmethod
    def fit(cls, x: Matrix, y: Floats, params: AttendanceParams) -> Self:
        """Learn from rows of features and whether each was missed (1) or kept (0)."""
        ...

    @classmethod
    def restored(cls, parts: Mapping[str, Any]) -> Self:
        """The method again from its parts."""
        ...

    def p_no_show(self, x: Matrix) -> Floats:
        """The chance of each row to be missed, strictly between 0 and 1, ``(n,)``."""
        ...

    def parts(self) -> dict[str, Any]:
        """What must be saved: scikit-learn estimators and plain values."""
        ...
