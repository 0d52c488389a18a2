"""Rosters as tables for people: staff, name, then one column a date.

What a spreadsheet would take for a formula is written with an apostrophe before it, and
read without. A cell is the id of a shift type, its code where only one has it, or empty.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime

import numpy as np

from horarium.domain.errors import UnreadableInput
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.roster import OFF, Roster

STAFF, NAME = "staff", "name"

Place = Callable[[int, int], str]
"""How a refusal calls the cell at (row, column), both from 0."""

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def neutral(text: str) -> str:
    """``text`` as no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(_STARTS_FORMULA) else text


def plain(text: str) -> str:
    """``text`` as it was before ``neutral``."""
    return (
        text[1:] if text[:1] == "'" and text[1:].startswith(_STARTS_FORMULA) else text
    )


def rows_of(problem: RosterProblem, roster: Roster) -> Iterator[list[str]]:
    """The header, then one row a person, in the order of the problem."""
    days = range(problem.n_days)
    dates = [problem.horizon.date_of(day).isoformat() for day in days]
    yield [STAFF, NAME, *dates]
    names = [shift.id for shift in problem.shift_types] + [""]
    for person, line in zip(problem.people, roster.cells, strict=True):
        yield [person.id, person.name, *(names[shift] for shift in line)]


def roster_from_rows(
    problem: RosterProblem, rows: Sequence[Sequence[str]], file: str, place: Place
) -> Roster:
    """The roster in ``rows``, people and dates in any order, every one of them once.

    Raises ``UnreadableInput`` with the place, the value and what is wanted there; then
    nothing was read.
    """
    if not rows or not rows[0]:
        raise UnreadableInput(file, place(0, 0), "nothing", f"{STAFF!r} and the dates")
    days = _days(problem, rows[0], file, place)
    cells = np.full((problem.n_people, problem.n_days), OFF, dtype=np.int16)
    seen: dict[str, int] = {}
    for at, row in enumerate(rows[1:], start=1):
        filled = next((c for c, cell in enumerate(row) if cell.strip()), None)
        if filled is None:
            continue
        if filled:
            wanted = f"nothing in a row without {STAFF}"
            raise UnreadableInput(file, place(at, filled), row[filled], wanted)
        code = _person(problem, row, seen, (file, place(at, 0)))
        seen[code] = at
        for column, day in days.items():
            text = plain(row[column].strip()) if column < len(row) else ""
            found = _shift(problem, text, file, place(at, column))
            cells[problem.tables.people[code], day] = found
        extra = next((c for c in range(len(row)) if _is_beyond(row, c, rows[0])), None)
        if extra is not None:
            wanted = "nothing beyond the dates"
            raise UnreadableInput(file, place(at, extra), row[extra], wanted)
    missing = [person.id for person in problem.people if person.id not in seen]
    if missing:
        wanted = f"a row for {', '.join(missing[:5])}"
        raise UnreadableInput(file, "the end", f"{len(seen)} people", wanted)
    return Roster(cells)


def write_table(problem: RosterProblem, roster: Roster) -> str:
    """The table as comma-separated values."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerows([neutral(cell) for cell in row] for row in rows_of(problem, roster))
    return out.getvalue()


def parse_table(problem: RosterProblem, text: str, file: str) -> Roster:
    """The roster in comma- or semicolon-separated values; raises ``UnreadableInput``."""
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    try:
        reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
        rows = list(reader)
    except csv.Error as broken:
        wanted = "comma-separated values"
        raise UnreadableInput(file, "content", str(broken), wanted) from broken
    return roster_from_rows(problem, rows, file, _csv_place)


def _csv_place(row: int, column: int) -> str:
    return f"row {row + 1}, column {column + 1}"


def _days(
    problem: RosterProblem, header: Sequence[str], file: str, place: Place
) -> dict[int, int]:
    """The day of each column that has one."""
    if header[0].strip().casefold() != STAFF:
        raise UnreadableInput(file, place(0, 0), header[0], STAFF)
    days: dict[int, int] = {}
    for column, text in enumerate(header[1:], start=1):
        name = plain(text.strip())
        if name.casefold() == NAME or not name:
            continue
        day = _day(problem, name)
        if day is None or day in days.values():
            wanted = f"a date of the roster, each once ({_span(problem)})"
            raise UnreadableInput(file, place(0, column), name, wanted)
        days[column] = day
    absent = [day for day in range(problem.n_days) if day not in days.values()]
    if absent:
        wanted = f"a column for {problem.horizon.date_of(absent[0]).isoformat()}"
        found = f"{len(days)} of {problem.n_days} dates"
        raise UnreadableInput(file, place(0, len(header)), found, wanted)
    return days


def _day(problem: RosterProblem, name: str) -> int | None:
    try:
        on = datetime.fromisoformat(name).date()
    except ValueError:
        return int(name) if name.isdecimal() and int(name) < problem.n_days else None
    day = problem.horizon.day_of(on)
    return day if 0 <= day < problem.n_days else None


def _span(problem: RosterProblem) -> str:
    last: date = problem.horizon.date_of(problem.n_days - 1)
    return f"{problem.horizon.start.isoformat()} to {last.isoformat()}"


def _person(
    problem: RosterProblem,
    row: Sequence[str],
    seen: dict[str, int],
    where: tuple[str, str],
) -> str:
    code = plain(row[0].strip())
    if code not in problem.tables.people or code in seen:
        wanted = "somebody of the roster, once"
        raise UnreadableInput(*where, code, wanted)
    return code


def _is_beyond(row: Sequence[str], column: int, header: Sequence[str]) -> bool:
    is_named = column < len(header) and bool(header[column].strip())
    return not is_named and bool(row[column].strip())


def _shift(problem: RosterProblem, text: str, file: str, place: str) -> int:
    if not text:
        return OFF
    known = problem.tables.shifts
    if text in known:
        return known[text]
    coded = [at for at, one in enumerate(problem.shift_types) if one.code == text]
    if len(coded) == 1:
        return coded[0]
    wanted = f"empty, or one of {', '.join(known)}"
    raise UnreadableInput(file, place, text, wanted)
