"""Bands of age, for watching calibration and for keeping it."""

import numpy as np
from numpy.typing import NDArray

from horarium.engines.attendance.problem import Floats

AGE_BANDS = ((0, 13), (13, 19), (19, 40), (40, 60), (60, 121))
"""Half-open bands of completed years."""


def band_of(age: Floats) -> NDArray[np.intp]:
    """The place of each age in ``AGE_BANDS``; ``len(AGE_BANDS)`` where it is unknown."""
    ends = [end for _, end in AGE_BANDS]
    return np.asarray(np.searchsorted(ends, age, side="right"), dtype=np.intp)
