"""Seasons, and how the clinic day goes."""

from collections.abc import Iterator
from math import erf, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from horarium.engines.synth.levels import attainable, wanted_weights
from horarium.engines.synth.validation.clock import seconds_of
from horarium.engines.synth.validation.report import Check

if TYPE_CHECKING:
    from horarium.engines.synth.spec import ClinicSpec

_RATIO, _BOUNDED = 0.03, 0.05
"""Of the ratio asked for; where the slots bound it, a busy day's noise can only lower it."""
_FEWEST = 300
_WEEKDAYS = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August",
    "September", "October", "November", "December",
)  # fmt: skip
OVERRUN_MIN, OVERRUN_SHARE = 30, 0.15
"""At most three days in twenty may go on for more than half an hour after closing, and for as
much longer as patients are late on average; of few days, two standard errors more."""


def demand(
    spec: "ClinicSpec", slots: pd.DataFrame, past: pd.DataFrame
) -> Iterator[Check]:
    """Bookings per slot of each weekday and month against the weights, mean 1.

    Where the slots of busy days cannot take what the weights say, the most that they can
    take is the request.
    """
    dates = slots["appointment_date"].value_counts().sort_index()
    day = dates.index.to_numpy().astype("datetime64[D]").astype(np.int32)
    n = dates.to_numpy().astype(np.int32)
    rows = past["appointment_date"].value_counts().reindex(dates.index, fill_value=0)
    wished, can = wanted_weights(spec, day), attainable(spec, day, n)
    for names, group in (
        (_WEEKDAYS, dates.index.day_of_week),
        (_MONTHS, dates.index.month - 1),
    ):
        has = np.bincount(group, rows.to_numpy(), minlength=12)
        for place in np.flatnonzero(has >= _FEWEST):
            inside = np.asarray(group == place)
            requested = _ratio(can, n, inside)
            bounded = abs(_ratio(wished, n, inside) - requested) > 0.001
            yield Check(
                name=f"{names[place]} against the mean",
                requested=requested,
                achieved=_ratio(rows.to_numpy() / n, n, inside),
                tolerance=(_BOUNDED if bounded else _RATIO) * requested,
                note="as far as the slots go" if bounded else "",
            )


def _ratio(per_slot: Any, n: Any, inside: Any) -> float:
    """Bookings per slot of some days over that of all days."""
    total = (per_slot * n).sum() / n.sum()
    return float((per_slot * n)[inside].sum() / n[inside].sum() / total)


def clinic_day(spec: "ClinicSpec", past: pd.DataFrame) -> Iterator[Check]:
    """Punctuality, length of consultations, and how often the day runs over."""
    came = past[past["status"] == "attended"]
    if len(came) < _FEWEST:
        return
    yield _early(spec, came)
    mean = min(spec.day.consult_mean, spec.day.most_of_slot * spec.calendar.slot_min)
    yield Check(
        name="mean consultation",
        requested=mean,
        achieved=float(came["appointment_duration"].mean()),
        tolerance=0.01 * mean + 3 * mean * spec.day.consult_cv / sqrt(len(came)),
        unit="minutes",
    )
    yield _overrun(spec, came)


def _early(spec: "ClinicSpec", came: pd.DataFrame) -> Check:
    day = spec.day
    z = -day.check_in_mean / day.check_in_sd if day.check_in_sd else np.inf
    share = (1 + erf(z / sqrt(2))) / 2
    early = seconds_of(came["check_in_time"]) < seconds_of(came["appointment_time"])
    return Check(
        name="share early",
        requested=share,
        achieved=float(early.mean()),
        tolerance=0.005 + 3 * sqrt(max(share * (1 - share), 1e-4) / len(came)),
    )


def _overrun(spec: "ClinicSpec", came: pd.DataFrame) -> Check:
    closing = np.zeros(7)
    for hours in spec.calendar.hours:
        for weekday in hours.weekdays:
            closing[weekday] = max(closing[weekday], hours.end_min)
    end = pd.Series(seconds_of(came["end_time"]) / 60, index=came.index)
    last = end.groupby(came["appointment_date"]).max()
    allowed = OVERRUN_MIN + max(0.0, spec.day.check_in_mean)
    over = last.to_numpy() - closing[last.index.day_of_week] > allowed
    return Check(
        name=f"share of days over by {allowed:g} min",
        requested=0.0,
        achieved=float(over.mean()),
        tolerance=OVERRUN_SHARE
        + 2 * sqrt(OVERRUN_SHARE * (1 - OVERRUN_SHARE) / len(last)),
    )
