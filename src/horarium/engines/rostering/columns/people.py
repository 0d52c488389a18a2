"""The line of each person as an automaton with a few sums; what does not fit is left."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import gcd

import numpy as np

from horarium.engines.rostering.columns.automaton import (
    Automaton,
    TooManyStates,
    compile_automaton,
)
from horarium.engines.rostering.columns.plan import Grammar
from horarium.engines.rostering.columns.statement import (
    FORBIDDEN,
    Reader,
    Statement,
)
from horarium.engines.rostering.columns.structure import Bools, Structure
from horarium.engines.rostering.model import Ids, Ints

MOST_STATES = 4000
"""States a day, before those with the same future are made one, which leaves about one
in twenty: a rule that needs more makes a line too slow to price hundreds of times."""

SAMPLE = 8
"""From so many people it is told what all will come to."""

LOCAL_DAYS = 18
LOCAL_ITEMS = 10
"""What is about so few days and eithers is remembered by states, all else by sums."""


@dataclass(frozen=True, slots=True, eq=False)
class Sum:
    """Something added up over a whole line, in whole units, and the price of each sum.

    ``cells`` has shape ``(n_days, n_choices + 1)``, ``eithers`` one entry an either.
    ``rows`` are the rows it stands for. One that not ``is_due`` is kept where there is
    room for it beside those that are.
    """

    cells: Ids
    eithers: Ids
    prices: Ints
    rows: tuple[int, ...]
    is_due: bool = True

    @property
    def is_hard(self) -> bool:
        """Whether nothing is ever paid for it: it may be so high, or may not."""
        return not ((self.prices > 0) & (self.prices < FORBIDDEN)).any()

    @property
    def is_of_days(self) -> bool:
        """Whether any cell adds to it."""
        return bool(self.cells.any())

    @property
    def is_of_eithers(self) -> bool:
        """Whether any either adds to it."""
        return bool(self.eithers.any())

    @property
    def allowed(self) -> range:
        """From the least to the most that it may be; empty where nothing is."""
        found = np.flatnonzero(self.prices < FORBIDDEN)
        return range(int(found[0]), int(found[-1]) + 1) if len(found) else range(0)


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """One person: the automaton of few days, and every sum over many.

    ``cells[d, c]`` is the variable of working choice ``c`` on day ``d``, 0 where there
    is none; ``eithers`` are variables. ``may`` has one column more: a day off.
    ``rows`` are the rows that the automaton keeps, and those that only say which choices
    are open.
    """

    automaton: Automaton
    cells: Ids
    eithers: Ids
    may: Bools
    sums: tuple[Sum, ...]
    rows: tuple[int, ...]


Demands = tuple[bytes, ...]
"""What is demanded of a line, to tell at once of whom the same is."""


class People:
    """Builds everybody's automaton; people of whom the same is demanded share one."""

    def __init__(
        self, structure: Structure, reader: Reader, has: Ids, may: Bools
    ) -> None:
        """``has`` are the variables of the cells; ``may`` which choices are open."""
        self._structure, self._reader = structure, reader
        self._has, self._may = has, may
        self._automata: dict[Grammar, Automaton] = {}
        self._of_demands: dict[Demands, Automaton] = {}
        self._too_wide: set[int] = set()
        self._first_day = _first_days(structure)
        self._n_done = 0
        self.n_arcs = 0
        self.n_days, self.n_choices = has.shape[1:]

    @property
    def foreseen_arcs(self) -> int:
        """How many arcs all automata will have; so many as now if people share them."""
        is_each_alone = len(self._automata) == self._n_done >= SAMPLE
        return (
            self.n_arcs * len(self._has) // self._n_done
            if is_each_alone
            else self.n_arcs
        )

    @property
    def too_wide(self) -> frozenset[int]:
        """Rules about few days that no automaton keeps, by index."""
        return frozenset(self._too_wide)

    def person(self, row: int, rows: Ints) -> Person:
        """One person's automaton and sums, from the ``rows`` about them.

        Rules that make too many states are left out, for all who come later too.
        """
        self._n_done += 1
        eithers = self._eithers_of(row)
        code = self._codes(row, eithers)
        is_settled = self._reader.is_settled(rows)
        is_near = self._is_near(rows) & ~is_settled
        local, long = self._parted(self._reader.read(rows[~is_settled & ~is_near]))
        automaton, kept = self._automaton(rows[is_near], local, code, eithers)
        return Person(
            automaton=automaton,
            cells=np.where(self._has[row] > 1, self._has[row], 0),
            eithers=eithers,
            may=self._may[row],
            sums=tuple(self._sums(long, code, len(eithers))),
            rows=kept + tuple(rows[is_settled].tolist()),
        )

    def _is_near(self, rows: Ints) -> Bools:
        """Which of some rows are plain, and about few days."""
        chosen = self._structure.matrix[rows]
        found: Bools = self._reader.is_plain[rows]
        return found & self._are_local(chosen.indices, np.diff(chosen.indptr))

    def _demands(self, near: Ints, code: Ints, eithers: Ids) -> Demands:
        """What plain rows demand, whoever they are about and whichever rule they are of."""
        structure = self._structure
        chosen = structure.matrix[near]
        chosen.sort_indices()
        meant = structure.cells_of[eithers]
        return tuple(
            part.tobytes()
            for part in (
                chosen.indptr,
                code[chosen.indices],
                chosen.data,
                structure.low[near],
                structure.high[near],
                meant.indptr,
                code[meant.indices],
            )
        )

    def _parted(
        self, statements: Sequence[Statement]
    ) -> tuple[list[Statement], list[Statement]]:
        """What is about few days, and what is about many."""
        atoms = np.array([a for one in statements for a in one.atoms], dtype=np.int64)
        lengths = np.array([len(one.atoms) for one in statements], dtype=np.int64)
        local: list[Statement] = []
        long: list[Statement] = []
        are_local = self._are_local(atoms, lengths).tolist()
        for one, is_local in zip(statements, are_local, strict=True):
            (local if is_local else long).append(one)
        return local, long

    def _automaton(
        self, near: Ints, local: list[Statement], code: Ints, eithers: Ids
    ) -> tuple[Automaton, tuple[int, ...]]:
        """The automaton of ``near`` rows and of ``local`` statements; the rows it keeps."""
        demands = None if local else self._demands(near, code, eithers)
        if demands is not None and demands in self._of_demands:
            return self._of_demands[demands], tuple(near.tolist())
        automaton, kept = self._compiled(
            [*self._reader.read(near), *local], code, eithers
        )
        if demands is not None and len(kept) == len(near):
            self._of_demands[demands] = automaton
        return automaton, kept

    def _compiled(
        self, local: list[Statement], code: Ints, eithers: Ids
    ) -> tuple[Automaton, tuple[int, ...]]:
        cells_of = self._structure.cells_of
        either_codes = tuple(
            tuple(code[cells_of.indices[cells_of.indptr[e] : cells_of.indptr[e + 1]]])
            for e in eithers.tolist()
        )
        while True:
            kept = [s for s in local if s.rule not in self._too_wide]
            bare = tuple(_coded(s, code) for s in kept)
            grammar = Grammar(self.n_days, self.n_choices, either_codes, bare)
            try:
                if grammar not in self._automata:
                    self._automata[grammar] = compile_automaton(grammar, MOST_STATES)
                    self.n_arcs += len(self._automata[grammar].source)
                return self._automata[grammar], tuple(s.row for s in kept)
            except TooManyStates as found:
                self._too_wide.add(found.rule)

    def _eithers_of(self, row: int) -> Ids:
        is_own = self._structure.is_either & (self._structure.person == row)
        return np.flatnonzero(is_own).astype(np.int32)

    def _codes(self, row: int, eithers: Ids) -> Ints:
        """The code of each variable of this person: see ``Grammar``."""
        codes = np.full(len(self._structure.person), -1, dtype=np.int64)
        n_cells = self.n_days * self.n_choices
        codes[self._has[row].ravel()] = np.arange(n_cells)
        codes[eithers] = n_cells + np.arange(len(eithers))
        return codes

    def _are_local(self, atoms: Ints, lengths: Ints) -> Bools:
        """Which sums, over so many of the atoms each, one after the other, are of few days."""
        structure, n_sums = self._structure, len(lengths)
        of_atom = np.repeat(np.arange(n_sums), lengths)
        day, is_either = structure.day[atoms], structure.is_either[atoms]
        first = np.full(n_sums, self.n_days)
        last = np.full(n_sums, -1)
        np.minimum.at(first, of_atom, self._first_day[atoms])
        np.maximum.at(last, of_atom, day)
        apart = np.unique(of_atom * (self.n_days + 1) + day + 1) // (self.n_days + 1)
        n_days = np.bincount(apart, minlength=n_sums)
        n_eithers = np.bincount(of_atom[is_either], minlength=n_sums)
        n_items = np.where(n_eithers > 0, n_eithers, n_days)
        found: Bools = (last - first < LOCAL_DAYS) & (n_items <= LOCAL_ITEMS)
        return found

    def _sums(
        self, long: Sequence[Statement], code: Ints, n_eithers: int
    ) -> Iterator[Sum]:
        alike: dict[tuple[object, ...], list[tuple[Statement, int]]] = {}
        for one in long:
            if min(one.coefs) < 0 < max(one.coefs):
                continue
            unit = gcd(*one.coefs) * (1 if one.coefs[0] > 0 else -1)
            counts = tuple(coef // unit for coef in one.coefs)
            alike.setdefault((one.atoms, counts), []).append((one, unit))
        for group in alike.values():
            one, unit = group[0]
            terms = code[list(one.atoms)], np.array(one.coefs) // unit
            yield self._sum(terms, group, n_eithers)

    def _sum(
        self,
        terms: tuple[Ints, Ints],
        group: Sequence[tuple[Statement, int]],
        n_eithers: int,
    ) -> Sum:
        places, counts = terms
        n_cells = self.n_days * self.n_choices
        cells = np.zeros((self.n_days, self.n_choices + 1), dtype=np.int32)
        eithers = np.zeros(n_eithers, dtype=np.int32)
        is_cell = places < n_cells
        at = np.divmod(places[is_cell], self.n_choices)
        cells[at] = counts[is_cell]
        eithers[places[~is_cell] - n_cells] = counts[~is_cell]
        most = int(cells.max(axis=1).sum() + eithers.sum())
        table = np.array(
            [[s.price(unit * total) for s, unit in group] for total in range(most + 1)],
            dtype=np.int64,
        )
        is_barred = (table >= FORBIDDEN).any(axis=1)
        prices = np.where(is_barred, FORBIDDEN, table.sum(axis=1))
        return Sum(cells, eithers, prices, tuple(s.row for s, _ in group))


def _coded(statement: Statement, code: Ints) -> Statement:
    atoms = tuple(code[list(statement.atoms)].tolist())
    return replace(statement, row=0, atoms=atoms)


def _first_days(structure: Structure) -> Ints:
    """The first day each variable is about; ``day`` is the last."""
    first = structure.day.copy()
    eithers = np.flatnonzero(structure.is_either)
    cells_of = structure.cells_of
    for either in eithers.tolist():
        cells = cells_of.indices[cells_of.indptr[either] : cells_of.indptr[either + 1]]
        first[either] = structure.day[cells].min()
    return first
