"""Where a held duty may go is what a judgement of the whole roster says."""

import pytest
from tests.engines.rostering.builders import random_roster
from tests.engines.rostering.test_rules_agree import CASES, make_busy_problem

from horarium.engines.rostering.check import check
from horarium.engines.rostering.judging import Judge
from horarium.engines.rostering.rules.fairness import Fairness
from horarium.engines.rostering.targets import REACH_DAYS, exchange, targets

RULES = {rule.kind: rule for rule in CASES if not isinstance(rule, Fairness)}


@pytest.mark.parametrize("seed", range(6))
def test_a_target_costs_and_breaks_what_the_exchange_does(seed):
    problem = make_busy_problem(*RULES.values())
    roster = random_roster(problem, seed)
    before = check(problem, roster)

    found = targets(Judge(problem, roster), 0, 5)

    assert found
    for one in found:
        cells = exchange(roster, (0, 5), (one.row, one.day))
        after = check(problem, roster.with_cells(cells))
        assert one.penalty == after.objective - before.objective
        assert len(one.broken) >= len(after.hard) - len(before.hard)
        assert bool(one.broken) == bool(Judge(problem, roster).effect(cells).broken)


def test_targets_are_the_others_of_the_day_and_the_own_days_of_a_week_around():
    problem = make_busy_problem()
    roster = random_roster(problem, 3)

    found = {(one.row, one.day) for one in targets(Judge(problem, roster), 1, 6)}

    different = {
        (row, day)
        for row in range(problem.n_people)
        for day in range(problem.n_days)
        if roster.cells[row, day] != roster.cells[1, 6]
    }
    assert found == {
        (row, day)
        for row, day in different
        if day == 6 or (row == 1 and abs(day - 6) <= REACH_DAYS)
    }
