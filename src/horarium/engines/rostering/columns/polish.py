"""Everybody's line again and again, while that saves much."""

from collections.abc import Callable

from horarium.engines.rostering.columns.columns import Columns
from horarium.engines.rostering.columns.first import polished
from horarium.engines.rostering.columns.in_turn import Turns
from horarium.engines.rostering.columns.known import Known
from horarium.engines.rostering.columns.spare import with_spare
from horarium.engines.rostering.roster import Roster


def polish(
    columns: Columns,
    turns: Turns,
    known: Callable[[], Known | None],
    on_roster: Callable[[Roster], object],
) -> int:
    """Make the roster that is ``known``, with its cost, better; how many lines it took.

    ``on_roster`` is told of rosters that may be better, and makes them known if they are.
    """
    for better in (polished, with_spare):
        begin = known()
        if begin is not None:
            for roster in better(columns, begin, turns):
                on_roster(roster)
    return turns.n_chosen
