"""Everybody's line again and again: in turn, and out of blends, while that saves much."""

from collections.abc import Callable

from horarium.engines.rostering.columns.blend import blended
from horarium.engines.rostering.columns.columns import Columns, roster_of
from horarium.engines.rostering.columns.first import polished
from horarium.engines.rostering.columns.in_turn import Turns
from horarium.engines.rostering.roster import Roster

LEAST_SAVED = 0.01
"""What blends must save of what a roster costs for being tried again at once."""

LEAST_SAVED_BRIEFLY = 0.05
"""The same of rounds, when it is not to take long. Parts may begin better with a rough
roster: public instance 15 came to 3993, 4003 and 4100 after a minute so, and to 3983,
4106 and 4228 after blends."""

Known = tuple[Roster, int]


def polish(
    columns: Columns,
    turns: Turns,
    known: Callable[[], Known | None],
    on_roster: Callable[[Roster], None],
    *,
    briefly: bool = False,
) -> int:
    """Make the roster that is ``known``, with its cost, better; how many lines it took.

    ``on_roster`` is told of rosters that may be better, and makes them known if they are.
    ``briefly`` is without blends.
    """
    before = known()
    least_saved = LEAST_SAVED_BRIEFLY if briefly else LEAST_SAVED
    if before is not None:
        for roster in polished(columns, before, turns, least_saved):
            on_roster(roster)
    while before is not None and not briefly and not turns.are_over():
        before = known()
        found = None if before is None else reblended(columns, before, turns)
        if found is not None:
            on_roster(found)
        if not _is_much_better(known(), before):
            break
    return turns.n_chosen


def reblended(columns: Columns, known: Known, turns: Turns) -> Roster | None:
    """Another roster, from blends of the lines of ``known``, polished; maybe a worse one.

    None when it was over before there was one, or where somebody's line is not legal.
    """
    roster, cost = known
    lines = blended(columns, roster, turns)
    if lines is None:
        return None
    found = roster_of(lines)
    for better in polished(columns, (found, cost), turns):
        found = better
    return found


def _is_much_better(now: Known | None, before: Known | None) -> bool:
    if now is None or before is None:
        return False
    return before[1] - now[1] >= LEAST_SAVED * before[1]
