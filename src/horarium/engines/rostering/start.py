"""A first legal roster, quickly."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from horarium.engines.rostering.cpsat import Found, Search, search
from horarium.engines.rostering.model import Ints, System
from horarium.engines.rostering.parts import Parts
from horarium.engines.rostering.reduction import Reduced, reduce, select

ONE_PERSON_WORK = 1.5
"""Deterministic seconds for the best line of one person. Four weeks take 0.01, the first
good line of a year about 1; whoever is not done by then gets the first there is."""

LONG_LINE = 500
"""Cells of one person above which the first solution will do. On public instances 20, 22
and 24 that is within 0.1 % of the best line, after a tenth to a quarter of the time."""

COUNTS_WORK = 2.0

STRAIGHT_WORK = 1.5
"""Deterministic seconds for going straight at the hard rules. Invented departments of 28
days take 0.1, of 84 days 0.7; whoever is not done by then learns beforehand, as tight ones
then take less: 0.6 instead of 4.7 for one with four duties."""


def complete(parts: Parts, cell_values: Ints, how: Search) -> Ints | None:
    """Values of all variables when the cells have these, or None if that is illegal."""
    return _settled(parts.fixed(cell_values), replace(how, work_limit=COUNTS_WORK))


def complete_near(
    parts: Parts, values: Ints, cell_values: Ints, how: Search
) -> Ints | None:
    """``complete`` from the ``values`` of a legal roster from which few cells differ.

    Only what these cells are tied to is looked at.
    """
    system = parts.system
    cells = slice(system.first_cell, system.first_cell + system.n_cells)
    part = parts.around(cell_values != values[cells], values)
    is_open = np.zeros(system.n_variables, dtype=bool)
    is_open[part.kept] = True
    is_other = (part.base[cells] != cell_values) & ~is_open[cells]
    if len(part.conflicts) or is_other.any():
        return None
    if not part.system.n_variables:
        return part.base
    own = part.kept[: part.system.n_cells] - system.first_cell
    found = complete(Parts(part.system), cell_values[own], how)
    return None if found is None else part.whole(found)


def one_by_one(
    parts: Parts,
    person_of_cell: NDArray[np.intp],
    rng: Generator,
    how: Search,
    n_threads: int = 1,
) -> Ints | None:
    """Everybody's best line given those before them, in random order.

    Of long lines the first that is good will do, and ``n_threads`` people get theirs at
    once, not knowing of each other. Gives up, with None, when somebody
    finds none: where hard rules tie people together the first ones leave the others no
    choice. Also when ``how`` says to stop.
    """
    system = parts.system
    values = system.lower.copy()
    order = rng.permutation(int(person_of_cell.max(initial=-1)) + 1)
    is_long = len(person_of_cell) > LONG_LINE * len(order)
    at_once = n_threads if is_long else 1
    with ThreadPoolExecutor(at_once) as pool:
        for first in range(0, len(order), at_once):
            if how.is_stopped:
                return None
            before = values
            masks = [person_of_cell == one for one in order[first : first + at_once]]
            lines = list(pool.map(partial(_line, parts, values, how), masks))
            for line in lines:
                if line is None:
                    return None
                values = np.where(line == before, values, line)
    cells = slice(system.first_cell, system.first_cell + system.n_cells)
    return complete(parts, values[cells], how)


def _line(
    parts: Parts, values: Ints, how: Search, is_free: NDArray[np.bool_]
) -> Ints | None:
    """The whole roster with a new line in the cells that are free."""
    around = parts.around(is_free, values)
    is_long = around.system.n_cells > LONG_LINE
    quickly = replace(how, work_limit=ONE_PERSON_WORK, first_will_do=is_long)
    line = _settled(around, quickly)
    if line is None and not len(around.conflicts):
        return _settled(around, replace(how, first_will_do=True))
    return line


def all_at_once(parts: Parts, how: Search) -> tuple[Ints | None, Found]:
    """Some roster that keeps the hard rules, whatever it costs.

    Straight at them first; where that is not easy, with all that CP-SAT learns beforehand.
    """
    system = parts.system
    hard = select(system, np.flatnonzero(~system.soft), system.lower, system.upper)
    reduced = reduce(replace(hard, cost=np.zeros_like(hard.cost)))
    how = replace(how, to_begin_with=True)
    straight = replace(how, straight=True, work_limit=STRAIGHT_WORK)
    found = search(reduced.system, straight)
    if found.values is None and not found.is_infeasible and not how.is_stopped:
        found = search(reduced.system, how)
    if found.values is None:
        return None, found
    cells = slice(system.first_cell, system.first_cell + system.n_cells)
    return complete(parts, reduced.whole(found.values)[cells], how), found


def is_separable(system: System, person_of_cell: NDArray[np.intp]) -> bool:
    """Whether no hard row ties the cells of two people together."""
    owner = np.full(system.n_variables, -1, dtype=np.int64)
    owner[system.first_cell : system.first_cell + system.n_cells] = person_of_cell
    first, last = _people_of_rows(system, owner)
    alone = (first == last)[system.row_of_term]
    terms = alone & (owner[system.columns] < 0)
    owner[system.columns[terms]] = first[system.row_of_term[terms]]
    first, last = _people_of_rows(system, owner)
    return not bool(((first < last) & ~system.soft).any())


def _people_of_rows(system: System, owner: Ints) -> tuple[Ints, Ints]:
    """The first and last person of each row; last before first where nobody is."""
    nobody = int(owner.max(initial=0)) + 1
    people = owner[system.columns]
    first = np.full(system.n_rows, nobody, dtype=np.int64)
    last = np.full(system.n_rows, -1, dtype=np.int64)
    known = people >= 0
    np.minimum.at(first, system.row_of_term[known], people[known])
    np.maximum.at(last, system.row_of_term[known], people[known])
    return first, last


def _settled(reduced: Reduced, how: Search) -> Ints | None:
    if len(reduced.conflicts):
        return None
    if not reduced.system.n_variables:
        return reduced.base
    found = search(reduced.system, how)
    return None if found.values is None else reduced.whole(found.values)
