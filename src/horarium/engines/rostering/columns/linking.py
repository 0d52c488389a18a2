"""The rows that tie people together once every line takes care of its own."""

from collections.abc import Collection, Hashable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from horarium.engines.rostering.columns.structure import Bools, Structure, without
from horarium.engines.rostering.model import FREE, Ids, Ints

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Linking:
    """What is left when every line takes care of its own rows.

    ``low <= own @ line atoms + extra @ extras <= high``: one row a linking row. ``own``
    has a column a variable, ``extra`` one for each of ``extras``, the counted variables
    that are decided together with the lines, from ``lower`` to ``upper`` at ``cost``.
    """

    own: sparse.csr_matrix
    extra: sparse.csr_matrix
    low: Ints
    high: Ints
    extras: Ids
    lower: Ints
    upper: Ints
    cost: Ints
    constant: int

    @property
    def n_rows(self) -> int:
        """How many rows tie lines together."""
        return len(self.low)

    def bounded(self, places: Ids, low: int, high: int) -> "Linking":
        """With one row more: that many of the extras at ``places`` together."""
        row = np.zeros((1, len(self.extras)), dtype=np.int64)
        row[0, places] = 1
        nothing = sparse.csr_matrix((1, self.own.shape[1]), dtype=np.int64)
        return replace(
            self,
            own=sparse.vstack([self.own, nothing]).tocsr(),
            extra=sparse.vstack([self.extra, sparse.csr_matrix(row)]).tocsr(),
            low=np.append(self.low, low),
            high=np.append(self.high, high),
        )


def linking_of(
    structure: Structure, covered: Bools, left_out: Collection[int] = ()
) -> Linking:
    """The rows that no line takes care of; ``covered`` are those that some line does.

    Hard rows of the rules ``left_out`` are in nobody's care: the linear program would
    drown in them, and without them its bound still holds.
    """
    matrix, system = structure.matrix, structure.system
    rows_of = np.repeat(
        np.arange(matrix.shape[0], dtype=np.int32), np.diff(matrix.indptr)
    )
    is_cell = structure.person[matrix.indices] >= 0
    has_cells = np.zeros(matrix.shape[0], dtype=bool)
    has_cells[rows_of[is_cell]] = True
    is_out = np.isin(system.owners, list(left_out)) & ~system.soft
    tied = has_cells & ~structure.is_meaning & ~covered & ~is_out
    is_extra = np.zeros(matrix.shape[1], dtype=bool)
    is_extra[matrix.indices[tied[rows_of] & ~is_cell]] = True
    strange = np.zeros(matrix.shape[0], dtype=bool)
    strange[rows_of[~is_cell & ~is_extra[matrix.indices]]] = True
    tied |= ~has_cells & ~strange & (np.diff(matrix.indptr) > 0)
    chosen = matrix[np.flatnonzero(tied)]
    extras = np.flatnonzero(is_extra).astype(np.int32)
    priced = np.zeros(matrix.shape[1], dtype=bool)
    priced[matrix.indices[covered[rows_of]]] = True
    idle = structure.is_counted & ~is_extra & ~priced
    cheapest = np.minimum(structure.cost * system.lower, structure.cost * system.upper)
    linking = Linking(
        own=without(chosen, structure.is_counted),
        extra=chosen[:, extras].tocsr(),
        low=structure.low[tied],
        high=structure.high[tied],
        extras=extras,
        lower=system.lower[extras],
        upper=system.upper[extras],
        cost=structure.cost[extras],
        constant=structure.constant + int(cheapest[idle].sum()),
    )
    return _paired(linking)


def _paired(linking: Linking) -> Linking:
    """One row for the two that count heads missing and heads too many of one number.

    ``-own - missing <= -n`` and ``own - beyond <= n`` cost the same as
    ``own + missing - beyond = n``, and half the rows make a linear program fast.
    """
    rows = np.flatnonzero(_has_one_idle_extra(linking)).tolist()
    by_content = {_content(linking, row, 1): row for row in rows}
    partners = [(row, by_content.get(_content(linking, row, -1))) for row in rows]
    pairs = [(one, other) for one, other in partners if other is not None]
    above = [one for one, _ in pairs if linking.own.data[linking.own.indptr[one]] > 0]
    is_above = frozenset(above)
    below = [other for one, other in pairs if one in is_above]
    low = linking.low.copy()
    low[above] = linking.high[above]
    less = sparse.lil_matrix((linking.n_rows, linking.n_rows), dtype=np.int64)
    less[above, below] = 1
    kept = np.ones(linking.n_rows, dtype=bool)
    kept[below] = False
    return replace(
        linking,
        own=linking.own[kept],
        extra=(linking.extra - less.tocsr() @ linking.extra)[kept],
        low=low[kept],
        high=linking.high[kept],
    )


def merged(linking: Linking) -> Linking:
    """One row for all that hold the same sum from below and from above.

    Posts that may neither be missed nor doubled are one equation then. Worth its time where
    rows are mixed; to look at the 47 000 of a department's board takes 0.4 s.
    """
    first_of: dict[Hashable, int] = {}
    low, high = linking.low.copy(), linking.high.copy()
    kept = np.ones(linking.n_rows, dtype=bool)
    for row in range(linking.n_rows):
        of_row = _terms(linking.own, row), _terms(linking.extra, row)
        first = first_of.setdefault(of_row, row)
        if first != row:
            kept[row] = False
            low[first] = max(low[first], low[row])
            high[first] = min(high[first], high[row])
    return replace(
        linking,
        own=linking.own[kept],
        extra=linking.extra[kept],
        low=low[kept],
        high=high[kept],
    )


def _has_one_idle_extra(linking: Linking) -> Bools:
    """Rows from above whose only counted variable is a unit, and in no other row."""
    uses = np.bincount(linking.extra.indices, minlength=len(linking.extras))
    rows = np.flatnonzero(
        (np.diff(linking.extra.indptr) == 1)
        & (np.diff(linking.own.indptr) > 0)
        & (linking.low <= -FREE)
    )
    at = linking.extra.indptr[rows]
    extra, coef = linking.extra.indices[at], linking.extra.data[at]
    is_plain = (linking.lower[extra] == 0) & (linking.cost[extra] >= 0)
    single: Bools = np.zeros(linking.n_rows, dtype=bool)
    single[rows] = (coef == -1) & is_plain & (uses[extra] == 1)
    return single


def _content(linking: Linking, row: int, sign: int) -> tuple[bytes, bytes, int]:
    """What a row adds up and the number it is held against, ``sign`` times."""
    return *_terms(linking.own, row, sign), sign * int(linking.high[row])


def _terms(matrix: sparse.csr_matrix, row: int, sign: int = 1) -> tuple[bytes, bytes]:
    """What a row adds up, ``sign`` times."""
    terms = slice(*matrix.indptr[row : row + 2])
    numbers = sign * matrix.data[terms]
    return matrix.indices[terms].tobytes(), numbers.tobytes()
