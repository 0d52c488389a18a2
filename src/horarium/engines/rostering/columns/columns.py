"""Everybody's lines and what ties them together, read off one problem."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from horarium.engines.rostering.columns.bound import SCALE, atom_prices, bound_of
from horarium.engines.rostering.columns.linking import Linking, linking_of, merged
from horarium.engines.rostering.columns.people import People, Person
from horarium.engines.rostering.columns.pricer import (
    MOST_VALUES,
    Line,
    Priced,
    Pricer,
)
from horarium.engines.rostering.columns.refine import Shared
from horarium.engines.rostering.columns.statement import Reader
from horarium.engines.rostering.columns.stretch import Stretch
from horarium.engines.rostering.columns.structure import (
    Bools,
    Structure,
    structure_of,
)
from horarium.engines.rostering.columns.unkept import unkept_rows
from horarium.engines.rostering.encode import Encoded
from horarium.engines.rostering.model import TRUE, Ints
from horarium.engines.rostering.reduction import Reduced
from horarium.engines.rostering.roster import Roster

VAST = 30_000
"""People × days above which whole lines keep no sums: what sums are kept of 150 people over
a year takes most of a minute to find out and a gigabyte, and only stretches are priced."""

RANSOM, LEAST_DEAREST = 10.0, 100
"""How many times the dearest variable a ransom is, and what that costs at least."""


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """A problem taken apart: one pricer a person, and the rows between people.

    ``unkept`` are the rows that neither knows of; a roster of lines may break them. Where
    it ``is_vast``, whole lines keep no sums.
    """

    structure: Structure
    linking: Linking
    pricers: tuple[Pricer | Stretch, ...]
    unkept: Ints
    is_vast: bool = False
    shared: Shared = field(default_factory=Shared)
    _begun: dict[int, Pricer] = field(default_factory=dict, init=False)
    _nearby: dict[int, Pricer] = field(default_factory=dict, init=False)

    @classmethod
    def of(
        cls,
        encoded: Encoded,
        reduced: Reduced,
        halted: Callable[[], bool] = lambda: False,
        most_arcs: float = np.inf,
        most_values: int = MOST_VALUES,
    ) -> "Columns | None":
        """Take a problem apart; ``reduced`` says which cells are decided already.

        None when ``halted`` before it was done, or when there were more than
        ``most_arcs`` in all automata together, or would be. With fewer than
        ``most_values`` a person fewer sums are kept, and lines sooner priced.
        """
        structure = structure_of(encoded)
        reader = Reader(structure)
        people = People(structure, reader, encoded.has, _open(encoded, reduced))
        pricers: list[Pricer] = []
        is_vast = encoded.has.shape[0] * encoded.has.shape[1] > VAST
        shared = Shared()
        for row, own in enumerate(reader.rows_of(len(encoded.has))):
            if halted() or people.foreseen_arcs > most_arcs:
                return None
            person = people.person(row, own)
            pricer = Pricer(
                row,
                person,
                structure.cost,
                keeps_sums=not is_vast,
                shared=shared if is_vast else None,
                most_values=most_values,
            )
            pricers.append(pricer)
        covered = np.zeros(len(structure.low), dtype=bool)
        for pricer in pricers:
            covered[pricer.rows] = True
        linking = merged(linking_of(structure, covered, people.too_wide))
        unkept = unkept_rows(structure, covered, people.too_wide)
        return cls(structure, linking, tuple(pricers), unkept, is_vast, shared)

    @property
    def shape(self) -> tuple[int, int]:
        """How many days there are, and how many shift types."""
        return self.pricers[0].shape

    @property
    def is_exact(self) -> bool:
        """Whether every row about one person is kept by each of their lines."""
        return all(pricer.is_exact for pricer in self.pricers)

    @property
    def arcs_a_day(self) -> float:
        """How many arcs the automaton of one person has a day, in the mean."""
        arcs = [len(one.person.automaton.source) for one in self.pricers]
        return float(np.mean(arcs)) / self.shape[0]

    @property
    def ransom(self) -> float:
        """More than anything that can be bought: ten times the dearest variable."""
        dearest = abs(self.structure.cost).max(initial=0)
        return RANSOM * float(max(LEAST_DEAREST, dearest))

    def pricer_of_whole_lines(self, row: int) -> Pricer:
        """What prices the whole lines of a person, by row, and keeps what is hard below.

        Where it ``is_vast`` that is made the first time, and shares what it can with those
        of others.
        """
        return self._made(row, self._begun, Pricer.to_begin_with)

    def pricer_near_lines(self, row: int) -> Pricer:
        """What prices lines of a person, by row, that are near one that is known.

        Where it ``is_vast`` it is made as that of whole lines is.
        """
        return self._made(row, self._nearby, Pricer.nearby)

    def _made(
        self,
        row: int,
        known: dict[int, Pricer],
        make: Callable[[int, Person, Ints, Shared], Pricer],
    ) -> Pricer:
        one = self.pricers[row]
        if isinstance(one, Pricer) and not self.is_vast:
            return one
        if row not in known:
            known[row] = make(row, one.person, self.structure.cost, self.shared)
        return known[row]

    def lines_of(self, roster: Roster) -> list[Line]:
        """The lines of a roster, without those that break a row of their own."""
        found = [
            pricer.line_of(roster.cells[row]) for row, pricer in enumerate(self.pricers)
        ]
        return [line for line in found if line is not None]

    def price(self, steps: Ints, n_lines: int) -> tuple[int, list[Priced]]:
        """The bound at these whole row prices, and the lines that prove it."""
        prices = atom_prices(self.linking, self.structure.cost, steps)
        found = [
            pricer.price(prices, SCALE, n_lines=n_lines) for pricer in self.pricers
        ]
        least = sum(priced.least for priced in found)
        return bound_of(self.linking, steps, least), found


def roster_of(lines: Iterable[Line]) -> Roster:
    """The roster in which everybody has their line."""
    in_order = sorted(lines, key=lambda line: line.person)
    return Roster.of(np.array([line.shifts for line in in_order]))


def _open(encoded: Encoded, reduced: Reduced) -> Bools:
    """Which choices each person has on each day; the last one is a day off."""
    has = encoded.has
    is_kept = np.zeros(encoded.system.n_variables, dtype=bool)
    is_kept[reduced.kept] = True
    is_set = (has > TRUE) & ~is_kept[has] & (reduced.base[has] > 0)
    may: Bools = np.ones((*has.shape[:2], has.shape[2] + 1), dtype=bool)
    may[:, :, :-1] = (has > TRUE) & (is_kept[has] | is_set)
    decided = is_set.any(axis=2)
    may[decided] = False
    may[:, :, :-1] |= is_set
    return may
