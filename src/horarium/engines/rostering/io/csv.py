"""Rosters as CSV: ``staff``, then one column a day; a cell is a shift type or empty."""

import csv
import io
from collections.abc import Iterator

import numpy as np

from horarium.domain.errors import UnreadableInput
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.roster import OFF, Roster

STAFF = "staff"


def write_csv(problem: RosterProblem, roster: Roster) -> str:
    """``roster`` with the ids of people and shift types."""
    names = [shift.id for shift in problem.shift_types] + [""]
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow([STAFF, *range(problem.n_days)])
    for person, line in zip(problem.people, roster.cells, strict=True):
        rows.writerow([person.id, *(names[shift] for shift in line)])
    return out.getvalue()


def parse_csv(problem: RosterProblem, text: str, file: str) -> Roster:
    """The roster in ``text``, people in any order.

    Raises ``UnreadableInput`` with the line, the value and what is wanted there.
    """
    wanted = [STAFF, *map(str, range(problem.n_days))]
    rows = _rows(text, file)
    number, header = next(rows, (1, []))
    if [name.strip() for name in header] != wanted:
        expected = f"{STAFF},0,1,...,{problem.n_days - 1}"
        raise UnreadableInput(file, f"line {number}", ",".join(header), expected)
    cells = np.full((problem.n_people, problem.n_days), OFF, dtype=np.int16)
    lines: dict[str, int] = {}
    for number, row in rows:
        name, shifts = row[0].strip(), [cell.strip() for cell in row[1:]]
        place = f"line {number}"
        if name not in problem.tables.people or name in lines:
            wanted_name = "somebody of the problem, once"
            raise UnreadableInput(file, f"{place}, {STAFF}", name, wanted_name)
        if len(shifts) != problem.n_days:
            expected = f"{problem.n_days} days after the name"
            raise UnreadableInput(file, place, f"{len(shifts)} days", expected)
        lines[name] = number
        cells[problem.tables.people[name]] = _indices(problem, shifts, file, place)
    missing = [person.id for person in problem.people if person.id not in lines]
    if missing:
        expected = f"a line for {', '.join(missing[:5])}"
        raise UnreadableInput(file, "end", f"{len(lines)} people", expected)
    return Roster(cells)


def _rows(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    rows = csv.reader(io.StringIO(text), strict=True)
    try:
        for row in rows:
            if row:
                yield rows.line_num, row
    except csv.Error as broken:
        place = f"line {rows.line_num}"
        raise UnreadableInput(
            file, place, str(broken), "comma-separated values"
        ) from broken


def _indices(
    problem: RosterProblem, names: list[str], file: str, place: str
) -> list[int]:
    shifts = problem.tables.shifts
    for day, name in enumerate(names):
        if name and name not in shifts:
            wanted = f"empty, or one of {', '.join(shifts)}"
            raise UnreadableInput(file, f"{place}, day {day}", name, wanted)
    return [shifts[name] if name else OFF for name in names]
