"""Who with a place does not come: the published effects of what the diary knows."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from horarium.engines.synth.diary.params import SynthParams
from horarium.engines.synth.diary.problem import Booking, ClinicSession, Held
from horarium.engines.synth.lead_times import lead_time_pmf
from horarium.engines.synth.params import BookingCurve
from horarium.engines.synth.signal import Signal

_FRIDAY = 4
_NOON_H = 12
_N_HALVINGS = 60


def chances(
    session: ClinicSession, expected: Sequence[Booking | Held], params: SynthParams
) -> NDArray[np.float64]:
    """The chance of each to stay away, shape ``(n,)``: by lead, weekday and hour.

    The effects are those of ``Signal``. Over the leads of the booking curve and a working
    week the mean chance is the rate of no-shows among what is not cancelled.
    """
    signal, rate = params.signal, params.rates.no_show_if_kept
    if not 0 < rate < 1 or not expected:
        return np.full(len(expected), rate)
    start = session.interval.start
    lead = [(start.date() - one.made_at.date()).days for one in expected]
    slots = [one.slot for one in expected]
    hour = [start.hour if at is None else session.slot(at).start.hour for at in slots]
    logit = (
        _intercept(rate, params.booking, signal)
        + _of_lead(signal, np.maximum(lead, 0))
        + _of_weekday(signal, np.array(start.weekday()))
        + signal.strength * signal.hour * (np.array(hour) - _NOON_H)
    )
    return _share(logit)


@lru_cache(maxsize=64)
def _intercept(rate: float, curve: BookingCurve, signal: Signal) -> float:
    """What makes the mean chance the rate, on an average hour."""
    weight = lead_time_pmf(curve.median_lead_days, curve.horizon_days)
    of_lead = _of_lead(signal, np.arange(1, curve.horizon_days + 1))
    effect = of_lead + _of_weekday(signal, np.arange(_FRIDAY + 1))[:, None]
    low, high = -50.0, 50.0
    for _ in range(_N_HALVINGS):
        middle = (low + high) / 2
        mean = float((_share(middle + effect) @ weight).mean())
        low, high = (middle, high) if mean < rate else (low, middle)
    return (low + high) / 2


def _of_lead(signal: Signal, days: NDArray[np.int64]) -> NDArray[np.float64]:
    of_lead = signal.strength * signal.log_lead * np.log1p(days)
    return np.asarray(of_lead, dtype=np.float64)


def _of_weekday(signal: Signal, weekday: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.asarray(signal.strength * signal.weekday * weekday, dtype=np.float64)


def _share(logit: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-logit)), dtype=np.float64)
