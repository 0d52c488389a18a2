"""Everybody's lines on one board, laid out for a kernel that tries millions of changes."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from scipy import sparse

from horarium.engines.rostering.columns.automaton import Automaton
from horarium.engines.rostering.columns.columns import Columns
from horarium.engines.rostering.columns.marginal import prices_of_missing
from horarium.engines.rostering.columns.master import Linking, linking_of
from horarium.engines.rostering.columns.people import Person
from horarium.engines.rostering.columns.statement import FORBIDDEN
from horarium.engines.rostering.model import FREE, Ids, Ints


class Board(NamedTuple):
    """What never changes; a choice is a shift type, or ``width - 1`` for a day off.

    ``arcs`` has a row for each state and choice: the state after, -1 where there is none,
    the penalty and the event. Those of a person begin at ``first_arc``. ``cell_cost``,
    shape people × days × choices, is ``FORBIDDEN`` where a choice is closed.

    The sums of a person are ``sums_of[p]:sums_of[p + 1]``. ``sum_cells`` and
    ``sum_events`` are what choices and events add, ``sum_prices`` from ``sum_starts`` on
    what each value costs; any other is forbidden.

    A cell adds ``row_coefs`` to the rows ``row_ids``, from ``row_starts`` of its number
    ``(person * n_days + day) * width + choice`` on; from ``hard_starts`` on, up to where the
    next cell's begin, come those that are hard and tell no other row. ``rows`` has the low
    and high of each, the price of each started unit below and above, and the unit. Once
    the sum of a row is 1 or more it adds ``told_coefs`` to the rows ``told_ids``, from its
    ``told_starts`` on.
    """

    arcs: Ids
    first_arc: Ints
    cell_cost: Ints
    sums_of: Ints
    sum_cells: Ids
    sum_events: Ids
    sum_starts: Ints
    sum_prices: Ints
    row_starts: Ints
    hard_starts: Ints
    row_ids: Ids
    row_coefs: Ids
    rows: Ints
    told_starts: Ints
    told_ids: Ids
    told_coefs: Ids


def board_of(columns: Columns) -> Board | None:
    """The board of a problem, or None where some row is of a kind that it cannot hold."""
    people = [one.person for one in columns.pricers]
    structure = columns.structure
    covered = np.zeros(len(structure.low), dtype=bool)
    for person in people:
        covered[list(person.rows)] = True
        covered[[row for one in person.sums for row in one.rows]] = True
    plain, told = without_eithers(linking_of(structure, covered))
    cells = np.stack([_with_days_off(person) for person in people])
    is_strange = np.ones(plain.own.shape[1], dtype=bool)
    is_strange[cells] = False
    eithers = [either for person in people for either in person.eithers.tolist()]
    if (
        not _is_priced_plainly(plain)
        or is_strange[plain.own.indices].any()
        or structure.cost[eithers].any()
    ):
        return None
    plain, told, n_soft = _soft_first(plain, told)
    own = plain.own.tocsc()[:, cells.ravel()]
    own.sort_indices()
    arcs, first_arc = _arcs([person.automaton for person in people], cells.shape[2])
    closed = ~np.stack([person.may for person in people])
    return Board(
        arcs,
        first_arc,
        np.where(closed, FORBIDDEN, structure.cost[cells]),
        *_sums(people),
        own.indptr.astype(np.int64),
        own.indptr[:-1] + np.diff(own[:n_soft].indptr).astype(np.int64),
        own.indices.astype(np.int32),
        own.data.astype(np.int32),
        np.stack([plain.low, plain.high, *prices_of_missing(plain)], axis=1),
        told.indptr.astype(np.int64),
        told.indices.astype(np.int32),
        told.data.astype(np.int32),
    )


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


def _soft_first(
    linking: Linking, told: sparse.csr_matrix
) -> tuple[Linking, sparse.csr_matrix, int]:
    """The rows in another order, and how many are priced or tell others."""
    is_first = (np.diff(linking.extra.indptr) > 0) | (np.diff(told.indptr) > 0)
    is_first[told.indices] = True
    order = np.argsort(~is_first, kind="stable")
    sorted_ = replace(
        linking,
        own=linking.own[order],
        extra=linking.extra[order],
        low=linking.low[order],
        high=linking.high[order],
    )
    return sorted_, told[order][:, order].tocsr(), int(is_first.sum())


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


def _with_days_off(person: Person) -> Ids:
    """The variable of each choice of each day, 0 for a day off and where there is none."""
    n_days = len(person.cells)
    return np.concatenate([person.cells, np.zeros((n_days, 1), np.int32)], axis=1)


def _arcs(automata: Sequence[Automaton], width: int) -> tuple[Ids, Ints]:
    """The arcs of all automata, each of them once, and where those of each person are."""
    firsts: dict[int, int] = {}
    tables: list[Ids] = []
    n_rows = 0
    for automaton in automata:
        if id(automaton) not in firsts:
            firsts[id(automaton)] = n_rows
            tables.append(_table(automaton, width))
            n_rows += len(tables[-1])
    first_arc = np.array([firsts[id(automaton)] for automaton in automata])
    return np.concatenate(tables), first_arc.astype(np.int64)


def _table(automaton: Automaton, width: int) -> Ids:
    """State after, penalty and event of each state and choice."""
    moves, _, choices = automaton.places.T
    starts = np.searchsorted(moves, np.arange(len(automaton.moves) + 1))
    counts = np.diff(starts)[automaton.move]
    arc = np.repeat(np.arange(len(automaton.move)), counts)
    within = np.arange(len(arc)) - np.repeat(np.cumsum(counts) - counts, counts)
    choice = choices[starts[automaton.move[arc]] + within]
    table = np.full((automaton.n_states * width, 3), -1, dtype=np.int32)
    place = automaton.source[arc].astype(np.int64) * width + choice
    table[place, 0] = automaton.target[arc]
    table[place, 1] = automaton.penalty[arc]
    table[place, 2] = automaton.event[arc]
    return table


def _sums(people: Sequence[Person]) -> tuple[Ints, Ids, Ids, Ints, Ints]:
    """``sums_of``, ``sum_cells``, ``sum_events``, ``sum_starts`` and ``sum_prices``."""
    sums = [(person, one) for person in people for one in person.sums]
    n_events = max(len(person.automaton.events) for person in people)
    n_days, width = people[0].may.shape
    cells = np.zeros((len(sums), n_days, width), dtype=np.int32)
    events = np.zeros((len(sums), n_events), dtype=np.int32)
    for place, (person, one) in enumerate(sums):
        cells[place] = one.cells
        for number, event in enumerate(person.automaton.events):
            events[place, number] = one.eithers[list(event)].sum()
    lengths = [len(one.prices) for _, one in sums]
    prices = [one.prices for _, one in sums] or [np.zeros(0, dtype=np.int64)]
    return (
        np.cumsum([0, *(len(person.sums) for person in people)]),
        cells,
        events,
        np.cumsum([0, *lengths]),
        np.concatenate(prices),
    )
