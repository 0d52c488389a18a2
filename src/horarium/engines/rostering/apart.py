"""Whether hard rows can hold, person by person where none ties people together.

Somebody who has no line at all is found in milliseconds where the whole system takes
minutes.
"""

import time
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from horarium.engines.rostering.cpsat import Search, search
from horarium.engines.rostering.model import TRUE, System
from horarium.engines.rostering.reduction import reduce, select


def can_hold_apart(
    system: System, person_of_cell: NDArray[np.intp], how: Search
) -> bool | None:
    """Whether the hard rows can hold; None when that is not found in the time.

    Also None when some tie people together.
    """
    began = time.perf_counter()
    hard = select(system, np.flatnonzero(~system.soft), system.lower, system.upper)
    hard = replace(hard, cost=np.zeros_like(hard.cost))
    of_row = _people_of_rows(hard, person_of_cell)
    if of_row is None:
        return None
    is_known = True
    for person in np.unique(of_row):
        rows = np.flatnonzero(of_row == person)
        left_s = how.limit_s - (time.perf_counter() - began)
        if left_s <= 0 or how.is_stopped:
            return None
        part = reduce(select(hard, rows, hard.lower, hard.upper))
        if len(part.conflicts):
            return False
        if part.system.n_variables:
            found = search(part.system, replace(how, limit_s=left_s))
            if found.is_infeasible:
                return False
            is_known = is_known and found.values is not None
    return True if is_known else None


def _people_of_rows(
    system: System, person_of_cell: NDArray[np.intp]
) -> NDArray[np.int64] | None:
    """The person each row is about, directly or by what is counted; None if tied.

    Rows about nobody have the number after the last person's.
    """
    # Web processes load this module and leave the solving to others.
    from scipy import sparse
    from scipy.sparse.csgraph import connected_components

    n_variables, first = system.n_variables, system.first_cell
    is_open = np.ones(len(system.columns), dtype=bool)
    if first:
        is_open = system.columns > TRUE
    rows = n_variables + system.row_of_term[is_open]
    size = n_variables + system.n_rows
    ends = system.columns[is_open], rows
    ties = sparse.coo_matrix((np.ones(len(rows), dtype=np.int8), ends), (size, size))
    n_parts, part = connected_components(ties, directed=False)
    nobody = int(person_of_cell.max(initial=-1)) + 1
    least = np.full(n_parts, nobody, dtype=np.int64)
    most = np.full(n_parts, -1, dtype=np.int64)
    of_cells = part[first : first + system.n_cells]
    np.minimum.at(least, of_cells, person_of_cell)
    np.maximum.at(most, of_cells, person_of_cell)
    if (least < most).any():
        return None
    found: NDArray[np.int64] = least[part[n_variables:]]
    return found
