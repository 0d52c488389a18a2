"""Nobody is moved where the doctor, the hour or the site does not suit them."""

from dataclasses import replace
from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.builders import (
    NINE,
    given_patient,
    given_practitioner,
    given_session,
    make_room,
    make_site,
)
from tests.services.lines import book, walk_in
from tests.services.past_days import given_another
from tests.services.reallocating import cancelled

from horarium.domain.actor import Role
from horarium.domain.errors import (
    InvalidField,
    NoSuchThing,
    PlanOutdated,
    RoleMissing,
)
from horarium.domain.roster import RosterStatus, StoredRoster
from horarium.engines.queueing.outcome import LeftoverReason, Misfit
from horarium.services import limits, reallocation, waitlist
from horarium.services.limits import NewLimits
from horarium.store import people, rosters

MINUTE = timedelta(minutes=1)


@pytest.fixture
def source(work):
    return given_session(work)


def given_booked(work, session, **noted):
    """Somebody with limits, booked into the first slot."""
    patient = given_patient(work)
    limits.note(work, patient.id, NewLimits(**noted))
    return book(work, session, patient, start=session.interval.start).token


def given_room(work, site_name):
    """A room at a new site."""
    site = make_site(name=site_name)
    room = make_room(site)
    people.add_locations(work.db, work.organisation, [site])
    people.add_locations(work.db, work.organisation, [room])
    return room


def given_roster(work, code, skills, status):
    """A roster over the day of the sessions on which somebody has skills."""
    stored = StoredRoster(
        id=work.new_id(),
        name="The week",
        starts_on=NINE.date(),
        n_days=1,
        status=status,
        version=1,
        problem={"people": [{"id": code, "skills": skills}, {"id": "R999"}]},
        summary={},
        assignments=(),
        created_at=work.clock.now(),
    )
    rosters.add(work.db, work.organisation, stored)
    if status is RosterStatus.PUBLISHED:
        rosters.set_status(work.db, stored.id, status, at=work.clock.now())


def misfits(plan):
    return [(one.reason, one.misfit) for one in plan.leftovers]


def test_a_patient_goes_to_the_doctor_who_can_do_what_they_need(work, source):
    given_another(work, source)
    able = given_practitioner(work)
    limits.set_skills(work, able.id, ["sign language", "ultrasound"])
    second = given_another(work, source, practitioner=able)
    given_booked(work, source, needs=("ultrasound",))

    plan = reallocation.plan(work, cancelled(source))

    assert [one.session for one in plan.moves] == [second.id]


def test_without_such_a_doctor_the_skill_is_the_reason(work, source):
    given_another(work, source)
    given_booked(work, source, needs=("ultrasound",))

    plan = reallocation.plan(work, cancelled(source))

    assert misfits(plan) == [(LeftoverReason.NONE_FITS, Misfit.SKILL)]
    assert reallocation.get(work, plan.id) == plan


def test_what_a_published_roster_says_somebody_can_do_counts(work, source):
    able = given_practitioner(work)
    given_another(work, source)
    second = given_another(work, source, practitioner=able)
    given_roster(work, able.staff_code, ["echo"], RosterStatus.PUBLISHED)
    given_booked(work, source, needs=("echo",))

    plan = reallocation.plan(work, cancelled(source))

    assert [one.session for one in plan.moves] == [second.id]


def test_what_a_draft_says_does_not_count(work, source):
    able = given_practitioner(work)
    given_another(work, source, practitioner=able)
    given_roster(work, able.staff_code, ["echo"], RosterStatus.DRAFT)
    given_booked(work, source, needs=("echo",))

    plan = reallocation.plan(work, cancelled(source))

    assert misfits(plan) == [(LeftoverReason.NONE_FITS, Misfit.SKILL)]


def test_nobody_is_moved_to_an_hour_they_cannot_come(work, source):
    given_another(work, source)
    given_booked(work, source, not_before=time(9, 25), not_after=time(9, 45))

    plan = reallocation.plan(work, cancelled(source))

    assert [one.start for one in plan.moves] == [NINE + 30 * MINUTE]


def test_hours_are_those_of_the_departments_clock(work, source):
    tokyo = replace(work, zone=ZoneInfo("Asia/Tokyo"))
    given_another(work, source)
    given_booked(work, source, not_before=time(18, 30), not_after=time(18, 30))

    plan = reallocation.plan(tokyo, cancelled(source))

    assert [one.start for one in plan.moves] == [NINE + 30 * MINUTE]


def test_without_a_free_hour_that_suits_the_hours_are_the_reason(work, source):
    given_another(work, source)
    given_booked(work, source, not_after=time(8))

    plan = reallocation.plan(work, cancelled(source))

    assert misfits(plan) == [(LeftoverReason.NONE_FITS, Misfit.HOURS)]


