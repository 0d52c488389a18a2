"""Visits as columns: what is known of each booking, and what became of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from horarium.domain.errors import InvalidField

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Texts = NDArray[np.object_]
Instants = NDArray[np.datetime64]
"""``datetime64[s]`` on the site's own clock, without a zone; days are ``[D]``."""

OLDEST = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One booking of one patient.

    ``booked_at`` is the site's wall clock, naive. ``no_show`` is ``None`` as long as
    nobody knows, and for cancelled visits for ever. ``reminded`` says that a reminder
    goes out before the day. ``groups`` are for monitoring alone; no model sees them.
    """

    id: str
    patient: str
    booked_at: datetime
    day: date
    age: float | None = None
    reminded: bool = False
    no_show: bool | None = None
    groups: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Visits:
    """Many visits, each column of shape ``(n,)``; make them with ``Visits.of``.

    ``age`` is in completed years, NaN when unknown; ``no_show`` is 1, 0, or NaN when
    unknown. Raises ``InvalidField`` for columns of unequal length, repeated ids, ages
    outside 0 to 120, and visits that were booked after their day.
    """

    id: Texts
    patient: Texts
    booked_at: Instants
    day: Instants
    age: Floats
    reminded: Flags
    no_show: Floats
    groups: Mapping[str, Texts] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in (*_COLUMNS, *self.groups):
            column = self.groups.get(name, getattr(self, name, None))
            if column is None or column.shape != self.id.shape:
                raise InvalidField(name, "another length", f"{len(self.id)} values")
        self._refuse_nonsense()

    def _refuse_nonsense(self) -> None:
        late = self.booked_at.astype("datetime64[D]") > self.day
        if late.any():
            first = str(self.booked_at[late][0])
            raise InvalidField("booked_at", first, "not after the day of the visit")
        odd = (self.age < 0) | (self.age > OLDEST)
        if odd.any():
            raise InvalidField("age", str(self.age[odd][0]), f"0 to {OLDEST}")
        if len(set(self.id)) < len(self.id):
            raise InvalidField("id", "a repeated id", "one row a visit")

    def __len__(self) -> int:
        return len(self.id)

    @classmethod
    def of(cls, visits: Iterable[Visit]) -> "Visits":
        """The columns of these visits, in their order.

        A group that some visits lack reads as an empty text for those.
        """
        rows = list(visits)
        names = sorted({name for row in rows for name in row.groups})
        return cls(
            id=_texts([row.id for row in rows]),
            patient=_texts([row.patient for row in rows]),
            booked_at=np.array([row.booked_at for row in rows], dtype="datetime64[s]"),
            day=np.array([row.day for row in rows], dtype="datetime64[D]"),
            age=_floats([row.age for row in rows]),
            reminded=np.array([row.reminded for row in rows], dtype=bool),
            no_show=_floats([row.no_show for row in rows]),
            groups={
                name: _texts([row.groups.get(name, "") for row in rows])
                for name in names
            },
        )

    @property
    def lead_days(self) -> Floats:
        """Whole days from the day of booking to the day of the visit, ``(n,)``."""
        leads: Floats = (self.day - self.booked_at.astype("datetime64[D]")).astype(
            np.float64
        )
        return leads

    @property
    def has_outcome(self) -> Flags:
        """Which visits are known to have been kept or missed, ``(n,)``."""
        return ~np.isnan(self.no_show)

    def where(self, wanted: Flags) -> "Visits":
        """The visits for which ``wanted`` is true, in the same order."""
        columns: dict[str, Any] = {
            name: getattr(self, name)[wanted] for name in _COLUMNS
        }
        groups = {name: column[wanted] for name, column in self.groups.items()}
        return Visits(**columns, groups=groups)

    def and_also(self, others: "Visits") -> "Visits":
        """These and then those; of two rows with one id the first is kept."""
        both: dict[str, Any] = {
            name: np.concatenate([getattr(self, name), getattr(others, name)])
            for name in _COLUMNS
        }
        _, first = np.unique(both["id"].astype(str), return_index=True)
        kept = np.sort(first)
        groups = {
            name: np.concatenate([_group(self, name), _group(others, name)])[kept]
            for name in sorted({*self.groups, *others.groups})
        }
        columns: dict[str, Any] = {name: both[name][kept] for name in _COLUMNS}
        return Visits(**columns, groups=groups)


_COLUMNS = ("id", "patient", "booked_at", "day", "age", "reminded", "no_show")


def _texts(values: Sequence[str]) -> Texts:
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def _floats(values: Sequence[float | bool | None]) -> Floats:
    return np.array([np.nan if one is None else one for one in values], dtype=float)


def _group(visits: Visits, name: str) -> Texts:
    known = visits.groups.get(name)
    return _texts([""] * len(visits)) if known is None else known
