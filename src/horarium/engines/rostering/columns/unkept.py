"""Rows that no line and no mix knows of, taken up once a roster has broken them.

A rule of too many states has thousands of such rows, of which very few ever matter.
"""

from collections.abc import Collection
from dataclasses import replace

import numpy as np
from scipy import sparse

from horarium.engines.rostering.columns.linking import Linking
from horarium.engines.rostering.columns.structure import Bools, Structure
from horarium.engines.rostering.model import FREE, Ints


def unkept_rows(structure: Structure, covered: Bools, rules: Collection[int]) -> Ints:
    """The hard rows about cells alone of ``rules``, by index, that no line keeps."""
    matrix, system = structure.matrix, structure.system
    rows_of = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    is_other = np.zeros(matrix.shape[0], dtype=bool)
    is_other[rows_of[structure.person[matrix.indices] < 0]] = True
    is_hard = np.isin(system.owners, list(rules)) & ~system.soft
    return np.flatnonzero(is_hard & ~covered & ~structure.is_meaning & ~is_other)


class Unkept:
    """Which of these rows have been broken so far."""

    def __init__(self, structure: Structure, rows: Ints) -> None:
        self._own = structure.matrix[rows].tocsr()
        self._low, self._high = structure.low[rows], structure.high[rows]
        self._is_met = np.zeros(len(rows), dtype=bool)

    def note(self, true: Ints) -> bool:
        """Take up what these variables break; whether any of it is new.

        ``true`` says of each variable how often it is true.
        """
        sums: Ints = np.asarray(self._own @ true, dtype=np.int64)
        broken = (sums < self._low) | (sums > self._high)
        is_new = bool((broken & ~self._is_met).any())
        self._is_met |= broken
        return is_new

    def added_to(self, linking: Linking, atoms: Ints, held: Ints) -> Linking:
        """``linking`` and the rows taken up that ``atoms`` have a say in, at its end.

        ``held`` says how often each variable is true that is not decided any more.
        """
        met = np.flatnonzero(self._is_met)
        if not len(met):
            return linking
        is_free = np.zeros(self._own.shape[1], dtype=np.int64)
        is_free[atoms] = 1
        own = self._own[met]
        open_ = np.flatnonzero(abs(own) @ is_free)
        rows, own = met[open_], own[open_]
        added: Ints = np.asarray(own @ held, dtype=np.int64)
        none = sparse.csr_matrix((len(rows), len(linking.extras)), dtype=np.int64)
        return replace(
            linking,
            own=sparse.vstack([linking.own, own]).tocsr(),
            extra=sparse.vstack([linking.extra, none]).tocsr(),
            low=np.concatenate([linking.low, less(self._low[rows], added)]),
            high=np.concatenate([linking.high, less(self._high[rows], added)]),
        )


def less(bounds: Ints, held: Ints) -> Ints:
    """The bounds of rows of which so much is held already; none stays none."""
    found: Ints = np.where(abs(bounds) >= FREE, bounds, bounds - held)
    return found
