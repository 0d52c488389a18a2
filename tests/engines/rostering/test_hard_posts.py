"""Departments whose posts are hard: few rows between people, and a best roster proven."""

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

from horarium.engines.rostering.check import check
from horarium.engines.rostering.columns import combine
from horarium.engines.rostering.columns.effort import Effort
from horarium.engines.rostering.columns.rebuild import Rebuilder
from horarium.engines.rostering.columns.structure import people_of_rows, structure_of
from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.encode import encode
from horarium.engines.rostering.outcome import Solved
from horarium.engines.rostering.params import SolveParams
from horarium.engines.rostering.people import Request, RequestKind
from horarium.engines.rostering.reduction import reduce
from horarium.engines.rostering.rules.fairness import Fairness
from horarium.engines.rostering.rules.max_consecutive import MaxConsecutive
from horarium.engines.rostering.rules.min_consecutive import MinConsecutive
from horarium.engines.rostering.rules.min_days_off import MinDaysOff
from horarium.engines.rostering.rules.min_rest import MinRest
from horarium.engines.rostering.rules.registry import BASIC_RULES
from horarium.engines.rostering.shifts import Duties
from horarium.engines.rostering.solve import solve

N_DAYS = 28
POSTS = (("D", 3), ("L", 2), ("N", 2))


def make_department(*softer, n_people=20, seed=0):
    """Posts that may not be missed, days off that are asked for, and nights shared."""
    rng = np.random.default_rng(seed)
    people = []
    for number in range(n_people):
        days = sorted(rng.choice(N_DAYS, int(rng.integers(0, 4)), replace=False))
        wishes = [
            Request(day=int(day), kind=RequestKind.OFF, weight=int(rng.integers(1, 6)))
            for day in days
        ]
        person = make_person(f"p{number}", grade="ST7" if number % 3 else "ST3")
        people.append(replace(person, requests=tuple(wishes)))
    cover = [
        Cover(day=day, shift_types=(shift,), wanted=heads, minimum=heads, maximum=heads)
        for day in range(N_DAYS)
        for shift, heads in POSTS
    ]
    cover += [
        Cover(day=day, shift_types=("N",), wanted=1, minimum=1, grades=("ST7",))
        for day in range(N_DAYS)
    ]
    rules = (
        *BASIC_RULES,
        MinRest(rest_h=11),
        MaxConsecutive(days=6),
        Fairness(duties=Duties(tags=("night",)), weight=2),
        *softer,
    )
    return make_problem(
        *rules,
        people=people,
        shifts=(DAY, LONG, NIGHT),
        n_days=N_DAYS,
        cover=cover,
    )


@pytest.mark.slow
@pytest.mark.parametrize("n_workers", [1, 2])
def test_the_best_roster_is_found_and_proven(n_workers):
    problem = make_department()
    limit = SolveParams(limit=timedelta(seconds=120), n_workers=n_workers)

    found = solve(problem, limit)

    structure = structure_of(encode(problem))
    first, last = people_of_rows(structure)
    assert 100 <= int(((first < last) & ~structure.is_meaning).sum()) <= 800
    assert isinstance(found, Solved)
    assert found.is_optimal
    verdict = check(problem, found.roster)
    assert verdict.is_legal
    assert verdict.objective == found.bound


@pytest.mark.slow
def test_what_a_dive_makes_is_improved_though_a_better_roster_is_known(monkeypatch):
    problem = make_department(
        Fairness(id="weekends", count="weekends", weight=2),
        MinConsecutive(days=2, weight=2),
        MinDaysOff(days=2, weight=2),
        seed=2,
    )
    first = solve(
        problem,
        SolveParams(limit=timedelta(minutes=5), n_workers=1, work_limit=0.5, seed=2),
    )
    encoded, costs, built_on = encode(problem), [], []
    usual = Rebuilder.rebuild

    def noted(rebuilder, roster, part, effort):
        built_on.append(check(problem, roster).objective)
        return usual(rebuilder, roster, part, effort)

    def tell(roster):
        found = check(problem, roster)
        if not found.is_legal:
            return None
        costs.append(found.objective)
        return roster, found.objective

    monkeypatch.setattr(Rebuilder, "rebuild", noted)
    unbeaten = first.best, -1000
    combiner = combine.Combiner(
        (encoded, reduce(encoded.system)), lambda _: None, tell, lambda: unbeaten
    )
    effort = Effort(halted=lambda: False, remaining_s=lambda: 60.0, work_limit=20.0)
    combiner.annealing.prepare(lambda: False)
    combiner.run(effort, np.random.default_rng(0), is_helped=True)

    assert combiner.annealing.is_possible
    assert min(costs[1:]) < costs[0]
    assert built_on[0] == min(costs) < first.objective
