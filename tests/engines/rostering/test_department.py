"""The invented department: the same from the same seed, and stoppable."""

from datetime import date

import numpy as np
import pytest

from horarium.domain.errors import InvalidField, NoLegalRoster
from horarium.engines.rostering.department import DepartmentSpec, make_department

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
