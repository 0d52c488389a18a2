"""A first roster, person by person: everybody's best line among those before them."""

from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from horarium.engines.rostering.columns.columns import Columns
from horarium.engines.rostering.columns.pricer import Pricer
from horarium.engines.rostering.columns.redo import marginal_prices
from horarium.engines.rostering.model import Ints
from horarium.engines.rostering.roster import OFF, Roster


def first_roster(
    columns: Columns, rng: Generator, halted: Callable[[], bool]
) -> Roster | None:
    """A roster of whole lines, or None when ``halted`` or somebody's was not found."""
    pricers = [one for one in columns.pricers if isinstance(one, Pricer)]
    linking, cost = columns.linking, columns.structure.cost
    true = np.zeros(linking.own.shape[1], dtype=np.int64)
    cells = np.full((len(pricers), columns.shape[0]), OFF, dtype=np.int16)
    for row in rng.permutation(len(pricers)).tolist():
        if halted():
            return None
        added: Ints = np.asarray(linking.own @ true, dtype=np.int64)
        # What pricing lays out is let go of with each of these: it is much.
        one = pricers[row]
        if columns.is_vast:
            one = Pricer.to_begin_with(row, one.person, cost)
        line = one.best_line(cost + marginal_prices(linking, added))
        if line is None:
            return None
        true[line.atoms] += 1
        cells[row] = line.shifts
    return Roster.of(cells)
