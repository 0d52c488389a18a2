"""Cut the system of a few cells out of that of a whole roster."""

import numpy as np
from numpy.typing import NDArray

from horarium.engines.rostering.model import FREE, Ids, Ints, System
from horarium.engines.rostering.reduction import Reduced, reduce, select


class Parts:
    """A system prepared for looking up, again and again, what some cells are tied to."""

    def __init__(self, system: System) -> None:
        self.system = system
        by_column = np.argsort(system.columns, kind="stable")
        self._rows = system.row_of_term[by_column]
        counts = np.bincount(system.columns, minlength=system.n_variables)
        self._starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        self._first_counted = system.first_cell + system.n_cells

    def around(self, free_cells: NDArray[np.bool_], values: Ints) -> Reduced:
        """The system in which only these cells may leave their ``values``.

        ``free_cells`` has one entry a cell. What rules count from free cells is free
        with them.
        """
        system = self.system
        fresh = np.flatnonzero(free_cells).astype(np.int32) + system.first_cell
        is_free = np.zeros(system.n_variables, dtype=bool)
        touched = np.zeros(system.n_rows, dtype=bool)
        while len(fresh):
            is_free[fresh] = True
            rows = self.rows_of(fresh)
            rows = np.unique(rows[~touched[rows]])
            touched[rows] = True
            tied = self.columns_of(rows)
            fresh = np.unique(tied[(tied >= self._first_counted) & ~is_free[tied]])
        return self._cut(np.flatnonzero(touched).astype(np.int32), is_free, values)

    def _cut(self, rows: Ids, is_free: NDArray[np.bool_], values: Ints) -> Reduced:
        """These rows over what is free, with all else in their bounds, reduced.

        Only what is cut out is looked at: a step then costs no more in a long roster.
        """
        system = self.system
        terms = _ranges(system.starts, rows)
        columns, coefs = system.columns[terms], system.coefs[terms]
        starts = np.concatenate([[0], np.cumsum(np.diff(system.starts)[rows])])
        is_open = is_free[columns]
        held = _by_row(starts, np.where(is_open, 0, coefs * values[columns]))
        local = np.flatnonzero(is_free)
        number = np.zeros(system.n_variables, dtype=np.int32)
        number[local] = np.arange(len(local), dtype=np.int32)
        first, last = np.searchsorted(local, [system.first_cell, self._first_counted])
        low, high = system.low[rows], system.high[rows]
        lengths = _by_row(starts, is_open.astype(np.int64))
        small = System(
            lower=system.lower[local],
            upper=system.upper[local],
            cost=system.cost[local],
            starts=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
            columns=number[columns[is_open]],
            coefs=coefs[is_open],
            low=np.where(low <= -FREE, -FREE, low - held),
            high=np.where(high >= FREE, FREE, high - held),
            owners=system.owners[rows],
            soft=system.soft[rows],
            first_cell=int(first),
            n_cells=int(last - first),
        )
        reduced = reduce(small)
        whole = values.copy()
        whole[local] = reduced.base
        kept = local[reduced.kept].astype(np.int32)
        constant = int(system.cost @ whole) - int(system.cost[kept] @ whole[kept])
        return Reduced(reduced.system, kept, whole, constant, reduced.conflicts)

    def fixed(self, cell_values: Ints) -> Reduced:
        """The system in which every cell has its value and only counts are open."""
        system = self.system
        lower, upper = system.lower.copy(), system.upper.copy()
        cells = slice(system.first_cell, self._first_counted)
        lower[cells] = np.maximum(lower[cells], cell_values)
        upper[cells] = np.minimum(upper[cells], cell_values)
        return reduce(select(system, np.arange(system.n_rows), lower, upper))

    def cells_near(self, variable: int) -> Ids:
        """The cells, counted from 0, that ``variable`` is counted from."""
        near = np.array([variable], dtype=np.int32)
        for _ in range(3):
            columns = np.unique(self.columns_of(np.unique(self.rows_of(near))))
            is_cell = (columns >= self.system.first_cell) & (
                columns < self._first_counted
            )
            if is_cell.any():
                return columns[is_cell] - self.system.first_cell
            near = columns[columns >= self._first_counted]
        return np.zeros(0, dtype=np.int32)

    def rows_of(self, variables: Ids) -> Ids:
        """Every row that holds one of ``variables``; a row may come more than once."""
        return self._rows[_ranges(self._starts, variables)]

    def columns_of(self, rows: Ids) -> Ids:
        """Every variable in one of ``rows``; a variable may come more than once."""
        return self.system.columns[_ranges(self.system.starts, rows)]


def _by_row(starts: Ints, terms: Ints) -> Ints:
    """Terms added up from each start to the next."""
    running = np.concatenate([[0], np.cumsum(terms)])
    return np.diff(running[starts])


def _ranges(starts: Ints, chosen: Ids) -> Ints:
    """All places from ``starts[i]`` up to ``starts[i + 1]``, for each ``i`` chosen."""
    lengths = starts[chosen + 1] - starts[chosen]
    ends = np.cumsum(lengths)
    within = np.arange(ends[-1] if len(ends) else 0) - np.repeat(
        ends - lengths, lengths
    )
    places: Ints = np.repeat(starts[chosen], lengths) + within
    return places
