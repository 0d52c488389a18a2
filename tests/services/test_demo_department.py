"""The demo's department keeps the week that patients know."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from tests.services.demos import small_department

from horarium.engines.rostering.check import check
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.roster import OFF, Roster
from horarium.services.demo.department import on_weekdays

MONDAY = date(2026, 3, 9)
FRIDAY, SATURDAY, SUNDAY = 4, 5, 6


@pytest.fixture
def problem() -> RosterProblem:
    """A small department whose first clinic says that it is one; no cover is asked."""
    made = small_department(MONDAY, np.random.default_rng(1))
    clinic = replace(made.shift_types[2], tags=("clinic",))
    shifts = (*made.shift_types[:2], clinic, *made.shift_types[3:])
    return on_weekdays(replace(made, shift_types=shifts, cover=()))


@pytest.mark.parametrize(
    ("shift", "day", "is_legal"),
    [
        ("CA", FRIDAY, True),
        ("CA", SATURDAY, False),
        ("CA", SUNDAY, False),
        ("D", SATURDAY, True),
    ],
)
def test_a_clinic_is_held_on_weekdays_only(
    problem: RosterProblem, shift: str, day: int, is_legal: bool
):
    free = Roster.empty(problem.n_people, problem.n_days)
    roster = free.with_cells({(0, day): problem.tables.shifts[shift]})

    assert check(problem, roster).is_legal is is_legal


def test_no_clinic_of_the_past_was_held_on_a_weekend():
    made = small_department(MONDAY, np.random.default_rng(1))
    clinic = replace(made.shift_types[2], tags=("clinic",))
    shifts = (*made.shift_types[:2], clinic, *made.shift_types[3:])
    always = np.full((made.n_people, 14), made.tables.shifts["CA"])
    worked = replace(made, shift_types=shifts, history=Roster.of(always))

    lived = on_weekdays(worked).history

    is_off = (lived.cells == OFF).all(axis=0)
    assert lived.n_days == 14
    assert is_off.tolist() == [False] * 5 + [True] * 2 + [False] * 5 + [True] * 2
