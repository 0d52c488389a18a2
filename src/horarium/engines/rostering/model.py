"""A linear model over 0/1 and small integer variables, kept as arrays.

Rules are stated as rows ``low <= coefs . x <= high``. Nothing here knows what a person
or a shift is, nor which solver will read it: the same arrays become a CP-SAT model, or a
small part of one when most of a roster is held fixed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ids = NDArray[np.int32]
Ints = NDArray[np.int64]

FALSE = 0
TRUE = 1
"""Variables 0 and 1 are the constants."""

FREE = 2**40
"""No bound; far above any sum of a model, far below the limits of an int64."""

NO_RULE = -1
"""The owner of rows that no rule states: they say what a counted variable means."""


@dataclass(frozen=True, slots=True, eq=False)
class System:
    """Rows in compressed form: row ``i`` has ``columns[starts[i]:starts[i + 1]]``.

    ``row_of_term`` is the row of each entry of ``columns``.

    ``owners`` says which rule stated each row. Rows that are ``soft`` can always be kept,
    whatever the others decide; they only put a price on it. The cost is ``cost . x``. The
    variables from ``first_cell`` on, ``n_cells`` of them, are what is to be decided; all
    later ones are counted from those by the rows.
    """

    lower: Ints
    upper: Ints
    cost: Ints
    starts: Ints
    columns: Ids
    coefs: Ints
    low: Ints
    high: Ints
    owners: Ids
    soft: NDArray[np.bool_]
    first_cell: int = 2
    n_cells: int = 0
    row_of_term: Ids = field(init=False)

    def __post_init__(self) -> None:
        rows = np.arange(len(self.low), dtype=np.int32)
        object.__setattr__(self, "row_of_term", np.repeat(rows, np.diff(self.starts)))

    @property
    def n_rows(self) -> int:
        """How many rows there are."""
        return len(self.low)

    @property
    def n_variables(self) -> int:
        """How many variables there are, the two constants included."""
        return len(self.lower)

    def value(self, values: Ints) -> int:
        """The cost of an assignment of values to all variables."""
        return int(self.cost @ values)


class Model:
    """Variables and rows under construction; ``build`` freezes them."""

    def __init__(self) -> None:
        self._upper: list[Ints] = [np.array([0, 1], dtype=np.int64)]
        self._n_variables = 2
        self._costs: list[tuple[Ids, Ints]] = []
        self._blocks: list[_Block] = []
        self.owner = 0
        self.n_cells = 0

    def new(self, shape: int | tuple[int, ...], upper: ArrayLike = 1) -> Ids:
        """New variables from 0 to ``upper``, as an array of their ids."""
        n_new = int(np.prod(shape))
        ids = np.arange(self._n_variables, self._n_variables + n_new, dtype=np.int32)
        tops = np.broadcast_to(np.asarray(upper, dtype=np.int64).ravel(), (n_new,))
        self._upper.append(tops)
        self._n_variables += n_new
        return ids.reshape(shape)

    def add_cost(self, ids: Ids, weights: ArrayLike) -> None:
        """Pay ``weights`` for each of ``ids`` that is set."""
        flat = np.asarray(ids, dtype=np.int32).ravel()
        costs = np.broadcast_to(np.asarray(weights, dtype=np.int64), flat.shape)
        self._costs.append((flat, costs))

    def add_rows(
        self,
        ids: Ids,
        coefs: ArrayLike,
        *,
        low: ArrayLike,
        high: ArrayLike,
        soft: bool = False,
        is_meaning: bool = False,
    ) -> None:
        """Demand ``low <= coefs . x <= high`` of every row of ``ids``, shape ``(n, k)``.

        ``coefs``, ``low`` and ``high`` are spread over the rows as NumPy does it. Rows of
        no variable come to 0. Rows that only say what a new variable means belong to no rule.
        """
        n_rows = len(ids)
        if not n_rows:
            return
        if not ids.shape[1]:
            ids, coefs = np.full((n_rows, 1), FALSE, dtype=np.int32), 1
        block = _Block(
            np.asarray(ids, dtype=np.int32),
            np.asarray(coefs, dtype=np.int64),
            np.broadcast_to(np.asarray(low, dtype=np.int64), (n_rows,)),
            np.broadcast_to(np.asarray(high, dtype=np.int64), (n_rows,)),
            NO_RULE if is_meaning else self.owner,
            soft,
        )
        self._blocks.append(block)

    def build(self) -> System:
        """All rows and variables as one system."""
        upper = np.concatenate(self._upper)
        lower = np.zeros_like(upper)
        lower[TRUE] = 1
        cost = np.zeros_like(upper)
        for ids, weights in self._costs:
            np.add.at(cost, ids, weights)
        lengths = [np.full(len(b.ids), b.ids.shape[1]) for b in self._blocks]
        starts = np.concatenate([[0], np.cumsum(_joined(lengths, np.int64))])
        return System(
            lower=lower,
            upper=upper,
            cost=cost,
            starts=starts.astype(np.int64),
            columns=_joined([b.ids.ravel() for b in self._blocks], np.int32),
            coefs=_joined([b.all_coefs() for b in self._blocks], np.int64),
            low=_joined([b.low for b in self._blocks], np.int64),
            high=_joined([b.high for b in self._blocks], np.int64),
            owners=_joined(
                [np.full(len(b.ids), b.owner) for b in self._blocks], np.int32
            ),
            soft=_joined([np.full(len(b.ids), b.soft) for b in self._blocks], np.bool_),
            n_cells=self.n_cells,
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    ids: Ids
    coefs: Ints
    low: Ints
    high: Ints
    owner: int
    soft: bool

    def all_coefs(self) -> Ints:
        return np.broadcast_to(self.coefs, self.ids.shape).ravel()


def _joined(parts: Sequence[NDArray[Any]], dtype: type[np.generic]) -> NDArray[Any]:
    if not parts:
        return np.zeros(0, dtype=dtype)
    return np.concatenate(parts).astype(dtype, copy=False)
