"""What a plan proposes: the fewest changes, and what they mean for the clinics."""

from datetime import timedelta

import pytest
from tests.services.loop.builders import (
    TUESDAY,
    given_absence,
    given_booked,
    given_department,
)

from horarium.domain.absence import AbsenceStatus
from horarium.domain.actor import Role
from horarium.domain.errors import InvalidField, RoleMissing
from horarium.engines.rostering.moves import Why
from horarium.services import loop, reallocation, rosters
from horarium.services.loop import (
    Audience,
    Cause,
    CauseKind,
    Filling,
    PlanStatus,
    ProposalParams,
)
from horarium.store import sessions as session_store

WEDNESDAY = TUESDAY + timedelta(days=1)


def proposed(work, who, filling=Filling.CLINICS, **days):
    absence = given_absence(work, who, **days)
    params = ProposalParams(filling=filling, limit=timedelta(minutes=1))
    return loop.propose(work, Cause.absent(absence), params)


def changes_of(plan):
    return {(one.name, one.on): (one.before, one.after) for one in plan.duties}


def test_a_clinic_with_patients_goes_to_whoever_can_hold_it(work, department):
    session = department.session("Allergy")
    booked = given_booked(work, session)

    plan = proposed(work, department.doctor("Ana"))

    assert plan.status is PlanStatus.READY
    assert changes_of(plan) == {
        ("Dr Ana Ruiz", TUESDAY): ("CA", ""),
        ("Dr Ben Ito", TUESDAY): ("", "CA"),
    }
    [given] = plan.handovers
    assert (given.session, given.target_name) == (session.id, "Dr Ben Ito")
    assert set(given.tokens) == {one.id for one in booked}
    assert (plan.closings, plan.reallocation, plan.is_fewest) == ((), None, True)


def test_a_clinic_without_patients_is_not_worth_anybodys_day(work, department):
    plan = proposed(work, department.doctor("Ana"))

    assert plan.of_others == ()
    assert [one.n_patients for one in plan.closings] == [0]


def test_what_is_to_be_filled_is_the_coordinators_choice(work, department):
    given_booked(work, department.session("Allergy"))

    least = proposed(work, department.doctor("Ana"), Filling.MINIMUM)
    most = loop.propose(work, least.cause, ProposalParams(filling=Filling.WANTED))

    assert least.of_others == ()
    assert [one.name for one in most.of_others] == ["Dr Ben Ito"]


def test_patients_of_a_clinic_that_nobody_can_hold_go_elsewhere(work, department):
    booked = given_booked(work, department.session("Kidney"))

    plan = proposed(work, department.doctor("Dan"))

    moved = reallocation.get(work, plan.reallocation)
    wednesday = department.session("Kidney", WEDNESDAY)
    assert {one.token for one in moved.moves} == {one.id for one in booked}
    assert {one.session for one in moved.moves} == {wednesday.id}
    assert [one.n_patients for one in plan.closings] == [3]
    assert plan.tellings[0].words == (
        "You are away, Tue 6 Jan, and have no duties then. "
        "Without you 1 clinic cannot be held."
    )


def test_sessions_that_close_on_several_days_compete_for_no_place_twice(
    work, department
):
    first = given_booked(work, department.session("Kidney"))
    second = given_booked(work, department.session("Kidney", WEDNESDAY))

    plan = proposed(work, department.doctor("Dan"), last_on=WEDNESDAY)

    moved = reallocation.get(work, plan.reallocation)
    places = [(one.session, one.start) for one in moved.moves]
    assert len(moved.moves) == len(first) + len(second)
    assert len(set(places)) == len(places)


def test_every_change_says_what_left_no_choice(work, department):
    given_booked(work, department.session("Allergy"))

    plan = proposed(work, department.doctor("Ana"))

    ana, ben = plan.duties
    assert (ana.why, ben.why) == (Why.FORCED, Why.NEEDED)
    assert ana.reason == "Dr Ana Ruiz is away (sick), Tue 6 Jan."
    assert "Allergy clinic" in ben.reason


