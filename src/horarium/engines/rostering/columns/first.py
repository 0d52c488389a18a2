"""A first roster, person by person, and everybody's line again while that saves much."""

from collections.abc import Iterator

from horarium.engines.rostering.columns.columns import Columns
from horarium.engines.rostering.columns.in_turn import InTurn, Turns
from horarium.engines.rostering.columns.known import Known
from horarium.engines.rostering.roster import Roster

MOST_ROUNDS = 20
LEAST_SAVED = 0.01
"""Of what a roster costs: rounds that save less leave more to parts of several people."""


def first_roster(columns: Columns, turns: Turns) -> Roster | None:
    """A roster of whole lines, or None when halted or somebody's was not found."""
    chosen = InTurn(columns, turns)
    return chosen.roster if chosen.round() else None


def polished(
    columns: Columns,
    known: Known,
    turns: Turns,
) -> Iterator[Roster]:
    """The roster after each round in which everybody's line is chosen anew in turn.

    ``known`` is where it begins and what that costs. It ends when halted, when a round
    saves little of that, and at once where somebody's line is not legal.
    """
    roster, cost = known
    chosen = InTurn.of(columns, turns, roster)
    if chosen is None:
        return
    for _ in range(MOST_ROUNDS):
        before = chosen.saved
        chosen.round()
        saved = chosen.saved - before
        if saved:
            yield chosen.roster
        if turns.are_over() or saved < LEAST_SAVED * cost:
            return
        cost -= saved
