"""A doctor is late, leaves early or does not come: everybody gets a place or a promise."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select
from tests.builders import NINE, given_patient, given_session
from tests.services.booking.builders import TUESDAY, given_rule
from tests.services.lines import book, emergency, see, walk_in
from tests.services.past_days import given_another
from tests.services.reallocating import cancelled, filled, of

from horarium.domain.actor import Role
from horarium.domain.appointment import AppointmentStatus
from horarium.domain.availability import SlotStatus
from horarium.domain.errors import (
    InvalidField,
    NoSuchThing,
    RoleMissing,
    SessionNotOpen,
    StillServing,
)
from horarium.domain.session import SessionStatus
from horarium.domain.token import TokenSource, TokenStatus
from horarium.services import (
    appointments,
    availability,
    lines,
    reallocation,
    sessions,
    tokens,
    views,
    waitlist,
)
from horarium.services.availability import SlotSearch
from horarium.services.reallocation import Trigger, TriggerKind
from horarium.store import tokens as token_store
from horarium.store import waitlist as waitlist_store
from horarium.store.tables import event, outbox

MINUTE = timedelta(minutes=1)


@pytest.fixture
def source(work):
    """The session that does not go as planned."""
    return given_session(work)


@pytest.fixture
def target(work, source):
    """A session of the same service in another room, all of it free."""
    return given_another(work, source)


def test_a_preview_does_nothing_yet(work, source, target):
    booked = filled(work, source)
    before = of(work, source), of(work, target)

    plan = reallocation.plan(work, cancelled(source))

    assert {one.token for one in plan.moves} == {one.id for one in booked}
    assert (of(work, source), of(work, target)) == before
    assert reallocation.get(work, plan.id) == plan


def test_a_cancelled_session_moves_everybody_and_is_over(work, source, target):
    booked = [*filled(work, source), walk_in(work, source)]

    done = reallocation.at_once(work, cancelled(source))

    assert len(done.moves) == 3
    assert done.leftovers == ()
    assert of(work, source).status is SessionStatus.CANCELLED
    assert of(work, source).taken == 0
    assert of(work, target).taken == 3
    assert {tokens.get(work, one.id).status for one in booked} == {
        TokenStatus.TRANSFERRED
    }
    with pytest.raises(SessionNotOpen):
        walk_in(work, source)


def test_the_booked_get_new_appointments_at_the_same_time_where_possible(
    work, source, target
):
    first, second = filled(work, source)

    reallocation.at_once(work, cancelled(source))

    for old in (first, second):
        new = token_store.by_id(work.db, views.token(work, old.opaque).id)
        assert (new.session, new.slot_start_at) == (target.id, old.slot_start_at)
        assert appointments.get(work, new.appointment).status is (
            AppointmentStatus.BOOKED
        )
        assert appointments.get(work, old.appointment).status is (
            AppointmentStatus.CANCELLED
        )


def test_who_waits_keeps_the_seniority(work, source, target, clock):
    senior = walk_in(work, source)
    clock.at += 20 * MINUTE
    junior = walk_in(work, target)

    reallocation.at_once(work, cancelled(source))

    moved = views.token(work, senior.opaque).label
    waiting = [one.token.label for one in views.line(work, target.id).waiting]
    assert waiting == [moved, junior.label]


def test_who_finds_no_place_goes_to_the_waitlist_and_is_reported(work, source):
    given_another(work, source, capacity=1)
    booked = filled(work, source, n=3)

    done = reallocation.at_once(work, cancelled(source))

    assert len(done.moves) == 1
    left = {one.token for one in done.leftovers}
    assert {one.reason for one in done.leftovers} == {"all-taken"}
    wishes = waitlist_store.waiting(work.db, service=source.service)
    patients = {one.patient for one in booked if one.id in left}
    assert {one.patient for one in wishes} == patients
    assert len(patients) == 2


def test_an_emergency_left_over_waits_as_one_and_is_offered_the_first_place(
    work, source, clock
):
    urgent = emergency(work, source)
    [booked] = filled(work, source, n=1)

    reallocation.at_once(work, cancelled(source))
    waiting = waitlist_store.waiting(work.db, service=source.service)
    freed = given_another(work, source, start=NINE + 24 * 60 * MINUTE, capacity=1)
    offer = waitlist.offer_freed(work, freed.id)

    by_patient = {one.patient: one.source for one in waiting}
    assert by_patient == {
        urgent.patient: TokenSource.EMERGENCY,
        booked.patient: TokenSource.ONLINE,
    }
    assert offer.patient == urgent.patient


def test_somebody_on_the_waitlist_already_is_left_there_once(work, source):
    first = filled(work, source, n=1)[0]
    other = given_another(work, source, start=NINE + 24 * 60 * MINUTE, capacity=1)
    patient = type("Known", (), {"id": first.patient})
    second = book(work, other, patient).token

    reallocation.at_once(work, cancelled(source, within_days=0))
    reallocation.at_once(work, cancelled(other, within_days=0))

    [wish] = waitlist_store.waiting(work.db, service=source.service)
    assert wish.patient == second.patient


def test_another_service_is_no_place_to_go(work, source):
    given_session(work)
    filled(work, source, n=1)

    plan = reallocation.plan(work, cancelled(source))

    assert [one.reason for one in plan.leftovers] == ["none-fits"]


def test_nobody_is_sent_where_they_have_another_appointment(work, source):
    [booked] = filled(work, source, n=1)
    patient = type("Known", (), {"id": booked.patient})
    elsewhere = given_session(work)
    later = source.interval.start + 10 * MINUTE
    book(work, elsewhere, patient, start=later)
    given_another(work, source, start=later, capacity=6)

    done = reallocation.at_once(work, cancelled(source))

    assert [one.start for one in done.moves] == [later + 10 * MINUTE]


def test_an_emergency_goes_into_the_overflow_beside_a_full_session(work, source):
    full = given_another(work, source, capacity=1, overflow_limit=1)
    walk_in(work, full)
    urgent = emergency(work, source)

    done = reallocation.at_once(work, cancelled(source))

    assert [one.token for one in done.moves] == [urgent.id]
    after = of(work, full)
    assert (after.taken, after.overflow_taken, after.capacity) == (1, 1, 1)


def test_who_is_here_goes_home_with_an_appointment_when_today_is_full(work, source):
    tomorrow = given_another(work, source, start=NINE + 24 * 60 * MINUTE)
    token = walk_in(work, source)

    reallocation.at_once(work, cancelled(source))

    new = token_store.by_id(work.db, views.token(work, token.opaque).id)
    assert new.session == tomorrow.id
    assert (new.status, new.arrived_at) == (TokenStatus.BOOKED, None)
    assert new.slot_start_at == tomorrow.interval.start


def test_a_called_patient_is_sent_on_but_not_one_in_the_room(work, source, target):
    called = walk_in(work, source)
    lines.call_next(work, source.id)
    plan = reallocation.plan(work, cancelled(source))
    assert [one.token for one in plan.moves] == [called.id]

    lines.start(work, called.id)

    again = reallocation.plan(work, cancelled(source))
    assert again.moves == ()
    with pytest.raises(StillServing):
        reallocation.apply(work, again.id)


def test_a_session_in_which_somebody_was_seen_is_closed_not_cancelled(
    work, source, target, clock
):
    walk_in(work, source)
    see(work, source, clock, minutes=5)

    reallocation.at_once(work, cancelled(source))

    assert of(work, source).status is SessionStatus.CLOSED


def test_cut_short_moves_those_whose_turn_would_come_later(work, source, target):
    starts = appointments.slots(source)
    early = book(work, source, start=starts[0]).token
    late = book(work, source, start=starts[-1]).token
    end = source.interval.start + 60 * MINUTE

    done = reallocation.at_once(
        work, cancelled(source, kind=TriggerKind.CUT_SHORT, end=end)
    )

    assert [one.token for one in done.moves] == [late.id]
    assert done.n_staying == 1
    assert tokens.get(work, early.id).status is TokenStatus.BOOKED
    after = of(work, source)
    assert (after.interval.end, after.status) == (end, SessionStatus.OPEN)
    assert after.capacity == 6


def test_a_session_cut_short_has_no_more_places_than_fit(work, source, target):
    filled(work, source, n=1)
    end = source.interval.start + 30 * MINUTE

    reallocation.at_once(work, cancelled(source, kind=TriggerKind.CUT_SHORT, end=end))

    assert of(work, source).capacity == 3


def test_a_late_doctor_loses_those_who_would_come_after_the_end(work, source, target):
    starts = appointments.slots(source)
    book(work, source, start=starts[0])
    last = book(work, source, start=starts[-1]).token

    late = {"kind": TriggerKind.LATE, "minutes": 235}
    done = reallocation.at_once(work, cancelled(source, **late))

    assert last.id in {one.token for one in done.moves}
    assert of(work, source).late_min == 235
    assert of(work, source).status is SessionStatus.OPEN


def test_an_absent_doctor_loses_every_session_of_the_day(work, source, target):
    afternoon = given_session_of(work, source, start=NINE + 300 * MINUTE)
    filled(work, source, n=1), filled(work, afternoon, n=1)
    other_day = given_session_of(work, source, start=NINE + 24 * 60 * MINUTE)

    done = reallocation.at_once(
        work,
        Trigger(
            kind=TriggerKind.ABSENT,
            reason="ill",
            practitioner=source.practitioner,
            on=NINE.date(),
        ),
    )

    assert len(done.sources) == 2
    assert len(done.moves) == 2
    statuses = [of(work, one).status for one in (source, afternoon, other_day)]
    over = SessionStatus.CANCELLED
    assert statuses == [over, over, SessionStatus.OPEN]


def test_an_absent_doctor_is_not_booked_that_day_in_hours_not_yet_opened(work):
    rule = given_rule(work)
    day = SlotSearch(first=TUESDAY, last=TUESDAY, service=rule.service)
    before = availability.slots(work, day)

    absent = Trigger(
        kind=TriggerKind.ABSENT,
        reason="ill",
        practitioner=rule.practitioner,
        on=TUESDAY,
    )
    reallocation.at_once(work, absent)

    after = availability.slots(work, day)
    assert {slot.status for slot in before} == {SlotStatus.FREE}
    assert {slot.status for slot in after} <= {SlotStatus.BUSY_UNAVAILABLE}


def given_session_of(work, session, **changes):
    """Another session of the same doctor."""
    doctor = type("Known", (), {"id": session.practitioner, "name": "Dr Ayo"})
    return given_another(work, session, practitioner=doctor, **changes)


def test_everybody_concerned_is_told_and_everything_is_on_record(work, source):
    given_another(work, source, capacity=1)
    booked = filled(work, source, n=2)

    reallocation.at_once(work, cancelled(source))

    told = work.db.execute(
        select(outbox.c.topic, outbox.c.payload).where(
            outbox.c.topic == "patient.told",
            outbox.c.payload["template"].astext != "appointment.confirmed",
        )
    ).all()
    assert Counter(row.payload["template"] for row in told) == {
        "appointment.moved": 1,
        "waitlist.joined": 1,
    }
    patients = {row.payload["patient"] for row in told}
    assert patients == {str(one.patient) for one in booked}
    reasons = work.db.execute(
        select(event.c.details).where(event.c.action == "reallocation.cancelled")
    ).scalars()
    assert [one["reason"] for one in reasons] == ["the doctor is ill"]


def test_a_trigger_names_what_it_needs_and_nothing_else(source):
    with pytest.raises(InvalidField) as refusal:
        Trigger(kind=TriggerKind.LATE, reason="traffic", session=source.id)
    with pytest.raises(InvalidField):
        cancelled(source, minutes=5)

    assert refusal.value.field == "minutes"


def test_what_does_not_exist_cannot_be_cancelled(work, source):
    stranger = given_patient(work)

    with pytest.raises(NoSuchThing):
        reallocation.plan(work, cancelled(stranger))
    with pytest.raises(NoSuchThing):
        reallocation.apply(work, stranger.id)


def test_a_session_that_is_over_needs_no_plan(work, source):
    lines.close(work, source.id)

    with pytest.raises(SessionNotOpen):
        reallocation.plan(work, cancelled(source))


def test_doctors_and_nurses_move_nobody(work, work_as, source):
    for role in (Role.DOCTOR, Role.NURSE):
        with pytest.raises(RoleMissing):
            reallocation.plan(work_as(role), cancelled(source))


def test_a_cancelled_session_is_on_no_board(work, source):
    reallocation.at_once(work, cancelled(source))

    assert source.id not in {room.session for room in views.board(work)}
    assert sessions.get(work, source.id).closed_at is not None


def test_an_absence_of_nobody_known_is_refused(work):
    stranger = {"practitioner": given_patient(work).id, "on": NINE.date()}

    with pytest.raises(NoSuchThing):
        reallocation.plan(
            work, Trigger(kind=TriggerKind.ABSENT, reason="ill", **stranger)
        )
