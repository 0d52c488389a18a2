"""Records of a clinic as they come: the columns that were named, read and cleaned."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import pandas as pd

from horarium.domain.errors import InvalidField
from horarium.engines.synth.spec import EARLIEST, LATEST

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


@dataclass(slots=True)
class Records:
    """One row per appointment, each with its day; and what there is to say about them.

    Nothing is told of fewer than ``smallest`` rows, in a note no more than in a number.
    """

    frame: pd.DataFrame
    smallest: int
    notes: list[str] = field(default_factory=list)

    def has(self, *roles: Role) -> bool:
        """Whether all these columns are there."""
        return all(role in self.frame for role in roles)

    def enough(self, n: int, what: str) -> bool:
        """Whether ``n`` are enough to tell; a note when they are not."""
        if n >= self.smallest:
            return True
        self.notes.append(f"{what}: not told, fewer than {self.smallest} rows")
        return False

    def left_out(self, n: int, what: str) -> None:
        """A note that ``n`` rows are left out, if any are."""
        if n:
            told = f"{n:,}" if n >= self.smallest else f"fewer than {self.smallest}"
            self.notes.append(f"{what}: {told} rows left out")


def read(
    frame: pd.DataFrame,
    columns: Mapping[Role, str],
    statuses: Mapping[Any, str],
    smallest: int,
) -> Records:
    """The columns of ``frame`` by their roles; refusals are those of ``learning.learn``."""
    _want_columns(frame, columns)
    wrong = sorted(set(statuses.values()) - set(STATUSES))
    if wrong:
        raise InvalidField("statuses", wrong[0], f"one of {', '.join(STATUSES)}")
    if smallest < 1:
        raise InvalidField("smallest_cell", str(smallest), "1 or more")
    chosen = frame[list(columns.values())].set_axis(list(columns), axis=1)
    chosen = chosen.loc[:, ~chosen.columns.duplicated()].copy()
    for role in ("appointment_date", "scheduling_date"):
        if role in chosen:
            chosen[role] = _dates(chosen[role], columns[role])
    if "status" in chosen:
        chosen["status"] = _statuses(chosen["status"], columns["status"], statuses)
    dated = chosen[chosen["appointment_date"].notna()].reset_index(drop=True)
    if len(dated) < smallest:
        raise InvalidField("frame", f"{len(dated)} rows", f"{smallest} rows or more")
    found = Records(dated, smallest)
    found.left_out(len(chosen) - len(dated), "no date of the appointment")
    return found


def _statuses(
    values: pd.Series, name: str, translations: Mapping[Any, str]
) -> pd.Series:
    """The statuses; a translation may name a value or, as a shell does, its text."""

    def translated(value: Any) -> str | None:
        whole = isinstance(value, float) and value.is_integer()
        text = str(int(value) if whole else value)
        return translations.get(value, translations.get(text))

    known = values.map(translated if translations else as_it_is)
    is_known = known.isin(STATUSES)
    if len(values) and not is_known.any():
        wanted = f"a translation for them into {', '.join(STATUSES)}"
        raise InvalidField(name, "values that are no statuses", wanted)
    return known.where(is_known, "unknown")


def as_it_is(value: Any) -> str:
    """A value as text that can be compared."""
    return str(value).strip().lower()


def _want_columns(frame: pd.DataFrame, columns: Mapping[Role, str]) -> None:
    for role, name in columns.items():
        if role not in ROLES:
            raise InvalidField("columns", role, f"one of {', '.join(ROLES)}")
        if name not in frame:
            there = ", ".join(map(str, frame.columns))
            raise InvalidField(f"columns[{role}]", name, f"a column: {there}")
    if "appointment_date" not in columns:
        raise InvalidField("columns", "no appointment_date", "which column it is")


def _dates(values: pd.Series, name: str) -> pd.Series:
    try:
        stamps = pd.to_datetime(values, utc=True, format="mixed")
    except (ValueError, TypeError, OverflowError) as fault:
        raise InvalidField(
            name, "a value that is no date", "dates in ISO form"
        ) from fault
    days = stamps.dt.tz_localize(None).dt.normalize()
    for day in (days.min(), days.max()):
        if pd.notna(day) and not EARLIEST <= day.date() <= LATEST:
            raise InvalidField(name, str(day.date()), f"{EARLIEST} to {LATEST}")
    return days
