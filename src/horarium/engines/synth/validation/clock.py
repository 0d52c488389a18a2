"""Columns of times of day as numbers."""

from typing import Any

import numpy as np
import pandas as pd

from horarium.engines.synth.drawn import Floats


def seconds_of(column: Any) -> Floats:
    """Seconds from midnight of times or texts HH:MM:SS, NaN where missing."""
    code, different = pd.factorize(column)
    values = np.array([_seconds(str(at)) for at in different] + [np.nan])
    return np.asarray(values[code], dtype=np.float64)


def _seconds(text: str) -> float:
    hour, minute, second = text.split(":")
    return 3600 * int(hour) + 60 * int(minute) + float(second)
