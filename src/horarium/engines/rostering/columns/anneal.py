"""Rosters by simulated annealing: a great many small changes, ever more choosy.

Everything hard holds at any time. What a change costs is read off the sums of the rows
that its cells are in, so that a million changes are tried a second.
"""

from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from horarium.engines.rostering.columns.board import Board
from horarium.engines.rostering.columns.draft import Draft, Position
from horarium.engines.rostering.columns.effort import Effort
from horarium.engines.rostering.columns.known import Known
from horarium.engines.rostering.columns.statement import FORBIDDEN
from horarium.engines.rostering.columns.tries import attempt, settle
from horarium.engines.rostering.model import Ids
from horarium.engines.rostering.roster import OFF, Roster

HOT, WARM, COLD = 30.0, 0.6, 0.25
"""Temperatures, in units of penalty: where the first cooling begins, where later ones do,
and where each ends. Begun at 8, a department's cover was frozen as it happened to be, and
140 was paid for it; begun at 30, nothing, or in one search of four. From 279 on 12 s of one
core begun at 3 came to nothing better, at 1.5 to 269, at 1 to 262 and at 0.6 to 254."""

JOINED = 12.0
"""Where whoever joins a cooling begins at least. At the temperature that there is by then it
shared the other's fate: two searches of eight ended at 353 and 426, the worse of them with
140 for cover that both had frozen; begun at 12, four had 273 to 321."""

FIRST_SHARE, LONGEST_FIRST, LONGER = 0.8, 60.0, 2.0
"""The share of the time left and the most seconds that the first cooling takes, and how
many times as long each later one is."""

Cooling = tuple[float, float]
"""The temperature that it begins at, and how many seconds it takes."""

TELLS_A_CELL = 800
"""Changes a person's day between two rosters told at least: to take one up takes a tenth
of a second in a department of 45 for 28 days, 0.3 for 84, as long as a third of a million
changes."""

TRIES = 20_000
WORK_A_TRY = 6e-7
"""Changes between two looks at the clock, and the seconds of one core of each."""


def first_cooling(effort: Effort) -> Cooling:
    """The first cooling of a search that has so much time."""
    return HOT, min(FIRST_SHARE * effort.left, LONGEST_FIRST)


def rest_of(cooling: Cooling, gone_s: float) -> Cooling:
    """What is left of a cooling after so many seconds; a later one if nothing is."""
    hot, seconds = cooling
    left_s = seconds - gone_s
    if left_s <= 0:
        return WARM, LONGER * seconds
    return max(JOINED, hot * (COLD / hot) ** (gone_s / seconds)), left_s


class Annealer:
    """Improves rosters of one problem; one for each thread."""

    def __init__(self, board: Board, rng: Generator) -> None:
        self._board = board
        n_people, n_days, self._width = board.cell_cost.shape
        n_rows = len(board.rows)
        self._now = Position(
            choices=np.zeros((n_people, n_days), dtype=np.int32),
            row_sums=np.zeros(n_rows, dtype=np.int64),
        )
        self._draft = Draft(
            choices=np.zeros((3, n_days), dtype=np.int32),
            change=np.zeros(n_rows, dtype=np.int64),
            touched=np.zeros(n_rows, dtype=np.int32),
            is_touched=np.zeros(n_rows, dtype=bool),
            n_rows=np.zeros(1, dtype=np.int64),
            random=rng.integers(1, 2**63, size=1, dtype=np.uint64),
        )

    def cost(self, roster: Roster) -> int | None:
        """What a roster costs, up to a constant of the problem; None if it is not legal."""
        off = self._width - 1
        self._now.choices[:] = np.where(roster.cells == OFF, off, roster.cells)
        cost = settle(self._board, self._now)
        return None if cost >= FORBIDDEN else int(cost)

    def run(
        self,
        known: Callable[[], Known | None],
        effort: Effort,
        on_roster: Callable[[Roster], object],
        cooling: Cooling | None = None,
    ) -> float:
        """Cool from the best roster ``known``, again and again; the work it took.

        The first ``cooling`` may be one that others have begun. It ends with the effort,
        and where that roster is not legal on this board.
        """
        work, (hot, seconds) = 0.0, cooling or first_cooling(effort)
        while not effort.after(work).is_over():
            now = known()
            own = effort.after(work).within(seconds)
            spent = 0.0 if now is None else self.cool(now[0], own, hot, on_roster)
            if not spent:
                break
            work, hot, seconds = work + spent, WARM, LONGER * seconds
        return work

    def cool(
        self,
        roster: Roster,
        effort: Effort,
        hot: float,
        on_roster: Callable[[Roster], object],
    ) -> float:
        """Anneal from a legal roster until the effort is over; the work it took.

        It begins at the temperature ``hot``. ``on_roster`` is told of rosters that are
        better than that one and all before.
        """
        start = self.cost(roster)
        seconds = effort.left
        if start is None or seconds <= 0:
            return 0.0
        work, cost, least, told = 0.0, start, start, start
        n_tries, tells = 0, TELLS_A_CELL * self._now.choices.size
        best: Ids = self._now.choices.copy()
        found = best.copy()
        while not effort.after(work).is_over():
            done = 1 - max(0.0, effort.after(work).left) / seconds
            how = TRIES, hot * (COLD / hot) ** done
            change, lowest = attempt(self._board, self._now, found, self._draft, how)
            n_tries += TRIES
            work += TRIES * WORK_A_TRY
            if cost + lowest < least:
                least = cost + lowest
                best[:] = found
            cost += change
            if least < told and n_tries >= tells:
                on_roster(self._roster(best))
                told, n_tries = least, 0
        if least < told:
            on_roster(self._roster(best))
        return work

    def _roster(self, choices: Ids) -> Roster:
        off = self._width - 1
        return Roster.of(np.where(choices == off, OFF, choices).astype(np.int16))
