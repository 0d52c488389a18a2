"""Who leaves the time or the doctor to the clinic gets what costs the others least."""

from datetime import timedelta

import pytest
from tests.builders import given_patient, given_session, make_service

from horarium.domain.actor import Role
from horarium.domain.errors import IdempotencyKeyReused, NoPlaceNow, RoleMissing
from horarium.domain.session import Quota
from horarium.domain.token import TokenStatus
from horarium.engines.booking import Booked, evaluate
from horarium.services import appointments, availability, offering, tokens, walk_ins
from horarium.services.appointments import BookRequest
from horarium.services.offering.clinics import clinics_of
from horarium.services.patients import NewPatient
from horarium.services.tokens import WalkIn
from horarium.services.walk_ins import AnyWalkIn
from horarium.store import people, sessions

QUARTER = timedelta(minutes=15)
BEN = NewPatient(name="Ben")


@pytest.fixture
def rooms(work):
    """Two doctors of one service, from now on."""
    service = make_service()
    people.add_services(work.db, work.organisation, [service])
    return [
        given_session(
            work, service=service, start=work.clock.now(), slot_min=15, capacity=16
        )
        for _ in range(2)
    ]


def book(work, session, **changes):
    request = {"session": session.id, "patient": given_patient(work).id} | changes
    return appointments.book(work, BookRequest(**request))


def fill(work, session, n=4):
    for place in range(n):
        book(work, session, start=session.interval.start + place * QUARTER)


def any_walk_in(session, **changes):
    return AnyWalkIn(**{"service": session.service, "patient": BEN} | changes)


def test_without_a_start_no_free_time_would_cost_the_others_less(work, rooms):
    session, _ = rooms
    for place in (0, 1, 3):
        book(work, session, start=session.interval.start + place * QUARTER)
    [clinic] = clinics_of(work, [session]).values()
    free = availability.free_starts(work, session)

    chosen = offering.cheapest_start(work, session)

    mean = evaluate(clinic.shape, clinic.booked)
    costs = {
        start: added_cost(clinic, mean, clinic.starts.index(start)) for start in free
    }
    assert costs[chosen] == pytest.approx(min(costs.values()), abs=1e-4)
    assert chosen != free[0]


def added_cost(clinic, before, slot):
    """Waiting and overtime that one more like the others brings, in patient-minutes."""
    after = evaluate(clinic.shape, [*clinic.booked, Booked(clinic.usual, slot)])
    costs = offering.Knobs().costs
    return (
        costs.wait * (after.total_wait_min - before.total_wait_min)
        + costs.overtime * (after.overtime_min - before.overtime_min)
        + costs.idle * (after.idle_min - before.idle_min)
    )


def test_in_an_empty_session_the_first_time_is_as_good_as_any(work, rooms):
    booked = book(work, rooms[0])

    assert booked.appointment.interval.start == rooms[0].interval.start


def test_a_walk_in_goes_where_nobody_waits(work, rooms):
    busy, quiet = rooms
    fill(work, busy)
    for _ in range(2):
        walk_in = WalkIn(session=busy.id, patient=given_patient(work).id)
        tokens.add_walk_in(work, walk_in)

    token = walk_ins.add(work, any_walk_in(busy))

    assert (token.session, token.status) == (quiet.id, TokenStatus.ARRIVED)


def test_a_walk_in_who_wants_one_doctor_is_sent_to_no_other(work, rooms):
    busy, _ = rooms
    fill(work, busy)

    token = walk_ins.add(work, any_walk_in(busy, practitioner=busy.practitioner))

    assert token.session == busy.id


def test_offers_begin_with_what_costs_least(work, rooms):
    fill(work, rooms[0])

    found = walk_ins.offers(work, rooms[0].service)

    assert [one.session.id for one in found] == [rooms[1].id, rooms[0].id]
    assert found[0].alpha_min < found[1].alpha_min


def test_the_rest_of_a_session_begins_now(work, clock, rooms):
    clock.at += timedelta(minutes=50)

    found = walk_ins.offers(work, rooms[0].service)

    assert all(one.start >= clock.at - timedelta(minutes=5) for one in found)


def test_a_session_whose_last_places_are_kept_for_others_is_passed_by(work, rooms):
    kept, other = rooms
    release = kept.interval.end
    sessions.change(
        work.db,
        kept.id,
        quotas=sessions.quotas_as_json([Quota("priority", kept.capacity, release)]),
    )
    fill(work, other)

    assert walk_ins.add(work, any_walk_in(other)).session == other.id


def test_beyond_the_limits_of_waiting_nobody_is_offered_anything(work, rooms):
    for session in rooms:
        for _ in range(8):
            walk_in = WalkIn(session=session.id, patient=given_patient(work).id)
            tokens.add_walk_in(work, walk_in)

    with pytest.raises(NoPlaceNow):
        walk_ins.add(work, any_walk_in(rooms[0]))


def test_the_same_key_gives_the_same_token(work, rooms):
    request = any_walk_in(rooms[0], idempotency_key="once")
    first = walk_ins.add(work, request)

    assert walk_ins.add(work, request) == first
    with pytest.raises(IdempotencyKeyReused):
        walk_ins.add(
            work,
            any_walk_in(
                rooms[0], patient=NewPatient(name="Eve"), idempotency_key="once"
            ),
        )


@pytest.mark.parametrize("role", [Role.NURSE, Role.PATIENT])
def test_only_the_desk_adds_walk_ins(work_as, rooms, role):
    with pytest.raises(RoleMissing):
        walk_ins.add(work_as(role), any_walk_in(rooms[0]))
