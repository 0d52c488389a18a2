"""Defaults read anew from the publications they come from.

Each reader takes an address, a path or an open file. What cannot be read gives an empty
value and a line in the log, never an exception. Workbooks need the extra
``horarium[nhs]``.

Sources: NHS England, Hospital Outpatient Activity 2023-24, summary reports 1 to 3; NHS
England, provisional monthly Hospital Episode Statistics, open data; Ellis and Jenkins 2012,
PLoS ONE 7(12) e51365, table 1.
"""

import logging
import re
from typing import Any

import numpy as np
import pandas as pd

logger = logging.getLogger(__name__)

_NHS_FILES = "https://files.digital.nhs.uk"
NHS_OUTPATIENT_URL = (
    f"{_NHS_FILES}/34/18846B/hosp-epis-stat-outp-rep-tabs-2023-24-tab.xlsx"
)
NHS_MONTHLY_OPEN_DATA_CSV = f"{_NHS_FILES}/57/C50E24/HES_M1_OPEN_DATA.csv"
EXPECTED_STATUS_KEYS = frozenset({"attended", "cancelled", "did not attend", "unknown"})

_HEADER = 5
"""The sixth row of each summary report holds the names of the columns."""
_YEAR = "2023-24"
_FIRST_MONTH, _LAST_MONTH = (2023, 4), (2024, 3)
_ELLIS_JENKINS = (967_912, 1_032_417, 957_447, 887_960, 617_633)
"""Appointments from Monday to Friday."""
_MONTHS = (
    "JAN",
    "FEB",
    "MAR",
    "APR",
    "MAY",
    "JUN",
    "JUL",
    "AUG",
    "SEP",
    "OCT",
    "NOV",
    "DEC",
)
_MONTH_CODE = re.compile(r"\s*([A-Z]{3})\s*(\d{2})\s*")
_AGE_COLUMNS = ["age_yrs", "total_female", "total_male"]


def get_age_gender_probs(url: Any = NHS_OUTPATIENT_URL) -> pd.DataFrame:
    """Shares of attendances and missed appointments by band of ages and sex.

    Columns age_yrs, total_female, total_male, all shares together 1; an empty frame with
    these columns when summary report 3 cannot be read.
    """
    empty = pd.DataFrame(columns=_AGE_COLUMNS)
    sheet = _sheet(url, "Summary Report 3", 20)
    if sheet is None or sheet.shape[1] != 6:
        return empty
    counts = sheet.iloc[:, 1:].apply(pd.to_numeric, errors="coerce").fillna(0.0)
    counts.columns = ["maternity", "other", "male", "missed_female", "missed_male"]
    total = float(counts.to_numpy().sum())
    if not (np.isfinite(total) and total > 0):
        logger.warning("summary report 3 holds no attendances")
        return empty
    female = counts["maternity"] + counts["other"] + counts["missed_female"]
    male = counts["male"] + counts["missed_male"]
    shares = {
        "age_yrs": sheet.iloc[:, 0],
        "total_female": (female / total).round(5),
        "total_male": (male / total).round(5),
    }
    return pd.DataFrame(shares)


def get_first_attendance_ratio(url: Any = NHS_OUTPATIENT_URL) -> float | None:
    """First attendances per attendance, to 5 decimals; None when it cannot be read."""
    sheet = _sheet(url, "Summary Report 2", 9)
    row = _row(sheet, None, "total activity")
    if row is None:
        return None
    first, total = _value(row, "First Attendances"), _value(row, "Attendances")
    if not (np.isfinite(first) and total > 0):
        logger.warning("summary report 2 holds no attendances")
        return None
    return round(first / total, 5)


