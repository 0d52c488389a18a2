"""The ledger over rosters that were worked, and who may see what of it."""

from datetime import date

import pytest
from tests.builders import given_practitioner
from tests.services.roster_nouns import (
    LINES,
    given_draft,
    given_lived,
    given_team,
    lines_of,
    make_week,
    weeks_later,
)

from horarium.domain.actor import Role
from horarium.domain.errors import NoSuchThing, RoleMissing
from horarium.engines.rostering.fairness import Dimension, Line
from horarium.services import fairness
from horarium.services.fairness import FairnessReport
from horarium.services.lived import history_of, lived_before
from horarium.store import people


@pytest.fixture
def office(work_as):
    work = work_as(Role.COORDINATOR)
    given_team(work_as())
    return work


def nights(report: FairnessReport) -> Dimension:
    return next(one for one in report.dimensions if one.id == "nights")


def line_of(report: FairnessReport, code: str) -> Line:
    return next(one for one in nights(report).lines if one.person == code)


def test_a_first_roster_is_shared_with_nothing_carried(office):
    draft = given_draft(office)

    report = fairness.of_roster(office, draft.id)

    assert line_of(report, "B").load == 4
    assert line_of(report, "B").share == pytest.approx(7 / 3)
    assert {one.carried for one in nights(report).lines} == {0.0}


def test_what_was_worked_too_much_is_owed_less_of_the_next(office):
    given_lived(office)
    draft = given_draft(office, make_week(weeks_later(1)))

    report = fairness.of_roster(office, draft.id)

    assert line_of(report, "A").carried < 0 < line_of(report, "B").carried
    assert line_of(report, "A").share > line_of(report, "C").share
    assert line_of(report, "B").share < line_of(report, "C").share


def test_a_roster_takes_nothing_from_itself_or_from_later_ones(office):
    draft = given_draft(office)
    given_lived(office)
    given_lived(office, make_week(weeks_later(3)))

    report = fairness.of_roster(office, draft.id)

    assert {one.carried for one in nights(report).lines} == {0.0}


def test_somebody_who_misses_a_roster_keeps_the_balance(office):
    given_lived(office)
    without_b = make_week(weeks_later(1), people=[{"id": "A"}, {"id": "C"}])
    given_lived(office, without_b, {})
    draft = given_draft(office, make_week(weeks_later(2)))

    report = fairness.of_roster(office, draft.id)

    assert line_of(report, "B").carried > 1


def test_the_history_is_what_was_worked_right_before(office):
    given_lived(office)
    problem = make_week(weeks_later(1))

    history = history_of(problem, lived_before(office, problem.horizon.start))

    assert lines_of(problem, history.cells) == LINES


def test_the_history_ends_at_the_first_day_that_nobody_knows(office):
    given_lived(office)
    problem = make_week(date(2026, 1, 13))

    history = history_of(problem, lived_before(office, problem.horizon.start))

    assert history.n_days == 0


def test_of_a_drafts_past_nothing_was_worked(office):
    given_draft(office)

    assert lived_before(office, weeks_later(5)) == []


def test_sites_that_others_must_go_to_are_unpopular():
    sites = [{"id": "north"}, {"id": "south"}]
    shifts = [
        {"id": "D", "start": "08:00", "end": "16:00", "site": "north"},
        {"id": "N", "start": "20:00", "end": "08:00", "site": "south"},
    ]
    people = [
        {"id": "A", "sites": ["north", "south"]},
        {"id": "B", "sites": ["north", "south"]},
        {"id": "C", "sites": ["south", "north"]},
    ]
    problem = make_week(sites=sites, shift_types=shifts, people=people)

    assert fairness.unpopular_sites(problem) == ("south",)


def test_a_doctor_sees_the_own_line_alone(office, work_as):
    lived = given_lived(office)
    me = given_practitioner(work_as(), staff_code="Z")
    doctor = work_as(Role.DOCTOR, practitioner=_id_of(office, "B"))
    stranger = work_as(Role.DOCTOR, practitioner=me.id)

    report = fairness.own(doctor, lived.id)

    assert {line.person for one in report.dimensions for line in one.lines} == {"B"}
    with pytest.raises(NoSuchThing):
        fairness.own(stranger, lived.id)
    with pytest.raises(RoleMissing):
        fairness.of_roster(doctor, lived.id)


def test_a_draft_is_nothing_that_a_doctor_sees(office, work_as):
    draft = given_draft(office)
    doctor = work_as(Role.DOCTOR, practitioner=_id_of(office, "B"))

    with pytest.raises(NoSuchThing):
        fairness.own(doctor, draft.id)


def _id_of(work, code: str):
    return next(p.id for p in people.practitioners(work.db) if p.staff_code == code)
