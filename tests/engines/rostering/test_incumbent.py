"""What the threads of one search share."""

import numpy as np
import pytest

from horarium.engines.rostering.incumbent import Incumbent


def given_incumbent(objective: int, bound: int, gap: float = 0.0) -> Incumbent:
    incumbent = Incumbent(gap)
    incumbent.prove(bound)
    incumbent.offer(np.array([1]), objective)
    return incumbent


def test_as_good_is_taken_while_nothing_is_proven():
    incumbent = given_incumbent(7, bound=3)

    is_better = incumbent.offer(np.array([2]), 7)

    assert not is_better
    assert incumbent.standing.values.tolist() == [2]


def test_worse_is_refused():
    incumbent = given_incumbent(7, bound=3)

    incumbent.offer(np.array([2]), 8)

    assert incumbent.standing.values.tolist() == [1]


@pytest.mark.parametrize(("bound", "gap"), [(7, 0.0), (6, 0.2)])
def test_what_is_found_after_the_proof_does_not_count(bound, gap):
    incumbent = given_incumbent(7, bound, gap)

    is_better = incumbent.offer(np.array([2]), bound)

    assert not is_better
    assert incumbent.standing.values.tolist() == [1]
