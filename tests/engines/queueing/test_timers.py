"""What falls due by the clock alone."""

import pytest
from tests.engines.queueing.builders import (
    after,
    at,
    make_line,
    make_token,
    make_waiting,
)

from horarium.domain.token import TokenStatus
from horarium.engines.queueing import Policy
from horarium.engines.queueing import events as ev
from horarium.engines.queueing.timers import due_events

POLICY = Policy(recall_after_min=3, max_recalls=1, noshow_after_min=20)


@pytest.mark.parametrize(
    ("minute", "status"),
    [(12.9, "called"), (13, "recalled"), (15.9, "recalled"), (16, "skipped")],
)
def test_no_answer_leads_from_call_over_recall_to_skip(minute, status):
    line = after(make_line(make_waiting(1)), ev.Call(at(10), 1))

    line = after(line, *due_events(line, at(minute), POLICY), policy=POLICY)

    assert line.tokens[1].status.value == status


def test_a_clock_that_slept_catches_up_in_order():
    line = after(make_line(make_waiting(1)), ev.Call(at(10), 1))

    due = due_events(line, at(60), POLICY)

    assert due == (ev.Recall(at(13), 1), ev.Skip(at(16), 1))


def test_a_recall_more_than_asked_for_still_ends_in_a_skip():
    line = after(
        make_line(make_waiting(1)),
        ev.Call(at(10), 1),
        ev.Recall(at(11), 1),
        ev.Recall(at(12), 1),
    )

    assert due_events(line, at(60), POLICY) == (ev.Skip(at(19), 1),)


def test_nobody_is_hurried_out_of_a_consultation():
    line = after(make_line(make_waiting(1)), ev.Call(at(10), 1), ev.Start(at(11), 1))

    assert due_events(line, at(60), POLICY) == ()


def test_who_did_not_come_is_a_no_show_when_the_patience_ends():
    line = make_line(make_token(1, slot_start=at(30)), make_token(2))

    line = after(line, *due_events(line, at(50), POLICY))

    assert {t.status for t in line.tokens.values()} == {TokenStatus.NO_SHOW}


def test_an_announced_delay_lengthens_the_patience():
    line = make_line(make_token(1, slot_start=at(30)), late_min=15)

    assert due_events(line, at(64), POLICY) == ()
    assert due_events(line, at(65), POLICY) == (ev.NoShow(at(65), 1),)


def test_without_a_limit_only_the_end_of_the_session_decides():
    line = make_line(make_token(1, slot_start=at(30)))

    assert due_events(line, at(299), Policy()) == ()


def test_who_has_no_slot_is_awaited_from_the_time_they_were_told_to_come():
    line = make_line(make_token(1), make_token(2, expected_at=at(30)))

    assert due_events(line, at(20), POLICY) == (ev.NoShow(at(20), 1),)
    assert ev.NoShow(at(50), 2) in due_events(line, at(50), POLICY)
