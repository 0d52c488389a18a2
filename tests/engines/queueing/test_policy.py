"""What a policy, its classes and a session refuse to be made of."""

from math import inf, nan

import pytest
from tests.engines.queueing.builders import after, at, make_line

from horarium.domain.errors import InvalidField
from horarium.engines.queueing import Policy, PriorityClass
from horarium.engines.queueing import events as ev


@pytest.mark.parametrize(
    "field",
    ["recall_after_min", "grace_min", "hold_min", "noshow_after_min"],
)
@pytest.mark.parametrize("minutes", [-1, nan, inf])
def test_minutes_of_a_policy_are_finite_and_not_below_zero(field, minutes):
    with pytest.raises(InvalidField) as refusal:
        Policy(**{field: minutes})

    assert refusal.value.field == field


@pytest.mark.parametrize("field", ["max_recalls", "reentry_places"])
@pytest.mark.parametrize("count", [-1, 1.5, inf])
def test_counts_of_a_policy_are_whole_numbers(field, count):
    with pytest.raises(InvalidField, match=rf"{field} is .*a whole number"):
        Policy(**{field: count})


def test_the_name_of_a_discipline_is_no_discipline_and_the_names_are_told():
    with pytest.raises(InvalidField, match=r"discipline is 'fifo'.*banded-edd"):
        Policy(discipline="fifo")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("target_wait_min", inf),
        ("weight", nan),
        ("band", -1),
        ("quota", 0.5),
        ("quota_release_min", -1),
    ],
)
def test_a_class_promises_only_what_can_be_reckoned_with(field, value):
    known = {"name": "any", "target_wait_min": 30, "fractile": 0.8}

    with pytest.raises(InvalidField) as refusal:
        PriorityClass(**{**known, field: value})

    assert refusal.value.field == field


@pytest.mark.parametrize("late_min", [-1, nan, inf])
def test_a_doctor_is_late_by_a_number_of_minutes(late_min):
    with pytest.raises(InvalidField, match="late_min"):
        after(make_line(), ev.RunLate(at(0), late_min))


def test_a_break_does_not_end_before_it_begins():
    with pytest.raises(InvalidField, match="break_until"):
        after(make_line(), ev.Pause(at(10), until=at(5)))
