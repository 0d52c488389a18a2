"""What is set free together, what is cut out of a roster, and how a first one is made."""

from dataclasses import replace

import numpy as np
import pytest
from tests.engines.rostering.builders import DAY, NIGHT, make_problem

from horarium.engines.rostering import start
from horarium.engines.rostering.check import check
from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.cpsat import Search
from horarium.engines.rostering.encode import encode
from horarium.engines.rostering.neighbourhoods import (
    FIRST_STEP,
    LONGEST_STEP,
    Neighbourhoods,
)
from horarium.engines.rostering.parts import Parts
from horarium.engines.rostering.rules.max_consecutive import MaxConsecutive
from horarium.engines.rostering.rules.registry import BASIC_RULES
from horarium.engines.rostering.shapes import Shapes

SHIFTS = (DAY, replace(NIGHT, never_before=()))
KINDS = "people", "days", "week", "fortnight", "weekdays", "costly", "hot", "cross"
HOW = Search(limit_s=60)


def make_ward(people=5, n_days=21):
    cover = [
        Cover(day=day, shift_types=(shift,), wanted=1, under_weight=5, over_weight=1)
        for day in range(n_days)
        for shift in ("D", "N")
    ]
    return make_problem(
        *BASIC_RULES,
        MaxConsecutive(days=3),
        people=people,
        n_days=n_days,
        shifts=SHIFTS,
        cover=cover,
    )


def given_start(problem, n_threads=1, seed=3):
    encoded = encode(problem)
    parts = Parts(encoded.system)
    people, days = encoded.places()
    rng = np.random.default_rng(seed)
    values = start.one_by_one(parts, people, rng, HOW, n_threads)
    return encoded, parts, (people, days), values


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_frees_some_cells_of_whole_person_days(kind):
    _, parts, places, values = given_start(make_ward())
    shapes = Shapes(parts, *places, np.random.default_rng(0))

    masks = [shapes.kinds[kind](values, size) for size in (8, 40)]

    assert list(shapes.kinds) == list(KINDS)
    for mask in masks:
        assert mask.shape == (5, 21)
        assert mask.any()
        assert shapes.at_cells(mask).sum() == len(SHIFTS) * mask.sum()


def test_what_costs_is_among_what_is_set_free_around_it():
    encoded, parts, places, values = given_start(make_ward(people=1))
    shapes = Shapes(parts, *places, np.random.default_rng(0))
    uncovered = {
        day
        for breach in check_of(make_ward(people=1), encoded, values)
        for day in breach.days
    }

    mask = shapes.kinds["costly"](values, 10)

    assert uncovered & set(np.flatnonzero(mask.any(axis=0)).tolist())


def check_of(problem, encoded, values):
    return check(problem, encoded.roster(values)).breaches


def test_with_nothing_free_a_part_is_the_roster_itself():
    encoded, parts, (people, _), values = given_start(make_ward())

    part = parts.around(np.zeros(len(people), dtype=bool), values)

    assert len(part.kept) == 0
    assert part.constant == encoded.system.value(values)
    assert np.array_equal(part.whole(np.zeros(0, dtype=np.int64)), values)


def test_a_part_holds_what_is_not_free_and_counts_the_same_cost():
    encoded, parts, (people, days), values = given_start(make_ward())
    free = (people < 2) & (days < 6)

    part = parts.around(free, values)

    kept = part.kept[: part.system.n_cells] - encoded.system.first_cell
    assert free[kept].all()
    assert np.array_equal(part.whole(values[part.kept]), values)
    cost = part.system.value(values[part.kept]) + part.constant
    assert cost == encoded.system.value(values)


@pytest.mark.parametrize("n_threads", [1, 2])
def test_first_lines_of_long_rosters_are_legal_and_the_same_for_a_seed(
    monkeypatch, n_threads
):
    monkeypatch.setattr(start, "LONG_LINE", 1)
    problem = make_ward()

    rosters = []
    for _ in range(2):
        encoded, _, _, values = given_start(problem, n_threads)
        rosters.append(encoded.roster(values))

    assert rosters[0] == rosters[1]
    assert check(problem, rosters[0]).is_legal


def test_steps_grow_longer_only_while_nothing_is_found():
    _, parts, places, values = given_start(make_ward())
    draw = Neighbourhoods(parts, *places, np.random.default_rng(0))
    kind = draw.draw(values).kind

    for _ in range(10):
        draw.learn(kind, saved=5, work=draw.step_work, is_best=False)
    while_it_pays = draw.step_work
    for _ in range(1000):
        draw.learn(kind, saved=0, work=draw.step_work, is_best=False)

    assert while_it_pays == FIRST_STEP
    assert draw.step_work == LONGEST_STEP
