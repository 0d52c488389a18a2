"""Tiny problems whose best roster is known by hand, and what becomes of the others."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from tests.engines.rostering.builders import (
    DAY,
    NIGHT,
    make_person,
    make_problem,
    make_roster,
)

from horarium.domain.errors import InvalidField
from horarium.engines.rostering.check import check
from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.outcome import Infeasible, OutOfTime, Solved
from horarium.engines.rostering.params import SolveParams
from horarium.engines.rostering.people import Leave, Request
from horarium.engines.rostering.problem import Lock
from horarium.engines.rostering.roster import OFF, Roster
from horarium.engines.rostering.rules.max_consecutive import MaxConsecutive
from horarium.engines.rostering.rules.min_rest import MinRest
from horarium.engines.rostering.rules.registry import BASIC_RULES
from horarium.engines.rostering.solve import solve

SHIFTS = (DAY, replace(NIGHT, never_before=()))
RULES = (*BASIC_RULES, MinRest(rest_h=11), MaxConsecutive(days=2, weight=3))
ONE = SolveParams(limit=timedelta(minutes=1), n_workers=1)


def make_ward(people=2, n_days=2, **changes):
    cover = [
        Cover(day=day, shift_types=(shift,), wanted=1, under_weight=weight)
        for day in range(n_days)
        for shift, weight in (("D", 5), ("N", 8))
    ]
    return make_problem(
        *RULES, people=people, n_days=n_days, shifts=SHIFTS, cover=cover, **changes
    )


def best_of_all(problem):
    """The least penalty of any legal roster, by trying all."""
    places = list(product(range(problem.n_people), range(problem.n_days)))
    nobody = make_roster(problem, *["." * problem.n_days] * problem.n_people)
    verdicts = (
        check(problem, nobody.with_cells(dict(zip(places, cells, strict=True))))
        for cells in product(range(OFF, len(SHIFTS)), repeat=len(places))
    )
    return min(verdict.objective for verdict in verdicts if verdict.is_legal)


WARDS = {
    "two people, two days": make_ward(),
    "one on leave": make_ward(
        [make_person("p0", leave=(Leave(start=0, end=1),)), make_person("p1")]
    ),
    "a wish against cover": make_ward(
        [make_person("p0", requests=(Request(day=0, weight=6),)), make_person("p1")]
    ),
    "after a night": make_ward(history=("N", ".")),
    "one locked off": make_ward(locks=(Lock(person="p0", day=1),)),
    "three days": make_ward(n_days=3),
}


@pytest.mark.parametrize("name", WARDS)
def test_the_best_roster_is_found_and_proven(name):
    problem = WARDS[name]

    outcome = solve(problem, ONE)

    assert isinstance(outcome, Solved)
    assert outcome.objective == outcome.bound == best_of_all(problem)
    verdict = check(problem, outcome.roster)
    assert verdict.is_legal
    assert verdict.penalties == outcome.penalties


def test_starting_from_the_best_keeps_it():
    problem = WARDS["two people, two days"]
    first = solve(problem, ONE)
    assert isinstance(first, Solved)

    again = solve(problem, ONE, start_from=first.roster)

    assert isinstance(again, Solved)
    assert again.objective == first.objective


def test_a_start_that_breaks_hard_rules_is_left_behind():
    problem = WARDS["after a night"]
    illegal = make_roster(problem, "DD", "ND")

    outcome = solve(problem, ONE, start_from=illegal)

    assert isinstance(outcome, Solved)
    assert check(problem, outcome.roster).is_legal


@pytest.mark.parametrize(
    "roster",
    [Roster.empty(3, 2), Roster.empty(2, 9), Roster.of([[0, 0], [0, 99]])],
    ids=["people", "days", "shift types"],
)
def test_a_start_from_another_problem_is_refused_by_name(roster):
    with pytest.raises(InvalidField) as refusal:
        solve(WARDS["two people, two days"], ONE, start_from=roster)

    assert refusal.value.field == "start_from"


def test_what_cannot_be_names_the_rules_in_conflict():
    away = make_person("p0", leave=(Leave(start=0, end=1),))
    problem = make_ward([away], locks=(Lock(person="p0", day=0, shift_type="D"),))

    outcome = solve(problem, ONE)

    assert isinstance(outcome, Infeasible)
    assert set(outcome.conflict[0].rules) == {"locks", "leave"}


def test_a_search_that_is_stopped_at_once_claims_nothing_it_has_not():
    problem = make_ward(people=6, n_days=14)

    outcome = solve(problem, ONE, stop=lambda: True)

    assert isinstance(outcome, OutOfTime | Solved)
    if isinstance(outcome, OutOfTime) and outcome.best is not None:
        assert check(problem, outcome.best).is_legal


def test_the_same_seed_gives_the_same_roster():
    problem = make_ward(people=4, n_days=7)
    params = replace(ONE, work_limit=0.5, seed=7)

    rosters = [solve(problem, params) for _ in range(2)]

    assert len({getattr(one, "roster", None) or one.best for one in rosters}) == 1


def test_progress_never_gets_worse():
    problem = make_ward(people=4, n_days=7)
    news = []

    solve(problem, ONE, on_progress=news.append)

    objectives = [one.objective for one in news if one.objective is not None]
    bounds = [one.bound for one in news]
    assert objectives == sorted(objectives, reverse=True)
    assert bounds == sorted(bounds)


@pytest.mark.parametrize(
    ("field", "value"),
    [("limit", timedelta(0)), ("gap", 1.0), ("n_workers", 0), ("seed", -1)],
)
def test_parameters_out_of_range_are_refused_by_name(field, value):
    with pytest.raises(InvalidField) as refusal:
        replace(ONE, **{field: value})

    assert refusal.value.field == field
