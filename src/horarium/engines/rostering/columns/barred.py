"""Which choices rule each other out within few days: bits, as most changes fail on them."""

import numpy as np

from horarium.engines.rostering.columns.board_rows import BoardRows
from horarium.engines.rostering.columns.structure import Bools, Structure
from horarium.engines.rostering.model import Ints

APART = 2
"""A duty rules others out up to so many days later: rest after a night lasts 46 h."""

MOST_CHOICES = 62
"""They are the bits of a number of 64."""


def barred(
    rows: BoardRows, structure: Structure, is_own: Bools, shape: tuple[int, ...]
) -> tuple[Ints, Bools]:
    """What each choice of each day rules out on the days after, and all other rows.

    The first has shape ``(n_people, n_days, width, APART)``, of which ``shape`` has all but
    the last, and the bits of the choices that may not be made so many days later. Rows that
    no line could break, with one choice a day, are left out too. ``is_own`` are hard rows
    about one person.
    """
    own = rows.linking.own
    found = np.zeros((*shape, APART), dtype=np.int64)
    is_left: Bools = np.ones(own.shape[0], dtype=bool)
    if not own.nnz:
        return found, is_left
    first, last, is_pair, is_idle = _spans(rows, structure, is_own)
    is_left[is_idle | is_pair] = False
    row_of_term = np.repeat(np.arange(own.shape[0]), np.diff(own.indptr))
    day, choice = structure.day[own.indices], structure.choice[own.indices]
    later = is_pair[row_of_term] & (day == last[row_of_term])
    bits = np.zeros(own.shape[0], dtype=np.int64)
    np.bitwise_or.at(bits, row_of_term[later], np.int64(1) << choice[later])
    early = np.flatnonzero(is_pair[row_of_term] & (day == first[row_of_term]))
    of_row = row_of_term[early]
    places = (
        structure.person[own.indices[early]],
        day[early],
        choice[early],
        (last - first)[of_row] - 1,
    )
    np.bitwise_or.at(found, places, bits[of_row])
    return found, is_left


def _spans(
    rows: BoardRows, structure: Structure, is_own: Bools
) -> tuple[Ints, Ints, Bools, Bools]:
    """First and last day of each row, which say that of two days' cells one may be, and
    which say nothing."""
    linking = rows.linking
    own = linking.own
    row_of_term = np.repeat(np.arange(own.shape[0]), np.diff(own.indptr))
    day = structure.day[own.indices]
    n_days = int(structure.day.max()) + 1
    of_day = row_of_term.astype(np.int64) * n_days + day
    keys, group = np.unique(of_day, return_inverse=True)
    least, most = np.zeros((2, len(keys)), dtype=np.int64)
    np.minimum.at(least, group, own.data)
    np.maximum.at(most, group, own.data)
    row_of_key = keys // n_days
    n_rows = own.shape[0]
    low, high = (np.zeros(n_rows, dtype=np.int64) for _ in range(2))
    np.add.at(low, row_of_key, least)
    np.add.at(high, row_of_key, most)
    first, last = np.full(n_rows, n_days), np.full(n_rows, -1)
    np.minimum.at(first, row_of_key, keys % n_days)
    np.maximum.at(last, row_of_key, keys % n_days)
    is_idle = is_own & (low >= linking.low) & (high <= linking.high)
    is_one = np.ones(n_rows, dtype=bool)
    is_one[row_of_term[own.data != 1]] = False
    is_pair = is_own & is_one & (np.bincount(row_of_key, minlength=n_rows) == 2)
    is_pair &= (linking.low <= 0) & (linking.high == 1) & (last - first <= APART)
    return first, last, is_pair & ~is_idle, is_idle
