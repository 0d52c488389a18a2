"""What of a horizon somebody is there for."""

import pytest
from tests.engines.rostering.builders import make_person, make_problem, make_roster

from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.hours import exposure
from horarium.engines.rostering.people import Contract, Leave
from horarium.engines.rostering.rules.cover import heads


@pytest.mark.parametrize(
    "leave",
    [
        (),
        (Leave(start=2, end=4),),
        (Leave(start=-9, end=-3),),
        (Leave(start=-3, end=0),),
        (Leave(start=-2, end=2), Leave(start=1, end=3)),
        (Leave(start=5, end=99),),
        (Leave(start=50, end=60),),
    ],
)
def test_somebody_is_there_on_the_days_without_leave(leave):
    person = make_person(leave=leave, contract=Contract(percent=60))
    problem = make_problem(people=(person,), n_days=7)

    present = sum(not person.is_on_leave(day) for day in range(7))
    assert exposure(problem, person) == pytest.approx(0.6 * present / 7)


def test_heads_are_those_on_any_of_the_shifts_of_a_line_of_cover():
    people = tuple(make_person(id=name) for name in ("ann", "ben", "cat"))
    problem = make_problem(people=people, n_days=1)
    roster = make_roster(problem, "D", "N", ".")
    both = Cover(day=0, shift_types=("D", "N"), wanted=2)
    one = Cover(day=0, shift_types=("N",), wanted=1)

    assert heads(problem, roster, both) == 2
    assert heads(problem, roster, one) == 1
