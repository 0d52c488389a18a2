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
from horarium.engines.rostering.columns.known import Known
from horarium.engines.rostering.columns.linking import Linking
from horarium.engines.rostering.columns.marginal import prices_of_missing
from horarium.engines.rostering.columns.statement import FORBIDDEN
from horarium.engines.rostering.model import FREE, Ints
from horarium.engines.rostering.roster import Roster

MOST_WORTH, COOLER, LEAST_WORTH = 0.04, 0.7, 0.004
"""Of what a missing head costs: what one to spare is worth is drawn up to this at first, up
to so much less whenever tries save little, and it ends below the least. With the first
worth alone instance 20 was 142 dearer after 25 s of one core, and did not get better."""

HURRY = 2
"""The worth is at most the first one times this power of the share of the time left. From one
roster of instance 22, 20 s of one core came to 26 795 and 26 730 so, to 27 212 and 26 935
without, 26 934 and 27 124 with 1, and 27 350 and 27 169 with a steady rate."""

ROUNDS_WITH, ROUNDS_WITHOUT = 2, 1
"""How often everybody's line is chosen with heads to spare, and without again."""

LAST, LEAST_SAVED = 4, 0.003
"""A worth is tried while so many tries have together saved so much of what a roster costs."""

UNTOLD = 0.005
"""Of what a roster costs: with less saved only every fourth try tells of a roster. To make
one known takes a quarter as long as a try of public instance 24, and one thread only."""


def with_spare(columns: Columns, known: Known, turns: Turns) -> Iterator[Roster]:
    """Better and better rosters from the one that is ``known``, with its cost, on.

    It ends when halted, when tries save little whatever a head to spare is worth, and at
    once where somebody's line is not legal.
    """
    roster, cost = known
    chosen = InTurn.of(columns, turns, roster)
    if chosen is None:
        return
    most, costs = MOST_WORTH, [chosen.cost]
    best = told = chosen.cost
    while most >= LEAST_WORTH and not turns.are_over():
        most = min(most, _in_time(turns))
        _try(chosen, spare_worth(columns.linking, turns.rng, most))
        costs.append(chosen.cost)
        if costs[-1] < best:
            roster, best = chosen.roster, costs[-1]
        is_due = told - best >= UNTOLD * cost or len(costs) % LAST == 0
        if best < told and is_due:
            yield roster
            told = best
        if len(costs) > LAST and min(costs[:-LAST]) - best < LEAST_SAVED * cost:
            most, costs = COOLER * most, [best]
    if best < told:
        yield roster


def _in_time(turns: Turns) -> float:
    """What a head to spare may be worth now, so that it cools before time is up."""
    return max(LEAST_WORTH, MOST_WORTH * turns.share_left**HURRY)


def _try(chosen: InTurn, worth: Ints) -> None:
    """Everybody's line in turn with heads to spare of this worth, and without again."""
    chosen.sparing(worth)
    for _ in range(ROUNDS_WITH):
        chosen.round()
    chosen.sparing(None)
    for _ in range(ROUNDS_WITHOUT):
        chosen.round()


def spare_worth(linking: Linking, rng: Generator, most: float = MOST_WORTH) -> Ints:
    """What a head to spare is worth in each row, drawn anew.

    Up to ``most`` of what a missing one costs; nothing in rows that demand none, and in
    those where a head counts for several.
    """
    below, _, unit = prices_of_missing(linking)
    is_wanted = (linking.low > -FREE) & (below < FORBIDDEN) & (unit == 1)
    highest = np.where(is_wanted, most * below, 0.0)
    return np.rint(highest * rng.random(linking.n_rows)).astype(np.int64)
