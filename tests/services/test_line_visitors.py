"""Who was not at the door, who comes back, who goes on elsewhere."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from tests.builders import given_session
from tests.services.lines import book, emergency, see, walk_in

from horarium.domain.actor import Role
from horarium.domain.appointment import AppointmentStatus
from horarium.domain.errors import (
    AlreadyInLine,
    IllegalMove,
    InvalidField,
    QuotaHeld,
    RoleMissing,
    SessionFull,
    SessionNotOpen,
    StillServing,
)
from horarium.domain.session import Quota
from horarium.domain.token import TokenSource, TokenStatus
from horarium.services import (
    appointments,
    line_visitors,
    lines,
    tokens,
    views,
)
from horarium.services.tokens import WalkIn
from horarium.store import sessions as session_store
from horarium.store.tables import outbox


def called_and_skipped(work, session):
    return lines.skip(work, lines.call_next(work, session.id).id)


def labels_waiting(work, session):
    return [one.token.label for one in views.line(work, session.id).waiting]


def test_who_is_back_within_the_grace_comes_in_behind_two(work, clock):
    session = given_session(work, capacity=9)
    others = []
    for _ in range(5):
        others.append(walk_in(work, session))
        clock.at += timedelta(minutes=1)
    skipped = called_and_skipped(work, session)
    clock.at += timedelta(minutes=14)

    back = line_visitors.come_back(work, skipped.id)

    assert back.status is TokenStatus.ARRIVED
    waiting = labels_waiting(work, session)
    expected = [others[1], others[2], back, others[3], others[4]]
    assert waiting == [one.label for one in expected]


def test_who_is_back_later_goes_to_the_end_of_the_class(work, clock):
    session = given_session(work, capacity=9)
    for _ in range(4):
        walk_in(work, session)
    skipped = called_and_skipped(work, session)
    clock.at += timedelta(minutes=16)

    back = line_visitors.come_back(work, skipped.id)

    assert labels_waiting(work, session)[-1] == back.label


def test_a_skipped_patient_at_the_door_after_all_is_simply_started(work):
    session = given_session(work)
    walk_in(work, session)
    skipped = called_and_skipped(work, session)

    started = lines.start(work, skipped.id)

    assert started.status is TokenStatus.IN_CONSULTATION


def test_a_skipped_patient_cannot_be_started_beside_another(work):
    session = given_session(work)
    walk_in(work, session), walk_in(work, session)
    skipped = called_and_skipped(work, session)
    lines.call_next(work, session.id)

    with pytest.raises(StillServing):
        lines.start(work, skipped.id)


def test_who_waits_can_leave_and_the_place_is_free_again(work):
    session = given_session(work, capacity=1)
    token = walk_in(work, session)

    gone = line_visitors.leave(work, token.id)

    assert gone.status is TokenStatus.LEFT
    assert walk_in(work, session).number == 2


def test_who_was_booked_and_left_unseen_can_book_that_time_elsewhere(work):
    session, other = given_session(work), given_session(work)
    booked = book(work, session, start=session.interval.start)
    tokens.check_in(work, booked.token.id)

    line_visitors.leave(work, booked.token.id)

    given_up = appointments.get(work, booked.appointment.id)
    assert given_up.status is AppointmentStatus.CANCELLED
    patient = type("Known", (), {"id": booked.token.patient})
    assert book(work, other, patient, start=other.interval.start)


def test_a_noshow_who_comes_all_the_same_takes_a_place_if_there_is_one(work):
    session = given_session(work, capacity=1)
    token = walk_in(work, session)
    lines.mark_noshow(work, lines.call_next(work, session.id).id)

    back = line_visitors.come_back(work, token.id)

    assert back.status is TokenStatus.ARRIVED
    assert session_store.by_id(work.db, session.id).taken == 1


def test_a_noshow_whose_place_was_given_away_is_refused(work):
    session = given_session(work, capacity=1)
    token = walk_in(work, session)
    lines.mark_noshow(work, lines.call_next(work, session.id).id)
    walk_in(work, session)

    with pytest.raises(SessionFull):
        line_visitors.come_back(work, token.id)


def test_a_noshow_does_not_come_back_into_a_place_kept_for_others(work, clock):
    release_at = clock.at + timedelta(hours=1)
    quota = Quota(TokenSource.FOLLOW_UP.value, 1, release_at)
    session = given_session(work, capacity=2, quotas=(quota,))
    token = walk_in(work, session)
    lines.mark_noshow(work, lines.call_next(work, session.id).id)
    other = walk_in(work, session)

    with pytest.raises(QuotaHeld):
        line_visitors.come_back(work, token.id)
    clock.at = release_at

    assert line_visitors.come_back(work, token.id).status is TokenStatus.ARRIVED
    assert other.number == 2


def test_a_noshow_with_a_new_token_does_not_get_the_old_one_back(work):
    session = given_session(work)
    token = walk_in(work, session)
    lines.mark_noshow(work, lines.call_next(work, session.id).id)
    tokens.add_walk_in(work, WalkIn(session=session.id, patient=token.patient))

    with pytest.raises(AlreadyInLine):
        line_visitors.come_back(work, token.id)


def test_a_noshow_whose_slot_was_resold_is_seen_beside_the_new_one(work, clock):
    session = given_session(work)
    start = session.interval.start + timedelta(minutes=10)
    booked = book(work, session, start=start)
    clock.at = start
    tokens.check_in(work, booked.token.id)
    lines.mark_noshow(work, lines.call_next(work, session.id).id)
    resold = book(work, session, start=start)

    line_visitors.come_back(work, booked.token.id)
    see(work, session, clock, minutes=5)

    both = (booked.appointment.id, resold.appointment.id)
    statuses = [appointments.get(work, one).status for one in both]
    assert statuses == [AppointmentStatus.FULFILLED, AppointmentStatus.BOOKED]


def test_a_transfer_keeps_the_place_in_time_and_gives_a_new_number(work, clock):
    here, there = given_session(work), given_session(work)
    token = walk_in(work, here)
    clock.at += timedelta(minutes=20)
    later = walk_in(work, there)

    new = line_visitors.transfer(work, token.id, there.id)

    assert new.number == 2
    assert labels_waiting(work, there) == [new.label, later.label]
    assert tokens.get(work, token.id).status is TokenStatus.TRANSFERRED
    taken = [session_store.by_id(work.db, one.id).taken for one in (here, there)]
    assert taken == [0, 2]


def test_the_old_link_leads_to_the_new_token_over_two_transfers(work):
    sessions = [given_session(work) for _ in range(3)]
    first = walk_in(work, sessions[0])

    second = line_visitors.transfer(work, first.id, sessions[1].id)
    third = line_visitors.transfer(work, second.id, sessions[2].id)

    assert views.token(work, first.opaque).id == third.id
    assert views.token(work, second.opaque).id == third.id


def test_a_booked_patient_is_transferred_with_an_appointment(work):
    here, there = given_session(work), given_session(work)
    booked = book(work, here, start=here.interval.start)

    new = line_visitors.transfer(work, booked.token.id, there.id)

    assert new.status is TokenStatus.BOOKED
    assert new.slot_start_at == there.interval.start
    old = appointments.get(work, booked.appointment.id)
    assert old.status is AppointmentStatus.CANCELLED
    assert appointments.get(work, new.appointment).status is AppointmentStatus.BOOKED


def test_an_emergency_is_transferred_into_the_overflow(work):
    here, there = given_session(work), given_session(work, capacity=1)
    walk_in(work, there)
    urgent = emergency(work, here)

    new = line_visitors.transfer(work, urgent.id, there.id)

    assert new.overflow
    after = session_store.by_id(work.db, there.id)
    assert (after.taken, after.overflow_taken, after.capacity) == (1, 1, 1)


def test_a_transfer_into_a_full_session_is_refused_whole(begin_as):
    with begin_as() as work:
        here, there = given_session(work), given_session(work, capacity=1)
        walk_in(work, there)
        token = walk_in(work, here)

    with pytest.raises(SessionFull), begin_as() as work:
        line_visitors.transfer(work, token.id, there.id)

    with begin_as() as work:
        assert tokens.get(work, token.id).status is TokenStatus.ARRIVED
        assert session_store.by_id(work.db, here.id).taken == 1


def test_a_transfer_to_the_same_session_makes_no_sense(work):
    session = given_session(work)

    with pytest.raises(InvalidField):
        line_visitors.transfer(work, walk_in(work, session).id, session.id)


def test_who_was_transferred_is_told(work):
    here, there = given_session(work), given_session(work)
    token = walk_in(work, here)

    new = line_visitors.transfer(work, token.id, there.id)

    rows = work.db.execute(
        select(outbox.c.payload).where(outbox.c.topic == "token.moved")
    )
    [told] = [row.payload for row in rows]
    assert (told["patient"], told["token"]) == (str(token.patient), str(new.id))


def test_a_break_counts_in_the_wait_and_calling_ends_it(work, clock):
    session = given_session(work)
    token = walk_in(work, session)
    lines.call_next(work, session.id)
    lines.undo_call(work, session.id)

    until = clock.at + timedelta(minutes=25)
    paused = lines.pause(work, session.id, until)
    during = views.token(work, token.opaque).wait
    lines.call_next(work, session.id)

    assert paused.break_until_at == until
    assert during.low_min >= 20
    assert session_store.by_id(work.db, session.id).break_from_at is None


def test_a_break_that_ends_in_the_past_makes_no_sense(work, clock):
    session = given_session(work)

    with pytest.raises(InvalidField):
        lines.pause(work, session.id, clock.at - timedelta(minutes=1))


def test_a_closed_session_takes_no_break(work):
    session = given_session(work)
    lines.close(work, session.id)

    with pytest.raises(SessionNotOpen):
        lines.pause(work, session.id)
    with pytest.raises(SessionNotOpen):
        lines.resume(work, session.id)


def test_only_a_called_patient_can_be_skipped(work):
    token = walk_in(work, given_session(work))

    with pytest.raises(IllegalMove):
        lines.skip(work, token.id)


def test_the_desk_takes_people_back_and_the_doctor_skips_them(work, work_as):
    session = given_session(work)
    walk_in(work, session)
    called = lines.call_next(work, session.id)

    with pytest.raises(RoleMissing):
        lines.skip(work_as(Role.STAFF), called.id)
    skipped = lines.skip(work_as(Role.DOCTOR), called.id)

    back = line_visitors.come_back(work_as(Role.STAFF), skipped.id)
    assert back.status is TokenStatus.ARRIVED
