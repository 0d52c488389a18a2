"""One board for all threads of a search, where annealing gets further than lines do."""

from collections.abc import Callable
from threading import Lock

from numpy.random import Generator

from horarium.engines.rostering.columns.anneal import (
    Annealer,
    Cooling,
    Known,
    first_cooling,
    rest_of,
)
from horarium.engines.rostering.columns.board import Board, board_of
from horarium.engines.rostering.columns.effort import Effort
from horarium.engines.rostering.columns.structure import people_of_rows, structure_of
from horarium.engines.rostering.encode import Encoded
from horarium.engines.rostering.roster import Roster

MANY_TIES = 800
"""Rows between people above which a mix of whole lines takes long and parts are small.
The invented department of 45 has 53 a day."""

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
        on_roster: Callable[[Roster], None],
    ) -> None:
        """``known`` tells the best roster so far, ``on_roster`` is told of better ones."""
        self._encoded, self._known, self._on_roster = encoded, known, on_roster
        self._board: Board | None = None
        self._is_prepared = False
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

    def prepare(self, halted: Callable[[], bool]) -> None:
        """Make the board, once; none unless many rows tie people together.

        It is meant for problems where some of these rows are hard: there lines that are
        chosen person by person do not get far. Whoever comes second waits for the first.
        """
        with self._preparing:
            if not self._is_prepared:
                self._board = _board_where_tied(self._encoded, halted)
                self._is_prepared = True

    def run(self, effort: Effort, rng: Generator) -> float:
        """Anneal until the effort is over; the work it took, 0 if it cannot be done."""
        if self._board is None:
            return 0.0
        annealer, cooling = Annealer(self._board, rng), self._joined(effort)
        return annealer.run(self._known, effort, self._on_roster, cooling)

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


def _board_where_tied(encoded: Encoded, halted: Callable[[], bool]) -> Board | None:
    n_people, n_days = encoded.has.shape[:2]
    if n_people * n_days > VAST or halted():
        return None
    structure = structure_of(encoded)
    first, last = people_of_rows(structure)
    n_ties = int(((first < last) & ~structure.is_meaning).sum())
    is_tied = n_ties > MANY_TIES and not halted()
    return board_of(structure, encoded.has) if is_tied else None
