"""The first roster that keeps the hard rules, where they tie people together."""

from dataclasses import replace

import pytest
from tests.engines.rostering.builders import DAY, NIGHT, make_problem

from horarium.engines.rostering import start
from horarium.engines.rostering.check import check
from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.cpsat import Search
from horarium.engines.rostering.encode import encode
from horarium.engines.rostering.parts import Parts
from horarium.engines.rostering.reduction import reduce
from horarium.engines.rostering.rules.min_rest import MinRest
from horarium.engines.rostering.rules.registry import BASIC_RULES
from horarium.engines.rostering.start import all_at_once

SHIFTS = (DAY, replace(NIGHT, never_before=()))


def make_posts(people=5, n_days=4, minimum=1):
    cover = [
        Cover(day=day, shift_types=(shift,), wanted=minimum, minimum=minimum)
        for day in range(n_days)
        for shift in ("D", "N")
    ]
    rules = (*BASIC_RULES, MinRest(rest_h=11))
    return make_problem(
        *rules, people=people, n_days=n_days, shifts=SHIFTS, cover=cover
    )


def begun(problem, how):
    encoded = encode(problem)
    reduced = reduce(encoded.system)
    values, found = all_at_once(Parts(reduced.system), how)
    roster = None if values is None else encoded.roster(reduced.whole(values))
    return roster, found


@pytest.fixture
def asked(monkeypatch):
    """How each search for the hard rules went about it."""
    searches = []
    usual = start.search

    def noted(system, how):
        if how.to_begin_with:
            searches.append("straight" if how.straight else "at length")
        return usual(system, how)

    monkeypatch.setattr(start, "search", noted)
    return searches


def test_straight_at_the_hard_rules_is_enough_where_they_are_easy(asked):
    problem = make_posts()

    roster, _ = begun(problem, Search(limit_s=60))

    assert check(problem, roster).is_legal
    assert asked == ["straight"]


def test_where_straight_is_not_enough_it_is_looked_for_at_length(asked, monkeypatch):
    monkeypatch.setattr(start, "STRAIGHT_WORK", 0.0)
    problem = make_posts()

    roster, _ = begun(problem, Search(limit_s=60))

    assert check(problem, roster).is_legal
    assert asked == ["straight", "at length"]


def test_who_is_told_to_stop_does_not_begin_at_length(asked, monkeypatch):
    monkeypatch.setattr(start, "STRAIGHT_WORK", 0.0)

    roster, found = begun(make_posts(), Search(limit_s=60, should_stop=lambda: True))

    assert (roster, found.is_infeasible) == (None, False)
    assert asked == ["straight"]


def test_what_is_proven_impossible_at_once_is_not_looked_for_at_length(asked):
    roster, found = begun(make_posts(people=5, minimum=3), Search(limit_s=60))

    assert (roster, found.is_infeasible) == (None, True)
    assert asked == ["straight"]
