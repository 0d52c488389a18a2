"""A problem and its roster in one document: the form of roster files in TOML and JSON.

The problem's document with one more table, ``roster``: each person's shift types from
the first day on, "" being off.
"""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from horarium.domain.errors import InvalidField, UnreadableInput
from horarium.engines.rostering.io.document import (
    FORMAT,
    problem_from_dict,
    problem_to_dict,
)
from horarium.engines.rostering.io.fields import read_list, read_table, refuse_unknown
from horarium.engines.rostering.io.misspelt import refuse_misspelt
from horarium.engines.rostering.io.syntax import is_json, json_values, toml_values
from horarium.engines.rostering.io.toml import document_to_toml
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.roster import OFF, Roster

ROSTER_FORMAT = "horarium-roster/1"


def roster_to_dict(problem: RosterProblem, roster: Roster) -> dict[str, Any]:
    """Both as plain values, fit for JSON and TOML."""
    names = [shift.id for shift in problem.shift_types] + [""]
    lines = zip(problem.people, roster.cells.tolist(), strict=True)
    cells = {person.id: [names[cell] for cell in line] for person, line in lines}
    document = problem_to_dict(problem)
    return document | {"format": ROSTER_FORMAT, "roster": cells}


def roster_from_dict(document: Mapping[str, Any]) -> tuple[RosterProblem, Roster]:
    """The problem and the roster that ``document`` holds.

    Raises ``InvalidField`` naming the field, its value and what is wanted.
    """
    found = document.get("format")
    if found != ROSTER_FORMAT:
        raise InvalidField("format", str(found), ROSTER_FORMAT)
    rest = {name: value for name, value in document.items() if name != "roster"}
    problem = problem_from_dict(rest | {"format": FORMAT})
    return problem, _cells(problem, document.get("roster"))


def write_roster_json(problem: RosterProblem, roster: Roster) -> str:
    """Both as JSON."""
    return json.dumps(roster_to_dict(problem, roster), indent=1, ensure_ascii=False)


def write_roster_toml(problem: RosterProblem, roster: Roster) -> str:
    """Both as TOML."""
    return document_to_toml(roster_to_dict(problem, roster))


def parse_roster(text: str, file: str) -> tuple[RosterProblem, Roster]:
    """The problem and the roster in a JSON or TOML text; raises ``UnreadableInput``."""
    read = json_values if is_json(text) else toml_values
    document = read(text, file)
    try:
        problem, roster = roster_from_dict(document)
        refuse_misspelt(problem)
    except InvalidField as refusal:
        raise UnreadableInput(
            file, refusal.field, refusal.value, refusal.wanted
        ) from refusal
    return problem, roster


def _cells(problem: RosterProblem, given: object) -> Roster:
    lines = read_table(given, "roster")
    refuse_unknown(lines, problem.tables.people, "roster")
    known = problem.tables.shifts | {"": OFF}
    cells = np.full((problem.n_people, problem.n_days), OFF, dtype=np.int16)
    for row, person in enumerate(problem.people):
        place = f"roster.{person.id}"
        line = read_list(lines.get(person.id), place)
        if len(line) != problem.n_days:
            wanted = f"{problem.n_days} days"
            raise InvalidField(place, f"{len(line)} days", wanted)
        for day, name in enumerate(line):
            if name not in known:
                where = f"{place}, {problem.horizon.name_of(day)}"
                raise InvalidField(where, str(name), f"one of {', '.join(known)}")
            cells[row, day] = known[name]
    return Roster(cells)
