"""Everybody's choices on one board, laid out for a kernel that tries millions of changes."""

from typing import NamedTuple

import numpy as np
from scipy import sparse

from horarium.engines.rostering.columns.barred import MOST_CHOICES, barred
from horarium.engines.rostering.columns.board_rows import BoardRows, board_rows
from horarium.engines.rostering.columns.marginal import prices_of_missing
from horarium.engines.rostering.columns.structure import Bools, Structure
from horarium.engines.rostering.model import TRUE, Ids, Ints


class Terms(NamedTuple):
    """Rows by number: which, with which coefficients, from ``starts`` of each number on."""

    starts: Ints
    ids: Ids
    coefs: Ids


class Board(NamedTuple):
    """What never changes; a choice is a shift type, or ``width - 1`` for a day off.

    ``is_open``, shape people × days, has the bits of the choices there are, ``cell_cost``
    what each costs by itself. ``barred`` has the bits of the choices that each rules out
    one day later, and two, where the day is of that ``bar_kind``.

    ``terms`` are the rows that each cell is in, whose number is
    ``(person * n_days + day) * width + choice``; ``own_terms`` those that are hard, about
    one person and tell no other: they come last and are looked at last. ``rows`` has the
    low and high of each, the price of each started unit below and above, and the unit; and
    from where to where ``tables`` has a price for each sum from 0 on instead, -1 if it has
    none. Once the sum of a row is 1 or more it adds what is ``told`` to other rows.
    """

    is_open: Ints
    cell_cost: Ints
    bar_kind: Ids
    barred: Ints
    terms: Terms
    own_terms: Terms
    rows: Ints
    tables: Ints
    told: Terms


def board_of(structure: Structure, has: Ids) -> Board | None:
    """The board of a problem, or None where some row is of a kind that it cannot hold.

    ``has`` are the variables of the cells. All rows are on it, those about one person too.
    """
    if has.shape[2] >= MOST_CHOICES:
        return None
    found = board_rows(structure)
    cells = np.where(has > TRUE, has, 0)
    cells = np.concatenate([cells, np.zeros((*has.shape[:2], 1), np.int32)], axis=2)
    is_strange = np.ones(structure.matrix.shape[1], dtype=bool)
    is_strange[cells] = False
    if (
        found is None
        or is_strange[found.linking.own.indices].any()
        or structure.cost[structure.is_either].any()
    ):
        return None
    is_closed, is_left = _closed(found)
    is_own = found.is_plain & _is_of_one(found, structure)
    bars, is_open = barred(found, structure, is_own, cells.shape)
    is_left &= is_open
    kept = np.flatnonzero(is_left)
    rows = found.in_order(kept[np.argsort(is_own[kept], kind="stable")])
    n_first = int((~is_own[kept]).sum())
    own = rows.linking.own
    closed = (cells == 0) | is_closed[cells]
    closed[:, :, -1] = False
    prices = [rows.linking.low, rows.linking.high, *prices_of_missing(rows.linking)]
    return Board(
        np.where(closed, 0, np.int64(1) << np.arange(cells.shape[2])).sum(axis=2),
        structure.cost[cells],
        *_kinds(bars),
        _terms(own[:n_first].tocsc()[:, cells.ravel()], 0),
        _terms(own[n_first:].tocsc()[:, cells.ravel()], n_first),
        np.stack([*prices, rows.starts, rows.stops], axis=1),
        rows.prices,
        _terms(rows.told, 0),
    )


def _terms(found: sparse.spmatrix, first_row: int) -> Terms:
    """Terms by column, or by row, as the matrix has them; rows count from ``first_row``."""
    found.sort_indices()
    ids = found.indices + first_row
    return Terms(
        found.indptr.astype(np.int64),
        ids.astype(np.int32),
        found.data.astype(np.int32),
    )


def _kinds(bars: Ints) -> tuple[Ids, Ints]:
    """Which of all different tables each person's day has, and these: few, soon read."""
    flat = bars.reshape(-1, *bars.shape[2:])
    tables, kind = np.unique(flat, axis=0, return_inverse=True)
    return kind.reshape(bars.shape[:2]).astype(np.int32), tables


def _closed(rows: BoardRows) -> tuple[Bools, Bools]:
    """Which variables may not be true by a row of their own, and all other rows."""
    linking = rows.linking
    own, low, high = linking.own, linking.low, linking.high
    is_open = (low <= 0) & (high >= 0)
    single = np.flatnonzero((np.diff(own.indptr) == 1) & rows.is_plain & is_open)
    places = own.indptr[single]
    is_broken = (own.data[places] < low[single]) | (own.data[places] > high[single])
    is_closed: Bools = np.zeros(own.shape[1], dtype=bool)
    is_closed[own.indices[places[is_broken]]] = True
    is_left: Bools = np.ones(linking.n_rows, dtype=bool)
    is_left[single] = False
    return is_closed, is_left


def _is_of_one(rows: BoardRows, structure: Structure) -> Bools:
    """Which rows are about the cells of one person."""
    own = rows.linking.own
    of_term = structure.person[own.indices]
    row_of_term = np.repeat(np.arange(own.shape[0]), np.diff(own.indptr))
    first_of = own.indptr[:-1][row_of_term]
    is_one: Bools = np.ones(own.shape[0], dtype=bool)
    is_one[row_of_term[of_term != of_term[first_of]]] = False
    return is_one
