"""Lines near one that is known, and everybody's in turn by several threads."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.rostering.test_columns import all_lines, make_columns, problems
from tests.engines.rostering.test_parts_beside import vast
from tests.engines.rostering.test_parts_of_lines import make_turns

from horarium.engines.rostering.columns import people as people_module
from horarium.engines.rostering.columns import pricer as pricer_module
from horarium.engines.rostering.columns.first import first_roster
from horarium.engines.rostering.columns.in_turn import InTurn
from horarium.engines.rostering.columns.kernel import UNREACHED
from horarium.engines.rostering.columns.pricer import Pricer
from horarium.engines.rostering.columns.refine import Shared
from horarium.engines.rostering.roster import OFF

__all__ = ["vast"]

WIDTHS = {"NEAR_DAYS": 1, "NEAR_EITHERS": 0}


def sums_by_day(columns, pricer, line):
    """What each kept sum of a line has come to by the end of each day."""
    cells_of, person = columns.structure.cells_of, pricer.person
    days = np.arange(len(line.shifts))
    choices = np.where(line.shifts == OFF, pricer.shape[1], line.shifts)
    is_worked = np.zeros(cells_of.shape[1], dtype=bool)
    day_of = np.zeros(cells_of.shape[1], dtype=np.int64)
    day_of[person.cells] = days[:, None]
    own = person.cells[
        days[choices < pricer.shape[1]], choices[choices < pricer.shape[1]]
    ]
    is_worked[own] = True
    found = []
    for one in pricer.kept:
        adds = one.cells[days, choices].astype(np.int64)
        for either, units in zip(person.eithers, one.eithers, strict=True):
            cells = cells_of[either].indices
            worked = day_of[cells[is_worked[cells]]]
            if len(worked):
                adds[worked.min()] += units
        found.append(adds.cumsum())
    return found


def widths_of(pricer):
    return [
        WIDTHS["NEAR_DAYS"] * one.cells.max(initial=0)
        + WIDTHS["NEAR_EITHERS"] * one.eithers.max(initial=0)
        for one in pricer.kept
    ]


@pytest.fixture(scope="module", autouse=True)
def _narrow():
    """Sums instead of states, and little room beside a line, so that few days tell."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people_module, "LOCAL_DAYS", 3)
        patch.setattr(pricer_module, "NEAR_VALUES", 0)
        for name, width in WIDTHS.items():
            patch.setattr(pricer_module, name, width)
        yield


@settings(max_examples=60, deadline=None)
@given(problem=problems(n_people=1, n_days=5), seed=st.integers(0, 2**32 - 1))
def test_the_cheapest_line_nearby_is_the_cheapest_of_all_that_are_near(problem, seed):
    columns = make_columns(problem)
    rng = np.random.default_rng(seed)
    extra = rng.integers(-20, 20, len(columns.structure.cost))
    prices = columns.structure.cost + extra
    person, cost = columns.pricers[0].person, columns.structure.cost

    for pricer in (columns.pricers[0], Pricer.nearby(0, person, cost, Shared())):
        found = [pricer.line_of(line) for line in all_lines(problem)]
        lines = [line for line in found if line is not None]
        if not lines:
            continue
        known = lines[int(rng.integers(len(lines)))]
        sums, widths = sums_by_day(columns, pricer, known), widths_of(pricer)
        costs = [
            line.cost + int(extra[line.atoms].sum())
            for line in lines
            if all(
                (abs(one - other) <= width).all()
                for one, other, width in zip(
                    sums_by_day(columns, pricer, line), sums, widths, strict=True
                )
            )
        ]
        priced = pricer.price(prices, 1, layout=pricer.near(known))
        assert priced.least == min(costs)
        best = priced.lines[0]
        assert best.cost + int(extra[best.atoms].sum()) == priced.least


def test_nothing_is_near_a_line_that_may_not_be(vast):
    _, columns = vast
    pricer = columns.pricer_near_lines(0)
    line = columns.pricers[0].price(columns.structure.cost, 1).lines[0]
    wrong = line.__class__(0, np.zeros_like(line.shifts), line.atoms, 0)

    found = pricer.price(columns.structure.cost, 1, layout=pricer.near(wrong))

    assert pricer.line_of(wrong.shifts) is None
    assert found.least == UNREACHED
    assert not found.lines


@pytest.mark.parametrize(("n_at_once", "least_saved"), [(1, 1), (2, 0)])
def test_lines_nearby_never_make_a_roster_worse(vast, n_at_once, least_saved):
    _, columns = vast
    first = first_roster(columns, make_turns(1))
    chosen = InTurn.of(columns, make_turns(2, n_at_once=n_at_once), first)
    costs = [chosen.cost]

    for _ in range(3):
        assert chosen.round()
        costs.append(chosen.cost)

    assert all(later <= before for before, later in pairwise(costs))
    assert costs[0] - costs[-1] == chosen.saved >= least_saved


def test_turns_end_when_so_many_lines_were_chosen():
    found, turns = [], make_turns(most=5, n_at_once=2)

    has_all = turns.each(20, lambda row, rng: found.append(row) is None)

    assert not has_all
    assert turns.n_chosen == len(found) == len(set(found))
    assert 5 <= turns.n_chosen <= 6


@pytest.mark.parametrize("n_at_once", [1, 2])
def test_turns_end_where_somebody_has_no_line(n_at_once):
    asked = []
    turns = make_turns(n_at_once=n_at_once)

    assert not turns.each(50, lambda row, rng: bool(asked.append(row)))
    assert len(asked) <= n_at_once
