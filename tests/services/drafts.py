"""Drafts of a small week, and what is in their cells."""

from datetime import date, timedelta
from typing import Any

from tests.builders import given_practitioner
from tests.rosters import WEEK, make_problem

from horarium.domain.ids import RosterId
from horarium.domain.roster import StoredRoster
from horarium.engines.rostering import Roster, problem_from_dict
from horarium.engines.rostering.problem import RosterProblem
from horarium.services import rosters
from horarium.services.work import Work

MONDAY = date(2026, 1, 5)
LINES = {"A": "DDDDD..", "B": "NN.....", "C": "....NNN"}
"""Everybody's week, one letter a day; a dot is a day off."""


def day(number: int) -> date:
    """The date of that day of the week, counted from 0."""
    return MONDAY + timedelta(days=number)


def make_small_week(**changes: Any) -> RosterProblem:
    """One day shift is wanted a day, and nobody works a day right after a night."""
    asked = {
        "shift_types": [
            {"id": "D", "name": "day", "start": "08:00", "end": "16:00"},
            {
                "id": "N",
                "name": "night",
                "start": "20:00",
                "end": "08:00",
                "never_before": ["D"],
            },
        ],
        "people": [{"id": code, "name": f"Dr {code}"} for code in LINES],
        "cover": [
            {"weekdays": WEEK, "shift_types": ["D"], "wanted": 1, "under_weight": 10}
        ],
        "rules": [
            {"rule": "cover"},
            {"rule": "locks"},
            {"rule": "successions"},
            {"rule": "max-consecutive", "id": "run", "days": 4, "weight": 3},
        ],
    }
    return problem_from_dict(make_problem(list(LINES), **(asked | changes)))


def given_draft(work: Work, lines: dict[str, str] | None = None) -> StoredRoster:
    """A draft of the small week, whose people are put on the staff."""
    for code in LINES:
        given_practitioner(work, staff_code=code, name=f"Dr {code}")
    return another_draft(work, lines)


def another_draft(
    work: Work, lines: dict[str, str] | None = None, **changes: Any
) -> StoredRoster:
    """One more draft for the same people."""
    problem = make_small_week(**changes)
    shifts, people = problem.tables.shifts, problem.tables.people
    cells = {
        (people[code], at): shifts[letter]
        for code, line in (lines or LINES).items()
        for at, letter in enumerate(line)
        if letter != "."
    }
    roster = Roster.empty(problem.n_people, problem.n_days).with_cells(cells)
    return rosters.save_draft(work, problem, roster, {"status": "solved"})


def lines_of(work: Work, wanted: RosterId) -> dict[str, str]:
    """What is in the cells now, as the database has it."""
    stored = rosters.get(work, wanted)
    lines = {code: ["."] * stored.n_days for code in LINES}
    for duty in stored.assignments:
        at = (duty.on_date - stored.starts_on).days
        lines[duty.staff_code][at] = duty.shift_type
    return {code: "".join(line) for code, line in lines.items()}
