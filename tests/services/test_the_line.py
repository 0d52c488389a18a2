"""One day at the desk and in the clinic, against a real database."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from tests.builders import (
    given_patient,
    given_practitioner,
    given_session,
    make_room,
)

from horarium.domain.actor import Role
from horarium.domain.appointment import AppointmentStatus
from horarium.domain.errors import (
    AlreadyInLine,
    IdempotencyKeyReused,
    IllegalMove,
    NobodyWaiting,
    NothingToUndo,
    NotYourSession,
    OverflowFull,
    PatientDoubleBooked,
    RecordNumberTaken,
    RoleMissing,
    SessionFull,
    SessionNotOpen,
    SlotOutsideSession,
    SlotTaken,
    StillServing,
)
from horarium.domain.token import TokenStatus
from horarium.services import (
    appointments,
    lines,
    patients,
    sessions,
    tokens,
    views,
)
from horarium.services.appointments import BookRequest
from horarium.services.patients import NewPatient
from horarium.services.sessions import NewSession
from horarium.services.tokens import Emergency, WalkIn
from horarium.services.work import Work
from horarium.store import people
from horarium.store import sessions as session_store


def walk_in(work: Work, session, name="Ben Okafor", **changes):
    request = WalkIn(session=session.id, patient=NewPatient(name=name), **changes)
    return tokens.add_walk_in(work, request)


def emergency(work: Work, session, name="Cleo Marsh"):
    return tokens.add_emergency(
        work,
        Emergency(
            session=session.id, patient=NewPatient(name=name), reason="chest pain"
        ),
    )


def test_numbers_count_up_from_one_whoever_comes(work):
    session = given_session(work, capacity=3, overflow_limit=1)

    given = [walk_in(work, session), emergency(work, session), walk_in(work, session)]

    assert [token.number for token in given] == [1, 2, 3]


def test_a_full_session_refuses_and_burns_no_number(work):
    session = given_session(work, capacity=1, overflow_limit=1)
    walk_in(work, session)

    with pytest.raises(SessionFull) as refusal:
        walk_in(work, session)
    late = emergency(work, session)

    assert refusal.value.capacity == 1
    assert late.number == 2


def test_an_emergency_uses_the_overflow_and_never_the_capacity(work):
    session = given_session(work, capacity=2, overflow_limit=1)

    emergency(work, session)
    with pytest.raises(OverflowFull):
        emergency(work, session)
    after = session_store.by_id(work.db, session.id)

    assert (after.taken, after.overflow_taken, after.capacity) == (0, 1, 2)


def test_a_repeated_key_gets_the_first_token_even_when_the_session_is_full(work):
    session = given_session(work, capacity=1)
    first = walk_in(work, session, idempotency_key="kiosk-1")

    again = walk_in(work, session, idempotency_key="kiosk-1")

    assert again.id == first.id
    assert session_store.by_id(work.db, session.id).taken == 1


def test_a_key_belongs_to_one_session(work):
    walk_in(work, given_session(work), idempotency_key="kiosk-1")

    with pytest.raises(IdempotencyKeyReused):
        walk_in(work, given_session(work), idempotency_key="kiosk-1")


def test_a_patient_holds_one_active_token_of_a_session(work):
    session, patient = given_session(work), given_patient(work)
    request = WalkIn(session=session.id, patient=patient.id)
    first = tokens.add_walk_in(work, request)

    with pytest.raises(AlreadyInLine) as refusal:
        tokens.add_walk_in(work, request)

    assert refusal.value.token == first.label


def test_the_line_goes_from_call_to_completed(work, clock):
    session = given_session(work)
    first, second = walk_in(work, session), walk_in(work, session)

    called = lines.call_next(work, session.id)
    with pytest.raises(StillServing):
        lines.call_next(work, session.id)
    clock.at += timedelta(minutes=1)
    lines.start(work, called.id)
    clock.at += timedelta(minutes=12)
    done = lines.complete(work, called.id)

    assert called.id == first.id
    assert done.status is TokenStatus.COMPLETED
    assert lines.call_next(work, session.id).id == second.id


def test_an_emergency_is_called_before_those_who_came_earlier(work, clock):
    session = given_session(work, overflow_limit=1)
    walk_in(work, session)
    clock.at += timedelta(minutes=5)
    urgent = emergency(work, session)

    assert lines.call_next(work, session.id).id == urgent.id


def test_the_last_call_can_be_taken_back_until_the_consultation_starts(work):
    session = given_session(work)
    walk_in(work, session)
    called = lines.call_next(work, session.id)

    back = lines.undo_call(work, session.id)
    lines.start(work, lines.call_next(work, session.id).id)

    assert (back.id, back.status) == (called.id, TokenStatus.ARRIVED)
    with pytest.raises(NothingToUndo):
        lines.undo_call(work, session.id)


def test_a_noshow_frees_the_place_and_keeps_the_number(work):
    session = given_session(work, capacity=1)
    walk_in(work, session)
    lines.mark_noshow(work, lines.call_next(work, session.id).id)

    assert walk_in(work, session).number == 2


def test_an_illegal_move_says_what_would_be_legal(work):
    session = given_session(work)
    token = walk_in(work, session)

    with pytest.raises(IllegalMove) as refusal:
        lines.complete(work, token.id)

    assert "call" in refusal.value.allowed


def test_nobody_waiting_is_a_refusal(work):
    with pytest.raises(NobodyWaiting):
        lines.call_next(work, given_session(work).id)


def test_a_doctor_serves_only_the_own_session(work, work_as):
    session = given_session(work)
    walk_in(work, session)
    stranger = work_as(Role.DOCTOR, practitioner=given_practitioner(work).id)
    doctor = work_as(Role.DOCTOR, practitioner=session.practitioner)

    with pytest.raises(NotYourSession):
        lines.call_next(stranger, session.id)
    assert lines.call_next(doctor, session.id).status is TokenStatus.CALLED


def test_staff_may_not_call_and_doctors_may_not_add(work, work_as):
    session = given_session(work)

    with pytest.raises(RoleMissing):
        lines.call_next(work_as(Role.STAFF), session.id)
    with pytest.raises(RoleMissing):
        walk_in(work_as(Role.DOCTOR), session)


def test_closing_sends_home_whoever_is_left_and_takes_nobody_more(work):
    session = given_session(work)
    waiting = walk_in(work, session)

    lines.close(work, session.id)

    assert tokens.get(work, waiting.id).status is TokenStatus.LEFT
    with pytest.raises(SessionNotOpen):
        walk_in(work, session)


def book(work: Work, session, patient=None, **changes):
    who = patient.id if patient else NewPatient(name="Dana Frei")
    return appointments.book(
        work, BookRequest(session=session.id, patient=who, **changes)
    )


def test_a_booking_takes_the_first_slot_that_is_still_to_come(work, clock):
    session = given_session(work)
    clock.at = session.interval.start + timedelta(minutes=1)

    booked = book(work, session)

    wanted = session.interval.start + timedelta(minutes=session.slot_min)
    assert booked.appointment.interval.start == wanted
    assert booked.token.status is TokenStatus.BOOKED
    assert booked.token.slot_start_at == wanted


def test_a_slot_is_sold_once_and_again_after_it_was_given_up(work):
    session = given_session(work)
    start = session.interval.start
    first = book(work, session, start=start)

    with pytest.raises(SlotTaken):
        book(work, session, start=start)
    appointments.cancel(work, first.appointment.id, "moved away")

    assert book(work, session, start=start).token.number == 2
    gone = appointments.get(work, first.appointment.id)
    assert gone.status is AppointmentStatus.CANCELLED


def test_a_time_between_slots_names_the_slots_there_are(work):
    session = given_session(work)
    odd = session.interval.start + timedelta(minutes=1)

    with pytest.raises(SlotOutsideSession) as refusal:
        book(work, session, start=odd)

    assert str(session.slot_min) in refusal.value.sentence()


def test_a_patient_cannot_be_in_two_rooms_at_once(work):
    patient = given_patient(work)
    one, other = given_session(work), given_session(work)
    book(work, one, patient, start=one.interval.start)

    with pytest.raises(PatientDoubleBooked):
        book(work, other, patient, start=other.interval.start)


def test_checking_in_moves_the_appointment_and_the_token(work):
    booked = book(work, given_session(work))

    token = appointments.check_in(work, booked.appointment.id)

    assert token.status is TokenStatus.ARRIVED
    after = appointments.get(work, booked.appointment.id)
    assert after.status is AppointmentStatus.CHECKED_IN


def test_the_board_shows_numbers_and_never_a_name(work):
    session = given_session(work)
    walk_in(work, session, name="Quentin Unmistakable")
    walk_in(work, session, name="Xanthe Unmistakable")
    called = lines.call_next(work, session.id)

    room = next(room for room in views.board(work) if room.session == session.id)

    assert room.now_serving == called.label
    assert len(room.next_labels) == 1
    assert "Unmistakable" not in repr(room)


def test_a_patients_link_tells_place_and_wait(work):
    session = given_session(work)
    walk_in(work, session)
    token = walk_in(work, session)

    seen = views.token(work, token.opaque)

    assert seen.wait.people_ahead == 1
    assert 0 <= seen.wait.low_min <= seen.wait.high_min


def test_running_late_makes_everybody_wait_longer(work, clock):
    session = given_session(work)
    clock.at = session.interval.start - timedelta(minutes=10)
    token = walk_in(work, session)
    before = views.token(work, token.opaque).wait

    sessions.run_late(work, session.id, 40)

    assert views.token(work, token.opaque).wait.low_min >= before.low_min + 30


def test_thirty_at_once_for_six_places_sell_exactly_six(
    begin_as: Callable[..., AbstractContextManager[Work]],
):
    with begin_as() as work:
        session = given_session(work, capacity=6)

    def come(n: int) -> str | int:
        try:
            with begin_as(Role.STAFF) as work:
                return walk_in(work, session, name=f"Patient {n}").number
        except SessionFull as refusal:
            return refusal.code

    with ThreadPoolExecutor(30) as crowd:
        answers = Counter(crowd.map(come, range(30)))

    assert answers == Counter({"session-full": 24, **dict.fromkeys(range(1, 7), 1)})


def test_one_key_from_many_at_once_is_one_token(begin_as):
    with begin_as() as work:
        session = given_session(work, capacity=3)

    def come(_: int) -> int:
        with begin_as(Role.STAFF) as work:
            return walk_in(work, session, idempotency_key="the same").number

    with ThreadPoolExecutor(8) as crowd:
        numbers = set(crowd.map(come, range(16)))

    with begin_as() as work:
        after = session_store.by_id(work.db, session.id)
    assert numbers == {1}
    assert after.taken == 1


def test_sessions_opened_at_once_get_series_of_their_own(begin_as):
    with begin_as() as work:
        template = given_session(work)
        doctors = [given_practitioner(work).id for _ in range(6)]
        rooms = [make_room() for _ in doctors]
        people.add_locations(work.db, work.organisation, rooms)

    def come(doctor_and_room):
        doctor, room = doctor_and_room
        with begin_as(Role.COORDINATOR) as work:
            request = NewSession(
                practitioner=doctor,
                service=template.service,
                location=room.id,
                interval=template.interval,
            )
            return sessions.open_session(work, request).series

    with ThreadPoolExecutor(6) as crowd:
        series = list(crowd.map(come, zip(doctors, rooms, strict=True)))

    assert len(set(series)) == len(doctors)


def test_a_record_number_belongs_to_one_patient(begin_as):
    def come(_: int) -> str:
        try:
            with begin_as(Role.STAFF) as work:
                request = NewPatient(name="Ana Pereira", record_number="MRN 1")
                return patients.register(work, request).record_number
        except RecordNumberTaken as refusal:
            return refusal.code

    with ThreadPoolExecutor(6) as crowd:
        answers = Counter(crowd.map(come, range(6)))

    assert answers == {"MRN 1": 1, "record-number-taken": 5}
