"""The calendar of a table of slots in numbers."""

from calendar import day_abbr
from dataclasses import asdict, dataclass, field
from typing import Any

import pandas as pd

_NEEDED = ("ref_date", "working_days", "working_hours", "appointments_per_hour")


@dataclass(frozen=True)
class SlotSummary:
    """Counts of slots; rates are shares from 0 to 1, days are ISO texts."""

    first_date: str = ""
    last_date: str = ""
    reference_date: str = ""
    total_slots: int = 0
    total_operating_days: int = 0
    total_working_days: int = 0
    slots_per_working_day_mean: float = 0.0
    slots_per_week: int = 0
    availability_rate: float = 0.0
    past_slots: int = 0
    past_filled_slots: int = 0
    past_fill_rate: float = 0.0
    future_slots: int = 0
    future_filled_slots: int = 0
    future_fill_rate: float = 0.0
    slots_by_weekday: dict[str, int] = field(default_factory=dict)


def summarize_slots(
    df: pd.DataFrame,
    scheduler: Any,
    date_col: str = "appointment_date",
    available_col: str = "is_available",
) -> dict[str, Any]:
    """The fields of a ``SlotSummary``; all empty for an empty frame.

    ``slots_per_week`` follows the scheduler's hours, half hours counted as such. Raises
    ``ValueError`` for missing columns or attributes.
    """
    if df.empty:
        return asdict(SlotSummary())
    missing = [name for name in (date_col, available_col) if name not in df.columns]
    missing += [name for name in _NEEDED if not hasattr(scheduler, name)]
    if missing:
        raise ValueError(f"the slots or the scheduler lack {', '.join(missing)}")
    dates = pd.to_datetime(df[date_col], errors="coerce").dropna()
    if dates.empty:
        return asdict(SlotSummary())
    filled = ~df.loc[dates.index, available_col].astype(bool)
    reference = pd.Timestamp(scheduler.ref_date).normalize()
    past = dates < reference
    by_weekday = dates.dt.day_of_week.value_counts().sort_index()
    n_days = int(dates.dt.normalize().nunique())
    summary = SlotSummary(
        first_date=f"{dates.min():%Y-%m-%d}",
        last_date=f"{dates.max():%Y-%m-%d}",
        reference_date=f"{reference:%Y-%m-%d}",
        total_slots=len(dates),
        total_operating_days=int((dates.max() - dates.min()).days) + 1,
        total_working_days=n_days,
        slots_per_working_day_mean=round(len(dates) / n_days, 2),
        slots_per_week=len(scheduler.working_days) * _slots_per_day(scheduler),
        availability_rate=_rate(int((~filled).sum()), len(dates)),
        past_slots=int(past.sum()),
        past_filled_slots=int(filled[past].sum()),
        past_fill_rate=_rate(int(filled[past].sum()), int(past.sum())),
        future_slots=int((~past).sum()),
        future_filled_slots=int(filled[~past].sum()),
        future_fill_rate=_rate(int(filled[~past].sum()), int((~past).sum())),
        slots_by_weekday={day_abbr[int(day)]: int(n) for day, n in by_weekday.items()},
    )
    return asdict(summary)


def _slots_per_day(scheduler: Any) -> int:
    """Slots that begin in the hours of a day; in whole hours if minutes are not known."""
    blocks = getattr(scheduler, "_working_blocks_min", None)
    if blocks is None:
        blocks = [(60 * start, 60 * end) for start, end in scheduler.working_hours]
    step = 60 // scheduler.appointments_per_hour
    return sum(len(range(start, end, step)) for start, end in blocks)


def _rate(n: int, of: int) -> float:
    return round(n / of, 3) if of else 0.0
