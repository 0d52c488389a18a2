"""Some days of some people's lines built anew, and first rosters out of whole lines."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.rostering.builders import (
    DAY,
    LONG,
    NIGHT,
    SHIFTS,
    make_person,
    make_problem,
)

from horarium.engines.rostering.check import check
from horarium.engines.rostering.columns.best_line import best_line
from horarium.engines.rostering.columns.choose import Chooser
from horarium.engines.rostering.columns.columns import Columns
from horarium.engines.rostering.columns.effort import Effort
from horarium.engines.rostering.columns.first import first_roster
from horarium.engines.rostering.columns.in_turn import Turns
from horarium.engines.rostering.columns.kernel import UNREACHED
from horarium.engines.rostering.columns.rebuild import Part, Rebuilder
from horarium.engines.rostering.columns.stretch import Paths, Stretch, line_along
from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.encode import encode
from horarium.engines.rostering.people import Limits
from horarium.engines.rostering.reduction import reduce
from horarium.engines.rostering.roster import OFF, Roster
from horarium.engines.rostering.rules.max_consecutive import MaxConsecutive
from horarium.engines.rostering.rules.max_shifts import MaxShifts
from horarium.engines.rostering.rules.max_weekends import MaxWeekends
from horarium.engines.rostering.rules.min_consecutive import MinConsecutive
from horarium.engines.rostering.rules.min_days_off import MinDaysOff
from horarium.engines.rostering.rules.quota import Quota
from horarium.engines.rostering.rules.registry import BASIC_RULES
from horarium.engines.rostering.rules.total_hours import TotalHours
from horarium.engines.rostering.shifts import Duties


def make_columns(problem):
    encoded = encode(problem)
    columns = Columns.of(encoded, reduce(encoded.system))
    assert columns is not None
    return columns


def make_effort(work_limit=20.0):
    return Effort(halted=lambda: False, remaining_s=lambda: 60.0, work_limit=work_limit)


def make_turns(seed=2, **changes):
    known = {"rng": np.random.default_rng(seed), "halted": lambda: False}
    return Turns(**{**known, **changes})


def make_ward(n_people=6, n_days=14):
    """Three shifts a day, short of people, with runs, weekends, nights and hours."""
    wanted = (("D", 2), ("L", 1), ("N", 1))
    cover = [
        Cover(day=day, shift_types=(shift,), wanted=n, under_weight=50, over_weight=1)
        for day in range(n_days)
        for shift, n in wanted
    ]
    people = [
        make_person(f"p{row}", limits=Limits(max_shifts={"N": 3}))
        for row in range(n_people)
    ]
    return make_problem(
        *BASIC_RULES,
        MaxConsecutive(days=4),
        MinConsecutive(days=2),
        MinDaysOff(days=2),
        MaxShifts(),
        MaxWeekends(weekends=1),
        TotalHours(min_h=20, max_h=90),
        people=people,
        shifts=(DAY, LONG, replace(NIGHT, never_before=("D", "L"))),
        n_days=n_days,
        cover=cover,
    )


def lines_like(line, days):
    for choices in product(range(OFF, 3), repeat=len(days)):
        other = line.copy()
        other[days.start : days.stop] = choices
        yield other


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), first=st.integers(0, 10))
def test_open_days_are_priced_as_if_all_lines_that_differ_there_were(seed, first):
    columns = make_columns(make_ward())
    pricer = columns.pricers[0]
    rng = np.random.default_rng(seed)
    prices = pricer.cost + rng.integers(-20, 20, len(pricer.cost))
    line = pricer.price(pricer.cost, 1).lines[0].shifts
    days = range(first, first + 4)
    paths = Paths(pricer.person.automaton, columns.shape[1])

    found = Stretch(pricer, paths, line, days).price(prices, 1)

    legal = [
        one
        for other in lines_like(line, days)
        if (one := line_along(pricer, paths, other)) is not None
    ]
    extra = prices - pricer.cost
    least = min(one.cost + int(extra[one.atoms].sum()) for one in legal)
    assert found.least == least < UNREACHED
    best = found.lines[0]
    assert best.cost + int(extra[best.atoms].sum()) == least


def test_a_line_followed_day_by_day_is_the_line_that_is_priced():
    pricer = make_columns(make_ward()).pricers[2]
    paths = Paths(pricer.person.automaton, pricer.shape[1])
    line = pricer.price(pricer.cost, 1).lines[0]

    along = line_along(pricer, paths, line.shifts)

    assert along is not None
    assert along.cost == line.cost
    assert sorted(along.atoms.tolist()) == sorted(line.atoms.tolist())


def make_busy_line():
    """Five sums over four weeks, of which a pricer keeps three, at prices for work."""
    caps = [
        Quota(id=f"cap-{letter}", duties=Duties(ids=(letter,)), at_most=3)
        for letter in "DLNO"
    ]
    problem = make_problem(
        *BASIC_RULES,
        *caps,
        TotalHours(min_h=20, max_h=70),
        people=1,
        shifts=SHIFTS[:4],
        n_days=28,
    )
    columns = make_columns(problem)
    return columns, columns.structure.cost - (columns.structure.person >= 0)


@pytest.mark.parametrize("first", [0, 9, 20])
def test_of_sums_open_days_keep_and_pay_at_least_what_whole_lines_do(first):
    columns, prices = make_busy_line()
    pricer = columns.pricers[0]
    whole = best_line(pricer, prices, columns.structure.cells_of)
    assert whole is not None
    paths = Paths(pricer.person.automaton, pricer.shape[1])

    part = Stretch(pricer, paths, whole.shifts, range(first, first + 8))
    found = part.price(prices, 1, n_lines=4)

    assert not pricer.is_exact
    assert found.least <= prices[whole.atoms].sum()
    for line in found.lines:
        same = pricer.line_of(line.shifts)
        assert same is not None
        assert same.cost == line.cost


@pytest.fixture(scope="module")
def ward():
    """A ward, taken apart, and a first roster of it."""
    problem = make_ward()
    columns = make_columns(problem)
    roster = first_roster(columns, make_turns(1))
    return problem, columns, roster


def test_a_first_roster_of_whole_lines_keeps_every_hard_rule(ward):
    problem, _, roster = ward

    assert check(problem, roster).is_legal


def test_a_first_roster_is_given_up_when_halted(ward):
    _, columns, _ = ward

    assert first_roster(columns, make_turns(1, halted=lambda: True)) is None


@pytest.mark.parametrize("days", [range(14), range(3, 10), range(12, 14)])
def test_a_part_built_anew_is_legal_and_all_else_is_as_it_was(ward, days):
    problem, columns, roster = ward
    part = Part(np.array([0, 2, 3]), days)

    found = Rebuilder(columns, 1000.0).rebuild(roster, part, make_effort())

    if found.roster is None:
        assert found.is_best
    else:
        changed = found.roster.cells != roster.cells
        assert check(problem, found.roster).is_legal
        assert not (changed & ~part.mask(roster.cells.shape)).any()


def test_what_is_new_is_put_into_another_roster_only_where_lines_stay_legal(ward):
    problem, columns, roster = ward
    rebuilder = Rebuilder(columns, 1000.0)
    part = Part(np.arange(6), range(7))
    nobody = Roster.empty(*roster.cells.shape)

    merged = rebuilder.merged(roster, nobody, part)

    assert merged is None or check(problem, merged).is_legal


@pytest.mark.parametrize(
    ("arcs_a_day", "n_parts", "length"), [(85.0, 4, 28), (500.0, 28, 4)]
)
def test_the_first_parts_cover_the_whole_horizon(arcs_a_day, n_parts, length):
    chooser = Chooser((40, 84), 60.0, np.random.default_rng(0), arcs_a_day)
    costs = np.zeros(84)

    parts = [chooser.draw(costs) for _ in range(n_parts)]

    assert all(len(part.people) == 40 for part in parts)
    assert all(len(part.days) == length for part in parts)
    assert sorted({day for part in parts for day in part.days}) == list(range(84))
