"""Everybody's line in turn, while heads to spare are worth a little.

Choosing lines in turn ends where nobody alone can do better. Where a head more than is
wanted saves a little instead of costing, lines overlap, and whoever is no longer needed
where they were can go to where somebody is missed.
"""

from collections.abc import Iterator

import numpy as np
from numpy.random import Generator

from horarium.engines.rostering.columns.columns import Columns
from horarium.engines.rostering.columns.in_turn import InTurn, Turns
from horarium.engines.rostering.columns.marginal import prices_of_missing
from horarium.engines.rostering.columns.master import Linking
from horarium.engines.rostering.columns.statement import FORBIDDEN
from horarium.engines.rostering.model import FREE, Ints
from horarium.engines.rostering.roster import Roster

MOST_WORTH = 0.04
"""Of what a missing head costs: what one to spare is worth is drawn up to this."""

ROUNDS_WITH, ROUNDS_WITHOUT = 2, 1
"""How often everybody's line is chosen with heads to spare, and without again."""

LAST, LEAST_SAVED = 4, 0.003
"""It goes on while so many tries have together saved so much of what a roster costs."""


def with_spare(
    columns: Columns, known: tuple[Roster, int], turns: Turns
) -> Iterator[Roster]:
    """Better and better rosters from the one that is ``known``, with its cost, on.

    It ends when halted, when tries save little, and at once where somebody's line is not
    legal.
    """
    roster, cost = known
    chosen = InTurn.of(columns, turns, roster)
    if chosen is None:
        return
    costs = [chosen.cost]
    while not turns.are_over():
        best = min(costs)
        chosen.sparing(spare_worth(columns.linking, turns.rng))
        for _ in range(ROUNDS_WITH):
            chosen.round()
        chosen.sparing(None)
        for _ in range(ROUNDS_WITHOUT):
            chosen.round()
        costs.append(chosen.cost)
        if costs[-1] < best:
            yield chosen.roster
        if len(costs) > LAST:
            saved = min(costs[:-LAST]) - min(costs)
            if saved < LEAST_SAVED * cost:
                return


def spare_worth(linking: Linking, rng: Generator) -> Ints:
    """What a head to spare is worth in each row, drawn anew.

    Nothing in rows that demand none, and in those where a head counts for several.
    """
    below, _, unit = prices_of_missing(linking)
    is_wanted = (linking.low > -FREE) & (below < FORBIDDEN) & (unit == 1)
    most = np.where(is_wanted, MOST_WORTH * below, 0.0)
    return np.rint(most * rng.random(linking.n_rows)).astype(np.int64)
