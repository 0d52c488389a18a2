"""A moved appointment has its new place before it gives the old one back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from tests.builders import given_patient, given_session
from tests.services.booking.builders import (
    MINUTE,
    TUESDAY,
    at,
    book,
    given_rule,
    hold,
    places,
    wait_for,
)

from horarium.domain.appointment import AppointmentStatus
from horarium.domain.errors import (
    AppointmentNotActive,
    InvalidField,
    PatientDoubleBooked,
    Refused,
    SessionFull,
    SlotTaken,
)
from horarium.domain.token import TokenStatus
from horarium.services import appointments, availability, rescheduling, tokens, waitlist
from horarium.services.availability.slots import GIVEN_UP
from horarium.services.rescheduling import Reschedule


def move(work, booked, session=None, **changes):
    wanted = {"appointment": booked.id, **changes}
    if session is not None:
        wanted["session"] = session.id
    return rescheduling.reschedule(work, Reschedule(**wanted))


def test_a_move_to_another_session_takes_a_place_there_and_gives_the_old_one_back(work):
    one, other = given_session(work, capacity=1), given_session(work, capacity=1)
    booked = book(work, one)

    moved = move(work, booked, other)

    assert moved.appointment.replaces == booked.id
    assert moved.appointment.session == other.id
    assert places(work, one.id) == (0, 0)
    assert places(work, other.id) == (1, 0)
    old = appointments.get(work, booked.id)
    assert (old.status, old.reason) == (AppointmentStatus.CANCELLED, "rescheduled")
    assert tokens.get(work, booked.token.id).status is TokenStatus.CANCELLED


def test_a_move_within_a_full_session_keeps_place_and_number(work):
    session = given_session(work, capacity=1)
    booked = book(work, session)
    later = session.interval.start + timedelta(hours=1)

    moved = move(work, booked, session, start=later)

    assert moved.token.id == booked.token.id
    assert moved.token.number == booked.token.number
    assert moved.token.slot_start_at == later
    assert moved.appointment.replaces == booked.id
    assert places(work, session.id) == (1, 0)
    held = appointments.of_session(work, session.id)
    assert [one.interval.start for one in held if one.status not in GIVEN_UP] == [later]


def test_a_refused_move_leaves_the_old_place_as_it_was(work):
    one, full = given_session(work), given_session(work, capacity=1)
    booked = book(work, one)
    book(work, full)

    with pytest.raises(SessionFull):
        move(work, booked, full, start=full.interval.start + 10 * MINUTE)

    assert appointments.get(work, booked.id) == booked.appointment
    assert tokens.get(work, booked.token.id) == booked.token
    assert places(work, one.id) == (1, 0)


def test_a_taken_slot_of_the_same_session_refuses_the_move(work):
    session = given_session(work)
    first, second = book(work, session), book(work, session)

    with pytest.raises(SlotTaken):
        move(work, first, session, start=second.appointment.interval.start)

    assert appointments.get(work, first.id) == first.appointment


def test_a_move_may_overlap_the_time_it_leaves(work):
    one, other = given_session(work), given_session(work)
    booked = book(work, one)

    moved = move(work, booked, other, start=booked.appointment.interval.start)

    assert moved.appointment.interval == booked.appointment.interval


def test_a_move_may_not_overlap_another_appointment_of_the_patient(work):
    patient = given_patient(work)
    one, other, third = (given_session(work) for _ in range(3))
    later = one.interval.start + timedelta(hours=1)
    booked = book(work, one, patient=patient.id)
    book(work, other, patient=patient.id, start=later)

    with pytest.raises(PatientDoubleBooked):
        move(work, booked, third, start=later)
    with pytest.raises(PatientDoubleBooked):
        move(work, booked, one, start=later)

    assert appointments.get(work, booked.id).status is AppointmentStatus.BOOKED


def test_a_slot_held_by_nobody_any_more_can_be_moved_to(work, clock):
    session = given_session(work)
    booked = book(work, session)
    start = session.interval.start + timedelta(hours=2)
    held = hold(work, session, start=start, minutes=5)
    clock.at = held.held_until_at

    assert move(work, booked, session, start=start).appointment.interval.start == start


def test_a_move_to_a_rule_opens_its_day(work):
    rule = given_rule(work)
    booked = book(work, given_session(work))

    moved = move(work, booked, rule=rule.id, start=at(14))

    session = availability.session_for(work, rule.id, TUESDAY)
    assert moved.appointment.session == session.id


def test_who_is_here_already_is_not_moved(work):
    booked = book(work, given_session(work))
    appointments.check_in(work, booked.id)

    with pytest.raises(AppointmentNotActive):
        move(work, booked, given_session(work))


def test_the_same_time_again_is_no_move(work):
    session = given_session(work)
    booked = book(work, session)

    with pytest.raises(InvalidField):
        move(work, booked, session, start=booked.appointment.interval.start)


def test_a_move_under_a_key_is_made_once(work):
    booked, other = book(work, given_session(work)), given_session(work)

    first = move(work, booked, other, idempotency_key="move-1")
    again = move(work, booked, other, idempotency_key="move-1")

    assert first == again
    assert places(work, other.id) == (1, 0)


def test_the_place_left_behind_is_offered_to_the_waitlist(work):
    tomorrow = work.clock.now() + timedelta(days=1)
    one = given_session(work, capacity=1, start=tomorrow)
    booked = book(work, one)
    wish = wait_for(work, one)

    move(work, booked, given_session(work))

    [offer] = waitlist.of_session(work, one.id)
    assert offer.wish == wish.id


def test_two_who_swap_sessions_at_once_both_get_an_answer(begin_as):
    with begin_as() as work:
        one, other = given_session(work, capacity=4), given_session(work, capacity=4)
        there = [book(work, one) for _ in range(4)]
        here = [book(work, other) for _ in range(4)]

    def swap(pair):
        booked, target = pair
        try:
            with begin_as() as work:
                return move(work, booked, target).appointment.session
        except Refused as refusal:
            return refusal.code

    pairs = [(b, other) for b in there] + [(b, one) for b in here]
    with ThreadPoolExecutor(8) as crowd:
        answers = set(crowd.map(swap, pairs))

    assert answers == {"session-full"}
    with begin_as() as work:
        assert places(work, one.id) == places(work, other.id) == (4, 0)
