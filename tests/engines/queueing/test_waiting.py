"""Waiting times: what the estimate must take into account."""

import pytest
from tests.engines.queueing.builders import (
    after,
    at,
    make_line,
    make_token,
    make_waiting,
)

from horarium.domain.errors import IllegalMove, InvalidField
from horarium.domain.interval import Interval
from horarium.engines.queueing import DEFAULT_POLICY, Outlook, expected_wait
from horarium.engines.queueing import events as ev
from horarium.engines.queueing.outcome import WaitNote
from horarium.engines.queueing.service_time import ServiceTime, ServiceTimes

TEN_MINUTES_EACH = Outlook(service=ServiceTimes(ServiceTime(mean_min=10, cv=0.01)))


def wait_of(line, token, minute, outlook=TEN_MINUTES_EACH):
    return expected_wait(line, token, at(minute), DEFAULT_POLICY, outlook)


def test_three_in_front_take_thirty_minutes():
    line = make_line(*(make_waiting(n) for n in range(1, 5)), began_at=at(0))

    wait = wait_of(line, 4, 0)

    assert wait.middle_min == pytest.approx(30, abs=0.5)
    assert wait.people_ahead == 3


def test_the_next_of_an_idle_doctor_does_not_wait():
    wait = wait_of(make_line(make_waiting(1), began_at=at(0)), 1, 2)

    assert (wait.low_min, wait.high_min, wait.people_ahead) == (0, 0, 0)


def test_an_announced_delay_is_waited_for():
    line = after(make_line(make_waiting(1, -20)), ev.RunLate(at(-15), late_min=25))

    wait = wait_of(line, 1, -10)

    assert wait.low_min == wait.high_min == 35
    assert wait.notes == (WaitNote.DOCTOR_NOT_STARTED,)


def test_a_doctor_later_than_announced_makes_the_interval_wide():
    line = make_line(make_waiting(1, -20))

    wait = wait_of(line, 1, 5)

    assert wait.low_min < 2
    assert wait.high_min > 15
    assert wait.notes == (WaitNote.DOCTOR_OVERDUE,)


def test_a_break_is_waited_for():
    line = after(
        make_line(make_waiting(1), began_at=at(0)), ev.Pause(at(10), until=at(40))
    )

    wait = wait_of(line, 1, 12)

    assert wait.low_min == 28
    assert wait.notes == (WaitNote.ON_BREAK,)


@pytest.mark.parametrize(
    ("token", "minute", "wait_min"),
    [
        pytest.param(2, 0, 10, id="called-before-it"),
        pytest.param(4, 0, 30 + 20, id="called-after-it"),
        pytest.param(1, 30, 15, id="in-the-middle-of-it"),
        pytest.param(2, 45, 10, id="it-is-over"),
    ],
)
def test_the_planned_break_comes_before_whoever_is_not_called_by_then(
    token, minute, wait_min
):
    line = make_line(
        *(make_waiting(n) for n in range(1, 5)),
        began_at=at(0),
        planned_break=Interval(at(25), at(45)),
    )

    assert wait_of(line, token, minute).middle_min == pytest.approx(wait_min, abs=0.5)


def test_a_doctor_who_takes_the_planned_break_takes_no_second_one():
    line = after(
        make_line(
            make_waiting(1),
            began_at=at(0),
            planned_break=Interval(at(25), at(45)),
        ),
        ev.Pause(at(24), until=at(40)),
    )

    wait = wait_of(line, 1, 30)

    assert wait.low_min == wait.high_min == 10


def test_a_break_without_an_announced_end_makes_the_interval_wide():
    line = after(make_line(make_waiting(1), began_at=at(0)), ev.Pause(at(10)))

    wait = wait_of(line, 1, 12)
    resumed = wait_of(after(line, ev.Resume(at(13))), 1, 13)

    assert wait.high_min - wait.low_min > 15
    assert resumed.high_min == 0


def test_a_patient_called_but_not_yet_inside_counts_with_a_whole_consultation():
    line = after(make_line(make_waiting(1), make_waiting(2, 1)), ev.Call(at(2), 1))

    assert wait_of(line, 2, 3).middle_min == pytest.approx(10, abs=0.5)


def test_a_turn_likely_after_the_end_of_the_session_is_said():
    line = make_line(*(make_waiting(n) for n in range(1, 5)), began_at=at(0))

    assert WaitNote.MAY_RUN_OVER in wait_of(line, 4, 285).notes
    assert WaitNote.MAY_RUN_OVER not in wait_of(line, 2, 285).notes


@pytest.mark.parametrize(
    ("field", "value"), [("coverage", 1.0), ("p_show", -0.1), ("n_draws", 0)]
)
def test_an_outlook_that_means_nothing_is_refused(field, value):
    with pytest.raises(InvalidField) as refusal:
        Outlook(**{field: value})

    assert refusal.value.field == field


def test_the_patient_in_consultation_counts_with_what_remains():
    line = after(
        make_line(make_waiting(1), make_waiting(2, 1)),
        ev.Call(at(0), 1),
        ev.Start(at(0), 1),
    )

    wait = wait_of(line, 2, 6)

    assert wait.middle_min == pytest.approx(4, abs=0.5)
    assert wait.people_ahead == 1


def test_expected_emergencies_lengthen_everybodys_wait():
    line = make_line(*(make_waiting(n) for n in range(1, 8)), began_at=at(0))
    with_emergencies = Outlook(
        service=TEN_MINUTES_EACH.service, arrivals_per_min={"emergency": 0.05}
    )

    quiet = wait_of(line, 7, 0)
    busy = wait_of(line, 7, 0, with_emergencies)

    assert quiet.middle_min == pytest.approx(60, abs=1)
    assert busy.middle_min > 75
    assert busy.people_ahead == quiet.people_ahead


def test_walk_ins_to_come_cannot_lengthen_a_walk_ins_wait():
    line = make_line(*(make_waiting(n) for n in range(1, 8)), began_at=at(0))
    with_walk_ins = Outlook(
        service=TEN_MINUTES_EACH.service, arrivals_per_min={"walk-in": 0.5}
    )

    assert wait_of(line, 7, 0, with_walk_ins) == wait_of(line, 7, 0)


def test_asking_twice_gives_the_same_answer():
    line = make_line(*(make_waiting(n) for n in range(1, 8)), began_at=at(0))
    outlook = Outlook(arrivals_per_min={"emergency": 0.05})

    assert wait_of(line, 7, 0, outlook) == wait_of(line, 7, 0, outlook)


def test_a_booked_patient_is_not_promised_a_turn_before_the_slot():
    line = make_line(make_token(1, slot_start=at(90)), began_at=at(0))

    assert wait_of(line, 1, 30).low_min == 60


def test_who_is_called_does_not_wait_and_who_is_done_cannot_be_asked_about():
    line = after(make_line(make_waiting(1)), ev.Call(at(1), 1))

    assert wait_of(line, 1, 1).high_min == 0
    with pytest.raises(IllegalMove):
        wait_of(after(line, ev.Start(at(2), 1), ev.Complete(at(9), 1)), 1, 10)


def test_a_session_of_the_next_century_has_a_wait_all_the_same():
    minute = 60 * 24 * 365 * 100
    far = Interval(at(minute), at(minute + 60))
    line = make_line(make_waiting(1), make_waiting(2), interval=far)
    busy = Outlook(arrivals_per_min={"walk-in": 0.5, "emergency": 0.05})

    wait = expected_wait(line, 2, at(0), DEFAULT_POLICY, busy)

    assert minute <= wait.low_min <= wait.high_min
