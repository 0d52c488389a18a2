"""Rows that say the same of different days added up: few prices, and soon a bound."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator
from scipy import sparse

from horarium.engines.rostering.columns.ascent import Ascent, uses_of
from horarium.engines.rostering.columns.bound import SCALE
from horarium.engines.rostering.columns.columns import Columns
from horarium.engines.rostering.columns.effort import Effort
from horarium.engines.rostering.columns.generate import generate
from horarium.engines.rostering.columns.linking import Floats, Linking
from horarium.engines.rostering.columns.master import Master
from horarium.engines.rostering.columns.pricer import Line
from horarium.engines.rostering.columns.structure import Structure
from horarium.engines.rostering.model import FREE, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Begun:
    """A mix by sums of rows: the prices of all rows, which are those of their sums.

    ``shares`` are of the ``lines``, None where there was no time to mix any.
    """

    prices: Floats
    lines: list[Line]
    shares: Floats | None
    work: float


def coarse_bounds(
    columns: Columns,
    lines: list[Line],
    effort: Effort,
    rng: Generator,
    on_bound: Callable[[int], None],
    aim: float | None = None,
) -> float:
    """Prove ever better bounds, of sums of rows and then of all; the work it took.

    A roster keeps the sum of rows that it keeps, so what is proven of sums holds for it.
    Their prices, the same for each row of a sum, are where the ``Ascent`` begins; the
    first ``lines`` are those of a known roster, or none; ``aim`` is what a good one costs.
    """
    begun = coarse_mix(columns, lines, effort, on_bound)
    if begun.shares is None:
        return begun.work
    uses = uses_of(columns, begun.lines, begun.shares)
    ascent = Ascent(columns, begun.prices, uses, aim)
    ascent.run(effort.after(begun.work), rng, on_bound)
    return begun.work + ascent.work


def coarse_mix(
    columns: Columns,
    lines: list[Line],
    effort: Effort,
    on_bound: Callable[[int], None],
) -> Begun:
    """Mix lines, the first of them ``lines``, by sums of rows; ``on_bound`` is told."""
    linking, same = coarse(columns.linking, columns.structure)
    master = Master(linking, len(columns.pricers), columns.ransom)
    master.add(lines)
    found = generate(replace(columns, linking=linking), master, effort, on_bound)
    prices = np.asarray(same.T @ (found.steps / SCALE))
    shares = None if found.mix is None else found.mix.shares
    return Begun(prices, master.lines, shares, found.work)


def coarse(linking: Linking, structure: Structure) -> tuple[Linking, sparse.csr_matrix]:
    """Rows about several people that differ in the day only, added up; and which.

    The matrix has a row for each that is left and a column for each there was.
    """
    names: dict[Hashable, int] = {}
    group = [
        names.setdefault(_name(linking, structure, row), len(names))
        for row in range(linking.n_rows)
    ]
    ones = np.ones(linking.n_rows, dtype=np.int64)
    shape = len(names), linking.n_rows
    same = sparse.csr_matrix((ones, (group, np.arange(linking.n_rows))), shape=shape)
    first = same.indices[same.indptr[:-1]]
    added = replace(
        linking,
        own=(same @ linking.own).tocsr(),
        extra=(same @ linking.extra).tocsr(),
        low=_sums(same, linking.low, first),
        high=_sums(same, linking.high, first),
    )
    return added, same


def _sums(same: sparse.csr_matrix, bounds: Ints, first: Ints) -> Ints:
    """Bounds added up; where there is none, none."""
    is_free = abs(bounds) >= FREE
    added = np.asarray(same @ np.where(is_free, 0, bounds), dtype=np.int64)
    return np.asarray(np.where(is_free[first], bounds[first], added))


def _name(linking: Linking, structure: Structure, row: int) -> Hashable:
    """What rows that are alike have in common; the row itself if it is one person's."""
    terms = slice(linking.own.indptr[row], linking.own.indptr[row + 1])
    atoms, coefs = linking.own.indices[terms], linking.own.data[terms]
    people = structure.person[atoms]
    if not len(atoms) or people.min() == people.max():
        return row
    extras = slice(linking.extra.indptr[row], linking.extra.indptr[row + 1])
    cost = linking.cost[linking.extra.indices[extras]]
    signs = linking.extra.data[extras]
    return (
        frozenset(
            zip(
                people.tolist(),
                structure.choice[atoms].tolist(),
                coefs.tolist(),
                strict=True,
            )
        ),
        tuple(sorted(zip(cost.tolist(), signs.tolist(), strict=True))),
        bool(linking.low[row] <= -FREE),
        bool(linking.high[row] >= FREE),
    )
