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

from horarium.engines.rostering.columns.coarse import coarse, coarse_bounds
from horarium.engines.rostering.columns.columns import Columns
from horarium.engines.rostering.columns.effort import Effort
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


@pytest.mark.parametrize("seed", range(6))
def test_no_roster_costs_less_than_what_sums_of_rows_prove(seed):
    problem = make_ward(seed)
    columns = make_columns(problem)
    nothing = np.zeros(columns.linking.n_rows, dtype=np.int64)
    bounds = []

    coarse_bounds(columns, [], make_effort(), bounds.append)

    limit = SolveParams(limit=timedelta(seconds=60), n_workers=1)
    best = solve(problem, limit)
    assert isinstance(best, Solved)
    assert best.is_optimal
    assert columns.price(nothing, 1)[0] < max(bounds) <= best.objective


@pytest.mark.parametrize("period", [1, 7])
def test_rows_added_up_are_the_sums_of_the_rows_they_stand_for(period):
    columns = make_columns(make_ward(n_days=14))
    linking = columns.linking
    true = np.random.default_rng(0).integers(0, 2, linking.own.shape[1])

    added, same = coarse(linking, columns.structure, period)

    assert added.n_rows < linking.n_rows
    assert (added.own @ true == same @ (linking.own @ true)).all()
    is_bound = abs(added.low) < 2**30
    assert (added.low == same @ linking.low)[is_bound].all()
    assert same.sum() == linking.n_rows


def test_rows_of_days_that_are_never_alike_stay_as_they_are():
    columns = make_columns(make_ward())

    added, same = coarse(columns.linking, columns.structure, 7)

    assert added.n_rows == columns.linking.n_rows
    assert (same.indices == np.arange(added.n_rows)).all()


def test_without_any_work_allowed_nothing_is_proven():
    bounds = []

    work = coarse_bounds(make_columns(make_ward()), [], make_effort(0), bounds.append)

    assert (work, bounds) == (0.0, [])
