"""How many days ahead people book."""

import numpy as np
from numpy.typing import NDArray

_N_HALVINGS = 60
_AT_FIRST = 1 / 3
"""Half of the two thirds of leads that are the median where it is the first day."""


def lead_time_pmf(median_days: int, horizon_days: int) -> NDArray[np.float64]:
    """Chances of leads of 1 to ``horizon_days`` days, shape ``(horizon_days,)``.

    Falls (or rises) geometrically, p(k) proportional to exp(-rate k), with the rate for
    which the chance of at most ``median_days`` is one half, halfway through the median's
    own step: so the median holds exactly although the horizon cuts the tail off. A median of
    one day or at the horizon would need all the weight; two thirds of it lie there instead.
    """
    days = np.arange(1, horizon_days + 1, dtype=np.float64)
    wanted = {1: _AT_FIRST, horizon_days: 1 - _AT_FIRST}.get(median_days, 0.5)
    low, high = -10.0, 10.0
    for _ in range(_N_HALVINGS):
        rate = (low + high) / 2
        if _up_to(_pmf(days, rate), median_days) < wanted:
            low = rate
        else:
            high = rate
    return _pmf(days, (low + high) / 2)


def _pmf(days: NDArray[np.float64], rate: float) -> NDArray[np.float64]:
    log_weight = -rate * days
    weight = np.exp(log_weight - log_weight.max())
    share: NDArray[np.float64] = weight / weight.sum()
    return share


def _up_to(pmf: NDArray[np.float64], median_days: int) -> float:
    """Chance of a lead below the median, and half of the chance of the median itself."""
    return float(pmf[: median_days - 1].sum() + pmf[median_days - 1] / 2)
