"""How long things take: leads, consultations, waits, and how punctual people are."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from horarium.engines.synth.plotting.canvas import (
    axes,
    dates_of,
    dress,
    label_bars,
    notice,
    percent,
    want_columns,
)
from horarium.engines.synth.plotting.colors import COLORS

_MOST_LABELS = 40


def plot_scheduling_interval_distribution(
    df: pd.DataFrame,
    *,
    interval_col: str = "scheduling_interval",
    min_pct_threshold: float = 0.1,
    ax: Axes | None = None,
) -> Axes:
    """Appointments by days from booking to visit; days below the threshold are left out.

    Raises ``ValueError`` where the column is missing or empty.
    """
    want_columns(df, interval_col)
    values = pd.to_numeric(df[interval_col], errors="coerce").dropna()
    if values.empty:
        raise ValueError(f"the column {interval_col!r} is empty")
    n = values.round().astype(int).value_counts().sort_index()
    n = n[100 * n / n.sum() >= min_pct_threshold]
    if n.empty:
        return notice(f"No interval reaches {min_pct_threshold}%.", ax)
    found = axes(ax, (10.0, 5.0))
    found.bar(n.index, n, width=0.9, color=COLORS["primary"])
    _label(found, n.index, n, len(values))
    return dress(
        found,
        "Scheduling Interval Distribution",
        "Scheduling Interval (Days)",
        "Number of Appointments",
    )


def plot_appointment_duration_distribution(
    df: pd.DataFrame, *, ax: Axes | None = None
) -> Axes:
    """Attended appointments by duration in steps of 5 minutes; ``ValueError`` without it."""
    want_columns(df, "appointment_duration")
    values = pd.to_numeric(df["appointment_duration"], errors="coerce").dropna()
    found = _steps(values, 5, "appointment_duration", ax)
    return dress(
        found,
        "Appointment Duration Distribution",
        "Appointment Duration (Minutes)",
        "Number of Appointments",
    )


def plot_waiting_time_distribution(df: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Attended appointments by wait in steps of 10 minutes; ``ValueError`` without it."""
    want_columns(df, "waiting_time")
    values = pd.to_numeric(df["waiting_time"], errors="coerce").dropna()
    found = _steps(values, 10, "waiting_time", ax)
    return dress(
        found,
        "Waiting Time Distribution",
        "Waiting Time (Minutes)",
        "Number of Appointments",
    )


def plot_arrival_time_distribution(df: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Attended appointments by minutes from the slot to check-in, in steps of 5.

    Early is blue, late orange. Raises ``ValueError`` for missing columns.
    """
    want_columns(df, "appointment_date", "appointment_time", "check_in_time")
    came = df[df["check_in_time"].notna()]
    if came.empty:
        return notice("No attended appointments with a check-in time.", ax)
    minutes = _offsets(came).dropna()
    if minutes.empty:
        return notice("No check-in can be compared with its slot.", ax)
    low = int(np.floor(minutes.min() / 5)) * 5
    high = int(np.floor(minutes.max() / 5)) * 5 + 5
    n, edges = np.histogram(minutes, bins=np.arange(low, high + 1, 5))
    found = axes(ax, (10.0, 5.0))
    colors = [
        COLORS["primary"] if edge < 0 else COLORS["secondary"] for edge in edges[:-1]
    ]
    found.bar(edges[:-1], n, width=4.5, align="edge", color=colors)
    found.axvline(0, color=COLORS["text"], linestyle="--", linewidth=1)
    _label(found, edges[:-1] + 2.25, n, len(minutes))
    return dress(
        found,
        "Arrival Time Relative to the Slot",
        "Arrival Time Difference (Minutes)",
        "Number of Patients",
    )


def _offsets(came: pd.DataFrame) -> Any:
    """Minutes from slot to check-in, the nearer way round midnight."""
    del_day = dates_of(came, "appointment_date").dt.normalize()
    due = pd.to_timedelta(came["appointment_time"].astype(str), errors="coerce")
    text = came["check_in_time"]
    if pd.api.types.is_datetime64_any_dtype(text):
        return (text - del_day - due).dt.total_seconds() / 60
    arrived = pd.to_timedelta(text.astype(str), errors="coerce")
    minutes = (arrived - due).dt.total_seconds() / 60
    return (minutes + 720) % 1440 - 720


def _steps(values: Any, step: int, name: str, ax: Axes | None) -> Axes:
    if values.empty:
        return notice(f"No valid data available for '{name}'.", ax)
    last = max(int(np.floor(values.max() / step)) * step + step, step)
    n, edges = np.histogram(values, bins=np.arange(0, last + 1, step))
    found = axes(ax, (10.0, 5.0))
    found.bar(edges[:-1], n, width=0.9 * step, align="edge", color=COLORS["primary"])
    _label(found, edges[:-1] + 0.45 * step, n, len(values))
    return found


def _label(ax: Axes, places: Any, n: Any, total: int) -> None:
    if len(n) <= _MOST_LABELS:
        texts = [percent(100 * one / total) if one else "" for one in n]
        label_bars(ax, texts, places, n)
