"""What became of appointments."""

from datetime import timedelta
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from horarium.engines.synth.plotting.canvas import (
    axes,
    dates_of,
    dress,
    label_bars,
    lacks,
    missing_columns,
    name_ticks,
    notice,
    percent,
    reference_of,
    want_columns,
    want_number_of,
    want_reference,
)
from horarium.engines.synth.plotting.colors import COLORS

_PAST = ("attended", "cancelled", "did not attend", "unknown")
_FUTURE = ("scheduled", "cancelled")
_MOST_DAYS = 366
_WIDEST_IN = 120.0


def plot_status_distribution_last_days(
    df: pd.DataFrame,
    *,
    scheduler: object,
    days_back: int = 30,
    date_col: str = "appointment_date",
    status_col: str = "status",
    ax: Axes | None = None,
) -> Axes:
    """Appointments of each of the days before the reference, by status.

    Raises ``ValueError`` for ``days_back`` that is none, and beyond a year.
    """
    want_number_of("days_back", days_back, _MOST_DAYS)
    missing = missing_columns(df, date_col, status_col)
    if missing:
        return notice(lacks(missing), ax)
    reference = reference_of(scheduler)
    if reference is None:
        return notice("The scheduler must have a `ref_date`.", ax)
    days = pd.date_range(reference - timedelta(days=days_back), periods=days_back)
    return _daily(
        df,
        (date_col, status_col),
        days,
        _PAST,
        f"Status of the Last {days_back} Days",
        ax,
    )


def plot_status_distribution_next_days(
    df: pd.DataFrame,
    *,
    scheduler: object,
    days_ahead: int = 30,
    date_col: str = "appointment_date",
    status_col: str = "status",
    ax: Axes | None = None,
) -> Axes:
    """Appointments of each of the days from the reference on, by status.

    Raises ``ValueError`` for missing columns, a missing reference and ``days_ahead`` that is
    none, or beyond a year.
    """
    want_number_of("days_ahead", days_ahead, _MOST_DAYS)
    want_columns(df, date_col, status_col)
    days = pd.date_range(want_reference(scheduler), periods=days_ahead)
    return _daily(
        df,
        (date_col, status_col),
        days,
        _FUTURE,
        f"Status of the Next {days_ahead} Days",
        ax,
    )


def plot_appointments_by_status(
    df: pd.DataFrame,
    *,
    scheduler: object,
    date_col: str = "appointment_date",
    status_col: str = "status",
    ax: Axes | None = None,
) -> Axes:
    """The share of each status before the reference, in percent.

    Raises ``ValueError`` for missing columns or a missing reference.
    """
    want_columns(df, date_col, status_col)
    past = dates_of(df, date_col) < want_reference(scheduler)
    return _by_status(df.loc[past, status_col], _PAST, "Appointments by Status", ax)


def plot_appointments_by_status_future(
    df: pd.DataFrame,
    *,
    scheduler: object,
    date_col: str = "appointment_date",
    status_col: str = "status",
    ax: Axes | None = None,
) -> Axes:
    """The share of each status from the reference on, in percent.

    Raises ``ValueError`` for missing columns or a missing reference.
    """
    want_columns(df, date_col, status_col)
    ahead = dates_of(df, date_col) >= want_reference(scheduler)
    return _by_status(
        df.loc[ahead, status_col], _FUTURE, "Upcoming Appointments by Status", ax
    )


def _daily(
    df: pd.DataFrame,
    columns: tuple[str, str],
    days: pd.DatetimeIndex,
    statuses: tuple[str, ...],
    title: str,
    ax: Axes | None,
) -> Axes:
    day = dates_of(df, columns[0]).dt.normalize()
    inside = day.isin(days)
    if not inside.any():
        return notice(f"No data available: {title.lower()}.", ax)
    table = pd.crosstab(day[inside], df.loc[inside, columns[1]])
    table = table.reindex(index=days, columns=list(statuses), fill_value=0)
    found = axes(ax, (min(max(9.0, 0.4 * len(days)), _WIDEST_IN), 5.5))
    places, reached = list(range(len(days))), pd.Series(0, index=days)
    for status in statuses:
        found.bar(
            places, table[status], bottom=reached, label=status, color=COLORS[status]
        )
        reached = reached + table[status]
    label_bars(found, [str(n) if n else "" for n in reached], places, reached)
    name_ticks(found, [f"{at:%Y-%m-%d}" for at in days])
    found.legend(loc="upper right", bbox_to_anchor=(1, 1.15), ncols=4, frameon=False)
    return dress(found, title, "Date", "Number of Appointments")


def _by_status(
    values: Any, statuses: tuple[str, ...], title: str, ax: Axes | None
) -> Axes:
    if values.empty:
        return notice("No appointments on this side of the reference.", ax)
    share = 100 * values.value_counts(normalize=True)
    order = [*statuses, *sorted(set(share.index) - set(statuses))]
    share = share.reindex([one for one in order if one in share.index])
    found = axes(ax, (7.0, 5.0))
    colors = [COLORS.get(str(status), COLORS["primary"]) for status in share.index]
    found.bar(range(len(share)), share, color=colors)
    label_bars(found, [percent(value) for value in share], range(len(share)), share)
    name_ticks(found, [str(status) for status in share.index])
    return dress(found, title, "Status", "Percentage of Appointments")
