"""Rates and counts as Medscheduler's arguments give them."""

from collections.abc import Mapping
from math import isclose, isfinite
from numbers import Real
from operator import index
from typing import Any
from warnings import warn

from horarium.engines.synth.constants import (
    CHECK_IN_MIN_MAX,
    DEFAULT_STATUS_RATES,
    MAX_BIN_SIZE,
    MAX_VISITS_PER_YEAR,
    MIN_FILL_RATE,
    STATUS_KEYS,
    VALID_APPTS_PER_HOUR,
)
from horarium.engines.synth.pyramid import OLDEST_EVER
from horarium.engines.synth.spec import MOST_SLOTS

REBOOK_RATIOS = {"min": 0.0, "med": 0.5, "max": 1.0}


def per_hour_of(given: Any) -> int:
    """``appointments_per_hour``, one of those that divide an hour evenly."""
    if _whole(given) not in VALID_APPTS_PER_HOUR:
        raise ValueError(
            f"`appointments_per_hour` must be one of {VALID_APPTS_PER_HOUR}, not {given!r}"
        )
    return index(given)


def check_in_mean_of(given: Any) -> float:
    """``check_in_time_mean`` in minutes from the slot."""
    low, high = CHECK_IN_MIN_MAX
    return _number("check_in_time_mean", given, low, high)


def fill_rate_of(given: Any) -> float:
    """``fill_rate``."""
    return _number("fill_rate", given, MIN_FILL_RATE, 1.0)


def first_attendance_of(given: Any) -> float:
    """``first_attendance``."""
    return _number("first_attendance", given, 0.0, 1.0)


def visits_per_year_of(given: Any) -> float:
    """``visits_per_year``, above 0."""
    found = _number("visits_per_year", given, 0.0, MAX_VISITS_PER_YEAR)
    if found == 0:
        raise ValueError("`visits_per_year` must be a positive number")
    return found


def noise_of(given: Any) -> float:
    """``noise``."""
    return _number("noise", given, 0.0, float("inf"))


def horizon_of(given: Any) -> int:
    """``booking_horizon`` in days."""
    if _whole(given) is None:
        raise TypeError(f"`booking_horizon` must be an integer of days, not {given!r}")
    if not 7 <= given <= 90:
        raise ValueError(
            f"`booking_horizon` must be between 7 and 90 days, not {given!r}"
        )
    return index(given)


def lead_of(given: Any, horizon: int) -> int:
    """``median_lead_time`` in days."""
    found = _whole(given)
    if found is None or not 1 <= found <= horizon:
        raise ValueError(
            "`median_lead_time` must be a positive integer of days up to the "
            f"`booking_horizon`, {horizon}, not {given!r}"
        )
    return found


def bin_size_of(given: Any) -> int:
    """``bin_size`` in years."""
    found = _whole(given)
    if found is None or not 1 <= found <= MAX_BIN_SIZE:
        raise ValueError(
            f"`bin_size` must be a positive integer up to {MAX_BIN_SIZE}, not {given!r}"
        )
    return found


def cutoffs_of(lower: Any, upper: Any) -> tuple[int, int]:
    """``lower_cutoff`` and ``upper_cutoff`` in years."""
    low, high = _whole(lower), _whole(upper)
    if low is None or high is None:
        raise TypeError("`lower_cutoff` and `upper_cutoff` must be integers")
    if low >= high:
        raise ValueError(
            f"`lower_cutoff`, {low}, must be strictly less than `upper_cutoff`, {high}"
        )
    if high > OLDEST_EVER:
        raise ValueError(f"`upper_cutoff` must be {OLDEST_EVER} at most, not {high}")
    return low, high


def seed_of(given: Any) -> int | None:
    """``seed``."""
    if given is None:
        return None
    found = _whole(given)
    if found is None:
        raise TypeError(f"`seed` must be an integer or None, not {given!r}")
    if found < 0:
        raise ValueError(f"`seed` must be 0 or more, not {given!r}")
    return found


def total_patients_of(given: Any) -> int:
    """``total_patients``, no more than a machine holds."""
    found = _whole(given)
    if found is None:
        raise TypeError(f"`total_patients` must be an integer, not {given!r}")
    if not 1 <= found <= MOST_SLOTS:
        raise ValueError(
            f"`total_patients` must be a positive integer up to {MOST_SLOTS}, "
            f"not {given!r}"
        )
    return found


def status_rates_of(given: Any) -> Mapping[Any, float]:
    """``status_rates``; brought to a sum of 1 with a warning when off by over 1 %."""
    if given is None:
        return DEFAULT_STATUS_RATES
    if not isinstance(given, Mapping):
        raise TypeError(f"`status_rates` must be a dictionary, not {given!r}")
    if set(given) != set(STATUS_KEYS):
        raise ValueError(f"`status_rates` must have the keys {STATUS_KEYS}")
    for key, value in given.items():
        if not (_is_number(value) and value >= 0):
            raise ValueError(
                f"`status_rates[{key!r}]` must be non-negative, not {value!r}"
            )
    total = sum(given.values())
    if total <= 0:
        raise ValueError("`status_rates` must not all be 0")
    if isclose(total, 1.0, rel_tol=1e-2):
        return given
    warn(
        f"`status_rates` sum to {total:g} and not to 1; they are divided by it",
        UserWarning,
        stacklevel=4,
    )
    return {key: value / total for key, value in given.items()}


def rebook_ratio_of(given: Any) -> float:
    """The ratio that ``rebook_category`` stands for."""
    if not isinstance(given, str) or given not in REBOOK_RATIOS:
        raise ValueError(
            f"`rebook_category` must be one of 'min', 'med' or 'max', not {given!r}"
        )
    return REBOOK_RATIOS[given]


def _whole(given: Any) -> int | None:
    """An integer of any kind, None for anything else."""
    try:
        return index(given)
    except TypeError:
        return None


def _is_number(given: Any) -> bool:
    return isinstance(given, Real) and isfinite(given)


def _number(name: str, given: Any, low: float, high: float) -> float:
    if not (_is_number(given) and low <= given <= high):
        limits = (
            f"between {low:g} and {high:g}" if isfinite(high) else f"from {low:g} on"
        )
        raise ValueError(f"`{name}` must be a number {limits}, not {given!r}")
    return float(given)
