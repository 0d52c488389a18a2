"""Rows of different days added up: what is proven of them holds for every roster."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from tests.engines.rostering.builders import (
    DAY,
    LONG,
    NIGHT,
    make_person,
    make_problem,
)

from horarium.engines.rostering.columns.bound import whole_prices
from horarium.engines.rostering.columns.coarse import coarse, coarse_bounds
from horarium.engines.rostering.columns.columns import Columns
from horarium.engines.rostering.columns.effort import Effort
from horarium.engines.rostering.columns.proof import Proof
from horarium.engines.rostering.columns.rebuild import Rebuilder
from horarium.engines.rostering.columns.settle import Settler
from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.encode import encode
from horarium.engines.rostering.outcome import Solved
from horarium.engines.rostering.params import SolveParams
from horarium.engines.rostering.people import Request, RequestKind
from horarium.engines.rostering.reduction import reduce
from horarium.engines.rostering.rules.commute import Commute
from horarium.engines.rostering.rules.fairness import Fairness
from horarium.engines.rostering.rules.min_consecutive import MinConsecutive
from horarium.engines.rostering.rules.registry import BASIC_RULES
from horarium.engines.rostering.rules.supervision import Supervision
from horarium.engines.rostering.rules.total_hours import TotalHours
from horarium.engines.rostering.shifts import Duties
from horarium.engines.rostering.solve import solve

NIGHTS = Duties(tags=("night",))


def make_ward(seed=0, n_days=7):
    """Four people and too much to do, with weights, homes and wishes drawn."""
    rng = np.random.default_rng(seed)
    homes = [("north", "south"), ("south", "north")]
    people = [
        make_person(
            f"p{row}",
            grade="ST3" if row == 0 else "ST7",
            sites=homes[int(rng.integers(2))],
            requests=(
                Request(day=int(rng.integers(n_days)), kind=RequestKind.OFF, weight=40),
            ),
        )
        for row in range(4)
    ]
    weights = rng.integers(5, 60, 3).tolist()
    cover = [
        Cover(day=day, shift_types=(shift,), wanted=1, under_weight=weight)
        for day in range(n_days)
        for shift, weight in zip("DLN", weights, strict=True)
    ]
    return make_problem(
        *BASIC_RULES,
        Supervision(juniors=("ST3",), seniors=("ST7",), weight=6),
        TotalHours(max_h=40),
        Fairness(weight=3, duties=NIGHTS),
        MinConsecutive(days=2, weight=2),
        Commute(weight=1),
        people=people,
        shifts=(DAY, LONG, replace(NIGHT, never_before=("D", "L"))),
        n_days=n_days,
        cover=cover,
    )


def make_columns(problem):
    encoded = encode(problem)
    columns = Columns.of(encoded, reduce(encoded.system))
    assert columns is not None
    return columns


def make_effort(work_limit=5.0):
    return Effort(halted=lambda: False, remaining_s=lambda: 60.0, work_limit=work_limit)


def no_chance():
    return np.random.default_rng(0)


@pytest.mark.parametrize("seed", range(6))
def test_no_roster_costs_less_than_what_sums_of_rows_prove(seed):
    problem = make_ward(seed)
    columns = make_columns(problem)
    nothing = np.zeros(columns.linking.n_rows, dtype=np.int64)
    bounds = []

    coarse_bounds(columns, [], make_effort(), no_chance(), bounds.append)

    limit = SolveParams(limit=timedelta(seconds=60), n_workers=1)
    best = solve(problem, limit)
    assert isinstance(best, Solved)
    assert best.is_optimal
    assert columns.price(nothing, 1)[0] < max(bounds) <= best.objective


def test_rows_added_up_are_the_sums_of_the_rows_they_stand_for():
    columns = make_columns(make_ward(n_days=14))
    linking = columns.linking
    true = np.random.default_rng(0).integers(0, 2, linking.own.shape[1])

    added, same = coarse(linking, columns.structure)

    assert added.n_rows < linking.n_rows
    assert (added.own @ true == same @ (linking.own @ true)).all()
    is_bound = abs(added.low) < 2**30
    assert (added.low == same @ linking.low)[is_bound].all()
    assert same.sum() == linking.n_rows


def test_rows_of_one_person_stay_as_they_are():
    columns = make_columns(make_ward())
    linking, structure = columns.linking, columns.structure

    _, same = coarse(linking, structure)

    size_of_group = np.asarray(same.T @ np.diff(same.indptr))
    first, last = np.array(
        [
            (np.min(people, initial=99), np.max(people, initial=-1))
            for people in (structure.person[row.indices] for row in linking.own)
        ]
    ).T
    assert (size_of_group[first == last] == 1).all()
    assert (size_of_group > 1).any()


def test_a_mix_goes_on_from_the_prices_of_sums():
    problem = make_ward()
    encoded, columns, bounds = encode(problem), make_columns(problem), []
    rebuilder = Rebuilder(columns, columns.ransom)
    settler = Settler(encoded, lambda _: None)
    told = bounds.append, lambda _: None, lambda: None
    proof = Proof(columns, reduce(encoded.system), settler, *told)

    proof.begin(rebuilder, make_effort())
    begun, prices = max(bounds), rebuilder.prices.copy()
    proof.mix(rebuilder, make_effort())

    nothing = np.zeros(columns.linking.n_rows, dtype=np.int64)
    assert begun > columns.price(nothing, 1)[0]
    assert columns.price(whole_prices(columns.linking, prices), 1)[0] == begun
    assert max(bounds) >= begun


def test_without_any_work_allowed_nothing_is_proven():
    columns, bounds = make_columns(make_ward()), []

    work = coarse_bounds(columns, [], make_effort(0), no_chance(), bounds.append)

    assert (work, bounds) == (0.0, [])