def get_status_rates(url: Any = NHS_OUTPATIENT_URL) -> dict[str, float]:
    """Shares of the four outcomes in 2023-24, to 3 decimals; empty when unreadable."""
    row = _row(_sheet(url, "Summary Report 1", 12), "Year", _YEAR)
    if row is None:
        return {}
    cancelled = _value(row, "Patient cancellations %") + _value(
        row, "Hospital cancellations %"
    )
    percent = {
        "attended": _value(row, "Attendances %"),
        "did not attend": _value(row, "Did not attends (DNAs) %"),
        "cancelled": cancelled,
        "unknown": _value(row, "Unknown %"),
    }
    if not all(np.isfinite(value) for value in percent.values()):
        logger.error("summary report 1 lacks one of the rates of %s", _YEAR)
        return {}
    return {key: round(value / 100, 3) for key, value in percent.items()}


def compute_weekday_weights_from_ellis_jenkins() -> dict[int, float]:
    """Weights of Monday 0 to Sunday 6 with mean 1, to 3 decimals.

    The weekend lies on the straight line through the five working days, at least 0.
    """
    working = np.array(_ELLIS_JENKINS) / sum(_ELLIS_JENKINS)
    slope, start = np.polyfit(np.arange(5), working, deg=1)
    weekend = np.maximum(start + slope * np.array([5, 6]), 0.0)
    shares = np.concatenate([working, weekend])
    return {day: round(float(w), 3) for day, w in enumerate(shares / shares.mean())}


def compute_month_weights_from_nhs(
    url: Any = NHS_MONTHLY_OPEN_DATA_CSV,
) -> dict[int, float]:
    """Weights of the months from April 2023 to March 2024 with mean 1, to 3 decimals.

    Months that the file lacks are left out; empty when nothing can be read.
    """
    code, total = "CALENDAR_MONTH_END_DATE", "Outpatient_Total_Appointments"
    try:
        table = pd.read_csv(url, usecols=[code, total])
    except Exception as error:  # noqa: BLE001 - any failure gives an empty value
        logger.error("the monthly file cannot be read: %s", error)
        return {}
    months = [_parse_month_code(text) for text in table[code]]
    numbers = pd.to_numeric(table[total], errors="coerce").fillna(0.0)
    sums: dict[tuple[int, int], float] = {}
    for month, value in zip(months, numbers, strict=True):
        if month is not None and _FIRST_MONTH <= month <= _LAST_MONTH:
            sums[month] = sums.get(month, 0.0) + float(value)
    if not sum(sums.values()) > 0:
        logger.warning("the monthly file holds nothing of April 2023 to March 2024")
        return {}
    if len(sums) != 12:
        logger.warning("the monthly file holds %d of 12 months", len(sums))
    mean = sum(sums.values()) / len(sums)
    return {month: round(sums[year, month] / mean, 3) for year, month in sorted(sums)}


def _parse_month_code(code: Any) -> tuple[int, int] | None:
    """Year and month of a code like APR24, None for anything else."""
    found = _MONTH_CODE.fullmatch(code.upper()) if isinstance(code, str) else None
    if found is None or found[1] not in _MONTHS:
        return None
    return 2000 + int(found[2]), _MONTHS.index(found[1]) + 1


def _sheet(url: Any, name: str, n_rows: int) -> pd.DataFrame | None:
    try:
        sheet: pd.DataFrame = pd.read_excel(
            url, sheet_name=name, header=_HEADER, nrows=n_rows
        )
    except Exception as error:  # noqa: BLE001 - any failure gives an empty value
        logger.error("%s cannot be read: %s", name, error)
        return None
    return sheet


def _row(sheet: pd.DataFrame | None, column: str | None, label: str) -> Any:
    """The row with ``label`` in a column (the first if None), None if there is none."""
    if sheet is None:
        return None
    name = sheet.columns[0] if column is None else column
    if name not in sheet.columns:
        logger.error("the sheet lacks the column %s", name)
        return None
    labels = sheet[name].astype(str).str.strip().str.casefold()
    found = sheet[labels == label]
    if found.empty:
        logger.error("the sheet lacks the row %s", label)
        return None
    return found.iloc[0]


def _value(row: Any, column: str) -> float:
    """A number of a row, NaN when it is missing or none."""
    return float(
        pd.to_numeric(row.get(column), errors="coerce") if column in row else np.nan
    )
