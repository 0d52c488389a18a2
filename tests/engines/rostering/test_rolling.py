"""A problem moved to other days."""

from datetime import date, timedelta

import pytest
from tests.rosters import make_problem

from horarium.domain.errors import InvalidField
from horarium.engines.rostering import problem_from_dict
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.rolling import roll_forward

MONDAY = date(2026, 1, 5)
WEEKEND = {"weekdays": ["Sat", "Sun"], "shift_types": ["D"], "wanted": 1}


def make(**changes) -> RosterProblem:
    return problem_from_dict(make_problem(["A", "B"], **changes))


def wanted_on(problem: RosterProblem) -> dict[date, int]:
    return {problem.horizon.date_of(one.day): one.wanted for one in problem.cover}


@pytest.mark.parametrize("days_later", [7, 14, 9])
def test_cover_stays_on_its_weekday(days_later: int):
    was = make(cover=[WEEKEND])

    rolled = roll_forward(was, MONDAY + timedelta(days=days_later), 14)

    weekdays = {on.weekday() for on in wanted_on(rolled)}
    assert weekdays == {5, 6}
    assert len(rolled.cover) == 4


def test_a_pattern_of_two_weeks_goes_on_in_step():
    second_week = {
        "dates": ["2026-01-12"],
        "shift_types": ["D"],
        "wanted": 5,
    }
    was = make(horizon={"start": "2026-01-05", "days": 14}, cover=[second_week])

    rolled = roll_forward(was, MONDAY + timedelta(days=14), 28)

    assert wanted_on(rolled) == {date(2026, 1, 26): 5, date(2026, 2, 9): 5}


def test_what_has_a_date_stays_on_it():
    away = {"start": "2026-01-10", "end": "2026-01-15"}
    gone = {"start": "2026-01-05", "end": "2026-01-08"}
    capped = {
        "rule": "max-in-window",
        "id": "cap",
        "most": 2,
        "days": 7,
        "scope": {"start": "2026-01-13"},
    }
    people = [{"id": "A", "leave": [away, gone]}, {"id": "B"}]
    was = make(people=people, rules=[capped])

    rolled = roll_forward(was, date(2026, 1, 12), 7)

    [leave] = rolled.people[0].leave
    assert (leave.start, leave.end) == (-2, 3)
    assert next(rule for rule in rolled.rules if rule.key == "cap").scope.start == 1


def test_limits_of_a_horizon_grow_with_it():
    people = [{"id": "A", "limits": {"max_shifts": {"D": 3}, "max_weekends": 1}}]
    was = make(people=people)

    rolled = roll_forward(was, date(2026, 1, 12), 14)

    assert rolled.people[0].limits.max_shifts == {"D": 6}
    assert rolled.people[0].limits.max_weekends == 2


def test_only_who_is_named_stays():
    rolled = roll_forward(make(), date(2026, 1, 12), 7, ["B"])

    assert [one.id for one in rolled.people] == ["B"]
    assert rolled.history.cells.shape == (1, 0)


def test_somebody_unknown_is_refused_by_name():
    with pytest.raises(InvalidField) as refusal:
        roll_forward(make(), date(2026, 1, 12), 7, ["Z"])

    assert (refusal.value.field, refusal.value.value) == ("people", "Z")
