"""What was learnt of a clinic from its own records: aggregates, nobody among them."""

from collections.abc import Mapping
from dataclasses import dataclass

BAND_YEARS, N_BANDS = 5, 19
"""Bands of age: 0-4, 5-9, ..., 85-89, 90 and over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """Aggregates of a clinic's records; None where the records do not tell.

    ``status_rates`` are shares of all rows, ``same_day`` the share booked on the day itself.
    ``lead_days`` are the shares of leads of 1, 2, ... days among the others, cut at the
    99.5th percentile. ``weekday_weights`` (Monday first) and
    ``month_weights`` (January first) have mean 1 over the days and months that occur and
    0 elsewhere. ``age_shares`` has shape ``(2, 19)``: female, male by bands of five
    years. Durations and punctuality are in minutes. ``notes`` say what was pooled or left
    out, and why.
    """

    n_rows: int
    first_day: str
    last_day: str
    per_day: float
    status_rates: Mapping[str, float] | None = None
    same_day: float | None = None
    lead_days: tuple[float, ...] | None = None
    median_lead_days: int | None = None
    horizon_days: int | None = None
    weekday_weights: tuple[float, ...] | None = None
    month_weights: tuple[float, ...] | None = None
    age_shares: tuple[tuple[float, ...], tuple[float, ...]] | None = None
    visits_per_year: float | None = None
    first_attendance: float | None = None
    duration_mean_min: float | None = None
    duration_cv: float | None = None
    check_in_mean_min: float | None = None
    check_in_sd_min: float | None = None
    hours: tuple[int, int] | None = None
    notes: tuple[str, ...] = ()
