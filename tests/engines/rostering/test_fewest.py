"""Bounds from how few heads can be missing: held against all rosters there are."""

import os
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from tests.engines.rostering.builders import DAY, NIGHT, make_drawn_cover, make_problem

from horarium.engines.rostering.check import check
from horarium.engines.rostering.columns import combine, fewest
from horarium.engines.rostering.columns.columns import Columns
from horarium.engines.rostering.columns.effort import Effort
from horarium.engines.rostering.columns.fewest import Mixed, with_fewest
from horarium.engines.rostering.columns.generate import generate
from horarium.engines.rostering.columns.master import Master
from horarium.engines.rostering.cpsat import search
from horarium.engines.rostering.encode import encode
from horarium.engines.rostering.io.curtis_qu import parse_curtis_qu
from horarium.engines.rostering.reduction import reduce
from horarium.engines.rostering.roster import OFF, Roster
from horarium.engines.rostering.rules.max_consecutive import MaxConsecutive
from horarium.engines.rostering.rules.min_consecutive import MinConsecutive
from horarium.engines.rostering.rules.min_days_off import MinDaysOff
from horarium.engines.rostering.rules.registry import BASIC_RULES

N_DAYS = 4
HERE = Path(__file__).parents[3]
SHARED = Path(os.environ.get("HORARIUM_SHARED", HERE.parent / "shared"))
EFFORT = Effort(halted=lambda: False, remaining_s=lambda: 60.0, work_limit=20.0)


def make_short_ward(seed):
    """Two people who work two or three days in a row, and cover they cannot give."""
    return make_problem(
        *BASIC_RULES,
        MaxConsecutive(days=3),
        MinConsecutive(days=2),
        MinDaysOff(days=2),
        people=2,
        shifts=(DAY, replace(NIGHT, never_before=("D",))),
        n_days=N_DAYS,
        cover=make_drawn_cover(np.random.default_rng(seed), N_DAYS),
    )


def least_of_all(problem):
    """The cost of the best of all legal rosters."""
    lines = list(product(range(OFF, 2), repeat=N_DAYS))
    nobody = [OFF] * N_DAYS
    legal = [
        line for line in lines if check(problem, Roster.of([line, nobody])).is_legal
    ]
    verdicts = (check(problem, Roster.of(pair)) for pair in product(legal, legal))
    return min(verdict.objective for verdict in verdicts if verdict.is_legal)


def mixed(problem):
    encoded = encode(problem)
    reduced = reduce(encoded.system)
    columns = Columns.of(encoded, reduced)
    master = Master(columns.linking, problem.n_people, 1000.0)
    root = generate(columns, master, EFFORT)
    return reduced, Mixed(columns, root, list(master.lines))


def knowing_nothing(root):
    """The same, as if its mix missed nobody and had proven nothing."""
    mix = replace(root.found.mix, extras=np.zeros_like(root.found.mix.extras))
    return replace(root, found=replace(root.found, bound=0, mix=mix))


@pytest.mark.parametrize("seed", [1, 3, 25])
def test_no_roster_costs_less_than_the_bound_with_the_fewest_heads_missing(seed):
    problem = make_short_ward(seed)
    least = least_of_all(problem)
    reduced, root = mixed(problem)
    ignorant, bounds = knowing_nothing(root), []

    for cost in (least, least + 1, least + 250):
        found = with_fewest(ignorant, reduced, cost, EFFORT, bounds.append)
        assert found.found.bound > 0

    assert all(0 < bound <= least for bound in bounds)


def test_with_too_many_rows_to_mix_prices_climb_from_what_best_lines_cost(monkeypatch):
    monkeypatch.setattr(combine, "ROOT_ROWS", 0)
    problem = make_short_ward(3)
    encoded = encode(problem)
    model = encoded, reduce(encoded.system)
    bounds = []

    combiner = combine.Combiner(model, bounds.append, lambda _: None)
    combiner.run(EFFORT, np.random.default_rng(0))

    columns = Columns.of(*model)
    steps = np.zeros(columns.linking.n_rows, dtype=np.int64)
    assert columns.price(steps, 1)[0] in bounds
    assert columns.price(steps, 1)[0] < max(bounds) <= least_of_all(problem)


def test_one_question_takes_a_part_of_the_work_only(monkeypatch):
    reduced, root = mixed(make_short_ward(1))
    limits = []

    def ask(system, how):
        limits.append(how.work_limit)
        return search(system, replace(how, work_limit=0.0))

    monkeypatch.setattr(fewest, "search", ask)
    with_fewest(root, reduced, 10_000, EFFORT, lambda _: None)

    assert limits == [pytest.approx(fewest.QUESTION * EFFORT.work_limit)]


def test_without_work_nothing_is_asked():
    reduced, root = mixed(make_short_ward(1))

    idle = replace(EFFORT, work_limit=0.0)
    found = with_fewest(root, reduced, 10_000, idle, lambda _: None)

    assert found is root


def test_a_public_instance_misses_heads_however_few_the_mix_does():
    file = SHARED / "data" / "curtis-qu" / "Instance5.txt"
    if not file.exists():
        pytest.skip("the public instances are not there; set HORARIUM_SHARED")
    problem = parse_curtis_qu(file.read_text(encoding="utf-8"), file.name)
    reduced, root = mixed(problem)
    bounds = []

    with_fewest(
        knowing_nothing(root),
        reduced,
        1148,
        replace(EFFORT, work_limit=1.0),
        bounds.append,
    )

    assert root.found.bound == 1141
    assert 0 < max(bounds) <= 1143
