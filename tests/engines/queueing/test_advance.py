"""What one event does to a line, and what it leaves alone."""

import pytest
from tests.engines.queueing.builders import (
    after,
    at,
    make_line,
    make_token,
    make_waiting,
)

from horarium.domain.errors import (
    AlreadyInLine,
    IllegalMove,
    InvalidField,
    NoSuchThing,
    NothingToUndo,
    OutOfTurn,
    SessionNotOpen,
    StillServing,
)
from horarium.domain.token import TokenStatus
from horarium.engines.queueing import (
    DEFAULT_POLICY,
    DISCIPLINES,
    Policy,
    advance,
    changed,
)
from horarium.engines.queueing import events as ev
from horarium.engines.queueing.place import calling_order, next_token


def test_a_visit_runs_from_booking_to_completion():
    line = make_line()

    line = after(
        line,
        ev.Join(at(-60), make_token(1, slot_start=at(10))),
        ev.Arrive(at(5), 1),
        ev.Call(at(12), 1),
        ev.Start(at(13), 1),
        ev.Complete(at(20), 1),
    )

    token = line.tokens[1]
    assert token.status is TokenStatus.COMPLETED
    assert (token.arrived_at, token.called_at) == (at(5), at(12))
    assert (token.started_at, token.ended_at) == (at(13), at(20))
    assert line.serving is None


def test_the_line_given_is_left_as_it_was():
    before = make_line(make_waiting(1), make_waiting(2, 1))

    advance(before, ev.Call(at(2), 1), DEFAULT_POLICY)

    assert before == make_line(make_waiting(1), make_waiting(2, 1))
    assert next_token(before, at(2), DEFAULT_POLICY).id == 1


def test_only_the_tokens_that_an_event_touched_count_as_changed():
    before = make_line(make_waiting(1), make_waiting(2, 1))

    line = after(before, ev.Call(at(2), 1))

    assert [token.id for token in changed(before, line)] == [1]


def test_the_first_call_begins_the_session_and_ends_a_break():
    line = after(make_line(make_waiting(1)), ev.Pause(at(1), until=at(30)))

    line = after(line, ev.Call(at(7), 1))

    assert line.session.began_at == at(7)
    assert line.session.break_from is None


def test_a_second_patient_for_one_doctor_is_refused():
    line = after(make_line(make_waiting(1), make_waiting(2, 1)), ev.Call(at(2), 1))

    with pytest.raises(StillServing) as refusal:
        after(line, ev.Call(at(3), 2))

    assert refusal.value.token == "1"


def test_calling_out_of_turn_needs_a_reason():
    line = make_line(make_waiting(1), make_waiting(2, 1))

    with pytest.raises(OutOfTurn) as refusal:
        after(line, ev.Call(at(2), 2))
    line = after(line, ev.Call(at(2), 2, reason="wheelchair transport waits"))

    assert refusal.value.next_token == "1"
    assert line.serving == 2


def test_undoing_a_call_gives_the_old_place_back():
    line = make_line(make_waiting(1), make_waiting(2, 1))

    line = after(line, ev.Call(at(2), 1), ev.Recall(at(5), 1), ev.UndoCall(at(6)))

    assert line.tokens[1] == make_waiting(1)
    assert [t.id for t in calling_order(line, at(6), DEFAULT_POLICY)] == [1, 2]


@pytest.mark.parametrize(
    "happened",
    [
        (),
        (ev.Call(at(1), 1), ev.Start(at(2), 1)),
        (ev.Call(at(1), 1), ev.Skip(at(2), 1)),
    ],
    ids=["nobody called", "already in consultation", "already skipped"],
)
def test_a_call_that_has_moved_on_cannot_be_undone(happened):
    line = after(make_line(make_waiting(1)), *happened)

    with pytest.raises(NothingToUndo):
        after(line, ev.UndoCall(at(3)))


def test_back_within_the_grace_re_enters_behind_two_of_the_waiting():
    line = make_line(*(make_waiting(n, n) for n in range(1, 6)))

    line = after(line, ev.Call(at(6), 1), ev.Skip(at(9), 1), ev.Return(at(20), 1))

    assert [t.id for t in calling_order(line, at(20), DEFAULT_POLICY)] == [
        2,
        3,
        1,
        4,
        5,
    ]


