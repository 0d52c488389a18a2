"""Learn a clinic from its own records, as aggregates only.

Every number is made from at least ``smallest_cell`` rows (or people, where people are
counted); what rests on fewer is pooled with its neighbours or left unlearnt, so that
nothing of any one patient can be read from a spec or a report.
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from horarium.engines.synth.fit import spec_of
from horarium.engines.synth.learnt import BAND_YEARS, N_BANDS, Learnt
from horarium.engines.synth.params import LONGEST_HORIZON_DAYS
from horarium.engines.synth.records import (
    ROLES,
    STATUSES,
    Records,
    Role,
    as_it_is,
    read,
)
from horarium.engines.synth.spec import ClinicSpec

FEWEST = 10
"""Smallest cell that is told, the usual rule for health statistics in England."""
_SEXES = {"f": "Female", "female": "Female", "m": "Male", "male": "Male"}
_MONTHS_FOR_SEASONS = 12
_YEARS_FOR_FREQUENCY = 0.9
_OLDEST = 120


def learn(
    frame: pd.DataFrame,
    columns: Mapping[Role, str],
    *,
    statuses: Mapping[Any, str] | None = None,
    smallest_cell: int = FEWEST,
) -> Learnt:
    """Aggregates of one row per appointment; the frame is not changed.

    ``columns`` says which of the frame's columns plays which role (``ROLES``);
    ``appointment_date`` is needed, the rest as far as there is. ``statuses`` translates
    the frame's own values into ``STATUSES``; values without a translation count as
    unknown. Raises ``InvalidField`` for a role or column that does not exist, dates that
    are none, a column without any status, and fewer rows than ``smallest_cell``.
    """
    records = read(frame, columns, statuses or {}, smallest_cell)
    days = records.frame["appointment_date"]
    first, last = _span(records)
    return Learnt(
        n_rows=len(days),
        first_day=first.date().isoformat(),
        last_day=last.date().isoformat(),
        per_day=len(days) / days.nunique(),
        **_statuses(records),
        **_leads(records),
        **_seasons(records),
        **_people(records),
        **_times(records),
        notes=tuple(records.notes),
    )


def fit(frame: pd.DataFrame, columns: Mapping[Role, str], **options: Any) -> ClinicSpec:
    """A spec like the records of ``frame``; ``options`` and refusals are ``learn``'s."""
    return spec_of(learn(frame, columns, **options))


