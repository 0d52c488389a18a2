"""The rows of a problem in the shape that a board wants: every sum over cells alone."""

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from horarium.engines.rostering.columns.linking import Linking, linking_of
from horarium.engines.rostering.columns.statement import Statement, read_tables
from horarium.engines.rostering.columns.structure import Bools, Structure, without
from horarium.engines.rostering.model import FREE, Ids, Ints

NO_TABLE = -1


@dataclass(frozen=True, slots=True, eq=False)
class BoardRows:
    """Sums over cells, and what each says of others.

    ``told`` has a row and a column for each of them: if the sum of the first is 1 or
    more, it adds so much to the second. The prices of a row that has one for each sum
    are ``prices[starts[row]:stops[row]]``; ``starts`` is ``NO_TABLE`` for others.
    """

    linking: Linking
    told: sparse.csr_matrix
    starts: Ints
    stops: Ints
    prices: Ints

    @property
    def is_plain(self) -> Bools:
        """Which rows are hard and say nothing of others, nor others of them."""
        is_special = np.diff(self.linking.extra.indptr) > 0
        is_special |= np.diff(self.told.indptr) > 0
        is_special[self.told.indices] = True
        found: Bools = ~is_special & (self.starts == NO_TABLE)
        return found

    def in_order(self, order: Ints) -> "BoardRows":
        """These rows only, in this order."""
        linking = self.linking
        chosen = replace(
            linking,
            own=linking.own[order],
            extra=linking.extra[order],
            low=linking.low[order],
            high=linking.high[order],
        )
        told = self.told[order][:, order].tocsr()
        return replace(
            self,
            linking=chosen,
            told=told,
            starts=self.starts[order],
            stops=self.stops[order],
        )


def board_rows(structure: Structure) -> BoardRows | None:
    """All rows of a problem, or None where some are of a kind that has no board."""
    tables = read_tables(structure)
    covered = np.zeros(len(structure.low), dtype=bool)
    covered[[one.row for one in tables]] = True
    linking, told = without_eithers(linking_of(structure, covered))
    if not _is_priced_plainly(linking):
        return None
    n_plain = linking.n_rows
    linking, told = _with(linking, told, _of_people(structure, tables))
    linking, told = _without_own_eithers(linking, told, structure)
    ends = np.cumsum([0, *(len(one.table) for one in tables)])
    starts, stops = np.full((2, linking.n_rows), NO_TABLE, dtype=np.int64)
    at = slice(n_plain, n_plain + len(tables))
    starts[at], stops[at] = ends[:-1], ends[1:]
    prices = [price for one in tables for price in one.table]
    return BoardRows(linking, told, starts, stops, np.array(prices, dtype=np.int64))


def _of_people(structure: Structure, tables: list[Statement]) -> sparse.csr_matrix:
    """What these rows say of people, each a row."""
    lengths = [len(one.atoms) for one in tables]
    atoms = [atom for one in tables for atom in one.atoms]
    coefs = [coef for one in tables for coef in one.coefs]
    shape = len(tables), structure.matrix.shape[1]
    starts = np.cumsum([0, *lengths])
    return sparse.csr_matrix((np.array(coefs, dtype=np.int64), atoms, starts), shape)


def _with(
    linking: Linking, told: sparse.csr_matrix, own: sparse.csr_matrix
) -> tuple[Linking, sparse.csr_matrix]:
    """With these sums as rows at the end, of which any value will do."""
    n_new = own.shape[0]
    none = sparse.csr_matrix((n_new, len(linking.extras)), dtype=np.int64)
    longer = replace(
        linking,
        own=sparse.vstack([linking.own, own]).tocsr(),
        extra=sparse.vstack([linking.extra, none]).tocsr(),
        low=np.concatenate([linking.low, np.full(n_new, -FREE)]),
        high=np.concatenate([linking.high, np.full(n_new, FREE)]),
    )
    wider = told.copy()
    wider.resize(longer.n_rows, longer.n_rows)
    return longer, wider


