"""Row prices moved after single lines: what they prove holds, and grows."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from tests.engines.rostering.builders import (
    DAY,
    NIGHT,
    make_person,
    make_problem,
    make_roster,
)
from tests.engines.rostering.test_coarse import make_columns, make_effort, make_ward

from horarium.engines.rostering.check import check
from horarium.engines.rostering.columns.ascent import Ascent, uses_of
from horarium.engines.rostering.columns.generate import generate
from horarium.engines.rostering.columns.master import Master
from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.people import Request, RequestKind
from horarium.engines.rostering.rules.fairness import Fairness
from horarium.engines.rostering.rules.max_consecutive import MaxConsecutive
from horarium.engines.rostering.rules.min_consecutive import MinConsecutive
from horarium.engines.rostering.rules.registry import BASIC_RULES

N_DAYS = 3


def make_pair(seed):
    """Two people for three days, few enough to try every roster there is."""
    rng = np.random.default_rng(seed)
    cover = [
        Cover(
            day=day,
            shift_types=(shift,),
            wanted=int(rng.integers(0, 3)),
            under_weight=int(rng.integers(1, 30)),
            over_weight=int(rng.integers(1, 9)),
        )
        for day, shift in product(range(N_DAYS), "DN")
    ]
    wish = Request(
        day=int(rng.integers(N_DAYS)), kind=RequestKind.OFF, weight=int(rng.integers(9))
    )
    return make_problem(
        *BASIC_RULES,
        MaxConsecutive(days=2),
        MinConsecutive(days=2, weight=4),
        Fairness(weight=3),
        people=[make_person("a", requests=(wish,)), make_person("b")],
        shifts=(DAY, replace(NIGHT, never_before=("D",))),
        n_days=N_DAYS,
        cover=cover,
    )


def every_legal_cost(problem):
    codes = ["".join(line) for line in product("DN.", repeat=N_DAYS)]
    for lines in product(codes, repeat=2):
        verdict = check(problem, make_roster(problem, *lines))
        if verdict.is_legal:
            yield verdict.objective


def climbed(columns, work_limit=2.0, seed=0, aim=None):
    """The ascent after so much work from no prices at all, and the bounds it told."""
    nothing = np.zeros(columns.linking.n_rows)
    _, found = columns.price(nothing.astype(np.int64), 1)
    lines = [priced.lines[0] for priced in found]
    ascent = Ascent(columns, nothing, uses_of(columns, lines, np.ones(len(lines))), aim)
    bounds = []
    ascent.run(make_effort(work_limit), np.random.default_rng(seed), bounds.append)
    return ascent, bounds


@pytest.mark.parametrize("aim", [None, 500.0])
@pytest.mark.parametrize("seed", range(12))
def test_no_roster_at_all_costs_less_than_the_bound(seed, aim):
    problem = make_pair(seed)

    ascent, _ = climbed(make_columns(problem), aim=aim)

    assert ascent.bound <= min(every_legal_cost(problem), default=2**40)


@pytest.mark.parametrize("is_aimed", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_it_comes_near_to_what_a_mix_of_lines_proves(seed, is_aimed):
    columns = make_columns(make_ward(seed))
    master = Master(columns.linking, len(columns.pricers), columns.ransom)
    best = generate(columns, master, make_effort())

    aim = 1.2 * best.bound if is_aimed else None
    ascent, bounds = climbed(columns, aim=aim)

    assert best.is_finished
    assert bounds == sorted(set(bounds))
    assert 0.97 * best.bound <= ascent.bound <= best.bound


def test_it_gives_up_when_steps_are_too_short_to_be_of_use():
    ascent, _ = climbed(make_columns(make_ward()), work_limit=1e6)

    assert ascent.work < 60


def test_the_same_chances_lead_to_the_same_bounds():
    columns = make_columns(make_ward())

    assert climbed(columns, 0.5)[1] == climbed(columns, 0.5)[1]


def test_uses_are_what_the_shares_of_lines_add_to_the_rows():
    columns = make_columns(make_ward())
    _, found = columns.price(np.zeros(columns.linking.n_rows, dtype=np.int64), 2)
    lines = [line for priced in found for line in priced.lines]
    shares = np.random.default_rng(0).random(len(lines))

    uses = uses_of(columns, lines, shares)

    amounts = np.zeros(columns.linking.own.shape[1])
    for line, share in zip(lines, shares, strict=True):
        np.add.at(amounts, line.atoms, share)
    assert uses.sum(axis=0) == pytest.approx(columns.linking.own @ amounts)
