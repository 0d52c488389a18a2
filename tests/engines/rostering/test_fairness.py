"""The ledger: pro rata, carried from roster to roster, fading."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import numpy as np
import pytest
from tests.engines.rostering.builders import (
    MONDAY,
    make_person,
    make_problem,
    make_roster,
    random_roster,
)
from tests.engines.rostering.test_rules_agree import make_busy_problem

from horarium.engines.rostering.check import check
from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.fairness import (
    Ledger,
    LedgerParams,
    close,
    open_with,
    tally,
)
from horarium.engines.rostering.people import Contract, Leave
from horarium.engines.rostering.problem import Scope
from horarium.engines.rostering.roster import OFF
from horarium.engines.rostering.rules.fairness import Fairness
from horarium.engines.rostering.shifts import Duties

NIGHTS = Duties(label="night", tags=("night",))
RULE = Fairness(id="fair-nights", duties=NIGHTS)


def lines_of(problem, roster, dimension, ledger=None, **params):
    found = tally(problem, roster, ledger, LedgerParams(**params))
    return next(one for one in found if one.id == dimension)


def test_half_time_is_due_half_the_nights():
    half = make_person("half", contract=Contract(percent=50))
    problem = make_problem(people=[make_person("full"), half])
    roster = make_roster(problem, "NN.....", "N......")

    nights = lines_of(problem, roster, "nights")

    assert [line.share for line in nights.lines] == [2.0, 1.0]
    assert nights.measures.worst == 0
    assert nights.measures.jain == pytest.approx(1)
    assert nights.measures.gini == pytest.approx(0)


def test_leave_takes_from_the_share_and_never_being_there_owes_nothing():
    away = make_person("away", leave=(Leave(start=0, end=7),))
    problem = make_problem(people=[make_person("here"), away])
    roster = make_roster(problem, "NN.....", ".......")
    ledger = Ledger(as_of=MONDAY, balances={"nights": {"away": 2.0}})

    nights = lines_of(problem, roster, "nights", ledger)

    assert nights.lines[1].share == 0
    assert nights.lines[1].balance == 2.0
    assert nights.lines[0].share == 2


def test_what_the_absent_carry_is_no_part_of_the_shares_of_others():
    away = make_person("away", leave=(Leave(start=0, end=7),))
    owing = replace(away, carried={RULE.key: -3.0})
    cover = [Cover(day=day, shift_types=("N",), wanted=1) for day in range(4)]
    people = [owing, make_person("one"), make_person("two")]
    problem = make_problem(RULE, people=people, cover=cover)

    shares = RULE.shares(problem)

    assert list(shares) == pytest.approx([0.0, 2.0, 2.0])


def test_a_burden_that_some_share_is_no_debt_of_others():
    rule = replace(RULE, scope=Scope(grades=("ST7",)))
    people = [make_person(name, grade="ST7") for name in ("ann", "bob")]
    problem = make_problem(rule, people=[*people, make_person("cem", grade="ST3")])
    roster = make_roster(problem, "NN.....", "NN.....", "N......")

    shared = lines_of(problem, roster, RULE.key)

    assert [line.balance for line in shared.lines] == [0.0, 0.0, 0.0]
    assert (shared.measures.range, shared.measures.worst) == (0.0, 0.0)


@pytest.mark.parametrize("seed", range(5))
def test_the_rule_and_the_ledger_find_the_same_shares(seed):
    rng = np.random.default_rng(seed)
    scope = Scope(people=("p0", "p1", "p3"))
    rule = replace(RULE, scope=scope, weight=int(rng.integers(1, 9)))
    people = [
        make_person(
            f"p{row}",
            contract=Contract(percent=int(rng.choice([50, 80, 100]))),
            leave=(Leave(start=0, end=int(rng.choice([1, 3, 7 if row else 6]))),),
            carried={rule.key: float(rng.integers(-2, 3))},
        )
        for row in range(4)
    ]
    cover = [Cover(day=day, shift_types=("N",), wanted=1) for day in range(6)]
    problem = make_problem(rule, people=people, cover=cover)
    roster = make_roster(problem, "NNNNNN.", *3 * [7 * "."])
    carried = {person.id: person.carried[rule.key] for person in people}
    ledger = Ledger(as_of=MONDAY, balances={rule.key: carried})

    dimension = lines_of(problem, roster, rule.key, ledger)

    expected = [line.share for line in dimension.lines]
    assert list(rule.shares(problem)) == pytest.approx(expected)


def test_what_somebody_is_ahead_others_are_behind():
    problem = make_busy_problem()
    roster = random_roster(problem, 5)
    ledger = Ledger(as_of=problem.horizon.start, balances={"hours": {"ann": 7.5}})

    for dimension in tally(problem, roster, ledger):
        assert sum(line.balance for line in dimension.lines) == pytest.approx(0)


def test_who_did_more_is_due_less_next_time():
    problem = make_problem(RULE, people=2, n_days=7)
    roster = make_roster(problem, "NNN....", "N......")
    ledger = close(problem, tally(problem, roster))
    cover = [Cover(day=day, shift_types=("N",), wanted=1) for day in range(4)]
    later = make_problem(RULE, people=2, cover=cover, start=MONDAY + timedelta(days=7))

    opened = open_with(later, ledger)

    assert list(RULE.shares(opened)) == pytest.approx([1.0, 3.0])


def test_the_past_fades_by_half_in_a_half_life():
    problem = make_problem(RULE, people=1, start=MONDAY + timedelta(days=100))
    ledger = Ledger(as_of=MONDAY, balances={"fair-nights": {"p0": 4.0}})

    opened = open_with(problem, ledger, LedgerParams(half_life_days=100))

    assert opened.people[0].carried == {"fair-nights": 2.0}


def test_the_measures_are_those_of_the_books():
    problem = make_problem(people=4)
    roster = make_roster(problem, "NNNN...", "NN.....", "N......", "N......")

    measures = lines_of(problem, roster, "nights").measures

    loads = [4, 2, 1, 1]
    apart = sum(abs(a - b) for a, b in product(loads, loads))
    assert measures.gini == pytest.approx(apart / (2 * 16 * 2))
    assert measures.jain == pytest.approx(64 / (4 * 22))
    assert measures.range == 3
    assert measures.order == (2.0, 6.0)


def test_every_dimension_counts_its_own():
    problem = make_problem(people=1, n_days=14)
    roster = make_roster(problem, "NLOCD.D.......")

    found = {one.id: one.lines[0].load for one in tally(problem, roster)}

    assert found["nights"] == 1
    assert found["on-calls"] == 1
    assert found["clinics"] == 1
    assert found["weekends"] == 1
    assert found["hours"] == 12.5 + 12.5 + 6 + 8 + 8 + 8


def test_an_unpopular_site_is_no_burden_to_those_at_home_there():
    at_home = make_person("home", sites=("south",))
    problem = make_problem(people=[make_person("guest", sites=("north",)), at_home])
    roster = make_roster(problem, "NN.....", "NN.....")

    sites = lines_of(problem, roster, "sites", unpopular_sites=("south",))

    assert [line.load for line in sites.lines] == [2, 0]


def test_the_worst_case_comes_first_when_it_weighs_enough():
    """Two nights above a share once, or one above it twice as often: squares decide."""
    rule = Fairness(id="fair-nights", duties=NIGHTS, weight=1, worst_weight=1000)
    cover = [Cover(day=day, shift_types=("N",), wanted=1) for day in range(3)]
    problem = make_problem(rule, people=3, n_days=3, cover=cover)

    def cost(cells):
        changed = make_roster(problem, "...", "...", "...").with_cells(
            {(row, day): 2 for day, row in enumerate(cells)}
        )
        lines = lines_of(problem, changed, "fair-nights")
        return check(problem, changed).objective, lines.measures.order

    rosters = [cost(cells) for cells in product(range(3), repeat=3)]

    assert min(rosters)[1] == min(order for _, order in rosters)
    assert sorted(rosters) == sorted(rosters, key=lambda one: (one[1], one[0]))


def test_an_empty_roster_is_even():
    problem = replace(make_problem(people=2))
    roster = make_roster(problem, ".......", ".......")

    found = tally(problem, roster)

    assert (roster.cells == OFF).all()
    assert all(one.measures.order == (0, 0) for one in found)


def test_one_of_a_burden_is_told_in_the_singular():
    rule = Fairness(weight=2, duties=Duties(label="night", tags=("night",)))
    problem = make_problem(rule, people=3, n_days=4)

    found = rule.breaches(problem, make_roster(problem, "N...", "..NN", "...."))

    told = [breach.sentence for breach in found]
    assert told[0].startswith("p0 has 1 night;")
    assert told[1].startswith("p1 has 2 nights;")


@pytest.mark.parametrize("id", ["nights", "hours", "rule:nights"])
def test_a_rule_named_like_a_burden_has_one_of_its_own(id):
    rule = Fairness(id=id, duties=Duties(label="day", tags=("day",)))
    problem = make_problem(rule)
    roster = make_roster(problem, "DDN....", "N......")

    ledger = close(problem, tally(problem, roster))
    later = open_with(problem, ledger)

    counted = lines_of(problem, roster, f"rule:{id}")
    assert [line.load for line in counted.lines] == [2, 0]
    assert [line.load for line in lines_of(problem, roster, "nights").lines] == [1, 1]
    assert ledger.balances["nights"] == {"p0": 0.0, "p1": 0.0}
    assert [person.carried[id] for person in later.people] == [1.0, -1.0]
