"""The judge finds each kind of fault in a history that has it."""

import pytest
from tests.engines.queueing.builders import (
    after,
    at,
    make_line,
    make_session,
    make_token,
    make_waiting,
)

from horarium.domain.token import TokenStatus
from horarium.engines.queueing import DISCIPLINES, Line, Policy
from horarium.engines.queueing import events as ev
from horarium.engines.queueing.check import breaches

POLICY = Policy()
BEFORE = make_line(
    make_waiting(1, 0),
    make_waiting(2, 1),
    make_waiting(3, 2, priority_class="online"),
    make_waiting(4, 3, priority_class="emergency"),
)


def judged(happened, final=None, policy=POLICY, before=BEFORE):
    """The broken promises; the final line is what the events alone would give."""
    found = breaches(before, happened, final or before, policy)
    return {breach.promise for breach in found}


def visit(token, start, end):
    return (
        ev.Call(at(start), token),
        ev.Start(at(start), token),
        ev.Complete(at(end), token),
    )


def test_an_honest_history_has_no_breach():
    happened = [*visit(4, 3, 9), *visit(3, 9, 15), *visit(1, 15, 20), *visit(2, 20, 30)]

    assert judged(happened, after(BEFORE, *happened)) == set()


@pytest.mark.parametrize(
    ("happened", "promise"),
    [
        (visit(2, 5, 9), "first-come-first-served-in-class"),
        (visit(1, 5, 9), "discipline"),
        ((ev.Call(at(5), 4), ev.Call(at(6), 3)), "one-at-a-time"),
        ((ev.Start(at(5), 4),), "start-after-call"),
        ((*visit(4, 5, 6), *visit(4, 6, 7)), "served-once"),
        ((ev.Complete(at(5), 4),), "complete-after-start"),
        ((ev.Recall(at(5), 4),), "recall-after-call"),
        ((ev.Return(at(5), 4),), "return-after-skip"),
        ((ev.Skip(at(5), 4),), "skip-after-call"),
        ((ev.Arrive(at(5), 4),), "check-in-once"),
        ((ev.Leave(at(5), 4), ev.Cancel(at(6), 4)), "gone-once"),
        ((ev.Join(at(5), make_waiting(4, 5)),), "one-token-once"),
    ],
)
def test_a_history_that_breaks_a_promise_is_caught(happened, promise):
    assert promise in judged(happened)


def test_a_call_with_a_reason_may_be_out_of_turn():
    called = ev.Call(at(5), 2, reason="child with fever")

    assert judged([called], after(BEFORE, called)) == set()


def test_a_call_before_the_slot_of_somebody_whose_time_has_come_is_caught():
    before = make_line(
        make_waiting(1, 0),
        make_waiting(2, 0, slot_start=at(60), priority_class="online"),
    )

    assert "early-birds-do-not-overtake" in judged([ev.Call(at(5), 2)], before=before)


def test_coming_back_too_far_ahead_is_caught():
    before = make_line(*(make_waiting(n, n) for n in range(1, 5)))
    happened = [
        ev.Call(at(5), 1),
        ev.Skip(at(6), 1),
        ev.Return(at(7), 1),
        ev.Call(at(8), 1),
    ]

    assert "re-entry-behind-k" in judged(happened, before=before)


@pytest.mark.parametrize("discipline", list(DISCIPLINES))
def test_coming_back_in_time_and_late_are_both_honest(discipline):
    policy = Policy(discipline=DISCIPLINES[discipline])
    before = make_line(*(make_waiting(n, n) for n in range(1, 6)))
    happened = [
        ev.Call(at(6), 1),
        ev.Skip(at(7), 1),
        ev.Return(at(8), 1),
        ev.Call(at(9), 2),
        ev.Skip(at(10), 2),
        *visit(3, 10, 11),
        *visit(1, 11, 40),
        ev.Return(at(41), 2),
        *visit(4, 41, 42),
        *visit(5, 42, 43),
        *visit(2, 43, 44),
    ]

    final = after(before, *happened, policy=policy)

    assert judged(happened, final, policy, before) == set()


@pytest.mark.parametrize(
    ("forged", "promise"),
    [
        ([make_waiting(1)], "nobody-lost"),
        ([make_waiting(9, id=1), make_waiting(2)], "number-never-changes"),
        ([make_waiting(1), make_token(2)], "status-follows-events"),
        ([make_waiting(1), make_waiting(2), make_waiting(3)], "nobody-from-nowhere"),
    ],
)
def test_a_final_line_that_does_not_follow_from_the_events_is_caught(forged, promise):
    before = make_line(make_waiting(1), make_waiting(2))

    assert judged([], make_line(*forged), before=before) == {promise}


def test_a_session_sold_beyond_its_places_is_caught():
    sold = Line.of(
        make_session(capacity=1, overflow_limit=0),
        [make_waiting(1), make_waiting(2), make_waiting(3, overflow=True)],
    )

    assert judged([], sold, before=sold) == {"capacity", "overflow-limit"}


def test_places_given_up_are_not_sold():
    line = Line.of(
        make_session(capacity=1),
        [make_waiting(1), make_token(2, status=TokenStatus.CANCELLED)],
    )

    assert "capacity" not in judged([], line, before=line)


@pytest.mark.parametrize("judge", list(DISCIPLINES))
@pytest.mark.parametrize("doctor", list(DISCIPLINES))
def test_each_discipline_is_told_from_the_others(doctor, judge):
    before = make_line(
        make_waiting(1, 0, priority_class="online"),
        make_waiting(2, 1),
        make_waiting(3, 24, priority_class="priority"),
        make_waiting(4, 29, priority_class="online"),
        make_waiting(5, 35, priority_class="emergency"),
    )
    calls_by = {
        "fifo": (1, 2, 3, 4, 5),
        "weights": (5, 3, 1, 4, 2),
        "banded-edd": (5, 1, 3, 4, 2),
        "banded-apq": (5, 1, 2, 3, 4),
    }
    happened = [
        event
        for k, token in enumerate(calls_by[doctor])
        for event in visit(token, 36 + k, 37 + k)
    ]
    final = after(before, *happened, policy=Policy(discipline=DISCIPLINES[doctor]))

    found = judged(happened, final, Policy(discipline=DISCIPLINES[judge]), before)

    assert ("discipline" in found) == (doctor != judge)
