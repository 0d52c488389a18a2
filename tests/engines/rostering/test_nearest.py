"""A legal roster near one that is not."""

import numpy as np
from tests.engines.rostering.builders import make_problem, make_roster

from horarium.engines.rostering.check import check
from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.cpsat import Search
from horarium.engines.rostering.encode import encode
from horarium.engines.rostering.nearest import nearest
from horarium.engines.rostering.parts import Parts
from horarium.engines.rostering.rules.max_consecutive import MaxConsecutive
from horarium.engines.rostering.rules.quota import Quota
from horarium.engines.rostering.rules.registry import BASIC_RULES
from horarium.engines.rostering.shifts import Duties


def make_ward(*rules, minimum=1):
    """Three people, of whom one at least is wanted by day for a fortnight."""
    cover = [
        Cover(day=day, shift_types=("D",), wanted=1, minimum=minimum, under_weight=9)
        for day in range(14)
    ]
    return make_problem(*BASIC_RULES, *rules, people=3, n_days=14, cover=cover)


def legal_near(problem, roster):
    encoded = encode(problem)
    parts = Parts(encoded.system)
    cells = encoded.cell_values(roster)
    found = nearest(parts, encoded.places(), cells, Search(limit_s=30))
    return None if found is None else encoded.roster(found)


def test_a_roster_that_breaks_a_rule_about_few_days_is_mended_there():
    problem = make_ward(MaxConsecutive(days=4))
    broken = make_roster(problem, "DDDDDD........", "......DDDD....", "..........DDDD")

    found = legal_near(problem, broken)

    assert found is not None
    assert check(problem, found).is_legal
    assert np.array_equal(found.cells[:, 11:], broken.cells[:, 11:])


def test_a_roster_that_breaks_a_rule_about_the_whole_line_is_mended():
    days = Duties(tags=("day",))
    problem = make_ward(Quota(duties=days, at_most=5))
    broken = make_roster(problem, "DDDDDDDD......", "........DDD...", "...........DDD")

    found = legal_near(problem, broken)

    assert found is not None
    assert check(problem, found).is_legal


def test_a_legal_roster_stays_as_it_is():
    problem = make_ward(MaxConsecutive(days=5))
    legal = make_roster(problem, "DDDDD.........", ".....DDDDD....", "..........DDDD")

    found = legal_near(problem, legal)

    assert found is not None
    assert np.array_equal(found.cells, legal.cells)


def test_where_no_roster_is_legal_nothing_is_found():
    impossible = make_problem(
        *BASIC_RULES,
        people=1,
        n_days=3,
        cover=[Cover(day=0, shift_types=(s,), wanted=1, minimum=1) for s in "DL"],
    )
    broken = make_roster(impossible, "...")

    assert legal_near(impossible, broken) is None