def test_nothing_that_has_begun_moves(work, department, clock):
    clock.at += timedelta(hours=3)

    plan = proposed(work, department.doctor("Ana"), last_on=WEDNESDAY)

    assert plan.duties == ()
    assert [one.session for one in plan.closings] == [department.session("Allergy").id]


def test_a_preview_changes_nothing(work, department):
    session = department.session("Allergy")
    given_booked(work, session)
    before = session_store.by_id(work.db, session.id)

    plan = proposed(work, department.doctor("Ana"))

    assert session_store.by_id(work.db, session.id) == before
    assert rosters.current(work) == rosters.get(work, department.roster.id)
    assert loop.get(work, plan.id) == plan


def test_a_gap_that_nobody_can_fill_is_said(work, department):
    plan = proposed(work, department.doctor("Cleo"))
    others = [
        given_absence(work, department.doctor(name)) for name in ("Ana", "Ben", "Eva")
    ]
    for one in (*others, given_absence(work, department.doctor("Dan"))):
        done = loop.propose(work, Cause.absent(one))
        loop.apply(work, done.id, done.version)

    alone = loop.propose(work, plan.cause)

    assert alone.unresolved == ("Tue 6 Jan: 0 of at least 1 on Day.",)


def test_everybody_concerned_is_in_the_preview_once(work, department):
    booked = given_booked(work, department.session("Allergy"))

    plan = proposed(work, department.doctor("Ana"))

    doctors = [one for one in plan.tellings if one.audience is Audience.DOCTOR]
    patients = [one for one in plan.tellings if one.audience is Audience.PATIENT]
    assert [one.name for one in doctors] == ["Dr Ana Ruiz", "Dr Ben Ito"]
    assert "You take over Allergy, Tue 6 Jan, 09:00, Room 1, North: 3 patients." in (
        doctors[1].words
    )
    assert [one.name for one in patients] == [one.label for one in booked]


def test_a_lost_site_and_extra_heads_take_the_same_path(work, department):
    given_booked(work, department.session("Kidney"), n=1)
    days = {"first_on": TUESDAY, "last_on": TUESDAY}

    lost = loop.propose(work, Cause(kind=CauseKind.SITE_LOST, site="N", **days))
    more = loop.propose(
        work, Cause(kind=CauseKind.EXTRA_COVER, shift_type="D", heads=1, **days)
    )

    assert {one.after for one in lost.duties} == {""}
    assert len(lost.closings) == 2
    assert [(one.before, one.after) for one in more.duties] == [("", "D")]


def test_an_unknown_site_is_refused_by_name(work, department):
    cause = Cause(
        kind=CauseKind.SITE_LOST, site="Atlantis", first_on=TUESDAY, last_on=TUESDAY
    )

    with pytest.raises(InvalidField) as refusal:
        loop.propose(work, cause)

    assert refusal.value.value == "Atlantis"


def test_without_a_published_roster_the_clinics_are_looked_after_all_the_same(
    work, clock
):
    department = given_department(work)
    session = department.session("Kidney")
    given_booked(work, session, n=1)
    from_next_year = TUESDAY + timedelta(days=7)

    later = proposed(
        work,
        department.doctor("Dan"),
        first_on=from_next_year,
        last_on=from_next_year,
    )

    assert later.roster is None
    assert "No published roster" in later.unresolved[0]


def test_a_doctor_reports_the_own_absence_but_proposes_nothing(work_as, department):
    me = work_as(Role.DOCTOR, practitioner=department.doctor("Ana").id)

    absence = given_absence(me, department.doctor("Ana"))

    assert absence.status is AbsenceStatus.REPORTED
    with pytest.raises(RoleMissing):
        loop.propose(me, Cause.absent(absence))
