"""One rate for everybody: the kill switch."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from horarium.engines.attendance.features import Matrix
from horarium.engines.attendance.params import AttendanceParams
from horarium.engines.attendance.problem import Floats


@dataclass(frozen=True, slots=True)
class Rate:
    """Everybody is as likely to miss a visit as everybody was; ``rate`` is a share."""

    rate: float

    @classmethod
    def fit(cls, x: Matrix, y: Floats, params: AttendanceParams) -> Self:
        """The share of missed visits, with the prior visits of the params added."""
        imagined = params.prior_visits
        total = float(y.sum()) + imagined * params.prior_no_show
        return cls(total / (len(y) + imagined))

    @classmethod
    def restored(cls, parts: Mapping[str, Any]) -> Self:
        """The rate again."""
        return cls(float(parts["rate"]))

    def p_no_show(self, x: Matrix) -> Floats:
        """The same for each row, ``(n,)``."""
        return np.full(len(x), self.rate)

    def parts(self) -> dict[str, Any]:
        """The rate."""
        return {"rate": self.rate}
