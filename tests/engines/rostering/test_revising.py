"""A judged roster whose cells change is judged as if it had been made so."""

from dataclasses import replace

import pytest
from tests.engines.rostering.builders import make_roster, random_roster
from tests.engines.rostering.test_judging import SEEDS, changed_cells
from tests.engines.rostering.test_rules_agree import CASES, make_busy_problem

from horarium.engines.rostering.check import check
from horarium.engines.rostering.problem import Lock
from horarium.engines.rostering.revising import Judged, difference
from horarium.engines.rostering.roster import OFF
from horarium.engines.rostering.rules.locks import LocksHold

ONE_A_KIND = tuple({rule.kind: rule for rule in CASES}.values())


@pytest.mark.parametrize("rule", CASES, ids=lambda rule: rule.kind)
def test_every_rule_finds_the_same_in_a_changed_roster_as_from_scratch(rule):
    problem = make_busy_problem(rule)

    for seed in SEEDS:
        judged = Judged.of(problem, random_roster(problem, seed))
        changed = judged.with_cells(changed_cells(problem, seed))

        assert changed.breaches == check(problem, changed.roster).breaches


def test_changes_may_follow_one_another():
    problem = make_busy_problem(*ONE_A_KIND)
    judged = Judged.of(problem, random_roster(problem, 1))

    for seed in SEEDS:
        judged = judged.with_cells(changed_cells(problem, seed))

    assert judged == Judged.of(problem, judged.roster)


def test_a_lock_that_does_not_fit_is_a_breach_and_no_other_rule_is_touched():
    problem = make_busy_problem(*ONE_A_KIND, LocksHold(id="the-locks"))
    judged = Judged.of(problem, random_roster(problem, 2))
    cell = int(judged.roster.cells[0, 3])
    other = problem.shift_types[0 if cell != 0 else 1].id
    locks = (Lock(person=problem.people[0].id, day=3, shift_type=other),)

    locked = judged.with_locks(locks)

    assert (
        locked.breaches == check(replace(problem, locks=locks), locked.roster).breaches
    )


def test_a_difference_names_what_came_what_went_and_what_each_rule_costs():
    rule = next(rule for rule in CASES if rule.kind == "min-rest")
    problem = make_busy_problem(rule)
    calm = Judged.of(problem, make_roster(problem, "." * 14, "." * 14, "." * 14))
    hurried = calm.with_cells({(0, 0): 2, (0, 1): 0})

    there = difference(calm.breaches, hurried.breaches)
    back = difference(hurried.breaches, calm.breaches)

    assert there.appeared == back.gone == hurried.breaches != ()
    assert there.gone == back.appeared == ()
    assert calm.with_cells({(0, 0): OFF}) == calm
    costs = {key: (now, was) for key, (was, now) in there.by_rule.items()}
    assert back.by_rule == costs
