"""Lines of everybody in turn: the best for one among the others, sums that are not kept."""

import numpy as np
import pytest
from tests.engines.rostering.builders import SHIFTS, make_problem, make_roster
from tests.engines.rostering.test_columns import all_lines, make_columns, make_ward
from tests.engines.rostering.test_parts_of_lines import make_turns
from tests.engines.rostering.test_parts_of_lines import make_ward as make_short_ward

from horarium.engines.rostering.check import check
from horarium.engines.rostering.columns.best_line import best_line
from horarium.engines.rostering.columns.first import first_roster, polished
from horarium.engines.rostering.columns.in_turn import InTurn
from horarium.engines.rostering.columns.marginal import RowPrices
from horarium.engines.rostering.roster import Roster
from horarium.engines.rostering.rules.max_weekends import MaxWeekends
from horarium.engines.rostering.rules.quota import Quota
from horarium.engines.rostering.rules.registry import BASIC_RULES
from horarium.engines.rostering.shifts import Duties


def make_capped(at_most, weekends):
    """One person over four weeks, each of four duties and weekends allowed so often."""
    caps = [
        Quota(id=f"cap-{letter}", duties=Duties(ids=(letter,)), at_most=at_most)
        for letter in "DLNO"
    ]
    problem = make_problem(
        *BASIC_RULES,
        *caps,
        MaxWeekends(weekends=weekends),
        people=1,
        shifts=SHIFTS[:4],
        n_days=28,
    )
    return problem, make_columns(problem)


def test_a_turn_finds_the_best_line_for_one_person_among_the_others():
    problem = make_ward(n_people=2, n_days=4)
    columns = make_columns(problem)
    roster = make_roster(problem, "D..N", "LL..")
    before = check(problem, roster).objective

    chosen = InTurn(columns, make_turns(), columns.lines_of(roster))
    assert chosen.turn(0, np.random.default_rng(0))

    again = chosen.roster
    assert again.cells[1].tolist() == roster.cells[1].tolist()
    candidates = [
        check(problem, Roster.of([line, roster.cells[1]]))
        for line in all_lines(problem)
    ]
    best = min(verdict.objective for verdict in candidates if verdict.is_legal)
    assert check(problem, again).objective == best
    assert chosen.saved == before - best


@pytest.mark.parametrize("spare", [None, 3])
def test_columns_added_and_taken_away_change_what_the_rows_cost(spare):
    problem = make_ward(n_people=3, n_days=7)
    columns = make_columns(problem)
    worth = None if spare is None else np.full(columns.linking.n_rows, spare)
    prices = RowPrices.of(columns.linking, worth)
    own = columns.linking.own.tocsc()
    rng = np.random.default_rng(4)
    added = rng.integers(-1, 3, columns.linking.n_rows)
    before = added.copy()
    atoms = rng.choice(own.shape[1], 40).astype(np.int32)

    change = prices.add(own, atoms, added)

    counts = np.bincount(atoms, minlength=own.shape[1])
    assert np.array_equal(added, before + own @ counts)
    costs = [prices.at(prices.all_rows, sums).sum() for sums in (before, added)]
    assert change == costs[1] - costs[0] != 0
    assert prices.add(own, atoms, added, -1) == -change
    assert np.array_equal(added, before)


@pytest.mark.parametrize(("at_most", "weekends"), [(1, 4), (3, 1), (6, 1), (6, 2)])
def test_a_line_has_no_more_of_anything_than_it_may_and_as_much_as_pays(
    at_most, weekends
):
    problem, columns = make_capped(at_most, weekends)
    structure, pricer = columns.structure, columns.pricers[0]
    prices = structure.cost - 100 * (structure.person >= 0)

    line = best_line(pricer, prices, structure.cells_of)

    assert not pricer.is_exact
    assert line is not None
    assert check(problem, Roster.of([line.shifts])).is_legal
    assert (line.shifts >= 0).sum() >= min(4 * at_most, 14 + 2 * weekends) - 2


def test_rounds_of_turns_save_and_keep_every_hard_rule():
    problem = make_short_ward(n_people=8, n_days=28)
    columns = make_columns(problem)
    turns = make_turns()
    first = first_roster(columns, turns)
    assert first is not None
    cost = check(problem, first).objective

    rounds = list(polished(columns, (first, cost), turns))

    found = [check(problem, roster) for roster in rounds]
    assert all(verdict.is_legal for verdict in found)
    costs = [cost, *(verdict.objective for verdict in found)]
    assert len(costs) > 1
    assert costs == sorted(costs, reverse=True)


def test_a_round_ends_when_halted():
    problem = make_short_ward(n_people=8, n_days=28)
    columns = make_columns(problem)
    first = first_roster(columns, make_turns())
    over = make_turns(halted=lambda: True)

    assert list(polished(columns, (first, 10**6), over)) == []


@pytest.mark.parametrize("n_at_once", [1, 2])
def test_nobody_else_begins_once_somebody_could_not(n_at_once):
    begun: list[int] = []

    def choose(row: int, _rng: np.random.Generator) -> bool:
        begun.append(row)
        return len(begun) < 5

    assert not make_turns(n_at_once=n_at_once).each(50, choose)

    assert 5 <= len(begun) < 5 + n_at_once
    assert len(set(begun)) == len(begun)


@pytest.mark.parametrize("n_at_once", [1, 2])
def test_everybody_chooses_once_a_round(n_at_once):
    chosen: list[int] = []

    def choose(row: int, _rng: np.random.Generator) -> bool:
        chosen.append(row)
        return True

    assert make_turns(n_at_once=n_at_once).each(50, choose)

    assert sorted(chosen) == list(range(50))
