"""A legal roster near one that is not.

What is put together out of whole lines may break a rule about people together, or one
that no line knows of. Mostly a few cells are enough to mend it.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from horarium.engines.rostering.cpsat import Search, search
from horarium.engines.rostering.model import Ids, Ints
from horarium.engines.rostering.parts import Parts
from horarium.engines.rostering.start import complete

Places = NDArray[np.intp]

ROUNDS = 3
"""What is mended may break something else; after so many rounds it is given up."""

WORK = 0.5
"""Deterministic seconds of a round."""

REACH_DAYS = 3
"""Those concerned, if they are few, may move so many days before and after."""

FEW_PEOPLE = 4

MOST_DAYS = 7
"""Everybody may move on the days concerned, where those are no more than this."""

N_OTHERS = 3
"""Who may take what a longer line has to give."""


def nearest(
    parts: Parts, places: tuple[Places, Places], cell_values: Ints, how: Search
) -> Ints | None:
    """Values of all variables for these cells, or for cells near them that are legal.

    ``places`` are the person and the day of each cell. None when nothing was found.
    """
    cells = cell_values
    values = complete(parts, cells, how)
    for _ in range(ROUNDS):
        if values is not None:
            break
        broken = parts.fixed(cells).conflicts
        if not len(broken):
            break
        mended = _mended(parts, _free(parts, places, broken), cells, how)
        if mended is None:
            break
        cells = mended
        values = complete(parts, cells, how)
    return values


def _mended(
    parts: Parts, free: NDArray[np.bool_], cells: Ints, how: Search
) -> Ints | None:
    """The best cells when only those that are ``free`` may change."""
    system = parts.system
    own = slice(system.first_cell, system.first_cell + system.n_cells)
    held = system.lower.copy()
    held[own] = cells
    around = parts.around(free, held)
    if len(around.conflicts):
        return None
    found = search(around.system, replace(how, work_limit=WORK))
    return None if found.values is None else around.whole(found.values)[own]


def _free(
    parts: Parts, places: tuple[Places, Places], broken: Ids
) -> NDArray[np.bool_]:
    """The cells that may have to change for these rows to hold."""
    people, days = places
    concerned = _cells_of(parts, broken)
    who, when = np.unique(people[concerned]), np.unique(days[concerned])
    reach = REACH_DAYS if len(who) <= FEW_PEOPLE else 1
    near = (days >= when.min() - reach) & (days <= when.max() + reach)
    if len(when) <= MOST_DAYS:
        return np.asarray((near & np.isin(people, who)) | np.isin(days, when))
    first = int(who[0])
    others = (first + np.arange(N_OTHERS + 1)) % (int(people.max()) + 1)
    return np.asarray(near & np.isin(people, np.concatenate([who, others])))


def _cells_of(parts: Parts, rows: Ids) -> Ids:
    """The cells, counted from 0, that these rows are about."""
    system = parts.system
    columns = np.unique(parts.columns_of(rows))
    is_cell = columns < system.first_cell + system.n_cells
    found = [columns[is_cell & (columns >= system.first_cell)] - system.first_cell]
    found += [parts.cells_near(int(column)) for column in columns[~is_cell]]
    return np.unique(np.concatenate(found)).astype(np.int32)
