"""Visits from CSV: good rows become visits, bad rows are told by line."""

import csv
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from horarium.domain.errors import UnreadableInput
from horarium.engines.attendance.io.columns import Columns
from horarium.engines.attendance.problem import OLDEST, Visit, Visits

YES = frozenset({"1", "true", "yes", "y"})
NO = frozenset({"0", "false", "no", "n", ""})

_BEYOND = "\0beyond the header"
"""Where the reader puts cells that have no header; no header can be called that."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be used: where, what it says, what would be accepted."""

    line: int
    column: str
    value: str
    wanted: str

    def sentence(self) -> str:
        """The fault in one sentence."""
        return f"line {self.line}, {self.column}: {self.value!r}; wanted: {self.wanted}"


@dataclass(frozen=True, slots=True)
class ReadVisits:
    """What a file holds: its visits in their order, and every row that is none.

    ``lacking`` are the headers of the mapping that the file may lack, and does.
    """

    visits: Visits
    bad_rows: tuple[BadRow, ...]
    lacking: tuple[str, ...] = ()


def read_visits(
    lines: Iterable[str],
    columns: Columns,
    file: str,
    *,
    spare: Collection[str] = (),
) -> ReadVisits:
    """The visits of a CSV file with a header.

    Clock times count as written, without their zone: the hour on the site's wall is
    what matters. ``spare`` are headers that may be missing; what stands under them is
    unknown then. Raises ``UnreadableInput`` when another is missing altogether.
    """
    reader = csv.DictReader(lines, strict=True, restkey=_BEYOND)
    found = tuple(reader.fieldnames or ())
    lacking = tuple(one for one in columns.headers if one in set(spare) - {*found})
    columns = columns.without(lacking)
    _refuse_missing(found, columns, file)
    visits: list[Visit] = []
    bad: list[BadRow] = []
    seen: set[str] = set()
    rows = iter(reader)
    while (row := _next(rows, reader, file)) is not None:
        try:
            _refuse_ragged(row, len(set(found)))
            visits.append(_visit(row, columns, f"{file}:{reader.line_num}", seen))
        except _UnusableError as fault:
            bad.append(BadRow(reader.line_num, *fault.about))
    return ReadVisits(Visits.of(visits), tuple(bad), lacking)


class _UnusableError(Exception):
    def __init__(self, column: str, value: str, wanted: str) -> None:
        super().__init__(column)
        self.about = (column, value, wanted)


def _next(
    rows: "Iterable[dict[str, str]]", reader: "csv.DictReader[str]", file: str
) -> dict[str, str] | None:
    try:
        return next(iter(rows), None)
    except csv.Error as fault:
        place = f"line {reader.line_num}"
        raise UnreadableInput(file, place, str(fault), "well-formed CSV") from fault


def _refuse_missing(found: Iterable[str], columns: Columns, file: str) -> None:
    missing = [header for header in columns.headers if header not in set(found)]
    if missing:
        have = ", ".join(found) or "no header at all"
        wanted = f"a column {missing[0]}, or another mapping with --columns"
        raise UnreadableInput(file, "its header", have, wanted)


def _refuse_ragged(row: Mapping[str, str | list[str] | None], n_wanted: int) -> None:
    """A row with a cell too many or too few has its values under wrong headers."""
    n_found = sum(cell is not None for cell in row.values())
    if _BEYOND in row:
        n_found += len(row[_BEYOND] or ()) - 1
    if n_found != n_wanted:
        raise _UnusableError(
            "the row", f"{n_found} cells", f"{n_wanted}, as the header"
        )


def _visit(
    row: Mapping[str, str | None], columns: Columns, place: str, seen: set[str]
) -> Visit:
    cells = {header: (row.get(header) or "").strip() for header in columns.headers}
    patient = cells[columns.patient]
    if not patient:
        raise _UnusableError(columns.patient, "", "somebody")
    booked_at = _instant(columns.booked_at, cells)
    day = _day(columns.day, cells)
    if booked_at.date() > day:
        wanted = f"a day not before the booking on {booked_at.date()}"
        raise _UnusableError(columns.day, cells[columns.day], wanted)
    visit = Visit(
        id=cells[columns.id] if columns.id else place,
        patient=patient,
        booked_at=booked_at,
        day=day,
        age=_age(columns.age, cells),
        reminded=_flag(columns.reminded, cells),
        no_show=_outcome(columns, cells),
        groups={name: cells[header] for name, header in columns.groups.items()},
    )
    if not visit.id or visit.id in seen:
        raise _UnusableError(str(columns.id), visit.id, "an id that no earlier row has")
    seen.add(visit.id)
    return visit


def _instant(header: str, cells: Mapping[str, str]) -> datetime:
    try:
        return datetime.fromisoformat(cells[header]).replace(tzinfo=None)
    except ValueError:
        wanted = "a time such as 2026-01-31T09:30"
        raise _UnusableError(header, cells[header], wanted) from None


def _day(header: str, cells: Mapping[str, str]) -> date:
    try:
        return datetime.fromisoformat(cells[header]).date()
    except ValueError:
        raise _UnusableError(
            header, cells[header], "a day such as 2026-01-31"
        ) from None


def _age(header: str | None, cells: Mapping[str, str]) -> float | None:
    if header is None or not cells[header]:
        return None
    try:
        age = float(cells[header])
    except ValueError:
        age = -1.0
    if not 0 <= age <= OLDEST:
        raise _UnusableError(header, cells[header], f"an age from 0 to {OLDEST}")
    return age


def _flag(header: str | None, cells: Mapping[str, str]) -> bool:
    if header is None:
        return False
    word = cells[header].lower()
    if word not in YES | NO:
        raise _UnusableError(header, cells[header], "yes or no")
    return word in YES


def _outcome(columns: Columns, cells: Mapping[str, str]) -> bool | None:
    if columns.outcome is None or not cells[columns.outcome]:
        return None
    word = cells[columns.outcome]
    if word in columns.unknown:
        return None
    if word not in columns.missed | columns.kept:
        words = sorted(columns.missed | columns.kept | columns.unknown)
        raise _UnusableError(columns.outcome, word, f"one of {', '.join(words)}")
    return word in columns.missed
