"""When appointments are."""

from calendar import day_abbr, month_abbr
from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from horarium.engines.synth.plotting.canvas import (
    axes,
    dates_of,
    dress,
    label_bars,
    name_ticks,
    notice,
    percent,
    want_columns,
)
from horarium.engines.synth.plotting.colors import COLORS


def plot_monthly_appointment_distribution(
    df: pd.DataFrame, *, ax: Axes | None = None
) -> Axes:
    """The share of the appointments in each month of the year, in percent.

    Raises ``ValueError`` without ``appointment_date``.
    """
    want_columns(df, "appointment_date")
    month = dates_of(df, "appointment_date").dropna().dt.month
    found = _shares(
        month, list(range(1, 13)), [month_abbr[k] for k in range(1, 13)], ax
    )
    return dress(
        found,
        "Appointment Distribution by Month",
        "Month",
        "Percentage of Appointments",
    )


def plot_weekday_appointment_distribution(
    df: pd.DataFrame, *, ax: Axes | None = None
) -> Axes:
    """The share of the appointments on each day of the week, in percent.

    Raises ``ValueError`` without ``appointment_date``.
    """
    want_columns(df, "appointment_date")
    weekday = dates_of(df, "appointment_date").dropna().dt.day_of_week
    found = _shares(weekday, list(range(7)), [day_abbr[k] for k in range(7)], ax)
    return dress(
        found,
        "Appointment Distribution by Weekday",
        "Day",
        "Percentage of Appointments",
    )


def _shares(
    values: Any, keys: Sequence[int], labels: Sequence[str], ax: Axes | None
) -> Axes:
    if not len(values):
        return notice("No appointment data available.", ax)
    share = 100 * values.value_counts(normalize=True).reindex(keys, fill_value=0.0)
    found = axes(ax, (9.0, 5.0))
    found.bar(range(len(keys)), share, color=COLORS["primary"])
    texts = [percent(value) if value else "" for value in share]
    label_bars(found, texts, range(len(keys)), share)
    name_ticks(found, labels, crowded_from=13)
    return found
