"""The invented department: the same from the same seed, and stoppable."""

from datetime import date, timedelta

import numpy as np
import pytest

from horarium.domain.errors import InvalidField, NoLegalRoster
from horarium.engines.rostering.check import check
from horarium.engines.rostering.department import DepartmentSpec, make_department
from horarium.engines.rostering.department.setting import FOR_PEOPLE, cover
from horarium.engines.rostering.horizon import Horizon
from horarium.engines.rostering.outcome import OutOfTime
from horarium.engines.rostering.params import SolveParams
from horarium.engines.rostering.solve import solve

MONDAY = date(2026, 3, 2)


def test_inventing_a_department_ends_when_it_is_told_to():
    spec = DepartmentSpec(start=MONDAY)

    with pytest.raises(NoLegalRoster):
        make_department(spec, np.random.default_rng(0), stop=lambda: True)


@pytest.mark.parametrize(
    ("start", "n_days", "n_people", "field"),
    [
        (date(2026, 3, 3), 28, 45, "start"),
        (MONDAY, 7, 45, "n_days"),
        (MONDAY, 28, 5, "n_people"),
    ],
)
def test_a_department_too_small_or_off_the_week_is_refused(
    start, n_days, n_people, field
):
    with pytest.raises(InvalidField) as refusal:
        DepartmentSpec(start=start, n_days=n_days, n_people=n_people)

    assert refusal.value.field == field


@pytest.mark.parametrize(("n_people", "times"), [(30, 2 / 3), (45, 1), (90, 2)])
def test_posts_are_in_proportion_and_none_is_given_up(n_people, times):
    horizon = Horizon(MONDAY, 7, "Europe/London")

    whole = cover(horizon, FOR_PEOPLE)
    found = cover(horizon, n_people)

    for post, of_all in zip(found, whole, strict=True):
        assert post.wanted >= 1
        assert abs(post.wanted - times * of_all.wanted) <= 0.5
        assert bool(post.minimum) == bool(of_all.minimum)
        assert post.minimum <= post.wanted
        assert post.maximum is None or post.maximum >= post.wanted


@pytest.mark.slow
def test_the_smallest_department_has_a_legal_roster():
    spec = DepartmentSpec(start=MONDAY, n_people=30)
    problem = make_department(spec, np.random.default_rng(1))
    params = SolveParams(limit=timedelta(minutes=2), work_limit=2.0, n_workers=1)

    outcome = solve(problem, params)

    assert isinstance(outcome, OutOfTime)
    assert check(problem, outcome.best).is_legal
