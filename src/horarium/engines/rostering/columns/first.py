"""A first roster, person by person: everybody's best line among those before them."""

from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from horarium.engines.rostering.columns.columns import Columns
from horarium.engines.rostering.columns.pricer import Pricer
from horarium.engines.rostering.columns.redo import marginal_prices
from horarium.engines.rostering.roster import OFF, Roster


def first_roster(
    columns: Columns, rng: Generator, halted: Callable[[], bool]
) -> Roster | None:
    """A roster of whole lines, or None when ``halted`` or somebody's was not found."""
    pricers = [one for one in columns.pricers if isinstance(one, Pricer)]
    linking, cost = columns.linking, columns.structure.cost
    own = linking.own.tocsc()
    added = np.zeros(linking.n_rows, dtype=np.int64)
    shifts = np.full((len(pricers), columns.shape[0]), OFF, dtype=np.int16)
    for row in rng.permutation(len(pricers)).tolist():
        if halted():
            return None
        # What pricing lays out is let go of with each of these: it is much.
        one = pricers[row]
        if columns.is_vast:
            one = Pricer.to_begin_with(row, one.person, cost)
        cells = one.person.cells
        atoms = np.concatenate([cells[cells > 0], one.person.eithers])
        prices = cost.copy()
        prices[atoms] += marginal_prices(linking, own[:, atoms], added)
        line = one.best_line(prices)
        if line is None:
            return None
        new = own[:, line.atoms]
        np.add.at(added, new.indices, new.data)
        shifts[row] = line.shifts
    return Roster.of(shifts)
