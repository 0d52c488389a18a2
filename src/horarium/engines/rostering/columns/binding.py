"""Which rows a part of a roster can break at all: the others need not be mixed."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from horarium.engines.rostering.columns.structure import Bools, Structure
from horarium.engines.rostering.model import FREE, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Room:
    """Rows over all atoms, and what each may come to.

    ``held`` is what is decided already, ``atoms`` are those that are open.
    """

    own: sparse.csr_matrix
    atoms: Ints
    held: Ints
    low: Ints
    high: Ints


def can_be_broken(structure: Structure, room: Room) -> Bools:
    """Whether each row can be missed by any choice of the open atoms.

    Of the cells of one person on one day one is true at most.
    """
    own = room.own
    is_open = np.zeros(own.shape[1], dtype=bool)
    is_open[room.atoms] = True
    inside = is_open[own.indices]
    rows = np.repeat(np.arange(own.shape[0]), np.diff(own.indptr))[inside]
    atoms, coefs = own.indices[inside], own.data[inside]
    n_days = int(structure.day.max(initial=0)) + 1
    cell = structure.person[atoms] * n_days + structure.day[atoms]
    alone = structure.is_either[atoms]
    place = np.where(alone, -1 - atoms.astype(np.int64), cell)
    order = np.lexsort((place, rows))
    rows, place, coefs = rows[order], place[order], coefs[order]
    if not len(rows):
        return _misses(room, 0, 0)
    differs = (rows[1:] != rows[:-1]) | (place[1:] != place[:-1])
    starts = np.flatnonzero(np.concatenate([[True], differs]))
    most = np.maximum(0, np.maximum.reduceat(coefs, starts))
    least = np.minimum(0, np.minimum.reduceat(coefs, starts))
    sums = np.zeros((2, own.shape[0]), dtype=np.int64)
    np.add.at(sums[0], rows[starts], least)
    np.add.at(sums[1], rows[starts], most)
    return _misses(room, sums[0], sums[1])


def _misses(room: Room, least: Ints | int, most: Ints | int) -> Bools:
    too_high = (room.high < FREE) & (room.held + most > room.high)
    too_low = (room.low > -FREE) & (room.held + least < room.low)
    return np.asarray(too_high | too_low)
