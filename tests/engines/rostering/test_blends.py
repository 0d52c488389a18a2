"""Blends of everybody's lines, and rosters made of them."""

import numpy as np
import pytest
from tests.engines.rostering.test_parts_beside import Best
from tests.engines.rostering.test_parts_of_lines import (
    make_columns,
    make_turns,
    make_ward,
)

from horarium.engines.rostering.check import check
from horarium.engines.rostering.columns.blend import Blends, Heads, blended
from horarium.engines.rostering.columns.columns import roster_of
from horarium.engines.rostering.columns.first import first_roster, polished
from horarium.engines.rostering.columns.marginal import row_prices
from horarium.engines.rostering.columns.polish import polish, reblended


def make_polished(seed=1, n_people=8):
    """A ward, its columns, and its roster once choosing in turn saves nothing more."""
    problem = make_ward(n_people=n_people, n_days=28)
    columns, turns = make_columns(problem), make_turns(seed)
    best = Best(problem, first_roster(columns, turns))
    for _ in range(5):
        for roster in polished(columns, best.known(), turns):
            best.take(roster)
    return problem, columns, best


def test_prices_of_heads_are_those_of_rows():
    columns = make_columns(make_ward())
    linking = columns.linking
    rows = np.arange(linking.n_rows)
    heads = Heads(linking)
    rng = np.random.default_rng(3)

    for _ in range(20):
        heads.sums = rng.integers(0, 5, linking.n_rows).astype(np.float64)
        sums = heads.sums.astype(np.int64)
        adds = rng.integers(-1, 2, linking.n_rows)

        change = row_prices(linking, rows, sums + adds) - row_prices(
            linking, rows, sums
        )
        one_more = row_prices(linking, rows, sums + 1) - row_prices(linking, rows, sums)

        assert heads.cost(rows, adds.astype(np.float64)) == change.sum()
        assert heads.next_prices().tolist() == one_more.tolist()


def test_the_price_of_a_head_falls_gradually_from_missing_to_beyond():
    columns = make_columns(make_ward())
    heads = Heads(columns.linking)
    wanted = columns.linking.low.astype(np.float64)

    heads.sums = wanted - 1
    missing = heads.soft_prices(0.5, slice(None), 0.0)
    between = heads.soft_prices(0.5, slice(None), 1.0)
    beyond = heads.soft_prices(0.5, slice(None), 2.0)

    assert set(missing.tolist()) == {-50.0}
    assert set(beyond.tolist()) == {1.0}
    assert ((missing < between) & (between < beyond)).all()


def test_lines_of_blends_keep_every_hard_rule_of_each_person():
    problem, columns, best = make_polished()

    lines = blended(columns, best.roster, make_turns(4))

    assert lines is not None
    assert sorted(line.person for line in lines) == list(range(8))
    assert check(problem, roster_of(lines)).is_legal


def test_what_is_settled_is_one_line_of_those_that_were_blended_or_a_cheaper_one():
    problem, columns, best = make_polished()
    before = check(problem, best.roster).objective
    blends = Blends(columns, make_turns(2), columns.lines_of(best.roster))

    for person in range(8):
        blends.loosen([person], 1.0)
        blends.settle([person])

    assert check(problem, roster_of(blends.lines)).objective <= before


@pytest.mark.parametrize("n_at_once", [1, 2])
def test_blends_get_past_where_choosing_in_turn_ends(n_at_once):
    problem, columns, best = make_polished()
    before = check(problem, best.roster).objective

    for seed in range(3):
        turns = make_turns(seed, n_at_once=n_at_once)
        polish(columns, turns, best.known, best.take)

    after = check(problem, best.roster)
    assert after.is_legal
    assert after.objective < before


def test_the_same_turns_make_the_same_roster():
    _, columns, best = make_polished()

    found = [reblended(columns, best.known(), make_turns(5)) for _ in range(2)]

    assert found[0] == found[1]


def test_no_more_lines_are_chosen_than_there_may_be():
    _, columns, best = make_polished()
    turns = make_turns(most=20)

    assert blended(columns, best.roster, turns) is None
    assert turns.n_chosen == 20
    assert polish(columns, turns, best.known, best.take) == 20


def test_briefly_nothing_is_blended():
    _, columns, best = make_polished()
    turns = make_turns()

    n_chosen = polish(columns, turns, best.known, best.take, briefly=True)

    assert n_chosen == 8
