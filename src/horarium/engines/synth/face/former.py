"""Helpers that Medscheduler keeps under a leading underscore and some scripts call."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from horarium.engines.synth.drawn import Floats
from horarium.engines.synth.face import custom_columns, shares
from horarium.engines.synth.lead_times import lead_time_pmf

if TYPE_CHECKING:
    from numpy.random import Generator

_FINAL = [
    "appointment_id",
    "slot_id",
    "scheduling_date",
    "appointment_date",
    "appointment_time",
    "scheduling_interval",
    "status",
]


class Former:
    """The helpers, on the attributes of an ``AppointmentScheduler``."""

    median_lead_time: int
    booking_horizon: int
    noise: float
    ref_date: Any
    rng: "Generator"
    slots_df: pd.DataFrame | None
    month_weights: dict[int, float]
    weekday_weights: dict[int, float]
    _month_w_norm: dict[int, float]
    _weekday_w_norm: dict[int, float]

    def _lead_time_pmf(self, max_interval: int) -> tuple[NDArray[np.int64], Floats]:
        """Days 1 to ``max_interval`` and their chances; empty below 1."""
        days = np.arange(1, max(max_interval, 0) + 1)
        horizon = max(self.booking_horizon, len(days))
        weights = lead_time_pmf(self.median_lead_time, horizon)[: len(days)]
        return days, weights / weights.sum() if len(days) else weights

    def _normalize_calendar_weights(self) -> None:
        """Bring the weights of months and weekdays to a mean of 1."""
        months = shares.month_weights_of(self.month_weights)
        weekdays = shares.weekday_weights_of(self.weekday_weights)
        self._month_w_norm = shares.with_mean_1(months)
        self._weekday_w_norm = shares.with_mean_1(weekdays)

    def _norm_month(self, month: int) -> float:
        """The weight of a month 1 to 12, their mean is 1; 1 for anything else."""
        return self._month_w_norm.get(month, 1.0)

    def _norm_weekday(self, weekday: int) -> float:
        """The weight of a weekday from Monday 0, their mean is 1; 1 for anything else."""
        return self._weekday_w_norm.get(weekday, 1.0)

    def _date_weight_raw(self, ts: Any) -> float:
        """The weight of a day: month times weekday."""
        at = pd.Timestamp(ts)
        return self._norm_month(at.month) * self._norm_weekday(at.day_of_week)

    def _weighted_sample_past_slots(self, n: int) -> pd.DataFrame:
        """``n`` available past slots by weight, none twice; all there are if too few."""
        columns = _FINAL[1:2] + _FINAL[3:5]
        if self.slots_df is None or n <= 0:
            return pd.DataFrame(columns=columns)
        past = self.slots_df["appointment_date"] < self.ref_date
        free = self.slots_df[past & self.slots_df["is_available"].astype(bool)]
        weight = np.array(
            [self._date_weight_raw(day) for day in free["appointment_date"]]
        )
        n = min(n, int((weight > 0).sum()))
        if not n:
            return pd.DataFrame(columns=columns)
        chosen = self.rng.choice(len(free), n, replace=False, p=weight / weight.sum())
        return free.iloc[chosen][columns].reset_index(drop=True)

    def _finalize_appt_table(self, df: pd.DataFrame) -> pd.DataFrame:
        """The appointments numbered by booking, in order of time, without staging columns."""
        if df.empty:
            return pd.DataFrame(columns=_FINAL)
        found = df.sort_values("scheduling_date", kind="stable").reset_index(drop=True)
        width = len(str(len(found))) + 1
        found["appointment_id"] = [f"{k:0{width}d}" for k in range(1, len(found) + 1)]
        order = ["appointment_date", "appointment_time"]
        return found[_FINAL].sort_values(order, kind="stable").reset_index(drop=True)

    def _pareto_distribution(self, categories: list[Any]) -> Floats:
        """Shares of the categories, the first largest."""
        return custom_columns.shares("pareto", len(categories), self.noise, self.rng)

    def _uniform_distribution(self, categories: list[Any]) -> Floats:
        """Shares of the categories, nearly equal."""
        return custom_columns.shares("uniform", len(categories), self.noise, self.rng)

    def _normal_distribution(self, categories: list[Any]) -> Floats:
        """Shares of the categories, the middle largest."""
        return custom_columns.shares("normal", len(categories), self.noise, self.rng)
