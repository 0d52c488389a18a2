"""The next roster: rolled forward with all that is known."""

from datetime import UTC, date, datetime, timedelta

import pytest
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
from horarium.domain.availability import UnavailabilityKind
from horarium.domain.errors import InvalidField, NoSuchThing, RoleMissing
from horarium.domain.ids import PractitionerId
from horarium.domain.interval import Interval
from horarium.engines.rostering import SolveParams, problem_from_dict
from horarium.services import availability, planning, roster_rules, solves
from horarium.services.planning import NextRoster
from horarium.services.roster_rules import RuleWish
from horarium.store import people


@pytest.fixture
def office(work_as):
    work = work_as(Role.COORDINATOR)
    given_team(work_as())
    return work


def id_of(work, code: str) -> PractitionerId:
    team = people.practitioners(work.db)
    return next(one.id for one in team if one.staff_code == code)


def test_the_next_roster_begins_where_the_last_one_ends_with_it_as_history(office):
    given_lived(office)

    problem = planning.next_problem(office, NextRoster())

    assert problem.horizon.start == weeks_later(1)
    assert problem.n_days == 7
    assert lines_of(problem, problem.history.cells) == LINES


def test_what_was_worked_too_much_is_carried_into_the_fair_share(office):
    given_lived(office)

    problem = planning.next_problem(office, NextRoster())

    carried = {one.id: one.carried["fair-nights"] for one in problem.people}
    assert carried["A"] < 0 < carried["B"]
    assert sum(carried.values()) == pytest.approx(0)


def test_leave_that_was_entered_since_is_known(office, work_as):
    given_lived(office)
    first, last = datetime(2026, 1, 13, tzinfo=UTC), datetime(2026, 1, 15, tzinfo=UTC)
    availability.take_away(
        work_as(),
        availability.NewUnavailability(
            kind=UnavailabilityKind.LEAVE,
            during=Interval(first, last),
            reason="a wedding",
            practitioner=id_of(office, "C"),
        ),
    )

    problem = planning.next_problem(office, NextRoster())

    leave = {one.id: [(at.start, at.end) for at in one.leave] for one in problem.people}
    assert leave == {"A": [], "B": [], "C": [(1, 3)]}


def test_the_departments_own_setting_of_a_rule_holds_from_then_on(office):
    draft = given_draft(office)
    roster_rules.change(office, draft.id, RuleWish("run", {"days": 4, "weight": 7}))

    problem = planning.next_problem(office, NextRoster())

    run = next(rule for rule in problem.rules if rule.key == "run")
    assert (run.days, run.weight) == (4, 7)


def test_dates_people_and_name_are_as_wanted(office):
    given_lived(office)
    wanted = NextRoster(
        start=date(2026, 2, 2), n_days=14, people=("A", "C"), name="February"
    )

    problem = planning.next_problem(office, wanted)

    assert (problem.horizon.start, problem.n_days) == (date(2026, 2, 2), 14)
    assert [one.id for one in problem.people] == ["A", "C"]
    assert problem.name == "February"
    assert problem.n_history == 0


@pytest.mark.parametrize("n_days", [0, 6, 183])
def test_a_horizon_nobody_can_plan_is_refused(office, n_days: int):
    given_lived(office)

    with pytest.raises(InvalidField) as refusal:
        planning.next_problem(office, NextRoster(n_days=n_days))

    assert refusal.value.field == "n_days"


def test_without_any_roster_there_is_nothing_to_go_on_from(office):
    with pytest.raises(NoSuchThing):
        planning.next_problem(office, NextRoster())


def test_only_who_makes_rosters_may_ask(office, work_as):
    with pytest.raises(RoleMissing):
        planning.next_problem(work_as(Role.DOCTOR), NextRoster())


def test_asking_puts_the_whole_problem_into_the_search(office):
    given_lived(office)
    params = SolveParams(limit=timedelta(seconds=1))

    run = planning.request_next(office, NextRoster(), params)

    kept = problem_from_dict(solves.progress(office, run).problem)
    assert kept == planning.next_problem(office, NextRoster())
    assert make_week().horizon.start < kept.horizon.start
