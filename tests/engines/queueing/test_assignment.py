"""The assignment is the cheapest there is."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from horarium.engines.queueing.assignment import cheapest

small = st.integers(min_value=1, max_value=5).flatmap(
    lambda n: arrays(
        np.float64,
        st.tuples(st.just(n), st.integers(min_value=n, max_value=6)),
        elements=st.integers(min_value=-20, max_value=20).map(float),
    )
)


@given(costs=small)
def test_no_other_assignment_costs_less(costs):
    n_rows, n_columns = costs.shape

    columns = cheapest(costs)

    assert len(set(columns.tolist())) == n_rows
    assert costs[np.arange(n_rows), columns].sum() == min(
        sum(costs[row, column] for row, column in enumerate(pick))
        for pick in permutations(range(n_columns), n_rows)
    )


def test_more_rows_than_columns_is_a_bug():
    with pytest.raises(ValueError, match="3 rows do not fit in 2 columns"):
        cheapest(np.zeros((3, 2)))
