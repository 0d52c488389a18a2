"""Rosters that are kept, for tests of what is done with them."""

from datetime import date, timedelta
from typing import Any

import numpy as np
from tests.builders import given_practitioner
from tests.rosters import WEEK

from horarium.domain.roster import StoredRoster
from horarium.engines.rostering import Roster, problem_from_dict
from horarium.engines.rostering.problem import RosterProblem
from horarium.services import rosters
from horarium.services.work import Work

MONDAY = date(2026, 1, 5)
CODES = ("A", "B", "C")
SHIFTS = [
    {"id": "D", "name": "day", "start": "08:00", "end": "16:00"},
    {
        "id": "N",
        "name": "night",
        "start": "20:00",
        "end": "08:00",
        "never_before": ["D"],
    },
]


def make_week(start: date = MONDAY, **changes: Any) -> RosterProblem:
    """Three people, one of them on days and one on nights each day of a week."""
    cover = [
        {"weekdays": WEEK, "shift_types": [shift], "wanted": 1, "under_weight": 10}
        for shift in ("D", "N")
    ]
    known: dict[str, Any] = {
        "format": "horarium-roster-problem/1",
        "horizon": {
            "start": start.isoformat(),
            "days": 7,
            "time_zone": "Europe/London",
        },
        "shift_types": SHIFTS,
        "people": [{"id": code, "name": f"Dr {code}"} for code in CODES],
        "cover": cover,
        "rules": [
            {"rule": "cover"},
            {"rule": "leave"},
            {"rule": "locks"},
            {"rule": "successions"},
            {"rule": "max-consecutive", "id": "run", "days": 6},
            {
                "rule": "fairness",
                "id": "fair-nights",
                "duties": {"label": "night", "ids": ["N"]},
            },
        ],
    }
    return problem_from_dict(known | changes)


def cells_of(problem: RosterProblem, lines: dict[str, str]) -> Roster:
    """A roster from one letter a day: ``{"A": "DDDDD..", ...}``; dots are off."""
    roster = Roster.empty(problem.n_people, problem.n_days)
    shifts, people = problem.tables.shifts, problem.tables.people
    return roster.with_cells(
        {
            (people[code], day): shifts[letter]
            for code, line in lines.items()
            for day, letter in enumerate(line)
            if letter != "."
        }
    )


LINES = {"A": "DDDDDDD", "B": "NNNN...", "C": "....NNN"}
"""A works a seventh day in a row, B has a night more than C."""


def given_team(work: Work) -> None:
    """The three people on the staff."""
    for code in CODES:
        given_practitioner(work, staff_code=code, name=f"Dr {code}")


def given_draft(
    work: Work,
    problem: RosterProblem | None = None,
    lines: dict[str, str] | None = None,
) -> StoredRoster:
    """A draft of the week, whose people are on the staff already."""
    problem = problem or make_week()
    roster = cells_of(problem, LINES if lines is None else lines)
    return rosters.save_draft(work, problem, roster, {"status": "solved"})


def given_lived(
    work: Work,
    problem: RosterProblem | None = None,
    lines: dict[str, str] | None = None,
) -> StoredRoster:
    """A week that was worked, whatever it breaks."""
    problem = problem or make_week()
    roster = cells_of(problem, LINES if lines is None else lines)
    return rosters.save_archived(work, problem, roster, {"status": "history"})


def weeks_later(n: int) -> date:
    return MONDAY + timedelta(weeks=n)


def lines_of(problem: RosterProblem, cells: np.ndarray) -> dict[str, str]:
    """Rows of cells in the letters that ``cells_of`` takes."""
    letters = [*(shift.id for shift in problem.shift_types), "."]
    return {
        person.id: "".join(letters[cell] for cell in row)
        for person, row in zip(problem.people, cells.tolist(), strict=True)
    }
