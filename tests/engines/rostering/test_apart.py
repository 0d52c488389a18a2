"""Somebody without any line is found person by person."""

from datetime import timedelta

import pytest
from tests.engines.rostering.builders import DAY, make_person, make_problem

from horarium.engines.rostering import workers
from horarium.engines.rostering.apart import can_hold_apart
from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.cpsat import Search
from horarium.engines.rostering.encode import encode
from horarium.engines.rostering.outcome import Infeasible
from horarium.engines.rostering.params import SolveParams
from horarium.engines.rostering.people import Limits
from horarium.engines.rostering.reduction import reduce
from horarium.engines.rostering.rules.cover import CoverIsMet
from horarium.engines.rostering.rules.max_consecutive import MaxConsecutive
from horarium.engines.rostering.rules.max_weekends import MaxWeekends
from horarium.engines.rostering.rules.total_hours import TotalHours
from horarium.engines.rostering.solve import solve
from horarium.engines.rostering.workers import Workers

RULES = (CoverIsMet(), TotalHours(), MaxWeekends(), MaxConsecutive())
HOW = Search(limit_s=20)


def make_ward(n_days_wanted, *, minimum=0):
    """Somebody wants so many days out of four weeks without weekends."""
    limits = Limits(max_weekends=0, max_consecutive_days=4, min_min=480 * n_days_wanted)
    people = [make_person(f"p{row}") for row in range(7)]
    people.append(make_person("busy", limits=limits))
    cover = [
        Cover(
            day=day,
            shift_types=("D",),
            wanted=3,
            minimum=minimum,
            under_weight=10 + day,
        )
        for day in range(28)
    ]
    return make_problem(*RULES, people=people, shifts=[DAY], n_days=28, cover=cover)


def asked(problem):
    encoded = encode(problem)
    people, _ = encoded.places()
    return can_hold_apart(encoded.system, people, HOW)


@pytest.mark.parametrize(("n_days", "can_hold"), [(16, True), (17, False)])
def test_a_line_is_there_or_is_not(n_days, can_hold):
    problem = make_ward(n_days)

    assert asked(problem) is can_hold


def test_nothing_is_said_where_hard_rows_tie_people_together():
    problem = make_ward(17, minimum=1)

    assert asked(problem) is None


def test_somebody_without_a_line_makes_a_problem_impossible_with_few_rules_named():
    problem = make_ward(17)

    outcome = solve(problem, SolveParams(limit=timedelta(minutes=1), n_workers=1))

    assert isinstance(outcome, Infeasible)
    [conflict] = outcome.conflict
    assert conflict.rules == ("total-hours", "max-weekends", "max-consecutive")


def test_once_time_is_up_no_whole_roster_is_looked_for(monkeypatch):
    problem = make_ward(16)
    encoded = encode(problem)
    asked = []
    monkeypatch.setattr(workers, "all_at_once", lambda *_: asked.append("all"))
    late = Workers(encoded, reduce(encoded.system), SolveParams(), lambda: 0.0)

    with late:
        late.begin(None)
        while not late.wait(1):
            pass

    assert asked == []
    assert (late.standing.values, late.is_infeasible) == (None, False)