def test_who_gets_to_one_site_only_is_moved_within_it(work, source):
    given_another(work, source)
    near = given_another(work, source, room=given_room(work, "North"))
    north = people.location_by_id(work.db, near.location).part_of
    given_booked(work, source, site=north)

    plan = reallocation.plan(work, cancelled(source))

    assert [one.session for one in plan.moves] == [near.id]


def test_with_places_at_other_sites_only_the_site_is_the_reason(work, source):
    given_another(work, source)
    site = people.location_by_id(work.db, given_room(work, "North").part_of)
    given_booked(work, source, site=site.id)

    plan = reallocation.plan(work, cancelled(source))

    assert misfits(plan) == [(LeftoverReason.NONE_FITS, Misfit.SITE)]


def test_who_waits_already_keeps_their_limits_too(work, source):
    given_another(work, source)
    token = walk_in(work, source)
    limits.note(work, token.patient, NewLimits(needs=("hindi",)))

    plan = reallocation.plan(work, cancelled(source))

    assert misfits(plan) == [(LeftoverReason.NONE_FITS, Misfit.SKILL)]


def test_who_is_busy_at_every_time_left_is_told_apart(work, source):
    token = given_booked(work, source)
    patient = type("Known", (), {"id": token.patient})
    elsewhere = given_session(work)
    book(work, elsewhere, patient, start=NINE + 60 * MINUTE)
    given_another(work, source, start=NINE + 60 * MINUTE, hours=1 / 6, capacity=1)

    plan = reallocation.plan(work, cancelled(source))

    assert misfits(plan) == [(LeftoverReason.NONE_FITS, Misfit.ENGAGED)]


def test_without_any_other_session_there_is_no_misfit_to_name(work, source):
    given_booked(work, source, needs=("echo",))

    plan = reallocation.plan(work, cancelled(source))

    assert misfits(plan) == [(LeftoverReason.NONE_FITS, None)]


def test_a_plan_that_has_become_impossible_for_somebody_is_not_done(work, source):
    token = given_booked(work, source)
    target = given_another(work, source)
    plan = reallocation.plan(work, cancelled(source))
    limits.note(work, token.patient, NewLimits(needs=("echo",)))

    with pytest.raises(PlanOutdated) as refusal:
        reallocation.apply(work, plan.id)
    limits.set_skills(work, target.practitioner, ["echo"])
    done = reallocation.apply(work, plan.id)

    assert refusal.value.changed == f"What {token.label} needs"
    assert [one.session for one in done.moves] == [target.id]


def test_somebody_left_over_is_offered_only_what_suits(work, source):
    token = given_booked(work, source, needs=("echo",))
    reallocation.at_once(work, cancelled(source))
    able = given_practitioner(work, skills=("echo",))
    unfit = given_another(work, source, start=NINE + 24 * 60 * MINUTE)
    fit = given_another(work, source, start=NINE + 24 * 60 * MINUTE, practitioner=able)

    refused = waitlist.offer_freed(work, unfit.id)
    offer = waitlist.offer_freed(work, fit.id)

    assert refused is None
    assert offer.patient == token.patient


def test_limits_are_replaced_as_a_whole_and_count_up(work):
    patient = given_patient(work)
    none = limits.get(work, patient.id)

    limits.note(
        work, patient.id, NewLimits(needs=(" echo ", "echo"), not_after=time(9))
    )
    after = limits.note(work, patient.id, NewLimits(not_before=time(10)))

    assert (none.version, none.needs) == (0, ())
    assert (after.version, after.needs, after.not_after) == (2, (), None)
    assert limits.get(work, patient.id) == after


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"not_before": time(12), "not_after": time(11, 59)}, "not_after"),
        ({"needs": ("",)}, "needs"),
        ({"needs": ("x" * 61,)}, "needs"),
        ({"needs": tuple(f"s{n}" for n in range(21))}, "needs"),
        ({"needs": ("nul\0",)}, "needs"),
    ],
)
def test_limits_that_make_no_sense_are_refused_by_name(asked, field):
    with pytest.raises(InvalidField) as refusal:
        NewLimits(**asked)

    assert refusal.value.field == field


def test_a_room_is_no_site_and_strangers_have_no_limits(work, source):
    patient = given_patient(work)
    room = people.location_by_id(work.db, source.location)

    with pytest.raises(InvalidField) as refusal:
        limits.note(work, patient.id, NewLimits(site=room.id))
    with pytest.raises(NoSuchThing):
        limits.note(work, source.id, NewLimits())
    with pytest.raises(NoSuchThing):
        limits.get(work, source.id)

    assert refusal.value.field == "site"


def test_a_doctor_reads_limits_but_notes_none(work, work_as):
    patient = given_patient(work)
    doctor = work_as(Role.DOCTOR)

    limits.get(doctor, patient.id)

    with pytest.raises(RoleMissing):
        limits.note(doctor, patient.id, NewLimits())
    with pytest.raises(RoleMissing):
        limits.set_skills(work_as(Role.STAFF), work.new_id(), [])
