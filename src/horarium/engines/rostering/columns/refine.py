"""An automaton with its moves split, so that every arc adds one number to each sum."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from horarium.engines.rostering.columns.automaton import Automaton
from horarium.engines.rostering.columns.kernel import N_SUMS, Arcs, Choices
from horarium.engines.rostering.columns.people import Person, Sum
from horarium.engines.rostering.model import Ids, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Refined:
    """The arcs of an automaton, those apart whose choices add differently to some sums.

    The choices of a move are ``codes[starts[move]:stops[move]]``, each
    ``day * (n_choices + 1) + choice``. ``move``, ``source``, ``target``, ``event``,
    ``penalty`` and ``adds`` are of each arc; those of day ``d`` begin at ``days[d]``.
    """

    codes: NDArray[np.intp]
    starts: Ints
    stops: Ints
    move: Ints
    source: Ids
    target: Ids
    event: Ids
    penalty: Ints
    adds: Ids
    days: Ints

    @property
    def arcs(self) -> Arcs:
        """The arcs as the kernel takes them."""
        return self.source, self.target, self.adds

    @property
    def choices(self) -> Choices:
        """What each arc lets one choose, as the kernel takes it."""
        return self.codes, self.starts, self.stops, self.move


def refined(person: Person, kept: Sequence[Sum]) -> Refined:
    """The automaton of a person with these sums, at most three."""
    automaton = person.automaton
    moves, days, choices = automaton.places.T
    adds = np.zeros((len(moves), N_SUMS), dtype=np.int32)
    for k, one in enumerate(kept):
        adds[:, k] = one.cells[days, choices]
    order = np.lexsort((*adds.T, moves))
    moves, adds = moves[order], adds[order]
    differs = (moves[1:] != moves[:-1]) | (adds[1:] != adds[:-1]).any(axis=1)
    starts = np.flatnonzero(np.concatenate([[True], differs]))
    codes = (days * (person.cells.shape[1] + 1) + choices)[order]
    stops = np.append(starts[1:], len(codes))
    arc, move, before = _split(automaton, moves[starts])
    of_arc = np.zeros((len(arc), N_SUMS), dtype=np.int32)
    for k, one in enumerate(kept):
        of_event = [one.eithers[list(e)].sum() for e in automaton.events]
        of_arc[:, k] = adds[starts][move, k] + np.array(of_event)[automaton.event[arc]]
    return Refined(
        codes=codes,
        starts=starts,
        stops=stops,
        move=move,
        source=automaton.source[arc],
        target=automaton.target[arc],
        event=automaton.event[arc],
        penalty=automaton.penalty[arc],
        adds=of_arc,
        days=before[automaton.arc_starts],
    )


def _split(automaton: Automaton, move_of_part: Ints) -> tuple[Ints, Ints, Ints]:
    """Arcs once for each part of their move: which, the part, and how many before each."""
    all_moves = np.arange(len(automaton.moves))
    first = np.searchsorted(move_of_part, all_moves)
    n_parts = np.searchsorted(move_of_part, all_moves, side="right") - first
    per_arc = n_parts[automaton.move]
    arc = np.repeat(np.arange(len(automaton.move)), per_arc)
    ends = np.cumsum(per_arc)
    within = np.arange(len(arc)) - np.repeat(ends - per_arc, per_arc)
    before = np.concatenate([[0], ends]).astype(np.int64)
    return arc, first[automaton.move[arc]] + within, before


@dataclass(frozen=True, slots=True, eq=False)
class Shared:
    """What people of one automaton and of equal sums share once it is refined."""

    _known: dict[tuple[object, ...], Refined] = field(default_factory=dict)

    def refined(self, person: Person, kept: Sequence[Sum]) -> Refined:
        """``refined``, made once for all of whom the same is demanded."""
        sums = tuple((one.cells.tobytes(), one.eithers.tobytes()) for one in kept)
        key = person.automaton, sums
        if key not in self._known:
            self._known[key] = refined(person, kept)
        return self._known[key]
