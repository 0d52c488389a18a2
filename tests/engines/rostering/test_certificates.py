"""Counting claims no more than is so, and names the rules that are needed for it."""

import pytest
from tests.engines.rostering.builders import (
    CLINIC,
    DAY,
    LONG,
    NIGHT,
    make_person,
    make_problem,
)

from horarium.engines.rostering.certificates import certificates
from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.explain import which_conflict
from horarium.engines.rostering.facts import Kind
from horarium.engines.rostering.outcome import Infeasible
from horarium.engines.rostering.params import SolveParams
from horarium.engines.rostering.people import Leave, Limits
from horarium.engines.rostering.problem import Lock, Scope
from horarium.engines.rostering.rules.cover import CoverIsMet
from horarium.engines.rostering.rules.eligibility import Eligibility
from horarium.engines.rostering.rules.registry import BASIC_RULES
from horarium.engines.rostering.rules.total_hours import TotalHours
from horarium.engines.rostering.solve import solve

ONE = SolveParams(n_workers=1)


def make_ward(*cover, rules=BASIC_RULES, people=2, **changes):
    lines = [
        Cover(day=day, shift_types=(shift,), wanted=heads, minimum=heads, **more)
        for day, shift, heads, more in cover
    ]
    return make_problem(
        *rules,
        people=people,
        n_days=3,
        shifts=(DAY, LONG, NIGHT, CLINIC),
        cover=lines,
        **changes,
    )


def of_scope(limit):
    rules = [rule for rule in BASIC_RULES if not isinstance(rule, Eligibility)]
    return (*rules, limit)


SHORT = [make_person(f"p{row}", limits=Limits(max_min=480)) for row in range(2)]
HELD = {
    "skills that only some need": make_ward(
        (0, "C", 1, {}),
        rules=of_scope(Eligibility(scope=Scope(people=("p0",)))),
    ),
    "limits of other days": make_ward(
        *((day, "D", 2, {}) for day in range(3)),
        rules=(*BASIC_RULES, TotalHours(scope=Scope(start=2))),
        people=SHORT,
    ),
    "two lines about the same heads": make_ward((0, "D", 1, {}), (0, "D", 2, {})),
}


@pytest.mark.parametrize("name", HELD)
def test_counting_says_nothing_against_a_problem_that_has_a_roster(name):
    problem = HELD[name]

    answer = which_conflict(problem)

    assert list(certificates(problem)) == []
    assert [fact.kind for fact in answer.facts] == [Kind.NO_CLASH]


ON_LEAVE = make_person("p0", leave=(Leave(start=0, end=1),))
SHORTAGES = {
    "leave": (
        make_ward((0, "D", 2, {}), people=[ON_LEAVE, make_person("p1")]),
        "leave",
    ),
    "skills": (make_ward((0, "C", 1, {})), "eligibility"),
    "a lock": (
        make_ward((0, "D", 2, {}), locks=(Lock(person="p0", day=0),)),
        "locks",
    ),
    "too few people": (make_ward((0, "D", 3, {})), None),
}


@pytest.mark.parametrize("name", SHORTAGES)
def test_a_shortage_names_the_rules_that_make_it_and_no_other(name):
    problem, rule = SHORTAGES[name]

    outcome = solve(problem, ONE)

    assert isinstance(outcome, Infeasible)
    assert outcome.conflict[0].rules == (("cover", rule) if rule else ("cover",))


def test_a_least_number_of_heads_is_named_though_its_rule_has_a_weight():
    rules = [CoverIsMet(weight=4), *BASIC_RULES[1:]]
    grades = {"grades": ("ST7",)}

    outcome = solve(make_ward((0, "D", 1, grades), rules=rules), ONE)

    assert isinstance(outcome, Infeasible)
    assert outcome.conflict[0].rules == ("cover",)


def test_duties_that_overlap_are_told_without_a_length_of_rest():
    locks = (
        Lock(person="p0", day=0, shift_type="N"),
        Lock(person="p0", day=1, shift_type="D"),
    )
    problem = make_ward(locks=locks)

    said = [conflict.sentence for conflict in certificates(problem)]

    assert any("p0 has two duties at once: one is not over" in one for one in said)
    assert not any("at least 0 h" in one for one in said)
