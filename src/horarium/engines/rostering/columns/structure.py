"""What each row of a system is about: one person's line, or people together."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from horarium.engines.rostering.encode import Encoded
from horarium.engines.rostering.model import FREE, NO_RULE, TRUE, Ints, System

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Structure:
    """The rows of a system over *atoms*, and whose they are.

    Atoms are cells, *eithers* (true when any of some cells of one person is) and
    *counted* variables (all others). Variables that only add up cells of a day are
    replaced by those cells, the constants are moved into ``low`` and ``high``. Atoms
    keep the numbers they have as variables; ``cost`` and ``constant`` are what they cost.

    ``person`` and ``day`` of an atom are -1 for counted ones; the day of an either is its
    last. ``choice`` of a cell is its shift type. ``cells_of`` has one row an atom: the
    cells an either is true of. ``is_meaning`` marks rows that only said what a variable
    stands for and are taken care of by the atoms.
    """

    matrix: sparse.csr_matrix
    low: Ints
    high: Ints
    cost: Ints
    constant: int
    person: Ints
    day: Ints
    choice: Ints
    is_either: Bools
    cells_of: sparse.csr_matrix
    is_meaning: Bools
    system: System

    @property
    def is_counted(self) -> Bools:
        """Atoms that belong to nobody's line."""
        return self.person < 0


def structure_of(encoded: Encoded) -> Structure:
    """Read the structure off the whole system of a problem."""
    system = encoded.system
    n_variables = system.n_variables
    person, day, choice = _places(encoded)
    written = sparse.csr_matrix(
        (system.coefs, system.columns, system.starts),
        shape=(system.n_rows, n_variables),
    )
    sums, is_meaning = _sums(system, person)
    expanded = (written @ sums).tocsr()
    expanded.sum_duplicates()
    cells_of, meant = _eithers(system, expanded, (person, day))
    is_meaning |= meant
    fixed = np.asarray(expanded[:, TRUE].todense(), dtype=np.int64).ravel()
    cost = np.asarray(sums.T @ system.cost, dtype=np.int64).ravel()
    constant = int(cost[TRUE])
    cost[: TRUE + 1] = 0
    matrix = without(expanded, np.arange(n_variables) <= TRUE)
    return Structure(
        matrix=matrix,
        low=np.where(system.low <= -FREE, -FREE, system.low - fixed),
        high=np.where(system.high >= FREE, FREE, system.high - fixed),
        cost=cost,
        constant=constant,
        person=person,
        day=day,
        choice=choice,
        is_either=np.diff(cells_of.indptr) > 0,
        cells_of=cells_of,
        is_meaning=is_meaning,
        system=system,
    )


def without(matrix: sparse.csr_matrix, unwanted: Bools) -> sparse.csr_matrix:
    """The matrix with these columns emptied."""
    rest = matrix.copy()
    rest.data[unwanted[rest.indices]] = 0
    rest.eliminate_zeros()
    rest.sort_indices()
    return rest


def _places(encoded: Encoded) -> tuple[Ints, Ints, Ints]:
    """Person, day and shift type of each variable that is a cell, else -1."""
    n_variables = encoded.system.n_variables
    is_cell = encoded.has > TRUE
    found = []
    for places in np.nonzero(is_cell):
        of_variable = np.full(n_variables, -1, dtype=np.int64)
        of_variable[encoded.has[is_cell]] = places
        found.append(of_variable)
    return found[0], found[1], found[2]


def _sums(system: System, person: Ints) -> tuple[sparse.csr_matrix, Bools]:
    """Each variable as a sum of atoms, and the rows that say so."""
    row = system.row_of_term
    is_sum = (system.owners == NO_RULE) & (system.low == 0) & (system.high == 0)
    is_other = (person[system.columns] < 0) & (system.columns > TRUE)
    n_others = np.bincount(row[is_other], minlength=system.n_rows)
    rows = np.flatnonzero(is_sum & (n_others == 1))
    lasts = system.starts[rows + 1] - 1
    is_last = is_other[lasts] & (system.coefs[lasts] == -1)
    rows, lasts = rows[is_last], lasts[is_last]
    stands_for = np.full(system.n_rows, -1, dtype=np.int64)
    stands_for[rows] = system.columns[lasts]
    is_meaning = stands_for >= 0
    parts = is_meaning[row]
    parts[lasts] = False
    plain = np.ones(system.n_variables, dtype=bool)
    plain[stands_for[rows]] = False
    same = np.flatnonzero(plain)
    into = np.concatenate([same, stands_for[row[parts]]])
    atoms = np.concatenate([same, system.columns[parts]])
    coefs = np.concatenate([np.ones(len(same), dtype=np.int64), system.coefs[parts]])
    shape = (system.n_variables, system.n_variables)
    return sparse.csr_matrix((coefs, (into, atoms)), shape=shape), is_meaning


def _eithers(
    system: System, expanded: sparse.csr_matrix, places: tuple[Ints, Ints]
) -> tuple[sparse.csr_matrix, Bools]:
    """The cells each either is true of, and the rows that say so.

    ``places``, person and day, are completed for eithers of one person's cells; those
    of several people stay counted variables with their rows.
    """
    person, day = places
    into: list[int] = []
    cells: list[int] = []
    is_whole = (system.owners == NO_RULE) & (system.low == 0) & (system.high >= FREE)
    found: dict[int, int] = {}
    for row in np.flatnonzero(is_whole):
        last = int(system.starts[row + 1]) - 1
        either = int(system.columns[last])
        parts = expanded.indices[expanded.indptr[row] : expanded.indptr[row + 1]]
        parts = parts[(parts != either) & (parts > TRUE)]
        is_own = len(parts) > 0 and len(set(person[parts].tolist())) == 1
        if system.coefs[last] != -1 or not is_own or person[parts[0]] < 0:
            continue
        found[either] = int(person[parts[0]])
        day[either] = day[parts].max()
        into.extend([either] * len(parts))
        cells.extend(parts.tolist())
    for either, owner in found.items():
        person[either] = owner
    is_either = np.zeros(system.n_variables, dtype=bool)
    is_either[list(found)] = True
    of_rule = system.owners == NO_RULE
    lasts = system.starts[1:] - 1
    meant = of_rule & is_either[system.columns[lasts]]
    shape = (system.n_variables, system.n_variables)
    ones = np.ones(len(into), dtype=np.int64)
    return sparse.csr_matrix((ones, (into, cells)), shape=shape), meant


def people_of_rows(structure: Structure) -> tuple[Ints, Ints]:
    """The first and last person of each row; last before first where nobody is."""
    matrix = structure.matrix
    owners = structure.person[matrix.indices]
    rows = np.repeat(np.arange(matrix.shape[0], dtype=np.int32), np.diff(matrix.indptr))
    nobody = int(structure.person.max(initial=0)) + 1
    first = np.full(matrix.shape[0], nobody, dtype=np.int64)
    last = np.full(matrix.shape[0], -1, dtype=np.int64)
    known = owners >= 0
    np.minimum.at(first, rows[known], owners[known])
    np.maximum.at(last, rows[known], owners[known])
    return first, last
