"""What is left of a system has the same best solutions."""

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from horarium.engines.rostering.model import FREE, System
from horarium.engines.rostering.reduction import reduce

TOP = 2


def make_system(rows, *, costs, upper=TOP, lower=None):
    """``rows`` are pairs of terms, a coefficient for each column, and the two sides."""
    n = len(costs)
    terms = [sorted(row.items()) for row, _ in rows]
    flat = [term for row in terms for term in row]
    low, high = np.array([sides for _, sides in rows], dtype=np.int64).reshape(-1, 2).T
    return System(
        lower=np.zeros(n, dtype=np.int64) if lower is None else np.array(lower),
        upper=np.full(n, upper, dtype=np.int64),
        cost=np.array(costs, dtype=np.int64),
        starts=np.cumsum([0, *map(len, terms)]).astype(np.int64),
        columns=np.array([column for column, _ in flat], dtype=np.int32),
        coefs=np.array([coef for _, coef in flat], dtype=np.int64),
        low=low,
        high=high,
        owners=np.zeros(len(rows), dtype=np.int32),
        soft=np.zeros(len(rows), dtype=bool),
        first_cell=0,
        n_cells=n,
    )


def best_of(system):
    """The least cost by trying everything, or None."""
    spans = [range(a, b + 1) for a, b in zip(system.lower, system.upper, strict=True)]
    costs = []
    for values in map(np.array, product(*spans)):
        sums = [
            system.coefs[a:b] @ values[system.columns[a:b]] if b > a else 0
            for a, b in zip(system.starts, system.starts[1:], strict=False)
        ]
        if all(np.array(sums) >= system.low) and all(np.array(sums) <= system.high):
            costs.append(int(system.cost @ values))
    return min(costs, default=None)


coefs = st.integers(-2, 2).filter(bool)
sides = st.tuples(st.integers(-3, 3), st.integers(0, 3)).map(
    lambda pair: (pair[0], pair[0] + pair[1])
)
one_sided = st.one_of(
    sides, sides.map(lambda pair: (-FREE, pair[1])), sides.map(lambda p: (p[0], FREE))
)
rows = st.tuples(st.dictionaries(st.integers(0, 4), coefs, min_size=1), one_sided)


@settings(max_examples=300, deadline=None)
@given(
    rows=st.lists(rows, min_size=1, max_size=7),
    costs=st.lists(st.integers(-3, 3), min_size=5, max_size=5),
)
def test_the_best_is_the_same_and_none_where_there_was_none(rows, costs):
    system = make_system(rows, costs=costs)
    best = best_of(system)

    reduced = reduce(system)

    if len(reduced.conflicts):
        assert best is None
        return
    found = best_of(reduced.system)
    assert (None if found is None else found + reduced.constant) == best


def test_what_follows_in_many_steps_is_decided():
    n = 9
    chain = [({at: -1, at + 1: 1}, (0, FREE)) for at in reversed(range(n - 1))]
    system = make_system(chain, costs=[1] * n, upper=1, lower=[1] + [0] * (n - 1))

    reduced = reduce(system)

    assert reduced.system.n_rows == reduced.system.n_variables == 0
    assert reduced.constant == n


def test_rows_that_turn_out_to_be_at_odds_are_named():
    same = [({0: 1, 1: -1}, (0, 0)), ({1: 1, 2: -1}, (0, 0)), ({2: 1}, (1, 1))]
    at_odds = [({0: 1, 3: 1}, (2, 2)), ({3: 1}, (0, 0))]
    system = make_system([*same, *at_odds], costs=[0] * 4, upper=1)

    assert reduce(system).conflicts.tolist() == [3, 4]