def _span(records: Records) -> tuple[pd.Timestamp, pd.Timestamp]:
    """The days by which enough rows have begun, and after which no more than that end."""
    days = records.frame["appointment_date"].sort_values().reset_index(drop=True)
    n, k = len(days), records.smallest
    return days[min(k - 1, (n - 1) // 2)], days[max(n - k, n // 2)]


def _statuses(records: Records) -> dict[str, Any]:
    if not records.has("status"):
        return {}
    counts = records.frame["status"].value_counts()
    told = {name: int(counts.get(name, 0)) for name in STATUSES}
    for name in STATUSES:
        target = (
            "unknown" if name != "unknown" else max(told, key=lambda key: told[key])
        )
        if 0 < told[name] < records.smallest and target != name:
            records.notes.append(f"status {name}: counted as {target}, too few rows")
            told[target] += told[name]
            told[name] = 0
    total = sum(told.values())
    return {"status_rates": {name: n / total for name, n in told.items()}}


def _leads(records: Records) -> dict[str, Any]:
    if not records.has("scheduling_date"):
        return {}
    frame = records.frame
    leads = (frame["appointment_date"] - frame["scheduling_date"]).dt.days
    records.left_out(int((leads < 0).sum()), "leads below zero")
    leads = leads[leads >= 0]
    ahead = leads[leads > 0].astype(int)
    if not records.enough(len(ahead), "lead times"):
        return {}
    horizon = _horizon(ahead.to_numpy(), records.smallest)
    counts = np.bincount(ahead[ahead <= horizon], minlength=horizon + 1)[1:]
    pooled = pool(counts.astype(float), records.smallest)
    n_same_day = len(leads) - len(ahead)
    is_told = n_same_day == 0 or records.enough(n_same_day, "bookings on the day")
    return {
        "same_day": n_same_day / len(leads) if is_told else None,
        "lead_days": tuple((pooled / pooled.sum()).tolist()),
        "median_lead_days": min(horizon, int(np.percentile(ahead, 50, method="lower"))),
        "horizon_days": horizon,
    }


def _horizon(ahead: NDArray[np.int64], smallest: int) -> int:
    """The 99.5th percentile of the leads, or less: enough rows have it or a longer one."""
    longest = np.partition(ahead, len(ahead) - smallest)[len(ahead) - smallest]
    return int(min(np.percentile(ahead, 99.5), longest, LONGEST_HORIZON_DAYS))


def _seasons(records: Records) -> dict[str, Any]:
    days = records.frame["appointment_date"]
    found: dict[str, Any] = {}
    found["weekday_weights"] = _per_open_day(
        days, days.dt.day_of_week, range(7), records
    )
    n_months = days.dt.to_period("M").nunique()
    if n_months < _MONTHS_FOR_SEASONS:
        records.notes.append(f"months: not told, only {n_months} of a year are here")
    else:
        found["month_weights"] = _per_open_day(
            days, days.dt.month, range(1, 13), records
        )
    return found


def _per_open_day(
    days: pd.Series, cells: pd.Series, names: range, records: Records
) -> tuple[float, ...] | None:
    """Rows per open day of each cell over their mean; 0 for cells too small to tell.

    None where no cell is large enough.
    """
    n_rows = cells.value_counts()
    n_days = days.groupby(cells).nunique()
    rates = {
        name: n_rows[name] / n_days[name]
        for name in names
        if n_rows.get(name, 0) >= records.smallest
    }
    if not records.enough(int(n_rows.max()), "days of the week or of the year"):
        return None
    mean = sum(rates.values()) / len(rates)
    return tuple(float(rates.get(name, 0.0) / mean) for name in names)


def _people(records: Records) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if records.has("sex", "age"):
        found["age_shares"] = _age_shares(records)
    if records.has("patient_id"):
        found["visits_per_year"] = _frequency(records)
    if records.has("first_attendance"):
        found["first_attendance"] = _first(records)
    return found


def _first(records: Records) -> float | None:
    """The share of first attendances, of rows that say yes (1, true) or no (0, false)."""
    given = records.frame["first_attendance"].map(as_it_is)
    is_first = given.isin({"1", "1.0", "true", "yes"})
    n_first = int(is_first.sum())
    n_others = int(given.isin({"0", "0.0", "false", "no"}).sum())
    records.left_out(len(given) - n_first - n_others, "first attendances")
    if not records.enough(n_first + n_others, "first attendances"):
        return None
    for n in (n_first, n_others):
        if n and not records.enough(n, "share of first attendances"):
            return None
    return n_first / (n_first + n_others)


def _frequency(records: Records) -> float | None:
    days, patients = (
        records.frame[name] for name in ("appointment_date", "patient_id")
    )
    days, patients = days[patients.notna()], patients.dropna()
    if not records.enough(patients.nunique(), "visits per year"):
        return None
    years = ((days.max() - days.min()).days + 1) / 365.25
    if years < _YEARS_FOR_FREQUENCY:
        records.notes.append(
            "visits per year: not told, the records are of months only"
        )
        return None
    return _visits_per_year(len(patients) / patients.nunique(), years)


def _visits_per_year(visits_each: float, years: float) -> float:
    """Visits a year of those seen, by the zero-truncated Poisson whose mean was seen.

    Patients who happened not to come in the time are not in the records; the rate of a
    Poisson visitor seen at least once with ``visits_each`` on average corrects for them.
    """
    low, high = 1e-6, visits_each
    for _ in range(60):
        rate = (low + high) / 2
        if rate / -np.expm1(-rate) < visits_each:
            low = rate
        else:
            high = rate
    return float(max(low, 1e-3) / years)


def _age_shares(
    records: Records,
) -> tuple[tuple[float, ...], tuple[float, ...]] | None:
    frame = records.frame
    sex = frame["sex"].map(lambda value: _SEXES.get(as_it_is(value)))
    age = pd.to_numeric(frame["age"], errors="coerce")
    told = sex.notna() & (age >= 0) & (age < _OLDEST)
    for name, n in sex[told].value_counts().items():
        if not records.enough(int(n), f"age of the {name}"):
            told &= sex != name
    records.left_out(int((~told).sum()), "age and sex")
    if not records.enough(int(told.sum()), "age and sex"):
        return None
    band = np.minimum(age[told].astype(int) // BAND_YEARS, N_BANDS - 1)
    rows = [
        np.bincount(band[sex[told] == name], minlength=N_BANDS).astype(float)
        for name in ("Female", "Male")
    ]
    pooled = np.array([pool(row, records.smallest) for row in rows])
    if (pooled != np.array(rows)).any():
        records.notes.append("age and sex: bands with few patients share their numbers")
    shares = pooled / pooled.sum()
    return tuple(shares[0].tolist()), tuple(shares[1].tolist())


def _times(records: Records) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if records.has("start_time", "end_time"):
        found |= _durations(records)
    if records.has("appointment_time"):
        found["hours"] = _hours(records)
    if records.has("check_in_time", "appointment_time"):
        early = _minutes(records.frame["check_in_time"]) - _minutes(
            records.frame["appointment_time"]
        )
        early = early[~np.isnan(early)]
        if records.enough(len(early), "punctuality"):
            found["check_in_mean_min"] = float(early.mean())
            found["check_in_sd_min"] = (
                float(early.std(ddof=1)) if len(early) > 1 else None
            )
    return found


def _hours(records: Records) -> tuple[int, int] | None:
    """The hours that hold all but half a percent of the starts at either end.

    Enough rows lie in the first hour or before, and in the last or after.
    """
    minutes = np.sort(_minutes(records.frame["appointment_time"]))
    minutes = minutes[~np.isnan(minutes)]
    if not records.enough(len(minutes), "hours"):
        return None
    least, most = minutes[records.smallest - 1], minutes[-records.smallest]
    opens = max(np.percentile(minutes, 0.5), min(least, most))
    closes = min(np.percentile(minutes, 99.5), max(least, most))
    return int(opens // 60), int(closes // 60) + 1


def _durations(records: Records) -> dict[str, Any]:
    took = _minutes(records.frame["end_time"]) - _minutes(records.frame["start_time"])
    took = took[took > 0]
    if not records.enough(len(took), "durations"):
        return {}
    mean, spread = float(took.mean()), float(took.std(ddof=1)) if len(took) > 1 else 0.0
    return {"duration_mean_min": mean, "duration_cv": spread / mean if spread else None}


def _minutes(values: pd.Series) -> NDArray[np.float64]:
    """Minutes since midnight of times or instants; nan where there is none."""
    stamps = pd.to_datetime(values.astype("string"), format="mixed", errors="coerce")
    within = stamps - stamps.dt.normalize()
    minutes: NDArray[np.float64] = (within.dt.total_seconds() / 60).to_numpy(float)
    return minutes


def pool(counts: NDArray[np.float64], smallest: int) -> NDArray[np.float64]:
    """Counts of which every positive one stands for at least ``smallest``.

    Neighbouring cells are put together until they hold enough, and then each has the
    mean of its group; a last group that is too small joins the one before. The total
    stays what it was, and cells that were empty may get a part of their neighbours'.
    """
    edges, held = [0], 0.0
    for i, count in enumerate(counts):
        held += count
        if held >= smallest or held == 0:
            edges.append(i + 1)
            held = 0.0
    if edges[-1] != len(counts):
        while len(edges) > 1 and counts[edges[-1] :].sum() < smallest:
            edges.pop()
        edges.append(len(counts))
    pooled = counts.astype(float).copy()
    for start, end in pairwise(edges):
        if end > start:
            pooled[start:end] = counts[start:end].mean()
    return pooled


__all__ = ["FEWEST", "ROLES", "STATUSES", "Role", "fit", "learn", "pool"]
