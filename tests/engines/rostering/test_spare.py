"""Lines chosen in turn while heads to spare are worth a little."""

from dataclasses import replace

import numpy as np
import pytest
from tests.engines.rostering.test_parts_beside import Best
from tests.engines.rostering.test_parts_of_lines import (
    make_columns,
    make_turns,
    make_ward,
)

from horarium.engines.rostering.check import check
from horarium.engines.rostering.columns import spare
from horarium.engines.rostering.columns.first import first_roster, polished
from horarium.engines.rostering.columns.in_turn import InTurn
from horarium.engines.rostering.columns.marginal import (
    RowPrices,
    prices_of_missing,
)
from horarium.engines.rostering.columns.polish import polish
from horarium.engines.rostering.columns.spare import (
    LEAST_WORTH,
    MOST_WORTH,
    spare_worth,
    with_spare,
)
from horarium.engines.rostering.columns.statement import FORBIDDEN

FEW_TRIES, MANY_TRIES = 4, 40


def make_polished(seed=1, n_people=8):
    """A ward, its columns, and its roster once choosing in turn saves nothing more."""
    problem = make_ward(n_people=n_people, n_days=28)
    columns, turns = make_columns(problem), make_turns(seed)
    best = Best(problem, first_roster(columns, turns))
    for _ in range(5):
        for roster in polished(columns, best.known(), turns):
            best.take(roster)
    return problem, columns, best


def test_a_head_to_spare_is_worth_something_where_heads_are_wanted_and_less_than_one():
    linking = make_columns(make_ward()).linking
    below, _, _ = prices_of_missing(linking)

    found = [spare_worth(linking, np.random.default_rng(seed)) for seed in range(20)]

    is_wanted = below < FORBIDDEN
    assert is_wanted.any()
    assert (np.max(found, axis=0)[is_wanted] > 0).all()
    for worth in found:
        assert (worth >= 0).all()
        assert (worth[is_wanted] <= MOST_WORTH * below[is_wanted]).all()
        assert not worth[~is_wanted].any()


def test_only_the_first_unit_beyond_what_a_row_demands_saves_its_worth():
    linking = make_columns(make_ward()).linking
    rows = np.flatnonzero(prices_of_missing(linking)[0] < FORBIDDEN)
    worth = np.full(linking.n_rows, 3)

    plain, sparing = RowPrices.of(linking), RowPrices.of(linking, worth)

    for more, saved in ((-1, 0), (0, 0), (1, 3), (2, 3)):
        sums = linking.low[rows] + more
        change = sparing.at(rows, sums) - plain.at(rows, sums)
        assert set((-change).tolist()) == {saved}


def test_lines_in_turn_know_what_they_cost():
    problem, columns, best = make_polished()
    roster, objective = best.known()
    other = first_roster(columns, make_turns(5))

    chosen = InTurn(columns, make_turns(), columns.lines_of(roster))
    others = InTurn(columns, make_turns(), columns.lines_of(other))

    gap = check(problem, other).objective - objective
    assert others.cost - chosen.cost == gap


@pytest.mark.parametrize("n_at_once", [1, 2])
def test_heads_to_spare_get_past_where_choosing_in_turn_ends(n_at_once):
    problem, columns, best = make_polished()
    before = best.known()[1]

    # With two threads it depends on them whose turn is next: a try may be in vain.
    is_past = False
    for seed in range(FEW_TRIES if n_at_once == 1 else MANY_TRIES):
        turns = make_turns(seed, n_at_once=n_at_once)
        found = [
            check(problem, one) for one in with_spare(columns, best.known(), turns)
        ]
        costs = [verdict.objective for verdict in found]
        assert all(verdict.is_legal for verdict in found)
        assert costs == sorted(costs, reverse=True)
        is_past |= min(costs, default=before) < before
        if is_past and seed + 1 >= FEW_TRIES:
            break

    assert is_past


def test_a_head_to_spare_is_worth_little_before_the_lines_or_the_time_are_used_up(
    monkeypatch,
):
    _, columns, best = make_polished()
    n_people = len(columns.pricers)
    worths = []

    def noted(linking, rng, most):
        worths.append(most)
        return spare_worth(linking, rng, most)

    def tried(turns):
        worths.clear()
        list(with_spare(columns, best.known(), turns))
        return worths.copy()

    # Saving so little that it never cools because of that.
    monkeypatch.setattr(spare, "spare_worth", noted)
    monkeypatch.setattr(spare, "LEAST_SAVED", -1.0)
    by_lines = tried(make_turns(2, most=30 * n_people))
    turns = make_turns(2, most=30 * n_people)
    limited = replace(
        turns, most=np.inf, time_left=lambda: 1 - limited.n_chosen / turns.most
    )
    limited.halted = lambda: limited.n_chosen >= turns.most
    by_time = tried(limited)

    assert by_lines[0] == MOST_WORTH
    assert by_lines[-1] == LEAST_WORTH
    assert by_lines == sorted(by_lines, reverse=True)
    assert by_time == pytest.approx(by_lines)


def test_the_same_turns_make_the_same_roster():
    _, columns, best = make_polished()

    found = [
        [list(with_spare(columns, best.known(), make_turns(seed))) for seed in range(4)]
        for _ in range(2)
    ]

    assert any(found[0])
    assert found[0] == found[1]


def test_who_tells_of_fewer_rosters_ends_at_the_same_one(monkeypatch):
    _, columns, best = make_polished(n_people=12)

    def told(untold, seed):
        monkeypatch.setattr(spare, "UNTOLD", untold)
        return list(with_spare(columns, best.known(), make_turns(seed)))

    every, few = ([told(share, seed) for seed in range(8)] for share in (0.0, 1.0))

    assert [one[-1:] for one in every] == [one[-1:] for one in few]
    assert sum(map(len, few)) < sum(map(len, every))


def test_no_more_lines_are_chosen_than_there_may_be():
    _, columns, best = make_polished()
    turns = make_turns(most=20)

    assert polish(columns, turns, best.known, best.take) == 20


def test_polishing_makes_the_best_known_better():
    _, columns, best = make_polished()
    before = best.known()

    assert polish(columns, make_turns(), best.known, best.take) > 8 * 10
    assert best.known()[1] < before[1]
