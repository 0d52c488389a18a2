"""What is not kept has its price, and no bound depends on how high that is at first."""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.engines.rostering.builders import DAY, NIGHT, make_drawn_cover, make_problem

from horarium.engines.rostering.columns.branch import Cases
from horarium.engines.rostering.columns.columns import Columns
from horarium.engines.rostering.columns.effort import Effort
from horarium.engines.rostering.columns.generate import generate
from horarium.engines.rostering.columns.master import Master
from horarium.engines.rostering.encode import encode
from horarium.engines.rostering.io.curtis_qu import parse_curtis_qu
from horarium.engines.rostering.reduction import reduce
from horarium.engines.rostering.rules.max_consecutive import MaxConsecutive
from horarium.engines.rostering.rules.min_days_off import MinDaysOff
from horarium.engines.rostering.rules.registry import BASIC_RULES

HERE = Path(__file__).parents[3]
SHARED = Path(os.environ.get("HORARIUM_SHARED", HERE.parent / "shared"))
EFFORT = Effort(halted=lambda: False, remaining_s=lambda: 60.0)


def make_busy_ward(seed):
    """Two people over a fortnight whom nobody can stand in for."""
    return make_problem(
        *BASIC_RULES,
        MaxConsecutive(days=5),
        MinDaysOff(days=2),
        people=2,
        shifts=(DAY, replace(NIGHT, never_before=("D",))),
        n_days=14,
        cover=make_drawn_cover(np.random.default_rng(seed), 14),
    )


def make_columns(problem):
    encoded = encode(problem)
    return Columns.of(encoded, reduce(encoded.system))


def mixed(columns, ransom):
    master = Master(columns.linking, len(columns.pricers), ransom)
    return generate(columns, master, EFFORT), master


@pytest.mark.parametrize("seed", range(4))
def test_a_ransom_that_is_too_low_is_raised_until_the_bound_is_that_of_a_high_one(seed):
    columns = make_columns(make_busy_ward(seed))

    low, _ = mixed(columns, 10.0)
    high, _ = mixed(columns, 100_000.0)

    assert low.bound == high.bound
    assert low.mix.unmet == pytest.approx(0.0, abs=1e-6)


def test_a_ransom_is_raised_so_often_only():
    columns = make_columns(make_busy_ward(0))
    _, master = mixed(columns, 1000.0)

    raised = [master.make_dearer() for _ in range(10)]

    assert raised[0]
    assert not raised[-1]


def test_what_cannot_be_kept_is_paid_for():
    columns = make_columns(make_busy_ward(0))
    everything = np.arange(len(columns.linking.extras))
    nothing_missing = columns.linking.bounded(everything, 0, 0)

    found, _ = mixed(replace(columns, linking=nothing_missing), 1000.0)

    assert found.is_finished
    assert found.mix.unmet > 0.5


def test_mixes_and_cases_prove_that_the_best_roster_of_a_public_instance_is_best():
    file = SHARED / "data" / "curtis-qu" / "Instance9.txt"
    if not file.exists():
        pytest.skip("the public instances are not there; set HORARIUM_SHARED")
    problem = parse_curtis_qu(file.read_text(encoding="utf-8"), file.name)
    columns = make_columns(problem)
    root, master = mixed(columns, 1000.0)
    bounds = []

    cases = Cases(columns, 1000.0, list(master.lines), root)
    cases.run(EFFORT, bounds.append, most_idle=1)

    assert root.bound == 406
    assert max(bounds) == 439


def test_a_case_that_no_better_roster_can_be_in_is_closed_without_a_mix():
    columns = make_columns(make_busy_ward(0))
    root, master = mixed(columns, 1000.0)
    half = replace(root.mix, extras=np.full_like(root.mix.extras, 0.5))
    unsure = replace(root, bound=0, mix=half)
    goal = replace(EFFORT, enough=lambda bound: bound >= 1)
    bounds = []

    cases = Cases(columns, 1000.0, list(master.lines), unsure)
    cases.run(goal, bounds.append)

    assert cases.is_done
    assert 1 <= max(bounds) <= root.bound
