"""How full the diary was, and how full it is."""

from dataclasses import dataclass
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
    reference_of,
)
from horarium.engines.synth.plotting.colors import COLORS

_COARSER = {"D": "DWMQY", "W": "WMQY", "M": "MQY", "Q": "QY", "Y": "Y"}
_WORDS = {"Y": "Year", "Q": "Quarter", "M": "Month", "W": "Week", "D": "Day"}
_PAST, _FUTURE = "YQMW", "DWM"


@dataclass(frozen=True, slots=True)
class _Look:
    """How wide the bars must be and how wide the figure may be."""

    min_bar_px: int
    label_px: int
    min_in: float
    max_in: float
    dpi: int

    def width_in(self, n_bars: int) -> float:
        """Inches that ``n_bars`` readable bars take."""
        return max(self.min_in, n_bars * self.min_bar_px / self.dpi)


@dataclass(frozen=True, slots=True)
class _Counts:
    """Filled and available slots by period, and the step of the periods."""

    filled: "pd.Series[Any]"
    available: "pd.Series[Any]"
    freq: str


def plot_past_slot_availability(
    slots_df: pd.DataFrame,
    *,
    scheduler: object | None = None,
    ref_date: Any = None,
    date_col: str = "appointment_date",
    available_col: str = "is_available",
    freq: str = "M",
    min_bar_px: int = 55,
    label_px_threshold: int = 55,
    min_fig_w_in: float = 7.0,
    max_fig_w_in: float = 16.0,
    dpi: int = 100,
    title: str = "Slot Availability (Past)",
    ax: Axes | None = None,
) -> Axes:
    """Filled and available slots before the reference, by year, quarter, month or week.

    Coarser periods are taken where the bars would not fit, and the title says so.
    """
    look = _Look(min_bar_px, label_px_threshold, min_fig_w_in, max_fig_w_in, dpi)
    if freq not in _PAST:
        return notice(f"freq must be one of {', '.join(_PAST)}, got {freq}", ax)
    dates, reason = _dates(slots_df, scheduler, ref_date, (date_col, available_col))
    if dates is None:
        return notice(reason, ax)
    dates = dates[dates < _present(slots_df, scheduler, ref_date, date_col)]
    if dates.empty:
        return notice("No slots before the reference", ax)
    counts = _counts(dates, slots_df[available_col], freq, look)
    return _bars(counts, title, freq, look, ax)


def plot_future_slot_availability(
    slots_df: pd.DataFrame,
    *,
    scheduler: object | None = None,
    ref_date: Any = None,
    date_col: str = "appointment_date",
    available_col: str = "is_available",
    freq: str = "W",
    limit_future_to_horizon: bool = True,
    min_bar_px: int = 55,
    label_px_threshold: int = 55,
    min_fig_w_in: float = 7.0,
    max_fig_w_in: float = 16.0,
    dpi: int = 100,
    title: str = "Slot Availability (Future)",
    ax: Axes | None = None,
) -> Axes:
    """Filled and available slots from the reference on, by day, week or month.

    Raises ``ValueError`` for any other period. Coarser ones are taken where the bars would
    not fit, and the title says so.
    """
    look = _Look(min_bar_px, label_px_threshold, min_fig_w_in, max_fig_w_in, dpi)
    dates, reason = _dates(slots_df, scheduler, ref_date, (date_col, available_col))
    if dates is None:
        return notice(reason, ax)
    reference = _present(slots_df, scheduler, ref_date, date_col)
    dates = dates[dates >= reference]
    horizon = getattr(scheduler, "booking_horizon", None)
    if limit_future_to_horizon and horizon is not None:
        dates = dates[dates < reference + timedelta(days=int(horizon))]
    if dates.empty:
        return notice("No slots from the reference on", ax)
    if freq not in _FUTURE:
        raise ValueError(f"freq must be one of 'D', 'W', 'M', got {freq!r}")
    counts = _counts(dates, slots_df[available_col], freq, look)
    return _bars(counts, title, freq, look, ax)


def _dates(
    slots: pd.DataFrame, scheduler: object, ref_date: Any, columns: tuple[str, str]
) -> tuple["pd.Series[Any] | None", str]:
    """The dates of the slots, or None and why there are none."""
    if slots.empty:
        return None, "No data"
    missing = missing_columns(slots, *columns)
    if missing:
        return None, lacks(missing)
    return dates_of(slots, columns[0]).dropna(), ""


def _present(
    slots: pd.DataFrame, scheduler: object, ref_date: Any, date_col: str
) -> pd.Timestamp:
    """The reference given, else the scheduler's, else the last day there is."""
    if ref_date is not None:
        try:
            return pd.Timestamp(ref_date)
        except (ValueError, TypeError) as error:
            raise ValueError(f"`ref_date` must be a date, not {ref_date!r}") from error
    own = reference_of(scheduler)
    return own if own is not None else dates_of(slots, date_col).max()


def _counts(dates: Any, available: Any, freq: str, look: _Look) -> _Counts:
    """Counts by the finest period from ``freq`` on whose bars fit."""
    is_free = available.loc[dates.index].astype(bool)
    for step in _COARSER[freq]:
        period = dates.dt.to_period(step).dt.to_timestamp()
        table = pd.crosstab(period, is_free)
        if look.width_in(len(table)) <= look.max_in or step == "Y":
            break
    return _Counts(
        filled=table.get(False, pd.Series(0, index=table.index)),
        available=table.get(True, pd.Series(0, index=table.index)),
        freq=step,
    )


def _bars(counts: _Counts, title: str, freq: str, look: _Look, ax: Axes | None) -> Axes:
    n = len(counts.filled)
    width_in = min(look.width_in(n), look.max_in)
    found = axes(ax, (width_in, 5.5), look.dpi)
    places = list(range(n))
    found.bar(
        places, counts.filled, label="Non-Available Slots", color=COLORS["unavailable"]
    )
    found.bar(
        places,
        counts.available,
        bottom=counts.filled,
        label="Available Slots",
        color=COLORS["available"],
    )
    if width_in * look.dpi / max(n, 1) >= look.label_px:
        total = counts.filled + counts.available
        shares = 100 * counts.filled / total
        label_bars(found, [f"{share:.0f}%" for share in shares], places, total)
    name_ticks(found, [_label(at, counts.freq) for at in counts.filled.index])
    told = f"  — auto-aggregated to {counts.freq}" if counts.freq != freq else ""
    found.legend(loc="upper right", bbox_to_anchor=(1, 1.15), frameon=False)
    return dress(found, title + told, _WORDS[counts.freq], "Number of Slots")


def _label(at: pd.Timestamp, freq: str) -> str:
    formats = {"Y": "%Y", "M": "%Y-%m", "W": "%G-W%V", "D": "%Y-%m-%d"}
    return f"{at.year}-Q{at.quarter}" if freq == "Q" else at.strftime(formats[freq])
