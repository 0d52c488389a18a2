"""What no roster can cost less than, from prices of the rows that tie people together."""

import numpy as np

from horarium.engines.rostering.columns.linking import Floats, Linking
from horarium.engines.rostering.model import FREE, Ints

SCALE = 2**10
"""Prices are rounded to this many steps a unit; what follows from them is then exact. With
sixteen times as many a department proves 2 of 116 more, and public instance 5 missed a head
more after 30 s in three runs of five."""


def whole_prices(linking: Linking, prices: Floats) -> Ints:
    """Row prices that pay for something, in whole steps."""
    paying = paying_prices(linking, np.asarray(prices))
    return np.rint(paying * SCALE).astype(np.int64)


def paying_prices(linking: Linking, prices: Floats) -> Floats:
    """Row prices, those that would pay for nothing set to 0.

    A row without an upper bound cannot be priced below 0, nor one without a lower bound
    above.
    """
    found = np.where(linking.low <= -FREE, np.minimum(prices, 0), prices)
    return np.asarray(np.where(linking.high >= FREE, np.maximum(found, 0), found))


def atom_prices(linking: Linking, cost: Ints, steps: Ints) -> Ints:
    """What each variable of a line costs, net of what the rows pay for it, in steps."""
    paid = np.asarray(linking.own.T @ steps, dtype=np.int64)
    return np.asarray(cost * SCALE - paid, dtype=np.int64)


def rows_and_extras(linking: Linking, steps: Ints) -> int:
    """What rows and counted variables add to the bound, in steps."""
    sides = np.where(steps >= 0, linking.low, linking.high)
    of_rows = int(np.where(steps == 0, 0, sides * steps).sum())
    left = linking.cost * SCALE - np.asarray(linking.extra.T @ steps, dtype=np.int64)
    of_extras = int(np.minimum(left * linking.lower, left * linking.upper).sum())
    return of_rows + of_extras + linking.constant * SCALE


def bound_of(linking: Linking, steps: Ints, least_of_people: int) -> int:
    """The bound, when the cheapest lines at these prices cost so much together.

    Every roster costs a whole number, so it is rounded up.
    """
    return -(-(rows_and_extras(linking, steps) + least_of_people) // SCALE)
