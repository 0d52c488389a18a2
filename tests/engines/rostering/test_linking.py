"""Rows that tie people together: one for each sum that is held from two sides."""

import pytest
from tests.engines.rostering.builders import DAY, make_problem

from horarium.engines.rostering.columns.columns import Columns
from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.encode import encode
from horarium.engines.rostering.model import FREE
from horarium.engines.rostering.reduction import reduce
from horarium.engines.rostering.rules.registry import BASIC_RULES

N_DAYS = 7


@pytest.mark.parametrize(
    ("heads", "sides"),
    [
        ({"wanted": 2, "minimum": 2, "maximum": 2}, {(2, 2)}),
        ({"wanted": 2, "minimum": 1, "maximum": 3}, {(1, 3)}),
        ({"wanted": 1, "minimum": 1}, {(1, FREE)}),
        (
            {"wanted": 2, "minimum": 1, "maximum": 3, "under_weight": 5},
            {(1, 3), (-FREE, -2)},
        ),
    ],
)
def test_posts_neither_missed_nor_doubled_are_one_row_a_day(heads, sides):
    problem = make_problem(
        *BASIC_RULES,
        people=4,
        shifts=[DAY],
        n_days=N_DAYS,
        cover=[Cover(day=day, shift_types=("D",), **heads) for day in range(N_DAYS)],
    )
    encoded = encode(problem)

    linking = Columns.of(encoded, reduce(encoded.system)).linking

    low, high = linking.low.tolist(), linking.high.tolist()
    rows = [
        (max(least, -FREE), min(most, FREE))
        for least, most in zip(low, high, strict=True)
    ]
    assert len(rows) == N_DAYS * len(sides)
    assert set(rows) == sides
