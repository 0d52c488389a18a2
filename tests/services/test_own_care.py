"""What a patient may do alone: for themself all that the desk may, for others nothing."""

from datetime import timedelta

import pytest
from tests.builders import given_patient, given_session

from horarium.domain.actor import Role
from horarium.domain.appointment import AppointmentStatus
from horarium.domain.errors import NoSuchThing, RoleMissing
from horarium.services import (
    appointments,
    availability,
    charts,
    holds,
    rescheduling,
    waitlist,
)
from horarium.services.availability import SlotSearch
from horarium.services.holds import HoldRequest
from horarium.services.rescheduling import Reschedule
from horarium.services.waitlist import JoinWaitlist


@pytest.fixture
def clinic(begin_as, clock):
    """Tomorrow's session, and two patients."""
    with begin_as() as work:
        session = given_session(work, start=clock.at + timedelta(days=1), capacity=6)
        return session, given_patient(work), given_patient(work)


@pytest.fixture
def me(begin_as, clinic):
    """Opens work of the first patient."""
    _, mine, _ = clinic
    return lambda: begin_as(Role.PATIENT, patient=mine.id)


@pytest.fixture
def theirs(begin_as, clinic):
    """A hold of the second patient, made at the desk."""
    session, _, other = clinic
    with begin_as(Role.STAFF) as work:
        return holds.hold(work, HoldRequest(patient=other.id, session=session.id))


def test_a_patient_keeps_books_moves_and_gives_up_a_time(me, clinic):
    session, mine, _ = clinic

    with me() as work:
        held = holds.hold(work, HoldRequest(patient=mine.id, session=session.id))
        booked = holds.confirm(work, held.id)
        later = session.interval.start + timedelta(minutes=30)
        move = Reschedule(appointment=booked.id, session=session.id, start=later)
        moved = rescheduling.reschedule(work, move)
        gone = appointments.cancel(work, moved.id, "has a cold")

    assert gone.status is AppointmentStatus.CANCELLED
    assert gone.interval.start == later


def test_a_patient_sees_when_somebody_is_free(me, clinic):
    session, _, _ = clinic
    day = session.on_date

    with me() as work:
        found = availability.slots(work, SlotSearch(first=day, last=day))

    assert {slot.session for slot in found} == {session.id}


@pytest.mark.parametrize(
    "deed",
    [
        lambda work, theirs: holds.confirm(work, theirs.id),
        lambda work, theirs: holds.release(work, theirs.id),
        lambda work, theirs: charts.visit(work, theirs.id),
        lambda work, theirs: appointments.cancel(work, theirs.id, "spite"),
        lambda work, theirs: rescheduling.reschedule(
            work, Reschedule(appointment=theirs.id, session=theirs.session)
        ),
        lambda work, theirs: holds.hold(
            work, HoldRequest(patient=theirs.patient, session=theirs.session)
        ),
    ],
    ids=["confirm", "release", "look", "cancel", "move", "hold"],
)
def test_what_is_another_patients_does_not_exist(me, theirs, deed):
    with me() as work, pytest.raises(NoSuchThing):
        deed(work, theirs)


def test_nobody_is_put_on_the_waitlist_by_another_patient(me, clinic):
    session, _, other = clinic
    wish = JoinWaitlist(
        patient=other.id,
        service=session.service,
        first_on=session.on_date,
        last_on=session.on_date,
    )

    with me() as work, pytest.raises(NoSuchThing):
        waitlist.join(work, wish)


def test_a_nurse_keeps_no_time_for_anybody(begin_as, clinic):
    session, mine, _ = clinic

    with begin_as(Role.NURSE) as work, pytest.raises(RoleMissing):
        holds.hold(work, HoldRequest(patient=mine.id, session=session.id))
