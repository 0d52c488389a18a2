"""What is stated about a few cells is all that the others have to do with them."""

import numpy as np
import pytest
from tests.engines.rostering.builders import random_roster
from tests.engines.rostering.test_rules_agree import CASES, make_busy_problem

from horarium.engines.rostering.check import check
from horarium.engines.rostering.cpsat import Search
from horarium.engines.rostering.encode import Around, encode
from horarium.engines.rostering.window import Settled, Window

PATIENCE = Search(limit_s=30)


def drawn_free(problem, seed):
    """A few people on a few days in a row."""
    rng = np.random.default_rng(seed)
    free = np.zeros((problem.n_people, problem.n_days), dtype=bool)
    first = int(rng.integers(problem.n_days - 1))
    free[rng.random(problem.n_people) < 0.7, first : first + 2] = True
    return free


def best_in(problem, encoded, roster, free):
    """What the best of these cells costs by the judge; None where none are legal."""
    found = Window(encoded).settle(roster, free, PATIENCE)
    if not isinstance(found, Settled):
        assert found.is_impossible
        return None
    assert found.slack == 0
    return check(problem, found.roster).objective


@pytest.mark.parametrize("seed", range(len(CASES)))
def test_a_rule_stated_about_a_few_days_asks_and_costs_what_it_does_of_all(seed):
    """What is broken far from the free cells may stop only a search that states it."""
    problem = make_busy_problem(CASES[seed])
    roster = random_roster(problem, seed)
    free = drawn_free(problem, seed)
    whole = encode(problem)

    few = encode(problem, around=Around(roster, free))

    best, found = (best_in(problem, one, roster, free) for one in (whole, few))
    assert few.system.n_rows <= whole.system.n_rows
    assert best in (None, found)


def test_days_that_stay_have_variables_for_their_duties_alone():
    problem = make_busy_problem(*CASES[:1])
    roster = random_roster(problem, 3)
    nothing = np.zeros(roster.cells.shape, dtype=bool)

    held = encode(problem, around=Around(roster, nothing))

    assert held.system.n_cells == np.count_nonzero(roster.cells >= 0)
    assert held.is_expressible(roster)
