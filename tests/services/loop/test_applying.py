"""Applying a plan: roster, clinics, patients and messages together, or not at all."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select
from tests.builders import given_patient, given_practitioner
from tests.services.lines import book, walk_in
from tests.services.loop.builders import (
    TUESDAY,
    given_absence,
    given_account,
    given_booked,
)

from horarium.domain.absence import AbsenceStatus
from horarium.domain.actor import Role
from horarium.domain.errors import (
    AbsenceOver,
    LoopPlanNotReady,
    NoSuchThing,
    PlanOutdated,
    StillServing,
)
from horarium.domain.roster import RosterStatus
from horarium.domain.session import SessionStatus
from horarium.domain.token import TokenSource, TokenStatus
from horarium.services import (
    lines,
    loop,
    reallocation,
    rosters,
    sessions,
    tokens,
    views,
)
from horarium.services.loop import Cause, CauseKind, PlanStatus, ProposalParams
from horarium.services.loop.proposing import stop
from horarium.store import sessions as session_store
from horarium.store.handovers import hand_over
from horarium.store.tables import event, outbox

WEDNESDAY = TUESDAY + timedelta(days=1)
LONG = ProposalParams(limit=timedelta(minutes=1))


def proposed(work, who, **days):
    absence = given_absence(work, who, **days)
    return loop.propose(work, Cause.absent(absence), LONG)


def applied(work, who, **days):
    plan = proposed(work, who, **days)
    return loop.apply(work, plan.id, plan.version)


def told(work, topic):
    rows = work.db.execute(select(outbox.c.payload).where(outbox.c.topic == topic))
    return [row.payload for row in rows]


def duty(work, who, on=TUESDAY):
    current = rosters.current(work, on)
    return next(
        (
            one.shift_type
            for one in current.assignments
            if (one.practitioner, one.on_date) == (who.id, on)
        ),
        "",
    )


def test_who_takes_over_has_the_duty_the_session_and_the_same_patients(
    work, department
):
    session = department.session("Allergy")
    booked = given_booked(work, session)

    applied(work, department.doctor("Ana"))

    after = session_store.by_id(work.db, session.id)
    assert after.practitioner == department.doctor("Ben").id
    assert after.status is SessionStatus.PLANNED
    assert [tokens.get(work, one.id).label for one in booked] == [
        one.label for one in booked
    ]
    assert {tokens.get(work, one.id).status for one in booked} == {TokenStatus.BOOKED}
    assert duty(work, department.doctor("Ana")) == ""
    assert duty(work, department.doctor("Ben")) == "CA"


def test_the_mended_roster_is_published_and_the_old_one_is_history(work, department):
    done = applied(work, department.doctor("Ana"))

    new = rosters.current(work)
    assert new.id == done.new_roster != department.roster.id
    assert new.summary["replaces"] == str(department.roster.id)
    old = rosters.get(work, department.roster.id)
    assert old.status is RosterStatus.ARCHIVED
    ana = next(
        one
        for one in rosters.sheet(work, new).problem.people
        if one.name == "Dr Ana Ruiz"
    )
    assert [(one.start, one.end, one.kind) for one in ana.leave] == [(1, 2, "sick")]


def test_patients_of_a_closed_session_find_their_new_time_under_the_old_link(
    work, department
):
    session = department.session("Kidney")
    [booked] = given_booked(work, session, n=1)

    applied(work, department.doctor("Dan"))

    seen = views.token(work, booked.opaque)
    assert seen.session_start.date() == WEDNESDAY
    assert session_store.by_id(work.db, session.id).status is SessionStatus.CANCELLED


def test_the_one_place_left_goes_to_the_higher_priority(work, department):
    session = department.session("Kidney")
    for days in range(1, 4):
        later = department.session("Kidney", TUESDAY + timedelta(days=days))
        n_full = later.capacity - (days == 1)
        given_booked(work, later, n=n_full)
    [routine] = given_booked(work, session, n=1)
    start = session.interval.start + timedelta(hours=1)
    paid = book(
        work, session, given_patient(work), start=start, source=TokenSource.PRIORITY
    ).token

    plan = applied(work, department.doctor("Dan"))

    moved = reallocation.get(work, plan.reallocation)
    assert [one.token for one in moved.moves] == [paid.id]
    assert [one.token for one in moved.leftovers] == [routine.id]


def test_each_person_concerned_is_told_once(work, department):
    logins = {
        name: given_account(work, Role.DOCTOR, department.doctor(name))
        for name in ("Ana", "Ben", "Cleo", "Dan", "Eva")
    }
    moving = given_booked(work, department.session("Kidney"))
    staying = given_booked(work, department.session("Allergy"), n=2)
    for name in ("Dan", "Ana"):
        applied(work, department.doctor(name))

    patients = told(work, "patient.told")
    templates = {
        one["patient"]: one["template"]
        for one in patients
        if one["template"] != "appointment.confirmed"
    }
    counted = Counter(
        one["patient"] for one in patients if one["template"] != "appointment.confirmed"
    )

    assert set(counted.values()) == {1}
    assert {templates[str(one.patient)] for one in moving} == {"appointment.moved"}
    assert {templates[str(one.patient)] for one in staying} == {
        "appointment.new-doctor"
    }
    doctors = Counter(one["account"] for one in told(work, "practitioner.told"))
    assert doctors == {str(logins[name].id): 1 for name in ("Dan", "Ana", "Ben")}


def test_the_desk_is_told_and_the_trail_says_why(work, department):
    given_booked(work, department.session("Allergy"))
    desk = given_account(work, Role.STAFF)

    applied(work, department.doctor("Ana"))

    [words] = [
        one["words"]
        for one in told(work, "practitioner.told")
        if one["account"] == str(desk.id)
    ]
    assert words.startswith("Dr Ana Ruiz is away, Tue 6 Jan. 1 session with another")
    changes = work.db.execute(
        select(event.c.details)
        .where(event.c.action == "loop.change_duty")
        .order_by(event.c.id)
    ).scalars()
    assert {one["why"] for one in changes} == {"forced", "needed"}


def test_no_word_of_the_reason_leaves_the_absence(work, department):
    given_booked(work, department.session("Kidney"))
    absence = given_absence(work, department.doctor("Dan"), reason="a secret illness")
    plan = loop.propose(work, Cause.absent(absence), LONG)

    loop.apply(work, plan.id, plan.version)

    everything = work.db.execute(select(outbox.c.payload)).scalars().all()
    trail = work.db.execute(select(event.c.details)).scalars().all()
    assert "secret" not in repr([everything, trail, loop.get(work, plan.id)])
    assert "secret" not in repr(rosters.current(work))


def test_applying_twice_is_applying_once(work, department):
    given_booked(work, department.session("Allergy"))
    given_account(work, Role.DOCTOR, department.doctor("Ben"))
    plan = proposed(work, department.doctor("Ana"))

    first = loop.apply(work, plan.id, plan.version)
    n_told = len(told(work, "practitioner.told"))
    second = loop.apply(work, plan.id, plan.version)

    assert (second.new_roster, second.applied_at) == (
        first.new_roster,
        work.clock.now(),
    )
    assert len(told(work, "practitioner.told")) == n_told == 1


def test_a_plan_is_outdated_when_the_roster_has_changed(work, department):
    stale = proposed(work, department.doctor("Ana"))
    applied(work, department.doctor("Eva"))

    with pytest.raises(PlanOutdated) as refusal:
        loop.apply(work, stale.id, stale.version)

    assert refusal.value.changed == "The roster"
    fresh = loop.propose(work, stale.cause, LONG)
    assert loop.apply(work, fresh.id, fresh.version).status is PlanStatus.APPLIED


def test_a_plan_is_outdated_when_a_line_has_changed(work, department, clock):
    session = department.session("Kidney")
    given_booked(work, session)
    stale = proposed(work, department.doctor("Dan"))

    walk_in(work, session)

    with pytest.raises(PlanOutdated):
        loop.apply(work, stale.id, stale.version)


def test_a_plan_is_outdated_once_a_duty_in_it_has_begun(work, department, clock):
    stale = proposed(work, department.doctor("Ana"))
    clock.at += timedelta(hours=3)

    with pytest.raises(PlanOutdated) as refusal:
        loop.apply(work, stale.id, stale.version)

    assert refusal.value.changed == "A duty that has begun"


def test_nobody_is_sent_out_of_the_consulting_room(work, department, clock):
    session = department.session("Kidney")
    given_booked(work, session, n=2)
    clock.at += timedelta(hours=2)
    here = walk_in(work, session)
    lines.call_next(work, session.id)
    lines.start(work, here.id)
    plan = proposed(work, department.doctor("Dan"))

    with pytest.raises(StillServing):
        loop.apply(work, plan.id, plan.version)

    lines.complete(work, here.id)
    again = loop.propose(work, plan.cause, LONG)
    loop.apply(work, again.id, again.version)
    assert sessions.get(work, session.id).status is SessionStatus.CLOSED
    assert tokens.get(work, here.id).status is TokenStatus.COMPLETED


def test_a_plan_that_was_given_up_is_not_applied(work, department):
    absence = given_absence(work, department.doctor("Ana"))
    waiting = loop.queue(work, Cause.absent(absence))

    given_up = stop(work, waiting.id)

    assert given_up.status is PlanStatus.STOPPED
    with pytest.raises(LoopPlanNotReady):
        loop.apply(work, waiting.id, given_up.version)


def test_two_doctors_who_exchange_their_duties_exchange_their_sessions(
    work, department
):
    kidney, allergy = (department.session(name) for name in ("Kidney", "Allergy"))

    hand_over(
        work.db,
        {kidney.id: allergy.practitioner, allergy.id: kidney.practitioner},
    )

    assert session_store.by_id(work.db, kidney.id).practitioner == allergy.practitioner
    assert session_store.by_id(work.db, allergy.id).practitioner == kidney.practitioner


def test_who_was_never_on_the_roster_is_away_from_the_clinics_alone(work, department):
    locum = given_practitioner(work, name="Dr Fay Locum")

    done = applied(work, locum)

    assert (done.duties, done.closings) == ((), ())
    assert done.status is PlanStatus.APPLIED


def test_an_early_return_frees_the_days_and_takes_nothing_from_others(work, department):
    given_booked(work, department.session("Allergy"))
    ana = department.doctor("Ana")
    plan = applied(work, ana, last_on=WEDNESDAY)
    before = loop.get_absence(work, plan.absence)

    after = loop.come_back(work, before.id, WEDNESDAY)
    back = loop.propose(work, loop.returning(before, WEDNESDAY), LONG)
    loop.apply(work, back.id, back.version)

    assert (after.first_on, after.last_on) == (TUESDAY, TUESDAY)
    assert back.cause.kind is CauseKind.BACK
    assert duty(work, department.doctor("Ben")) == "CA"
    sheet = rosters.sheet(work, rosters.current(work))
    mine = next(one for one in sheet.problem.people if one.name == ana.name)
    assert [(one.start, one.end) for one in mine.leave] == [(1, 2)]


def test_an_absence_taken_back_before_anything_happened_leaves_no_trace(
    work, department
):
    absence = given_absence(work, department.doctor("Ana"))
    plan = loop.propose(work, Cause.absent(absence), LONG)

    after = loop.come_back(work, absence.id, TUESDAY)

    assert after.status is AbsenceStatus.WITHDRAWN
    assert loop.returning(absence, TUESDAY) is None
    with pytest.raises(PlanOutdated):
        loop.apply(work, plan.id, plan.version)
    with pytest.raises(AbsenceOver):
        loop.come_back(work, absence.id, TUESDAY)
    assert loop.to_come(work) == []


def test_a_doctor_sees_the_own_absence_and_nobody_elses(work, work_as, department):
    of_ana = given_absence(work, department.doctor("Ana"), reason="private")
    ben = work_as(Role.DOCTOR, practitioner=department.doctor("Ben").id)

    assert loop.to_come(ben) == []
    with pytest.raises(NoSuchThing):
        loop.get_absence(ben, of_ana.id)