def _without_own_eithers(
    linking: Linking, told: sparse.csr_matrix, structure: Structure
) -> tuple[Linking, sparse.csr_matrix]:
    """The rows over cells alone: what is true of any of one person's cells is told."""
    own = linking.own.tocsc()
    used = np.flatnonzero(structure.is_either & (np.diff(own.indptr) > 0))
    said = own[:, used].tocoo()
    gone = np.zeros(own.shape[1], dtype=bool)
    gone[used] = True
    over_cells = replace(linking, own=without(own.tocsr(), gone))
    longer, wider = _with(over_cells, told, structure.cells_of[used])
    places = linking.n_rows + said.col, said.row
    more = sparse.csr_matrix((said.data, places), shape=wider.shape)
    return longer, (wider + more).tocsr()


def without_eithers(linking: Linking) -> tuple[Linking, sparse.csr_matrix]:
    """The rows without variables that are true when any cell of a row is.

    What those said is in the matrix: if the sum of the first row is 1 or more, it adds
    so much to the second.
    """
    n_rows = linking.n_rows
    extra = linking.extra.tocsc()
    is_kept = np.ones(n_rows, dtype=bool)
    is_open = np.ones(len(linking.extras), dtype=bool)
    told: list[tuple[int, int, int]] = []
    for place in _units(linking).tolist():
        terms = slice(extra.indptr[place], extra.indptr[place + 1])
        rows, coefs = extra.indices[terms], extra.data[terms]
        wholes, parts = _meanings(linking, rows, coefs)
        if len(wholes) != 1 or len(parts) != linking.own[wholes[0]].nnz:
            continue
        is_open[place], is_kept[parts] = False, False
        others = ~np.isin(rows, [*wholes, *parts])
        told.extend(
            (wholes[0], row, coef)
            for row, coef in zip(rows[others], coefs[others], strict=True)
        )
    number = np.cumsum(is_kept) - 1
    low = linking.low.copy()
    source, target, coef = np.array(told, dtype=np.int64).reshape(-1, 3).T
    low[source] = -FREE
    shape = int(is_kept.sum()), int(is_kept.sum())
    places = np.flatnonzero(is_open)
    plain = replace(
        linking,
        own=linking.own[is_kept],
        extra=linking.extra[is_kept][:, places].tocsr(),
        low=low[is_kept],
        high=linking.high[is_kept],
        extras=linking.extras[places],
        lower=linking.lower[places],
        upper=linking.upper[places],
        cost=linking.cost[places],
    )
    says = sparse.csr_matrix((coef, (number[source], number[target])), shape=shape)
    return plain, says


def _units(linking: Linking) -> Ints:
    """The extras that may say whether something is so: 0 or 1, at no price."""
    is_unit = (linking.lower == 0) & (linking.upper == 1) & (linking.cost == 0)
    return np.flatnonzero(is_unit)


def _meanings(linking: Linking, rows: Ids, coefs: Ints) -> tuple[list[int], list[int]]:
    """Rows ``cells - extra >= 0``, and rows ``cell - extra <= 0``, of one extra."""
    wholes, parts = [], []
    for row, coef in zip(rows.tolist(), coefs.tolist(), strict=True):
        start, stop = linking.own.indptr[row : row + 2]
        n_extras = linking.extra.indptr[row + 1] - linking.extra.indptr[row]
        if coef != -1 or n_extras > 1 or (linking.own.data[start:stop] != 1).any():
            continue
        if linking.low[row] == 0 and linking.high[row] >= FREE:
            wholes.append(row)
        elif linking.high[row] == 0 and stop - start == 1:
            parts.append(row)
    return wholes, parts


def _is_priced_plainly(linking: Linking) -> bool:
    """Whether each row has its own counted variables, one for each side at most."""
    signs = np.sign(linking.extra.data)
    rows = np.repeat(np.arange(linking.n_rows), np.diff(linking.extra.indptr))
    sides = np.stack([rows, signs], axis=1)
    uses = np.bincount(linking.extra.indices, minlength=len(linking.extras))
    is_alone = len(np.unique(sides, axis=0)) == len(sides)
    return is_alone and bool((uses <= 1).all() and (linking.cost >= 0).all())
