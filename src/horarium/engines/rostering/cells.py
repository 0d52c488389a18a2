"""The solver's view of a roster: what a rule may say about its cells."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

from horarium.engines.rostering.model import FALSE, FREE, TRUE, Ids, Ints, Model


class Cells:
    """Variables for history and horizon, and the statements rules are made of.

    ``has[p, t, s]`` is true when person ``p`` works shift type ``s`` at position ``t``
    of the timeline, ``works[p, t]`` when they work at all. Position 0 is the first day
    of history, whose cells are constants.

    Statements take rows of variables, shape ``(n, k)``, one statement a row. With a
    ``weight`` a row may be missed and each unit missed is paid for; without one it may
    not. What history alone has used up is not held against the horizon.
    """

    def __init__(
        self,
        history: NDArray[np.int16],
        possible: NDArray[np.bool_],
        model: Model,
        free: NDArray[np.bool_] | None = None,
    ) -> None:
        """``possible``, shape ``(n_people, n_days, n_shifts)``: what has variables at all.

        Where not ``free``, shape ``(n_people, n_days)``, a cell stays as it is held:
        what is about nothing else is not stated.
        """
        n_days, n_shifts = possible.shape[1:]
        self.n_history = history.shape[1]
        self.model = model
        past = np.arange(n_shifts) == history[:, :, np.newaxis]
        future = np.full(possible.shape, FALSE, dtype=np.int32)
        model.n_cells = int(possible.sum())
        future[possible] = model.new(model.n_cells)
        self._stays: NDArray[np.bool_] | None = None
        is_free = np.ones(n_days, dtype=bool)
        if free is not None:
            is_free = np.asarray(free.any(axis=0))
            own = np.repeat(~free[:, :, np.newaxis], n_shifts, axis=2)[possible]
            self._stays = np.concatenate([[True, True], own])
        self._is_free = np.concatenate([np.zeros(self.n_history, dtype=bool), is_free])
        self.has: Ids = np.concatenate(
            [np.where(past, TRUE, FALSE).astype(np.int32), future], axis=1
        )
        self._doing: dict[tuple[int, ...], Ids] = {}
        self._named: dict[str, Ids] = {}
        self.works = self.doing(range(n_shifts))

    def may_move(self, positions: NDArray[np.int64] | list[int] | slice) -> bool:
        """Whether any cell at these positions of the timeline may change at all.

        What is said of others alone asks for nothing, nor can it be paid less for.
        """
        return bool(self._is_free[positions].any())

    def doing(self, shifts: Sequence[int]) -> Ids:
        """Who works any of these shift types when, shape ``(n_people, n_positions)``.

        Nobody works two of them on one day.
        """
        chosen = tuple(sorted(shifts))
        if chosen not in self._doing:
            self._doing[chosen] = self._new_doing(chosen)
        return self._doing[chosen]

    def _new_doing(self, shifts: tuple[int, ...]) -> Ids:
        parts = self.has[:, :, list(shifts)]
        if not shifts:
            return np.full(parts.shape[:2], FALSE, dtype=np.int32)
        flat = parts.reshape(-1, len(shifts))
        any_of: Ids = flat.max(axis=1)
        is_new = (flat > TRUE).sum(axis=1) > 1
        if is_new.any():
            any_of[is_new] = self.model.new(int(is_new.sum()))
            rows = np.concatenate([flat[is_new], any_of[is_new, np.newaxis]], axis=1)
            coefs = _minus_last(rows.shape[1])
            self.model.add_rows(rows, coefs, low=0, high=0, is_meaning=True)
        return any_of.reshape(parts.shape[:2])

    def at_most(
        self,
        rows: Ids,
        limit: ArrayLike,
        *,
        coefs: ArrayLike = 1,
        weight: ArrayLike | None = None,
        unit: int = 1,
    ) -> None:
        """``coefs . x <= limit``, or ``weight`` for every started ``unit`` above it."""
        stated = self._stated(rows, coefs, limit, weight)
        if not len(stated.rows):
            return
        rows, all_coefs, weight = stated.rows, stated.coefs, stated.weight
        known = np.where(rows == TRUE, all_coefs, 0).sum(axis=1)
        most = np.maximum(stated.limit, known)
        if weight is None:
            self.model.add_rows(rows, all_coefs, low=-FREE, high=most)
            return
        self._soft(rows, all_coefs, most, weight, unit)

    def at_least(
        self,
        rows: Ids,
        limit: ArrayLike,
        *,
        coefs: ArrayLike = 1,
        weight: ArrayLike | None = None,
        unit: int = 1,
    ) -> None:
        """``coefs . x >= limit``, or ``weight`` for every started ``unit`` missing."""
        stated = self._stated(rows, coefs, limit, weight)
        if not len(stated.rows):
            return
        rows, all_coefs, weight = stated.rows, stated.coefs, stated.weight
        if weight is None:
            self.model.add_rows(rows, all_coefs, low=stated.limit, high=FREE)
            return
        self._soft(rows, -all_coefs, -stated.limit, weight, unit)

    def price(self, line: Ids, costs: ArrayLike) -> None:
        """Pay ``costs[k]`` when ``k`` of ``line`` hold; ``costs`` is convex.

        The count is kept in unary, each step at the price by which it changes the cost.
        """
        table = np.asarray(costs, dtype=np.int64)
        steps = self.model.new(len(line))
        self.model.add_cost(steps, np.diff(table))
        self.model.add_cost(np.array([TRUE], dtype=np.int32), table[0])
        whole = np.concatenate([line, steps])[np.newaxis, :]
        signs = np.repeat([1, -1], len(line))
        self.model.add_rows(whole, signs, low=0, high=0, soft=True)
        in_order = np.stack([steps[1:], steps[:-1]], axis=1)
        self.model.add_rows(in_order, [1, -1], low=-FREE, high=0, soft=True)

    def never(self, ids: Ids, *, weight: ArrayLike | None = None) -> None:
        """None of ``ids`` holds, or ``weight`` for each that does."""
        rows = ids.reshape(-1, 1)
        rows = rows[rows[:, 0] > TRUE]
        if weight is None:
            self.model.add_rows(rows, 1, low=0, high=0)
        else:
            self.model.add_cost(rows, weight)

    def always(self, ids: Ids, *, weight: int | None = None) -> None:
        """All of ``ids`` hold, or ``weight`` for each that does not."""
        if weight is None:
            self.model.add_rows(ids.reshape(-1, 1), 1, low=1, high=1)
            return
        self.model.add_cost(ids, -weight)
        self.model.add_cost(np.full(ids.size, TRUE, dtype=np.int32), weight)

    def either(self, rows: Ids) -> Ids:
        """For each row what is true when any of the row is.

        Constants and rows of one variable need no new one.
        """
        n_open = (rows > TRUE).sum(axis=1)
        anything: Ids = rows.max(axis=1)
        anything[(rows == TRUE).any(axis=1)] = TRUE
        is_new = (n_open > 1) & (anything != TRUE)
        anything[is_new] = self._new_either(rows[is_new])
        return anything

    def _new_either(self, rows: Ids) -> Ids:
        anything = self.model.new(len(rows))
        n_terms = rows.shape[1]
        for column in range(n_terms):
            pair = np.stack([rows[:, column], anything], axis=1)
            self.model.add_rows(pair, [1, -1], low=-FREE, high=0, is_meaning=True)
        whole = np.concatenate([rows, anything[:, np.newaxis]], axis=1)
        coefs = _minus_last(n_terms + 1)
        self.model.add_rows(whole, coefs, low=0, high=FREE, is_meaning=True)
        return anything

    def remember(self, name: str, make: Callable[[], Ids]) -> Ids:
        """What ``make`` returned the first time it was asked for under ``name``."""
        if name not in self._named:
            self._named[name] = make()
        return self._named[name]

    def windows(self, line: Ids, width: int, ends: range) -> Ids:
        """The ``width`` variables of ``line`` up to each position of ``ends``.

        Before the first known day nobody is taken to have worked.
        """
        padded = np.concatenate([np.full(width, FALSE, dtype=np.int32), line])
        return sliding_window_view(padded, width)[ends.start + 1 : ends.stop + 1]

    def _stated(
        self, rows: Ids, coefs: ArrayLike, limit: ArrayLike, weight: ArrayLike | None
    ) -> "_Stated":
        """The rows that are about a cell that may change, with what belongs to them."""
        stated = _Stated(
            rows,
            np.broadcast_to(np.asarray(coefs, dtype=np.int64), rows.shape),
            np.broadcast_to(np.asarray(limit, dtype=np.int64), len(rows)),
            weight,
        )
        if self._stays is None or not rows.size:
            return stated
        last = len(self._stays) - 1
        moves = (rows > last) | ~self._stays[np.minimum(rows, last)]
        return stated.only(np.asarray(moves.any(axis=1)))

    def _soft(
        self, rows: Ids, coefs: Ints, most: Ints, weight: ArrayLike, unit: int
    ) -> None:
        reach = np.where(rows != FALSE, np.maximum(coefs, 0), 0).sum(axis=1)
        top = np.maximum(0, -(-(reach - most) // unit))
        excess = self.model.new(len(rows), top)
        self.model.add_cost(excess, weight)
        wide = np.concatenate([rows, excess[:, np.newaxis]], axis=1)
        units = np.full((len(rows), 1), -unit, dtype=np.int64)
        wide_coefs = np.concatenate([coefs, units], axis=1)
        self.model.add_rows(wide, wide_coefs, low=-FREE, high=most, soft=True)


class _Stated(NamedTuple):
    """Rows, and for each of them its coefficients and its limit; weights as given."""

    rows: Ids
    coefs: Ints
    limit: Ints
    weight: ArrayLike | None

    def only(self, kept: NDArray[np.bool_]) -> "_Stated":
        weight = self.weight
        if weight is not None and np.ndim(weight):
            weight = np.broadcast_to(np.asarray(weight), len(kept))[kept]
        return _Stated(self.rows[kept], self.coefs[kept], self.limit[kept], weight)


def _minus_last(n_terms: int) -> Ints:
    coefs = np.ones(n_terms, dtype=np.int64)
    coefs[-1] = -1
    return coefs


def crossing(ids: Ids, people: Sequence[int], positions: ArrayLike) -> Ids:
    """The entries of ``ids`` of these people at these positions, people in rows."""
    rows = np.asarray(people, dtype=np.intp)
    columns = np.asarray(positions, dtype=np.intp)
    chosen: Ids = ids[np.ix_(rows, columns)]
    return chosen
