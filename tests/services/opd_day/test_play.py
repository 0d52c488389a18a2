"""A whole day through the real services."""

from dataclasses import replace

import pytest

from horarium.domain.errors import InvalidField
from horarium.services.opd_day import Moment, OpdDayParams, play

SMALL = OpdDayParams(doctors=2, online=3, walk_ins=2, paid=1, follow_ups=1)
"""Half the default day, for what does not depend on its size."""


def test_the_default_day_is_the_originals(database):
    report = play(database, OpdDayParams(), seed=1)

    came = {row.name: row.n for row in report.classes}
    assert came == {
        "emergency": 2,
        "priority": 3,
        "follow-up": 2,
        "online": 10,
        "walk-in": 5,
    }
    assert len(report.doctors) == 3
    assert report.outcomes == {"cancelled": 2, "completed": 19, "noshow": 1}
    assert report.n_reallocated > 0


def test_the_same_seed_gives_the_same_statistics_and_another_others(database):
    first, again = (play(database, SMALL, seed=7) for _ in range(2))
    other = play(database, SMALL, seed=8)

    assert first == again
    assert first != replace(other, seed=7)


def test_nobody_is_lost(database):
    report = play(database, SMALL, seed=3)

    n_people = SMALL.n_booked + SMALL.walk_ins + SMALL.emergencies
    assert sum(report.outcomes.values()) + report.n_refused == n_people
    assert sum(one.n_seen for one in report.doctors) == report.outcomes["completed"]


def test_the_clock_only_goes_forward_and_news_are_told(database):
    moments: list[Moment] = []

    play(database, SMALL, seed=3, on_moment=moments.append)

    assert [one.at for one in moments] == sorted(one.at for one in moments)
    told = [one.news for one in moments]
    assert "Dr Adeyemi will be 25 min late" in told
    assert any("is ill" in news for news in told)
    assert {len(one.rooms) for one in moments} == {2}
    assert any(room.late_min == 25 for one in moments for room in one.rooms)


def test_a_full_department_turns_people_away(database):
    crowd = replace(SMALL, online=12, capacity=1, overflow_limit=0)

    report = play(database, crowd, seed=1)

    assert report.n_refused > 0
    assert report.outcomes["completed"] <= 2 * SMALL.n_slots


def test_every_promise_is_kept_on_a_quiet_day(database):
    quiet = replace(SMALL, late_doctors=0, consultation_min=1)

    report = play(database, quiet, seed=1)

    assert {row.is_met for row in report.classes if row.n_seen} == {True}


def test_a_class_in_which_nobody_was_seen_has_no_waits(database):
    report = play(database, replace(SMALL, emergencies=0), seed=1)

    (row,) = [one for one in report.classes if one.name == "emergency"]
    assert (row.n, row.mean_wait_min, row.is_met) == (0, None, None)


@pytest.mark.parametrize(
    "changes",
    [
        {"doctors": 0},
        {"online": -1},
        {"opens": 9, "closes": 9},
        {"slot_hours": 9},
        {"cancellations": 30},
        {"late_doctors": 4},
        {"reallocations": 13},
        {"walk_ins": 5000},
        {"consultation_min": 0.0},
        {"discipline": "lifo"},
    ],
)
def test_a_day_that_cannot_be_is_refused(changes):
    with pytest.raises(InvalidField):
        OpdDayParams(**changes)


def test_an_hour_that_no_day_has_is_blamed_on_the_option_that_names_it():
    with pytest.raises(InvalidField) as refusal:
        OpdDayParams(opens=25)

    assert (refusal.value.field, refusal.value.wanted) == ("opens", "0 to 22")
