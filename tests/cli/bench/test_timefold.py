"""Timefold as a peer: what it is told, when it cannot run, and that its model is ours."""

import os
import sys

import pytest
from tests.cli.bench.test_bench_roster import INSTANCES, bench
from tests.engines.rostering.test_io import CURTIS_QU, ONE_A_KIND
from tests.engines.rostering.test_rules_agree import make_busy_problem

from horarium.cli.bench.timefold_search import (
    Silence,
    ask,
    roster_in,
    statement,
    why_not,
)
from horarium.domain.errors import InvalidField
from horarium.engines.rostering import check
from horarium.engines.rostering.io.reader import parse_problem

PYTHON = os.environ.get("HORARIUM_TIMEFOLD_PYTHON", "")


@pytest.fixture
def small():
    return parse_problem(CURTIS_QU, "small")


def test_the_statement_has_every_limit_wish_and_head_by_number(small):
    told = statement(small, 5, seed=7)

    person = small.people[0]
    assert (told["days"], told["seed"]) == (small.n_days, 7)
    assert [one["length_min"] for one in told["shifts"]] == [
        one.length_min for one in small.shift_types
    ]
    assert told["people"][0]["max_min"] == person.limits.max_min
    assert told["people"][0]["max_run"] == person.limits.max_consecutive_days
    assert len(told["cover"]) == len(small.cover)
    assert len(told["requests"]) == sum(len(one.requests) for one in small.people)
    assert told["leave"] == [
        [row, day]
        for row, one in enumerate(small.people)
        for day in range(small.n_days)
        if one.is_on_leave(day)
    ]


def test_a_shift_that_may_not_follow_is_named_by_its_number(small):
    told = statement(small, 5, seed=0)

    names = [one.id for one in small.shift_types]
    assert [[names[at] for at in one["bars"]] for one in told["shifts"]] == [
        list(one.never_before) for one in small.shift_types
    ]


def test_it_is_told_why_it_does_not_run(small):
    busy = make_busy_problem(next(iter(ONE_A_KIND)))

    assert "--timefold-python" in why_not(small, "")
    assert "rules" in why_not(busy, sys.executable)
    assert why_not(small, sys.executable) == ""


def test_a_python_without_the_package_is_a_sentence_and_no_traceback(small):
    answer = ask(sys.executable, statement(small, 1, seed=0))

    assert answer == Silence("ModuleNotFoundError: No module named 'timefold'")


def test_a_python_that_is_not_there_is_refused_before_anything_runs(tmp_path):
    nowhere = str(tmp_path / "python")

    told = bench(INSTANCES, 1, "--against", "timefold", "--timefold-python", nowhere)

    assert isinstance(told.exception, InvalidField)
    assert told.exception.field == "--timefold-python"


@pytest.mark.slow
@pytest.mark.skipif(
    not PYTHON, reason="HORARIUM_TIMEFOLD_PYTHON names no Python with timefold"
)
def test_its_own_score_of_its_roster_is_what_our_judge_says(small):
    answer = ask(PYTHON, statement(small, 6, seed=0))

    assert not isinstance(answer, Silence), answer
    verdict = check(small, roster_in(answer))
    hard, soft = answer["score"]
    assert (hard == 0, -soft) == (verdict.is_legal, verdict.objective)
