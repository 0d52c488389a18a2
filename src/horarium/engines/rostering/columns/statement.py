"""Rows about one person's line, and what each of their sums costs."""

from dataclasses import dataclass

import numpy as np

from horarium.engines.rostering.columns.structure import (
    Bools,
    Structure,
    people_of_rows,
)
from horarium.engines.rostering.model import FREE, Ints

FORBIDDEN = 2**40
"""The price of what may not be; far above any roster's cost."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A sum over the atoms of one line, and the price of each value it may take.

    ``atoms`` with their ``coefs`` are summed. A hard statement is kept from ``low`` to
    ``high``. A soft one costs ``weight`` for each started ``unit`` above ``high``; one
    with a ``table`` costs what that says for a sum from 0 on. ``row`` and ``rule`` are
    where it came from.
    """

    row: int
    rule: int
    atoms: tuple[int, ...]
    coefs: tuple[int, ...]
    low: int
    high: int
    weight: int | None = None
    unit: int = 1
    table: tuple[int, ...] = ()

    def price(self, total: int) -> int:
        """What it costs when the sum is ``total``; ``FORBIDDEN`` if it may not be."""
        if self.table:
            is_known = 0 <= total < len(self.table)
            return self.table[total] if is_known else FORBIDDEN
        if self.weight is None:
            return 0 if self.low <= total <= self.high else FORBIDDEN
        return self.weight * max(0, -((self.high - total) // self.unit))


class Reader:
    """Reads the rows about one person that can be judged by a sum.

    A row with a counted variable is read only when that has no other purpose.
    """

    def __init__(self, structure: Structure) -> None:
        self._structure = structure
        self._uses = _uses(structure)
        self.is_plain = _without_counted(structure)

    def rows_of(self, n_people: int) -> list[Ints]:
        """The rows about each person alone, in order."""
        structure = self._structure
        first, last = people_of_rows(structure)
        personal = np.flatnonzero((first == last) & ~structure.is_meaning)
        rows = personal[np.argsort(first[personal], kind="stable")]
        starts = np.searchsorted(first[rows], np.arange(n_people + 1))
        return np.split(rows, starts[1:-1]) if n_people else []

    def read(self, rows: Ints) -> list[Statement]:
        """What these rows demand, without those that no sum can judge."""
        found = (
            _plain(self._structure, row)
            if self.is_plain[row]
            else _read(self._structure, row, self._uses)
            for row in rows.tolist()
        )
        return [one for one in found if one is not None]

    def is_settled(self, rows: Ints) -> Bools:
        """Which of some rows only say which choices are open."""
        matrix = self._structure.matrix
        is_one = self.is_plain[rows] & (np.diff(matrix.indptr)[rows] == 1)
        atoms = matrix.indices[matrix.indptr[rows] * is_one]
        found: Bools = is_one & ~self._structure.is_either[atoms]
        return found


def read_tables(structure: Structure) -> list[Statement]:
    """The rows with a price for each value of their sum, whoever they are about."""
    matrix = structure.matrix
    rows = np.repeat(np.arange(matrix.shape[0], dtype=np.int32), np.diff(matrix.indptr))
    is_counted = structure.person[matrix.indices] < 0
    n_counted = np.bincount(rows[is_counted], minlength=matrix.shape[0])
    has_both = (n_counted > 0) & (n_counted < np.diff(matrix.indptr))
    is_zero = (structure.low == 0) & (structure.high == 0)
    uses = _uses(structure)
    chosen = np.flatnonzero(has_both & is_zero & ~structure.is_meaning)
    found = (_read(structure, row, uses) for row in chosen.tolist())
    return [one for one in found if one is not None and one.table]


def _without_counted(structure: Structure) -> Bools:
    """Which rows have no counted variable."""
    matrix = structure.matrix
    rows = np.repeat(np.arange(matrix.shape[0], dtype=np.int32), np.diff(matrix.indptr))
    is_plain: Bools = np.ones(matrix.shape[0], dtype=bool)
    is_plain[rows[structure.person[matrix.indices] < 0]] = False
    return is_plain


def _plain(structure: Structure, row: int) -> Statement:
    """A row without counted variables, of which a year's roster has a million."""
    matrix = structure.matrix
    terms = slice(matrix.indptr[row], matrix.indptr[row + 1])
    return Statement(
        row,
        int(structure.system.owners[row]),
        tuple(matrix.indices[terms].tolist()),
        tuple(matrix.data[terms].tolist()),
        int(structure.low[row]),
        int(structure.high[row]),
    )


def _uses(structure: Structure) -> Ints:
    """In how many rows with cells each variable is."""
    matrix = structure.matrix
    rows = np.repeat(np.arange(matrix.shape[0], dtype=np.int32), np.diff(matrix.indptr))
    has_cells = np.zeros(matrix.shape[0], dtype=bool)
    has_cells[rows[structure.person[matrix.indices] >= 0]] = True
    counted = matrix.indices[has_cells[rows]]
    return np.bincount(counted, minlength=matrix.shape[1])


def _read(structure: Structure, row: int, uses: Ints) -> Statement | None:
    matrix = structure.matrix
    terms = slice(matrix.indptr[row], matrix.indptr[row + 1])
    atoms, coefs = matrix.indices[terms], matrix.data[terms]
    counted = structure.person[atoms] < 0
    rule = int(structure.system.owners[row])
    own = rule, tuple(atoms[~counted].tolist()), tuple(coefs[~counted].tolist())
    low, high = int(structure.low[row]), int(structure.high[row])
    extras, signs = atoms[counted], coefs[counted]
    if (uses[extras] > 1).any() or (signs >= 0).any():
        return None
    if len(extras) == 1 and low <= -FREE and structure.cost[extras[0]] >= 0:
        weight, unit = int(structure.cost[extras[0]]), -int(signs[0])
        room = int(structure.system.upper[extras[0]]) * unit + high
        is_open = room >= _most(structure, atoms[~counted], coefs[~counted])
        return Statement(row, *own, low, high, weight, unit) if is_open else None
    if low == high == 0 and (signs == -1).all():
        return Statement(row, *own, 0, 0, table=_table(structure, extras))
    return None


def _most(structure: Structure, atoms: Ints, coefs: Ints) -> int:
    """The most that atoms can add up to with one choice a day."""
    of_day: dict[int, int] = {}
    most = 0
    for atom, coef in zip(atoms.tolist(), coefs.tolist(), strict=True):
        if structure.is_either[atom]:
            most += max(0, coef)
        else:
            day = int(structure.day[atom])
            of_day[day] = max(of_day.get(day, 0), coef)
    return most + sum(of_day.values())


def _table(structure: Structure, steps: Ints) -> tuple[int, ...]:
    """The least cost of setting so many of ``steps``, from none to all."""
    dearer = np.sort(structure.cost[steps])
    return tuple(np.concatenate([[0], np.cumsum(dearer)]).tolist())
