"""Who is given which time."""

import numpy as np
import pytest
from tests.engines.simulation.builders import make_scenario, make_stream

from horarium.domain.errors import InvalidField
from horarium.engines.booking import Caps, PlanParams
from horarium.engines.simulation.lengths import Fixed
from horarium.engines.simulation.problem import Lunch, VisitKind
from horarium.engines.simulation.rules import (
    NOWHERE,
    BaileyWelch,
    OnePerSlot,
    Planned,
    Threshold,
)


def given_times(rule, chances, **changes):
    """The slots of one session's people; four slots unless told otherwise."""
    scenario = make_scenario(
        **{"session_min": 60.0, "n_requests": len(chances)} | changes
    )
    slots = rule.slots(scenario, np.array([[chances]]))
    return [slot for slot in slots[0, 0].tolist() if slot != NOWHERE]


def test_the_traditional_rule_gives_each_time_once():
    assert given_times(OnePerSlot(), [0.9] * 6) == [0, 1, 2, 3]


def test_bailey_and_welch_begin_with_two_and_book_as_many_as_there_are_slots():
    assert given_times(BaileyWelch(), [0.9] * 6) == [0, 0, 1, 2]


def test_who_is_likely_to_stay_away_gets_a_partner():
    chances = [0.9, 0.5, 0.9, 0.8, 0.2, 0.3, 0.9]

    assert given_times(Threshold(0.3), chances) == [0, 1, 1, 2, 3, 3]


def test_fewer_requests_than_times_leave_times_empty():
    assert given_times(OnePerSlot(), [0.9] * 2) == [0, 1]
    assert given_times(Threshold(0.3), [0.5]) == [0]


def test_a_plan_books_more_the_fewer_come():
    lengths = {"kinds": (VisitKind(length=Fixed(15.0)),)}

    reliable = given_times(Planned(), [0.5] * 12, p_show=0.95, **lengths)
    unreliable = given_times(Planned(), [0.5] * 12, p_show=0.5, **lengths)

    assert len(unreliable) > len(reliable) >= 4


def test_a_plan_does_not_look_at_who_somebody_is():
    one, other = ([0.1] * 6 + [0.9] * 6, [0.9] * 6 + [0.1] * 6)

    assert given_times(Planned(), one) == given_times(Planned(), other)


def test_a_plan_leaves_room_for_those_who_come_without_a_time():
    alone = given_times(Planned(), [0.7] * 12, p_show=0.7)
    among_walk_ins = given_times(
        Planned(), [0.7] * 12, p_show=0.7, streams=(make_stream(per_hour=3.0),)
    )

    assert len(among_walk_ins) < len(alone)


def test_a_plan_keeps_its_caps():
    rule = Planned(caps=Caps(per_slot=2), params=PlanParams(n_booked=8))

    assert given_times(rule, [0.5] * 12, p_show=0.5) == [0, 0, 1, 1, 2, 2, 3, 3]


def test_nobody_is_given_a_time_in_the_lunch_break():
    lunch = Lunch(start_min=50, length_min=20)

    scenario = make_scenario(lunch=lunch)

    assert scenario.slot_starts == (0, 15, 30, 70, 85, 100)
    assert scenario.shape(1.0).n_slots == 6


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("n_practitioners", 0),
        ("slot_min", 0.0),
        ("session_min", float("inf")),
        ("kinds", ()),
        ("p_show", 1.5),
        ("p_show_spread", 0.0),
        ("warm_up_min", 500.0),
        ("lunch", Lunch(start_min=100, length_min=60)),
        ("lunch", Lunch(start_min=10, length_min=100)),
    ],
)
def test_a_day_that_cannot_be_is_refused(field, value):
    with pytest.raises(InvalidField) as refusal:
        make_scenario(**{field: value})

    assert refusal.value.field == field
