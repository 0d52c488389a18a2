"""What a dive was not sure of is searched to the end, and nothing else changes."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import numpy as np
import pytest
from tests.engines.rostering.builders import DAY, LONG, NIGHT, make_problem

from horarium.engines.rostering.check import check
from horarium.engines.rostering.columns.columns import Columns
from horarium.engines.rostering.columns.dive import Dive
from horarium.engines.rostering.columns.effort import Effort
from horarium.engines.rostering.columns.generate import generate
from horarium.engines.rostering.columns.master import Master
from horarium.engines.rostering.columns.pricer import Pricer
from horarium.engines.rostering.columns.proof import Proof
from horarium.engines.rostering.columns.rebuild import Rebuilder
from horarium.engines.rostering.columns.settle import MOST_OPEN, Settler
from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.encode import encode
from horarium.engines.rostering.outcome import Solved
from horarium.engines.rostering.params import SolveParams
from horarium.engines.rostering.problem import Lock
from horarium.engines.rostering.reduction import reduce
from horarium.engines.rostering.roster import OFF, Roster
from horarium.engines.rostering.rules.max_consecutive import MaxConsecutive
from horarium.engines.rostering.rules.min_days_off import MinDaysOff
from horarium.engines.rostering.rules.registry import BASIC_RULES
from horarium.engines.rostering.rules.total_hours import TotalHours
from horarium.engines.rostering.solve import solve


def make_ward(n_people=10, n_days=14):
    cover = [
        Cover(day=day, shift_types=(shift,), wanted=wanted, under_weight=weight)
        for day in range(n_days)
        for shift, wanted, weight in (("D", 3, 30), ("L", 2, 50), ("N", 1, 70))
    ]
    return make_problem(
        *BASIC_RULES,
        MaxConsecutive(days=4),
        MinDaysOff(days=2),
        TotalHours(max_h=110),
        people=n_people,
        shifts=(DAY, LONG, replace(NIGHT, never_before=("D", "L"))),
        n_days=n_days,
        cover=cover,
    )


def teller(problem):
    def tell(roster):
        verdict = check(problem, roster)
        return (roster, verdict.objective) if verdict.is_legal else None

    return tell


def make_settler(problem):
    return Settler(encode(problem), teller(problem))


def make_effort(work_limit=np.inf):
    return Effort(
        halted=lambda: False, remaining_s=lambda: 300.0, work_limit=work_limit
    )


def nobody_works(problem):
    idle = Roster.of(np.full((problem.n_people, problem.n_days), OFF, dtype=np.int64))
    return idle, check(problem, idle).objective


def locks_outside(problem, roster, free):
    return tuple(
        Lock(person=problem.people[person].id, day=int(day))
        for person, day in zip(*np.nonzero(~free), strict=True)
        if roster.cells[person, day] == OFF
    )


def test_what_is_open_becomes_as_good_as_it_can_be():
    problem = make_ward()
    known = nobody_works(problem)
    free = np.zeros((problem.n_people, problem.n_days), dtype=bool)
    free[:8, :13] = True

    (roster, cost), work = make_settler(problem).settle(known, [free], make_effort())

    locked = replace(problem, locks=locks_outside(problem, known[0], free))
    best = solve(locked, SolveParams(limit=timedelta(seconds=60)))
    assert isinstance(best, Solved)
    assert cost == best.objective == check(problem, roster).objective
    assert (roster.cells[~free] == OFF).all()
    assert work > 0


def test_the_few_that_were_open_last_come_first_and_then_more():
    problem = make_ward(n_days=18)
    known = nobody_works(problem)
    all_, half = np.ones((2, problem.n_people, problem.n_days), dtype=bool)
    half[:, 10:] = False

    (_, cost), _ = make_settler(problem).settle(known, [all_, half], make_effort(20.0))

    (_, of_half), _ = make_settler(problem).settle(known, [half], make_effort(20.0))
    assert cost < of_half < known[1]


@pytest.mark.parametrize(
    ("n_people", "n_days", "work_limit"),
    [
        pytest.param(12, 1 + MOST_OPEN // 12, np.inf, id="too many cells"),
        pytest.param(3, 13, np.inf, id="too few to be worth it"),
        pytest.param(10, 14, 0.0, id="no work allowed"),
    ],
)
def test_a_roster_stays_as_it_is(n_people, n_days, work_limit):
    problem = make_ward(n_people, n_days)
    known = nobody_works(problem)
    free = np.ones((n_people, n_days), dtype=bool)

    found, work = make_settler(problem).settle(known, [free], make_effort(work_limit))

    assert (found, work) == (known, 0.0)


def test_the_same_roster_is_settled_the_same_way():
    problem = make_ward()
    free = np.ones((problem.n_people, problem.n_days), dtype=bool)

    known = nobody_works(problem)
    found = [
        make_settler(problem).settle(known, [free], make_effort(2.0)) for _ in range(2)
    ]

    assert found[0][0][0] == found[1][0][0]


def mixed(problem, effort):
    encoded = encode(problem)
    columns = Columns.of(encoded, reduce(encoded.system))
    assert columns is not None
    master = Master(columns.linking, problem.n_people, columns.ransom)
    return columns, master, generate(columns, master, effort)


def test_a_dive_opens_less_after_each_decision():
    problem = make_ward()
    columns, master, root = mixed(problem, make_effort())

    dived = Dive(columns, master, make_effort()).run(root.mix)

    assert dived is not None
    n_open = [np.count_nonzero(cells) for cells in dived.opened]
    assert n_open[-1] == 0
    assert all(fewer <= 0.9 * more for more, fewer in pairwise(n_open[1:]))
    assert all((later <= earlier).all() for earlier, later in pairwise(dived.opened))
    verdict = check(problem, dived.roster)
    assert verdict.is_legal
    assert verdict.objective >= root.bound


def test_another_dive_is_another_and_the_same_chances_the_same():
    problem = make_ward()

    def dived(rng):
        columns, master, root = mixed(problem, make_effort())
        return Dive(columns, master, make_effort(), rng).run(root.mix).roster

    drawn = [dived(np.random.default_rng(seed)) for seed in (1, 2, 3, 1)]

    assert drawn[0] == drawn[3]
    assert any(roster != drawn[0] for roster in drawn)
    assert all(check(problem, roster).is_legal for roster in drawn)


def test_a_dive_that_can_decide_nothing_more_is_given_up(monkeypatch):
    problem = make_ward()
    columns, master, root = mixed(problem, make_effort())
    monkeypatch.setattr(Pricer, "can_be", lambda *_: False)
    monkeypatch.setattr(Dive, "_is_kept", lambda *_: False)

    assert Dive(columns, master, make_effort()).run(root.mix) is None


def test_a_mix_that_is_not_at_its_end_is_good_enough_to_dive_from():
    problem = make_ward()
    asked = iter(range(100))
    hasty = replace(make_effort(), halted=lambda: next(asked) > 2)

    columns, master, root = mixed(problem, hasty)

    assert not root.is_finished
    dived = Dive(columns, master, make_effort()).run(root.mix)
    assert dived is not None
    assert check(problem, dived.roster).is_legal


def test_other_dives_begin_where_the_mix_came_to_its_end():
    problem = make_ward()
    encoded = encode(problem)
    reduced = reduce(encoded.system)
    columns = Columns.of(encoded, reduced)
    assert columns is not None
    bounds = []
    proof = Proof(
        columns,
        reduced,
        make_settler(problem),
        bounds.append,
        teller(problem),
        lambda: nobody_works(problem),
    )
    rng = np.random.default_rng(0)

    before = proof.dive_again(make_effort(20.0), rng)
    proof.mix(Rebuilder(columns, columns.ransom), make_effort(20.0))
    first = proof.dived
    after = proof.dive_again(make_effort(20.0), rng)

    assert before == 0
    assert after > 0
    assert first is not None
    assert proof.dived is not None
    assert max(bounds) <= min(first[1], proof.dived[1])
