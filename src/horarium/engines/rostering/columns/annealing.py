"""One board for all threads of a search, where annealing gets further than lines do."""

from collections.abc import Callable
from threading import Lock

from numpy.random import Generator

from horarium.engines.rostering.columns.anneal import (
    Annealer,
    Cooling,
    first_cooling,
    rest_of,
)
from horarium.engines.rostering.columns.board import Board, board_of
from horarium.engines.rostering.columns.effort import Effort
from horarium.engines.rostering.columns.known import Known
from horarium.engines.rostering.columns.structure import people_of_rows, structure_of
from horarium.engines.rostering.encode import Encoded
from horarium.engines.rostering.roster import Roster

FEW_TIES, MANY_TIES = 100, 800
"""Rows between people from which on there is a board, and above which annealing is all that
is done: a mix of whole lines takes long there and parts are small. The invented department
of 45 has 53 a day. One of 45 with four duties and seniors at two of them has 216 in four
weeks: mixes prove it at once, and parts took 12 s to where annealing is after two."""

SHORT_SHARE, SHORT_HOT, LONGER = 0.06, 8.0, 2.0
"""The share of the time left that the first short cooling takes, so that there soon is a
roster worth looking at; where it begins; and how many times as long the next one is."""

VAST = 30_000
"""People × days above which no board is made: it would take longer than anybody who
cancels a search should wait."""


HEAVY_ARCS = 600
"""Arcs a day that the automaton of one person of a department has, about: 510 and 560 were
counted in two."""


class Annealing:
    """Anneals once it is prepared, if there is a board; else it does nothing."""

    def __init__(
        self,
        encoded: Encoded,
        known: Callable[[], Known | None],
        on_roster: Callable[[Roster], object],
    ) -> None:
        """``known`` tells the best roster so far, ``on_roster`` is told of better ones."""
        self._encoded, self._known, self._on_roster = encoded, known, on_roster
        self._board: Board | None = None
        self._n_ties = 0
        self._is_prepared = False
        self._short_s: float | None = None
        self._preparing, self._cooling = Lock(), Lock()
        self._first: tuple[Cooling, float] | None = None

    @property
    def foreseen_arcs(self) -> int:
        """How many arcs the automata of everybody would have, about."""
        n_people, n_days = self._encoded.has.shape[:2]
        return int(n_people * n_days * HEAVY_ARCS)

    @property
    def is_possible(self) -> bool:
        """Whether there is a board."""
        return self._board is not None

    @property
    def is_all(self) -> bool:
        """Whether nothing else gets as far, so that all threads had better anneal."""
        return self.is_possible and self._n_ties > MANY_TIES

    def prepare(self, halted: Callable[[], bool]) -> None:
        """Make the board, once; none unless many rows tie people together.

        It is meant for problems where some of these rows are hard: there lines that are
        chosen person by person do not get far. Whoever comes second waits for the first.
        """
        with self._preparing:
            if not self._is_prepared:
                self._board, self._n_ties = _board_where_tied(self._encoded, halted)
                self._is_prepared = True

    def run(self, effort: Effort, rng: Generator) -> float:
        """Anneal until the effort is over; the work it took, 0 if it cannot be done.

        Where annealing is not all, it ends after a short cooling, and each takes longer.
        """
        if self._board is None:
            return 0.0
        annealer, work = Annealer(self._board, rng), 0.0
        if self._short_s is None or not self.is_all:
            work = self._cool_shortly(annealer, effort)
        if not self.is_all:
            return work
        rest = effort.after(work)
        cooling = self._joined(rest)
        return work + annealer.run(self._known, rest, self._on_roster, cooling)

    def _cool_shortly(self, annealer: Annealer, effort: Effort) -> float:
        """Cool the best roster down once; the work it took."""
        seconds = self._short_s or SHORT_SHARE * effort.left
        self._short_s = LONGER * seconds
        known, own = self._known(), effort.within(seconds)
        if known is None:
            return 0.0
        return annealer.cool(known[0], own, SHORT_HOT, self._on_roster)

    def _joined(self, effort: Effort) -> Cooling:
        """The first cooling, which all threads share; begun by the first who comes.

        Who comes when it is half over goes on from the best roster, and ends with the
        others, so that the later coolings of all begin at the best that there is.
        """
        now_s = effort.remaining_s()
        with self._cooling:
            if self._first is None:
                self._first = first_cooling(effort), now_s
        cooling, began_s = self._first
        return rest_of(cooling, began_s - now_s)


def _board_where_tied(
    encoded: Encoded, halted: Callable[[], bool]
) -> tuple[Board | None, int]:
    """The board, if there is one, and how many rows tie people together."""
    n_people, n_days = encoded.has.shape[:2]
    if n_people * n_days > VAST or halted():
        return None, 0
    structure = structure_of(encoded)
    first, last = people_of_rows(structure)
    n_ties = int(((first < last) & ~structure.is_meaning).sum())
    is_tied = n_ties >= FEW_TIES and not halted()
    return (board_of(structure, encoded.has) if is_tied else None), n_ties
