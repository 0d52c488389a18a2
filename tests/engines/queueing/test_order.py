"""The sorted places of the waiting."""

import pytest

from horarium.engines.queueing import DEFAULT_POLICY
from horarium.engines.queueing.order import Order

LEVEL = (1.0, 100.0, 50.0, 7.0)
EARLIER = (1.0, 90.0, 50.0, 9.0)


def test_who_is_level_with_others_goes_behind_them():
    order = Order.of(DEFAULT_POLICY, [(LEVEL, "ana"), (EARLIER, "eva")])

    order = order.including(LEVEL, "ben")

    assert order.ids == ("eva", "ana", "ben")


def test_each_of_the_level_is_found_at_its_own_place():
    order = Order.of(DEFAULT_POLICY, [(LEVEL, "ana"), (LEVEL, "ben")])

    assert (order.index(LEVEL, "ana"), order.index(LEVEL, "ben")) == (0, 1)


def test_taking_one_out_leaves_the_given_order_as_it_was():
    order = Order.of(DEFAULT_POLICY, [(LEVEL, "ana"), (EARLIER, "eva")])

    shorter = order.without(0)

    assert (shorter.ids, order.ids) == (("ana",), ("eva", "ana"))


def test_who_does_not_wait_is_not_found():
    with pytest.raises(ValueError, match="ben is not among the waiting"):
        Order.of(DEFAULT_POLICY, [(LEVEL, "ana")]).index(LEVEL, "ben")
