"""A hold keeps a slot and a place for some minutes, and not a moment longer."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from tests.builders import given_patient, given_session
from tests.services.booking.builders import MINUTE, book, hold, places

from horarium.domain.appointment import AppointmentStatus
from horarium.domain.errors import (
    AlreadyInLine,
    AppointmentNotActive,
    HoldExpired,
    PatientDoubleBooked,
    QuotaHeld,
    SessionFull,
    SlotTaken,
)
from horarium.domain.session import Quota
from horarium.domain.token import TokenSource, TokenStatus
from horarium.services import availability, holds, line_policies, tokens
from horarium.services.holds import HoldRequest
from horarium.services.line_policies import RuleChanges
from horarium.services.patients import NewPatient
from horarium.services.tokens import WalkIn
from horarium.store import sessions


def walk_in(work, session, **changes):
    request = WalkIn(session=session.id, patient=NewPatient(name="Ben"), **changes)
    return tokens.add_walk_in(work, request)


def test_a_hold_counts_against_the_capacity(work):
    session = given_session(work, capacity=1)
    hold(work, session)

    with pytest.raises(SessionFull):
        walk_in(work, session)
    with pytest.raises(SessionFull):
        hold(work, session, start=session.interval.start + 10 * MINUTE)

    assert places(work, session.id) == (0, 1)


def test_a_hold_ends_by_itself_and_gives_its_place_to_whoever_asks(work, clock):
    session = given_session(work, capacity=1)
    held = hold(work, session, minutes=5)
    clock.at = held.held_until_at

    token = walk_in(work, session)

    assert token.number == 1
    assert places(work, session.id) == (1, 0)
    assert holds.get(work, held.id).status is AppointmentStatus.CANCELLED


def test_the_slot_of_a_hold_that_is_over_can_be_booked(work, clock):
    session = given_session(work)
    start = session.interval.start + timedelta(hours=1)
    held = hold(work, session, start=start, minutes=5)
    with pytest.raises(SlotTaken):
        book(work, session, start=start)

    clock.at = held.held_until_at

    assert book(work, session, start=start).appointment.interval.start == start


def test_the_patient_of_a_hold_that_is_over_can_be_booked_elsewhere(work, clock):
    one, other, patient = given_session(work), given_session(work), given_patient(work)
    start = one.interval.start + timedelta(hours=1)
    held = hold(work, one, patient=patient.id, start=start, minutes=5)
    with pytest.raises(PatientDoubleBooked):
        book(work, other, patient=patient.id, start=start)

    clock.at = held.held_until_at

    assert book(work, other, patient=patient.id, start=start).token.session == other.id


def test_confirming_a_hold_books_it_with_a_number(work):
    session = given_session(work, capacity=1)
    held = hold(work, session)

    booked = holds.confirm(work, held.id)

    assert booked.appointment.id == held.id
    assert booked.appointment.status is AppointmentStatus.BOOKED
    assert (booked.token.number, booked.token.status) == (1, TokenStatus.BOOKED)
    assert places(work, session.id) == (1, 0)


def test_confirming_twice_is_the_same_booking(work):
    held = hold(work, given_session(work))

    first, second = holds.confirm(work, held.id), holds.confirm(work, held.id)

    assert first == second


def test_a_hold_that_is_over_cannot_be_confirmed_even_if_nobody_took_the_place(
    work, clock
):
    session = given_session(work)
    held = hold(work, session, minutes=5)
    clock.at = held.held_until_at

    with pytest.raises(HoldExpired):
        holds.confirm(work, held.id)

    assert places(work, session.id)[0] == 0


def test_a_released_hold_frees_its_place_at_once(work):
    session = given_session(work, capacity=1)
    held = hold(work, session)

    released = holds.release(work, held.id)

    assert released.status is AppointmentStatus.CANCELLED
    assert places(work, session.id) == (0, 0)
    assert holds.release(work, held.id) == released
    assert walk_in(work, session).number == 1


def test_a_booking_is_no_hold_to_be_released(work):
    booked = book(work, given_session(work))

    with pytest.raises(AppointmentNotActive):
        holds.release(work, booked.id)


def test_who_is_in_line_already_needs_no_hold(work):
    session, patient = given_session(work), given_patient(work)
    book(work, session, patient=patient.id)

    with pytest.raises(AlreadyInLine):
        hold(work, session, patient=patient.id)


def test_a_hold_never_outlasts_the_start_of_its_slot(work):
    session = given_session(work)
    start = session.interval.start + 10 * MINUTE

    held = hold(work, session, start=start, minutes=60)

    assert held.held_until_at == start


def quota(session, name, places, release_min=60):
    return Quota(name, places, session.interval.start - release_min * MINUTE)


def given_tomorrow(work, clock, **changes):
    start = clock.at + timedelta(days=1)
    return given_session(work, start=start, **changes)


def test_places_kept_for_a_class_are_not_given_to_another(work, clock):
    session = given_tomorrow(work, clock, capacity=3)
    availability.set_quotas(work, session.id, [quota(session, "follow-up", 2)])
    book(work, session)

    with pytest.raises(QuotaHeld):
        book(work, session)
    with pytest.raises(QuotaHeld):
        hold(work, session)
    clock.at = session.interval.start - timedelta(hours=8)
    with pytest.raises(QuotaHeld):
        walk_in(work, session)
    for _ in range(2):
        book(work, session, source=TokenSource.FOLLOW_UP)

    assert places(work, session.id) == (3, 0)


def test_a_quota_in_use_keeps_no_more_than_what_is_left_of_it(work, clock):
    session = given_tomorrow(work, clock, capacity=3)
    availability.set_quotas(work, session.id, [quota(session, "follow-up", 2)])
    book(work, session, source=TokenSource.FOLLOW_UP)
    hold(work, session, source=TokenSource.FOLLOW_UP)

    assert book(work, session).token.number == 2
    with pytest.raises(SessionFull):
        book(work, session)


def test_an_unused_quota_is_released_in_time(work, clock):
    session = given_tomorrow(work, clock, capacity=1)
    kept = quota(session, "follow-up", 1)
    availability.set_quotas(work, session.id, [kept])
    with pytest.raises(QuotaHeld):
        book(work, session)

    clock.at = kept.release_at

    assert book(work, session).token.number == 1


def test_a_refused_quota_burns_no_number(work, clock):
    session = given_tomorrow(work, clock, capacity=2)
    availability.set_quotas(work, session.id, [quota(session, "priority", 1)])
    book(work, session)
    with pytest.raises(QuotaHeld):
        book(work, session)

    assert book(work, session, source=TokenSource.PRIORITY).token.number == 2


def crowd_of(begin_as, session, **by_source):
    def come(n):
        source = list(by_source)[n % len(by_source)]
        try:
            with begin_as() as work:
                request = HoldRequest(
                    session=session.id,
                    patient=NewPatient(name=f"Patient {n}"),
                    start=session.interval.start + (n + 1) * 10 * MINUTE,
                    source=TokenSource(source),
                )
                held = holds.hold(work, request)
            with begin_as() as work:
                return holds.confirm(work, held.id).token.number
        except (SessionFull, QuotaHeld) as refusal:
            return refusal.code

    with ThreadPoolExecutor(8) as crowd:
        return Counter(crowd.map(come, range(16)))


def test_a_crowd_that_holds_and_confirms_never_gets_more_than_the_capacity(begin_as):
    with begin_as() as work:
        session = given_session(work, capacity=5)

    answers = crowd_of(begin_as, session, online=1)

    assert answers == Counter({"session-full": 11, **dict.fromkeys(range(1, 6), 1)})
    with begin_as() as work:
        assert places(work, session.id) == (5, 0)


def test_a_crowd_cannot_take_what_is_kept_for_others(begin_as, clock):
    with begin_as() as work:
        session = given_tomorrow(work, clock, capacity=5)
        availability.set_quotas(work, session.id, [quota(session, "priority", 3)])

    answers = crowd_of(begin_as, session, online=1)

    assert answers == Counter({"quota-held": 14, 1: 1, 2: 1})


def test_capacity_can_not_be_held_and_taken_beyond_even_by_hand(work):
    session = given_session(work, capacity=1)
    hold(work, session)

    with pytest.raises(Exception, match="ck_session_held"):
        sessions.change(work.db, session.id, taken=1)


def test_a_hold_lasts_as_long_as_the_clinic_says(work):
    session = given_session(work)
    rules = RuleChanges(hold_min=4)
    line_policies.change(work, session.discipline, rules)

    held = hold(work, session)

    assert held.held_until_at == work.clock.now() + timedelta(minutes=4)
