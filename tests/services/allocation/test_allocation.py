"""The waitlist is placed by priority; overbooking is open, promises hold, losers know why."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from tests.builders import given_patient, given_practitioner
from tests.services.allocation.builders import given_clinic, given_wish

from horarium.domain.actor import Role
from horarium.domain.errors import InvalidField, ProposalChanged, RoleMissing
from horarium.domain.token import TokenSource
from horarium.domain.waitlist import PartOfDay, Urgency, WishStatus
from horarium.services import allocation, appointments, availability, waitlist
from horarium.services.allocation import Knobs
from horarium.services.appointments import BookRequest
from horarium.services.availability import SlotSearch
from horarium.services.waitlist import JoinWaitlist
from horarium.store import sessions
from horarium.store.tables import event

NEVER_BESIDE = Knobs(idle=0.0)
"""No idle minute is worth anything, so nobody is booked beyond one a slot."""

ALWAYS_BESIDE = Knobs(wait=0.0, overtime=0.1, idle=20.0, most_wait_min=60.0)


@pytest.fixture
def coordinator(work_as):
    return work_as(Role.COORDINATOR)


def placed(proposal):
    return [one.wish.id for one in proposal.placements]


def actions(work):
    return list(work.db.execute(select(event.c.action).order_by(event.c.id)).scalars())


def test_the_urgent_get_the_places_when_there_are_too_few(work, coordinator):
    session = given_clinic(work, n_slots=2)
    routine = [given_wish(work, session) for _ in range(2)]
    urgent = given_wish(work, session, urgency=Urgency.URGENT)

    found = allocation.propose(coordinator, NEVER_BESIDE)

    [left] = found.left
    assert urgent.id in placed(found)
    assert left.wish.id in {one.id for one in routine}
    assert "more urgent or came first" in left.why


def test_a_preference_decides_between_times_of_a_day(work, coordinator):
    session = given_clinic(work, n_slots=24)
    wish = given_wish(work, session, part_of_day=PartOfDay.AFTERNOON)

    [one] = allocation.propose(coordinator, NEVER_BESIDE).placements

    assert (one.wish.id, one.start.hour >= 12) == (wish.id, True)


def test_whoever_asks_for_another_doctor_is_told_that_there_is_none(work, coordinator):
    session = given_clinic(work)
    given_wish(work, session, practitioner=given_practitioner(work).id)

    [left] = allocation.propose(coordinator, Knobs()).left

    assert "doctor asked for" in left.why


def test_accepting_books_tells_and_empties_the_list(work, coordinator):
    session = given_clinic(work)
    wishes = [given_wish(work, session) for _ in range(3)]
    proposal = allocation.propose(coordinator, NEVER_BESIDE)

    accepted = allocation.accept(coordinator, NEVER_BESIDE, proposal.digest)

    booked = {one.appointment.patient for one in accepted.booked}
    assert booked == {one.patient for one in wishes}
    assert waitlist.waiting(work, None) == []
    assert {waitlist.get(work, one.id).status for one in wishes} == {WishStatus.PLACED}
    assert "capacity.change" not in actions(work)


def test_overbooking_raises_the_places_as_an_act_of_its_own(work, coordinator):
    session = given_clinic(work, n_slots=4)
    for _ in range(6):
        given_wish(work, session)
    proposal = allocation.propose(coordinator, ALWAYS_BESIDE)
    [plan] = proposal.sessions

    allocation.accept(coordinator, ALWAYS_BESIDE, proposal.digest)

    after = sessions.by_id(work.db, session.id)
    assert plan.n_extra == plan.n_raised > 0
    assert after.capacity == 4 + plan.n_raised == after.taken
    assert actions(work).count("capacity.change") == 1


def test_extras_pay_in_utilisation_and_cost_waiting(work, coordinator):
    session = given_clinic(work, n_slots=8)
    given_wish(work, session)

    [plan] = allocation.propose(coordinator, ALWAYS_BESIDE).sessions

    before, after = plan.outlook.usual, plan.outlook.proposed
    assert after.utilisation > before.utilisation
    assert after.mean_wait_min > before.mean_wait_min
    assert all(one.alpha_min >= 0 for one in plan.outlook.extras)


def test_dearer_waiting_leaves_fewer_extras(work, coordinator):
    given_clinic(work, n_slots=8)

    def n_extras(knobs):
        [plan] = allocation.propose(coordinator, knobs).sessions
        return len(plan.outlook.extras)

    assert n_extras(Knobs(wait=10.0)) < n_extras(Knobs(wait=0.2))


def test_what_is_kept_for_the_urgent_goes_to_nobody_else(work, coordinator):
    session = given_clinic(work, n_slots=4)
    for _ in range(5):
        given_wish(work, session)
    urgent = given_wish(work, session, urgency=Urgency.URGENT)

    found = allocation.propose(coordinator, replace(ALWAYS_BESIDE, reserve=2))

    [plan] = found.sessions
    assert len(found.placements) == 3
    assert urgent.id in placed(found)
    assert plan.n_kept == 2
    assert {one.why for one in found.left} == {
        "A time is left, but it is kept for the urgent."
    }


def test_the_reserve_tells_what_it_costs(work, coordinator):
    session = given_clinic(work, n_slots=4)
    for _ in range(4):
        given_wish(work, session)

    free = allocation.propose(coordinator, NEVER_BESIDE)
    kept = allocation.propose(coordinator, replace(NEVER_BESIDE, reserve=3))

    assert free.price is None
    assert kept.price.n_placed_without == len(free.placements) == 4
    assert kept.price.days == pytest.approx(free.objective - kept.objective)
    assert (len(kept.placements), kept.is_proven) == (1, True)


def test_equity_places_of_every_way_of_asking(work, coordinator):
    session = given_clinic(work, n_slots=4)
    for _ in range(4):
        given_wish(work, session, urgency=Urgency.SOON, source=TokenSource.FOLLOW_UP)
    for _ in range(4):
        given_wish(work, session)

    def shares(knobs):
        found = allocation.propose(coordinator, knobs).shares
        return {one.source: (one.n_placed, one.n_asked) for one in found}

    assert shares(NEVER_BESIDE) == {
        TokenSource.FOLLOW_UP: (4, 4),
        TokenSource.ONLINE: (0, 4),
    }
    assert shares(replace(NEVER_BESIDE, equity_percent=100.0)) == {
        TokenSource.FOLLOW_UP: (2, 4),
        TokenSource.ONLINE: (2, 4),
    }


def test_accepting_keeps_what_is_kept(work, coordinator):
    session = given_clinic(work, n_slots=4)
    for _ in range(4):
        given_wish(work, session)
    knobs = replace(NEVER_BESIDE, reserve=1)
    seen = allocation.propose(coordinator, knobs)

    accepted = allocation.accept(coordinator, knobs, seen.digest)

    assert len(accepted.booked) == 3
    assert sessions.by_id(work.db, session.id).places_left == 1


def test_a_promise_that_is_out_keeps_its_time(work, coordinator):
    session = given_clinic(work, n_slots=2)
    first = given_wish(work, session)
    waitlist.offer_freed(work, session.id)
    given_wish(work, session, urgency=Urgency.URGENT)

    found = allocation.propose(coordinator, NEVER_BESIDE)
    accepted = allocation.accept(coordinator, NEVER_BESIDE, found.digest)

    promise = next(one for one in found.placements if one.is_promise)
    assert promise.wish.id == first.id
    assert len(accepted.booked) == len(found.new) == 1
    assert waitlist.get(work, first.id).status is WishStatus.OFFERED


def test_what_changed_since_it_was_seen_is_proposed_anew(work, coordinator):
    session = given_clinic(work)
    given_wish(work, session)
    seen = allocation.propose(coordinator, NEVER_BESIDE)
    given_wish(work, session)

    with pytest.raises(ProposalChanged):
        allocation.accept(coordinator, NEVER_BESIDE, seen.digest)

    assert len(waitlist.waiting(work, None)) == 2


def test_whoever_is_elsewhere_at_that_time_stays_on_the_list(work, coordinator):
    session = given_clinic(work, n_slots=1)
    wish = given_wish(work, session)
    other = given_clinic(work, n_slots=1)
    appointments.book(
        work, BookRequest(session=other.id, patient=wish.patient, start=None)
    )
    seen = allocation.propose(coordinator, NEVER_BESIDE)

    accepted = allocation.accept(coordinator, NEVER_BESIDE, seen.digest)

    [(one, why)] = accepted.stayed
    assert (one.wish.id, bool(why)) == (wish.id, True)
    assert waitlist.get(work, wish.id).status is WishStatus.WAITING


def test_the_same_state_gives_the_same_proposal(work, coordinator):
    session = given_clinic(work)
    given_wish(work, session)

    first, second = (allocation.propose(coordinator, Knobs()) for _ in range(2))

    assert first == second


@pytest.mark.parametrize("role", [Role.STAFF, Role.DOCTOR, Role.ADMIN])
def test_only_coordinators_allocate(work_as, role):
    with pytest.raises(RoleMissing):
        allocation.propose(work_as(role), Knobs())


def test_a_patient_cannot_say_how_urgent_it_is(work, work_as):
    session = given_clinic(work)
    patient = given_patient(work)
    own = work_as(Role.PATIENT, patient=patient.id)
    wish = JoinWaitlist(
        patient=patient.id,
        service=session.service,
        first_on=work.today,
        last_on=work.today,
        urgency=Urgency.URGENT,
    )

    with pytest.raises(InvalidField) as refusal:
        waitlist.join(own, wish)

    assert refusal.value.field == "urgency"


@pytest.mark.parametrize("knob", ["wait", "overtime", "idle", "most_wait_min", "days"])
def test_a_knob_beyond_its_ends_names_itself(knob):
    with pytest.raises(InvalidField) as refusal:
        Knobs(**{knob: 1000})

    assert refusal.value.field == knob


def test_the_suggested_times_are_free_and_spare_those_who_are_booked(work):
    session = given_clinic(work, n_slots=8)
    start = session.interval.start
    for place in (0, 1, 2):
        at = start + place * timedelta(minutes=15)
        appointments.book(
            work,
            BookRequest(session=session.id, patient=given_patient(work).id, start=at),
        )
    day = session.on_date
    slots = availability.slots(work, SlotSearch(first=day, last=day))

    best = allocation.suggested(work, slots, day)

    assert len(best) == 3
    assert start + timedelta(minutes=45) not in [one.interval.start for one in best]
