"""Learn a clinic from its own records, as aggregates only.

Every number is made from at least ``smallest_cell`` rows (or people, where people are
counted); what rests on fewer is pooled with its neighbours or left unlearnt, so that
nothing of any one patient can be read from a spec or a report.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from horarium.domain.errors import InvalidField
from horarium.engines.synth.fit import spec_of
from horarium.engines.synth.learnt import BAND_YEARS, N_BANDS, Learnt
from horarium.engines.synth.spec import ClinicSpec

Role = Literal[
    "appointment_date",
    "scheduling_date",
    "status",
    "patient_id",
    "sex",
    "age",
    "appointment_time",
    "check_in_time",
    "start_time",
    "end_time",
    "first_attendance",
]
ROLES: tuple[Role, ...] = get_args(Role)

STATUSES = ("attended", "cancelled", "did not attend", "unknown")
FEWEST = 10
"""Smallest cell that is told, the usual rule for health statistics in England."""
_SEXES = {"f": "Female", "female": "Female", "m": "Male", "male": "Male"}
_MONTHS_FOR_SEASONS = 12
_YEARS_FOR_FREQUENCY = 0.9


@dataclass(slots=True)
class _Records:
    """The columns that were named, cleaned; and what there is to say about them."""

    frame: pd.DataFrame
    smallest: int
    notes: list[str] = field(default_factory=list)

    def has(self, *roles: Role) -> bool:
        return all(role in self.frame for role in roles)

    def enough(self, n: int, what: str) -> bool:
        """Whether ``n`` are enough to tell; a note when they are not."""
        if n >= self.smallest:
            return True
        self.notes.append(f"{what}: not told, fewer than {self.smallest} rows")
        return False


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
    are none, and fewer rows than ``smallest_cell``.
    """
    records = _read(frame, columns, statuses or {}, smallest_cell)
    days = records.frame["appointment_date"]
    return Learnt(
        n_rows=len(days),
        first_day=days.min().date().isoformat(),
        last_day=days.max().date().isoformat(),
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


def _read(
    frame: pd.DataFrame,
    columns: Mapping[Role, str],
    statuses: Mapping[Any, str],
    smallest: int,
) -> _Records:
    for role, name in columns.items():
        if role not in ROLES:
            raise InvalidField("columns", role, f"one of {', '.join(ROLES)}")
        if name not in frame:
            there = ", ".join(map(str, frame.columns))
            raise InvalidField(f"columns[{role}]", name, f"a column: {there}")
    if "appointment_date" not in columns:
        raise InvalidField("columns", "no appointment_date", "which column it is")
    wrong = sorted(set(statuses.values()) - set(STATUSES))
    if wrong:
        raise InvalidField("statuses", wrong[0], f"one of {', '.join(STATUSES)}")
    chosen = frame[list(columns.values())].set_axis(list(columns), axis=1)
    chosen = chosen.loc[:, ~chosen.columns.duplicated()].copy()
    for role in ("appointment_date", "scheduling_date"):
        if role in chosen:
            chosen[role] = _dates(chosen[role], columns[role])
    if "status" in chosen:
        known = chosen["status"].map(statuses or _as_it_is)
        chosen["status"] = known.where(known.isin(STATUSES), "unknown")
    if len(chosen) < smallest:
        raise InvalidField("frame", f"{len(chosen)} rows", f"{smallest} rows or more")
    return _Records(chosen, smallest)


def _as_it_is(value: Any) -> str:
    return str(value).strip().lower()


def _dates(values: pd.Series, name: str) -> pd.Series:
    try:
        stamps = pd.to_datetime(values, utc=True, format="mixed")
    except (ValueError, TypeError) as fault:
        raise InvalidField(
            name, "a value that is no date", "dates in ISO form"
        ) from fault
    return stamps.dt.tz_localize(None).dt.normalize()


def _statuses(records: _Records) -> dict[str, Any]:
    if not records.has("status"):
        return {}
    counts = records.frame["status"].value_counts()
    told = {name: int(counts.get(name, 0)) for name in STATUSES}
    for name, n in told.items():
        if 0 < n < records.smallest:
            records.notes.append(f"status {name}: counted as unknown, too few rows")
            told[name] = 0
            told["unknown"] += n
    total = sum(told.values())
    return {"status_rates": {name: n / total for name, n in told.items()}}


def _leads(records: _Records) -> dict[str, Any]:
    if not records.has("scheduling_date"):
        return {}
    frame = records.frame
    leads = (frame["appointment_date"] - frame["scheduling_date"]).dt.days
    odd = int((leads < 0).sum())
    if odd:
        records.notes.append(f"lead times: {odd} below zero left out")
    leads = leads[leads >= 0]
    ahead = leads[leads > 0].astype(int)
    if not records.enough(len(ahead), "lead times"):
        return {}
    horizon = int(np.percentile(ahead, 99.5))
    counts = np.bincount(ahead[ahead <= horizon], minlength=horizon + 1)[1:]
    pooled = pool(counts.astype(float), records.smallest)
    n_same_day = len(leads) - len(ahead)
    is_told = n_same_day == 0 or records.enough(n_same_day, "bookings on the day")
    return {
        "same_day": n_same_day / len(leads) if is_told else None,
        "lead_days": tuple((pooled / pooled.sum()).tolist()),
        "median_lead_days": int(np.percentile(ahead, 50, method="lower")),
        "horizon_days": horizon,
    }


def _seasons(records: _Records) -> dict[str, Any]:
    days = records.frame["appointment_date"]
    found: dict[str, Any] = {}
    weekdays = _per_open_day(days, days.dt.day_of_week, range(7), records)
    found["weekday_weights"] = weekdays
    n_months = days.dt.to_period("M").nunique()
    if n_months < _MONTHS_FOR_SEASONS:
        records.notes.append(f"months: not told, only {n_months} of a year are here")
    else:
        found["month_weights"] = _per_open_day(
            days, days.dt.month, range(1, 13), records
        )
    return found


def _per_open_day(
    days: pd.Series, cells: pd.Series, names: range, records: _Records
) -> tuple[float, ...]:
    """Rows per open day of each cell over their mean; 0 for cells too small to tell."""
    n_rows = cells.value_counts()
    n_days = days.groupby(cells).nunique()
    rates = {
        name: n_rows[name] / n_days[name]
        for name in names
        if n_rows.get(name, 0) >= records.smallest
    }
    mean = sum(rates.values()) / len(rates)
    return tuple(float(rates.get(name, 0.0) / mean) for name in names)


def _people(records: _Records) -> dict[str, Any]:
    frame, found = records.frame, dict[str, Any]()
    if records.has("sex", "age"):
        found["age_shares"] = _age_shares(records)
    if records.has("patient_id"):
        found["visits_per_year"] = _frequency(records)
    if records.has("first_attendance"):
        found["first_attendance"] = float(frame["first_attendance"].mean())
    return found


def _frequency(records: _Records) -> float | None:
    days, patients = (
        records.frame[name] for name in ("appointment_date", "patient_id")
    )
    years = ((days.max() - days.min()).days + 1) / 365.25
    if years < _YEARS_FOR_FREQUENCY:
        records.notes.append(
            "visits per year: not told, the records are of months only"
        )
        return None
    n_patients = patients.nunique()
    if not records.enough(n_patients, "visits per year"):
        return None
    return _visits_per_year(len(patients) / n_patients, years)


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
    records: _Records,
) -> tuple[tuple[float, ...], tuple[float, ...]] | None:
    frame = records.frame
    sex = frame["sex"].map(lambda value: _SEXES.get(_as_it_is(value)))
    age = pd.to_numeric(frame["age"], errors="coerce")
    fit = sex.notna() & (age >= 0) & (age < 120)
    if (~fit).any():
        records.notes.append(f"age and sex: {int((~fit).sum())} rows left out")
    if not records.enough(int(fit.sum()), "age and sex"):
        return None
    band = np.minimum(age[fit].astype(int) // BAND_YEARS, N_BANDS - 1)
    rows = [
        np.bincount(band[sex[fit] == name], minlength=N_BANDS).astype(float)
        for name in ("Female", "Male")
    ]
    pooled = np.array([pool(row, records.smallest) for row in rows])
    if (pooled != np.array(rows)).any():
        records.notes.append("age and sex: bands with few patients share their numbers")
    shares = pooled / pooled.sum()
    return tuple(shares[0].tolist()), tuple(shares[1].tolist())


def _times(records: _Records) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if records.has("start_time", "end_time"):
        found |= _durations(records)
    if records.has("appointment_time"):
        minutes = _minutes(records.frame["appointment_time"])
        found["hours"] = (
            int(np.percentile(minutes, 0.5) // 60),
            int(np.percentile(minutes, 99.5) // 60) + 1,
        )
    if records.has("check_in_time", "appointment_time"):
        early = _minutes(records.frame["check_in_time"]) - _minutes(
            records.frame["appointment_time"]
        )
        early = early[~np.isnan(early)]
        if records.enough(len(early), "punctuality"):
            found["check_in_mean_min"] = float(early.mean())
            found["check_in_sd_min"] = float(early.std(ddof=1))
    return found


def _durations(records: _Records) -> dict[str, Any]:
    took = _minutes(records.frame["end_time"]) - _minutes(records.frame["start_time"])
    took = took[took > 0]
    if not records.enough(len(took), "durations"):
        return {}
    mean = float(took.mean())
    return {"duration_mean_min": mean, "duration_cv": float(took.std(ddof=1)) / mean}


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
