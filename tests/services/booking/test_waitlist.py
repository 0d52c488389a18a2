"""A freed place goes to whoever has waited longest for it, one offer at a time."""

from datetime import timedelta

import pytest
from tests.builders import given_patient, given_practitioner, given_session
from tests.services.booking.builders import MINUTE, book, hold, places, wait_for

from horarium.domain.actor import Role
from horarium.domain.appointment import AppointmentStatus
from horarium.domain.errors import (
    AlreadyWaiting,
    InvalidField,
    NoSuchThing,
    OfferOver,
    RoleMissing,
    WishOver,
)
from horarium.domain.session import Quota
from horarium.domain.token import TokenSource
from horarium.domain.waitlist import OfferStatus, WishStatus
from horarium.services import appointments, availability, holds, sessions, waitlist


def given_full(work, **changes):
    """A session of one place, tomorrow, with whoever holds it."""
    known = {"capacity": 1, "start": work.clock.now() + timedelta(days=1)}
    session = given_session(work, **known | changes)
    return session, book(work, session)


def free(work, booked):
    appointments.cancel(work, booked.id, "better")


def only_offer(work, session):
    [offer] = waitlist.of_session(work, session.id)
    return offer


def test_a_cancelled_place_is_offered_and_held(work):
    session, booked = given_full(work)
    wish = wait_for(work, session)

    free(work, booked)

    offer = only_offer(work, session)
    assert (offer.wish, offer.status) == (wish.id, OfferStatus.OUT)
    assert places(work, session.id) == (0, 1)
    assert waitlist.get(work, wish.id).status is WishStatus.OFFERED
    held = holds.get(work, offer.appointment)
    assert held.held_until_at == offer.expires_at


def test_accepting_books_the_place(work):
    session, booked = given_full(work)
    wish = wait_for(work, session)
    free(work, booked)

    got = waitlist.accept(work, only_offer(work, session).id)

    assert got.appointment.status is AppointmentStatus.BOOKED
    assert got.appointment.patient == wish.patient
    assert waitlist.get(work, wish.id).status is WishStatus.PLACED
    assert places(work, session.id) == (1, 0)


def test_accepting_twice_is_the_same_booking(work):
    session, booked = given_full(work)
    wait_for(work, session)
    free(work, booked)
    offer = only_offer(work, session)

    assert waitlist.accept(work, offer.id) == waitlist.accept(work, offer.id)


def test_declining_passes_the_place_on_and_keeps_the_wish(work, clock):
    session, booked = given_full(work)
    first, second = wait_for(work, session), wait_for(work, session)
    free(work, booked)
    offer = only_offer(work, session)
    clock.at += MINUTE

    declined = waitlist.decline(work, offer.id)

    offers = waitlist.of_session(work, session.id)
    assert declined.status is OfferStatus.DECLINED
    assert [one.wish for one in offers] == [first.id, second.id]
    kept = waitlist.get(work, first.id)
    assert (kept.status, kept.n_passed) == (WishStatus.WAITING, 1)
    with pytest.raises(OfferOver):
        waitlist.accept(work, declined.id)


def test_who_let_a_place_of_a_session_pass_is_not_asked_for_it_again(work):
    session, booked = given_full(work)
    wait_for(work, session)
    free(work, booked)

    waitlist.decline(work, only_offer(work, session).id)

    assert waitlist.offer_freed(work, session.id) is None
    assert places(work, session.id) == (0, 0)


def test_an_offer_runs_out_and_the_next_is_asked(work, clock):
    session, booked = given_full(work)
    wait_for(work, session)
    second = wait_for(work, session)
    free(work, booked)
    offer = only_offer(work, session)
    clock.at = offer.expires_at

    with pytest.raises(OfferOver):
        waitlist.accept(work, offer.id)
    waitlist.expire(work, offer.id)

    stale, fresh = waitlist.of_session(work, session.id)
    assert stale.status is OfferStatus.EXPIRED
    assert (fresh.wish, fresh.status) == (second.id, OfferStatus.OUT)


def test_the_sweep_does_all_that_time_alone_brings(begin_as, clock):
    with begin_as() as work:
        session, booked = given_full(work)
        wait_for(work, session)
        second = wait_for(work, session)
        free(work, booked)
        offer = only_offer(work, session)
    clock.at = offer.expires_at

    first_look, second_look = (waitlist.sweep(begin_as) for _ in range(2))

    with begin_as() as work:
        out = waitlist.of_session(work, session.id)[-1]
        assert (out.wish, out.status) == (second.id, OfferStatus.OUT)
        assert places(work, session.id) == (0, 1)
    assert first_look > 0
    assert second_look == 0


