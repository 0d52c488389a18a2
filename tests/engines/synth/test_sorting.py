"""Orders of columns are those of a stable sort."""

import numpy as np
import pytest

from horarium.engines.synth.sorting import order_by, order_of


@pytest.mark.parametrize("spread", [3, 1000, 2**40])
def test_an_order_is_that_of_a_stable_sort(spread: int) -> None:
    values = np.random.default_rng(0).integers(-spread, spread, 5000)

    found = order_of(values)

    np.testing.assert_array_equal(found, np.argsort(values, kind="stable"))


def test_an_order_by_two_columns_is_that_of_both() -> None:
    rng = np.random.default_rng(1)
    major, minor = rng.integers(0, 20, 3000), rng.integers(-5, 5, 3000)

    np.testing.assert_array_equal(order_by(major, minor), np.lexsort((minor, major)))


def test_nothing_has_an_order_too() -> None:
    assert len(order_of(np.empty(0, dtype=np.int32))) == 0