@pytest.mark.parametrize("discipline", ["fifo", "weights", "banded-edd", "banded-apq"])
def test_every_discipline_puts_the_returning_patient_behind_two(discipline):
    policy = Policy(discipline=DISCIPLINES[discipline])
    line = make_line(*(make_waiting(n, n) for n in range(1, 6)))

    line = after(
        line,
        ev.Call(at(6), 1),
        ev.Skip(at(9), 1),
        ev.Return(at(20), 1),
        policy=policy,
    )

    assert [t.id for t in calling_order(line, at(20), policy)] == [2, 3, 1, 4, 5]


def test_back_after_the_grace_goes_to_the_end_of_the_class():
    line = make_line(*(make_waiting(n, n) for n in range(1, 6)))

    line = after(line, ev.Call(at(6), 1), ev.Skip(at(9), 1), ev.Return(at(25), 1))

    assert [t.id for t in calling_order(line, at(25), DEFAULT_POLICY)] == [
        2,
        3,
        4,
        5,
        1,
    ]


def test_a_return_never_improves_the_place():
    line = make_line(make_waiting(9, 9), make_waiting(2, 10), make_waiting(3, 11))
    emergency = make_waiting(4, 12, priority_class="emergency")

    line = after(
        line,
        ev.Call(at(11), 9),
        ev.Skip(at(12), 9),
        ev.Join(at(12), emergency),
        ev.Return(at(13), 9),
    )

    assert [t.id for t in calling_order(line, at(13), DEFAULT_POLICY)] == [4, 2, 3, 9]


def test_somebody_marked_no_show_too_soon_may_return_at_the_end():
    line = make_line(make_token(1, slot_start=at(0)), make_waiting(2, 3))

    line = after(line, ev.NoShow(at(5), 1), ev.Return(at(6), 1))

    assert [t.id for t in calling_order(line, at(6), DEFAULT_POLICY)] == [2, 1]
    assert line.tokens[1].ended_at is None


def test_closing_accounts_for_everybody():
    line = make_line(
        make_token(1, slot_start=at(0)), make_waiting(2), make_waiting(3, 1)
    )
    line = after(line, ev.Call(at(2), 2), ev.Skip(at(5), 2))

    line = after(line, ev.Close(at(300)))

    assert {t.id: t.status.value for t in line.tokens.values()} == {
        1: "noshow",
        2: "noshow",
        3: "left",
    }


def test_a_closed_line_takes_nobody():
    line = after(make_line(make_token(1)), ev.Close(at(300)))

    for event in (ev.Join(at(301), make_waiting(2)), ev.Return(at(301), 1)):
        with pytest.raises(SessionNotOpen):
            after(line, event)


def test_closing_with_somebody_in_consultation_is_refused():
    line = after(make_line(make_waiting(1)), ev.Call(at(1), 1), ev.Start(at(2), 1))

    with pytest.raises(StillServing):
        after(line, ev.Close(at(300)))


def test_the_same_id_cannot_join_twice():
    line = make_line(make_waiting(1))

    with pytest.raises(AlreadyInLine):
        after(line, ev.Join(at(1), make_waiting(1)))


def test_an_illegal_move_names_what_would_be_legal():
    line = make_line(make_token(1))

    with pytest.raises(IllegalMove) as refusal:
        after(line, ev.Complete(at(1), 1))

    assert (refusal.value.move, refusal.value.status) == ("complete", "booked")
    assert refusal.value.allowed == ("arrive", "noshow", "cancel", "transfer")


def test_an_unknown_token_is_refused():
    with pytest.raises(NoSuchThing):
        after(make_line(), ev.Arrive(at(1), 7))


def test_a_naive_instant_is_refused():
    with pytest.raises(InvalidField) as refusal:
        after(make_line(make_token(1)), ev.Arrive(at(1).replace(tzinfo=None), 1))

    assert refusal.value.field == "at"


def test_an_unknown_priority_class_is_refused_by_name():
    with pytest.raises(InvalidField) as refusal:
        after(make_line(), ev.Join(at(0), make_waiting(1, priority_class="royal")))

    assert refusal.value.value == "royal"
    assert "walk-in" in refusal.value.wanted