def test_a_hold_that_runs_out_frees_a_place_for_the_waitlist(begin_as, clock):
    with begin_as() as work:
        session, booked = given_full(work)
        appointments.cancel(work, booked.id, "better")
        held = hold(work, session)
        wish = wait_for(work, session)
    clock.at = held.held_until_at

    waitlist.sweep(begin_as)

    with begin_as() as work:
        assert only_offer(work, session).wish == wish.id


def test_a_wish_whose_days_are_over_is_let_go(begin_as, clock):
    with begin_as() as work:
        session, _ = given_full(work)
        wish = wait_for(work, session, last_on=session.on_date)
    clock.at += timedelta(days=2)

    waitlist.sweep(begin_as)

    with begin_as() as work:
        assert waitlist.get(work, wish.id).status is WishStatus.OVER


def test_only_who_wants_that_doctor_and_that_day_is_asked(work):
    session, booked = given_full(work)
    wait_for(work, session, practitioner=given_practitioner(work).id)
    wait_for(work, session, first_on=session.on_date + timedelta(days=1))
    right = wait_for(work, session, practitioner=session.practitioner)

    free(work, booked)

    assert only_offer(work, session).wish == right.id


def test_priority_goes_before_those_who_came_earlier(work):
    session, booked = given_full(work)
    wait_for(work, session)
    urgent = wait_for(work, session, source=TokenSource.PRIORITY)

    free(work, booked)

    assert only_offer(work, session).wish == urgent.id


def test_who_is_seen_elsewhere_at_that_time_is_passed_over(work):
    session, booked = given_full(work, hours=0.25)
    busy, other = given_patient(work), given_session(work, start=session.interval.start)
    book(work, other, patient=busy.id, start=session.interval.start)
    wait_for(work, session, busy)
    free_one = wait_for(work, session)

    free(work, booked)

    assert only_offer(work, session).wish == free_one.id


def test_places_kept_for_others_are_not_offered(work):
    session, booked = given_full(work)
    quota = Quota("follow-up", 1, session.interval.start)
    availability.set_quotas(work, session.id, [quota])
    wait_for(work, session)
    wanted = wait_for(work, session, source=TokenSource.FOLLOW_UP)

    free(work, booked)

    assert only_offer(work, session).wish == wanted.id


def test_leaving_the_list_passes_an_offer_on(work, clock):
    session, booked = given_full(work)
    first, second = wait_for(work, session), wait_for(work, session)
    free(work, booked)
    clock.at += MINUTE

    left = waitlist.leave(work, first.id)

    assert left.status is WishStatus.LEFT
    offers = waitlist.of_session(work, session.id)
    assert [(one.wish, one.status) for one in offers] == [
        (first.id, OfferStatus.WITHDRAWN),
        (second.id, OfferStatus.OUT),
    ]
    with pytest.raises(WishOver):
        waitlist.leave(work, first.id)


def test_nobody_is_on_the_list_for_a_service_twice(work):
    session, patient = given_full(work)[0], given_patient(work)
    wait_for(work, session, patient)

    with pytest.raises(AlreadyWaiting):
        wait_for(work, session, patient)


def test_a_wish_is_for_days_to_come(work):
    session, _ = given_full(work)
    past = work.today - timedelta(days=1)

    with pytest.raises(InvalidField):
        wait_for(work, session, first_on=past, last_on=past)


def test_no_free_place_is_no_offer(work):
    session, _ = given_full(work)
    wait_for(work, session)

    assert waitlist.offer_freed(work, session.id) is None


def test_a_closed_session_offers_nothing(work):
    session, booked = given_full(work)
    free(work, booked)
    wait_for(work, session)
    sessions.store.change(work.db, session.id, status="closed")

    assert waitlist.offer_freed(work, session.id) is None


def test_a_patient_answers_own_offers_and_knows_of_no_other(work, work_as):
    session, booked = given_full(work)
    patient = given_patient(work)
    wait_for(work, session, patient)
    free(work, booked)
    offer = only_offer(work, session)
    own = work_as(Role.PATIENT, patient=patient.id)
    stranger = work_as(Role.PATIENT, patient=given_patient(work).id)

    with pytest.raises(NoSuchThing):
        waitlist.accept(stranger, offer.id)
    with pytest.raises(RoleMissing):
        waitlist.accept(work_as(Role.NURSE), offer.id)

    assert waitlist.mine(stranger) == []
    assert [one.id for one in waitlist.mine(own)] == [offer.id]
    assert waitlist.accept(own, offer.id).appointment.patient == patient.id


def test_one_offer_a_person_also_when_two_places_are_free(work):
    session = given_session(
        work, capacity=2, start=work.clock.now() + timedelta(days=1)
    )
    wait_for(work, session)

    first = waitlist.offer_freed(work, session.id)
    second = waitlist.offer_freed(work, session.id)

    assert first is not None
    assert second is None
    assert first.expires_at - work.clock.now() == 15 * MINUTE
