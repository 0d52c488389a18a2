"""Whether some groups of patients wait longer than others."""

from collections.abc import Sequence

import numpy as np

from horarium.engines.booking.outcome import Forecast
from horarium.engines.booking.problem import Booked


def wait_ratio(booked: Sequence[Booked], forecast: Forecast) -> float:
    """The highest mean wait of a group over the lowest; 1 with fewer than two groups.

    A wait is weighted by the chance to come. Without groups, the third least likely to
    come is compared with the third most likely.
    """
    groups = _groups(booked)
    means = [
        sum(booked[i].candidate.p_show * forecast.waits[i].mean_min for i in members)
        / max(sum(booked[i].candidate.p_show for i in members), 1e-12)
        for members in groups
    ]
    if len(means) < 2 or max(means) <= 1e-9:
        return 1.0
    return max(means) / max(min(means), 1e-9)


def _groups(booked: Sequence[Booked]) -> list[list[int]]:
    named = sorted({one.candidate.group for one in booked})
    if len(named) > 1:
        return [
            [i for i, one in enumerate(booked) if one.candidate.group == name]
            for name in named
        ]
    third = len(booked) // 3
    if third == 0:
        return []
    order = np.argsort([one.candidate.p_show for one in booked], kind="stable")
    return [list(order[:third]), list(order[-third:])]
