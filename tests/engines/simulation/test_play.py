"""Days event by event; the compiled way; the judge."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.simulation.builders import (
    make_busy_scenario,
    make_diaries,
    make_fifo,
    make_scenario,
    make_stream,
)

from horarium.engines.queueing import DISCIPLINES, Policy
from horarium.engines.queueing.disciplines import Fifo
from horarium.engines.queueing.service_time import ServiceTime
from horarium.engines.simulation.check import faults
from horarium.engines.simulation.floor import can_play, play_compiled
from horarium.engines.simulation.lengths import Fixed
from horarium.engines.simulation.play import play
from horarium.engines.simulation.problem import Lateness, Lunch, Punctuality, VisitKind
from horarium.engines.simulation.rules import RULES, BaileyWelch, Threshold


class LastComeFirst(Fifo):
    """Turns the line round."""

    def choose(self, keys, now_s):
        return len(keys) - 1


scenarios = st.builds(
    make_busy_scenario,
    n_practitioners=st.integers(1, 3),
    shared_line=st.booleans(),
    lunch=st.sampled_from([None, Lunch(start_min=100, length_min=30)]),
    kinds=st.sampled_from(
        [
            (VisitKind(length=Fixed(15.0)),),
            (
                VisitKind(length=Fixed(7.5), priority_class="follow-up"),
                VisitKind(name="long", length=Fixed(30.0)),
            ),
            (VisitKind(length=ServiceTime(14.0)),),
        ]
    ),
    streams=st.sampled_from(
        [
            (),
            (make_stream(), make_stream(priority_class="emergency")),
            (make_stream(patience_min=20.0), make_stream(priority_class="priority")),
        ]
    ),
    p_show=st.sampled_from([0.5, 0.8, 1.0]),
    punctuality=st.sampled_from(
        [Punctuality(), Punctuality(mean_min=-15), Punctuality(mean_min=-5, sd_min=10)]
    ),
)


@settings(max_examples=60, deadline=None)
@given(
    scenarios,
    st.sampled_from(list(DISCIPLINES)),
    st.sampled_from([RULES["traditional"], BaileyWelch(3), Threshold(0.3)]),
    st.integers(0, 2**32),
)
def test_compiled_days_are_those_of_the_live_line_event_by_event(
    scenario, discipline, rule, seed
):
    told = make_diaries(scenario, 3, seed, rule)
    line = Policy(discipline=DISCIPLINES[discipline])

    quick, exact = play_compiled(scenario, told, line), play(scenario, told, line)

    assert can_play(line)
    np.testing.assert_array_equal(quick.called_min, exact.called_min)
    np.testing.assert_array_equal(quick.room, exact.room)
    np.testing.assert_array_equal(quick.has_left, exact.has_left)


def test_a_discipline_with_a_choice_of_its_own_goes_through_the_live_line():
    assert not can_play(Policy(discipline=LastComeFirst()))


@pytest.mark.parametrize("shared_line", [False, True])
@pytest.mark.parametrize("discipline", DISCIPLINES)
def test_full_days_are_sound(discipline, shared_line):
    scenario = make_busy_scenario(shared_line=shared_line)
    told = make_diaries(scenario, 5, rule=Threshold(0.2))

    played = play(scenario, told, Policy(discipline=DISCIPLINES[discipline]))

    assert faults(scenario, told, played) == ()
    assert played.has_left.any()


def test_the_judge_sees_two_in_one_room_and_a_call_before_check_in():
    scenario = make_scenario(p_show=1.0)
    told = make_diaries(scenario, 1)
    played = play(scenario, told, make_fifo())
    called = played.called_min.copy()
    called[0, 3] = called[0, 2]

    found = faults(scenario, told, replace(played, called_min=called))

    assert any("two at once" in sentence for sentence in found)
    assert any("before check-in" in sentence for sentence in found)


def test_the_judge_sees_who_was_forgotten_and_who_skipped_lunch():
    scenario = make_busy_scenario(streams=())
    told = make_diaries(scenario, 1)
    played = play(scenario, told, make_fifo())
    who = int(np.flatnonzero(played.room[0] == 0)[0])
    called, room = played.called_min.copy(), played.room.copy()
    called[0, who], room[0, who] = np.nan, -1

    found = faults(scenario, told, replace(played, called_min=called, room=room))

    assert found == (f"day 0: {who} came in time and was never seen",)


def test_an_emergency_goes_before_everybody_who_waits():
    scenario = make_scenario(
        p_show=1.0,
        p_show_spread=None,
        kinds=(VisitKind(length=Fixed(30.0)),),
        streams=(make_stream(priority_class="emergency", length=Fixed(5.0)),),
    )
    told = make_diaries(scenario, 1, seed=3)
    emergencies = np.flatnonzero(~told.is_booked[0] & np.isfinite(told.arrives_min[0]))

    played = play(scenario, told, Policy())

    waits = (played.called_min - told.arrives_min)[0, emergencies]
    assert len(waits) > 0
    assert waits.max() <= 30.0 + 5.0 * len(waits)


def test_lunch_begins_when_the_patient_inside_is_done():
    scenario = make_busy_scenario(
        n_practitioners=1,
        streams=(),
        p_show=1.0,
        kinds=(VisitKind(length=Fixed(40.0)),),
        punctuality=Punctuality(),
        lateness=Lateness(),
    )
    told = make_diaries(scenario, 1)

    played = play(scenario, told, make_fifo())

    called = np.sort(played.called_min[0])
    assert called[:4].tolist() == [0.0, 40.0, 80.0, 150.0]


def test_who_comes_after_the_practitioner_went_home_is_not_seen():
    scenario = make_scenario(
        p_show=1.0, punctuality=Punctuality(mean_min=121.0), streams=()
    )
    told = make_diaries(scenario, 1)

    played = play(scenario, told, make_fifo())

    assert np.isnan(played.called_min).all()
