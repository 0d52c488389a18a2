"""Which column of a file means what."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from horarium.domain.errors import InvalidField, UnreadableInput

REQUIRED = ("patient", "booked_at", "day")
OPTIONAL = ("id", "age", "reminded", "outcome")


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The header of each thing in a CSV file, and what its words mean.

    Without ``id`` the file and the number of the line serve; without ``outcome`` nobody knows yet.
    ``missed`` and ``kept`` are the words for it; any word of ``unknown`` leaves the
    outcome open, as does an empty cell. ``groups`` are for monitoring, by name.
    """

    patient: str = "patient"
    booked_at: str = "booked_at"
    day: str = "day"
    id: str | None = None
    age: str | None = None
    reminded: str | None = None
    outcome: str | None = None
    missed: frozenset[str] = frozenset({"noshow", "no-show", "missed", "1"})
    kept: frozenset[str] = frozenset({"fulfilled", "kept", "attended", "0"})
    unknown: frozenset[str] = frozenset({"cancelled", "booked"})
    groups: Mapping[str, str] = field(default_factory=dict)

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header that the file must have."""
        named = [getattr(self, name) for name in (*REQUIRED, *OPTIONAL)]
        return tuple(h for h in (*named, *self.groups.values()) if h is not None)

    def without(self, headers: Collection[str]) -> "Columns":
        """The mapping for a file that lacks these headers; the required ones stay."""
        lacking: dict[str, Any] = {
            name: None for name in OPTIONAL if getattr(self, name) in headers
        }
        groups = {name: h for name, h in self.groups.items() if h not in headers}
        return replace(self, groups=groups, **lacking)


PRESETS: Mapping[str, Columns] = {
    "horarium": Columns(
        id="id", age="age", reminded="reminded", outcome="outcome", groups={}
    ),
    "vitoria": Columns(
        patient="PatientId",
        booked_at="ScheduledDay",
        day="AppointmentDay",
        id="AppointmentID",
        age="Age",
        reminded="SMS_received",
        outcome="No-show",
        missed=frozenset({"Yes"}),
        kept=frozenset({"No"}),
        groups={"sex": "Gender", "welfare": "Scholarship"},
    ),
}
"""Mappings by name; ``vitoria`` is the public file of 110,527 visits in Brazil."""


def parse_columns(text: str, file: str) -> Columns:
    """The mapping in a TOML file; raises ``UnreadableInput`` naming what is wrong.

    A table ``columns`` names headers, ``words`` holds lists for ``missed``, ``kept`` and
    ``unknown``, and ``groups`` maps names to headers.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise UnreadableInput(file, "TOML", str(fault), "a TOML file") from fault
    _refuse_others(file, "table", tables, ("columns", "words", "groups"))
    columns, words = tables.get("columns", {}), tables.get("words", {})
    _refuse_others(file, "columns", columns, (*REQUIRED, *OPTIONAL))
    _refuse_others(file, "words", words, ("missed", "kept", "unknown"))
    named: dict[str, Any] = {
        key: _text(file, f"columns.{key}", value) for key, value in columns.items()
    }
    meant: dict[str, Any] = {
        key: frozenset(
            _text(file, f"words.{key}", one) for one in _list(file, key, value)
        )
        for key, value in words.items()
    }
    named_groups = tables.get("groups", {})
    _refuse_no_table(file, "groups", named_groups)
    groups = {
        key: _text(file, f"groups.{key}", value) for key, value in named_groups.items()
    }
    return _unambiguous(Columns(**named, **meant, groups=groups), file)


def preset(name: str) -> Columns:
    """The mapping of that name; raises ``InvalidField`` for one nobody knows."""
    if name not in PRESETS:
        wanted = f"one of {', '.join(PRESETS)}, or a TOML file"
        raise InvalidField("--columns", name, wanted)
    return PRESETS[name]


def _unambiguous(columns: Columns, file: str) -> Columns:
    """The mapping, refused where one word has two meanings."""
    for word in sorted(columns.missed | columns.kept | columns.unknown):
        meanings = [
            name
            for name in ("missed", "kept", "unknown")
            if word in getattr(columns, name)
        ]
        if len(meanings) > 1:
            both = " and ".join(meanings)
            wanted = (
                f"one meaning of it; now it is {both} (what is not set is the usual)"
            )
            raise UnreadableInput(file, "words", word, wanted)
    return columns


def _refuse_no_table(file: str, place: str, found: Any) -> None:
    if not isinstance(found, dict):
        raise UnreadableInput(file, place, str(found), "a table")


def _refuse_others(file: str, place: str, found: Any, known: tuple[str, ...]) -> None:
    _refuse_no_table(file, place, found)
    for key in found:
        if key not in known:
            raise UnreadableInput(file, place, key, f"one of {', '.join(known)}")


def _list(file: str, key: str, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise UnreadableInput(file, f"words.{key}", str(value), "a list of words")
    return value


def _text(file: str, place: str, value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise UnreadableInput(file, place, str(value), "a text")
    return value
