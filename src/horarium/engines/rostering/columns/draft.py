"""One small change of a roster on a board, as it is drawn: compiled."""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from horarium.engines.rostering.columns.board import Board
from horarium.engines.rostering.columns.structure import Bools
from horarium.engines.rostering.model import Ids, Ints

P_ALONE, P_THREE, P_APART = 0.1, 0.05, 0.4
"""How often one person's day changes alone, three people change round on a day, and two
change places on two days but not between. Else two do on days in a row. Measured on a
department of 45 after ten seconds of one core, from a first roster of 9079: 448 and 493
without the second and third, 443 with changes of three, 328 with days apart."""

MOST_APART = 12
"""So many days later the second day may be, and one more."""

P_ONE_DAY = 0.4
MOST_DAYS = 8
"""How often two people change places on one day only; else up to so many days."""

Change = tuple[tuple[int, int, int], tuple[int, int]]
"""Whose days change, -1 for nobody else, and from which day to before which."""


class Position(NamedTuple):
    """A roster on a board: every choice, and the sum of every row."""

    choices: Ids
    row_sums: Ints


class Draft(NamedTuple):
    """Scratch space for one change, of three people at most.

    ``choices`` has a row for each of them. ``change`` is what rows change by, 0 for all
    but the first ``n_rows[0]`` of ``touched``. ``random`` is the state of the generator.
    """

    choices: Ids
    change: Ints
    touched: Ids
    is_touched: Bools
    n_rows: Ints
    random: NDArray[np.uint64]


@njit(cache=True, nogil=True)
def chance(draft: Draft) -> float:
    """A number between 0 and 1 (xorshift64*)."""
    bits = draft.random[0]
    bits ^= bits >> np.uint64(12)
    bits ^= bits << np.uint64(25)
    bits ^= bits >> np.uint64(27)
    draft.random[0] = bits
    mixed = bits * np.uint64(2685821657736338717)
    return float(mixed >> np.uint64(11)) / 9007199254740992.0


@njit(cache=True, nogil=True)
def _below(draft: Draft, number: int) -> int:
    return int(chance(draft) * number)


@njit(cache=True, nogil=True)
def draw(board: Board, now: Position, draft: Draft) -> Change:
    """Write a change into the draft; of no days if there is none."""
    n_people, n_days = now.choices.shape
    one, first = _below(draft, n_people), _below(draft, n_days)
    other = _below(draft, n_people - 1)
    other += other >= one
    kind = chance(draft)
    if kind < P_ALONE:
        draft.choices[0, first] = _below(draft, board.cell_cost.shape[2])
        is_new = draft.choices[0, first] != now.choices[one, first]
        return (one, -1, -1), (first, first + is_new)
    if kind < P_ALONE + P_THREE:
        return _round(now, draft, (one, other, _below(draft, n_people)), first)
    if kind < P_ALONE + P_THREE + P_APART:
        last = first + 2 + _below(draft, MOST_APART)
        return _apart(now, draft, (one, other), (first, last))
    length = 1
    if chance(draft) > P_ONE_DAY:
        length = 2 + _below(draft, MOST_DAYS - 1)
    return _places(now, draft, (one, other), (first, min(n_days, first + length)))


@njit(cache=True, nogil=True)
def _round(
    now: Position, draft: Draft, people: tuple[int, int, int], day: int
) -> Change:
    """Each of three gets what the next one has on a day."""
    one, other, third = people
    a, b, c = now.choices[one, day], now.choices[other, day], now.choices[third, day]
    draft.choices[0, day], draft.choices[1, day], draft.choices[2, day] = b, c, a
    is_new = third not in (one, other) and a not in (b, c) and b != c
    return people, (day, day + is_new)


@njit(cache=True, nogil=True)
def _apart(
    now: Position, draft: Draft, people: tuple[int, int], days: tuple[int, int]
) -> Change:
    """Two change places on the first and the last day, not between."""
    one, other = now.choices[people[0]], now.choices[people[1]]
    first, last = days
    three = (people[0], people[1], -1)
    if (
        last > len(one)
        or one[first] == other[first]
        or one[last - 1] == other[last - 1]
    ):
        return three, (first, first)
    for day in range(first + 1, last - 1):
        draft.choices[0, day] = one[day]
        draft.choices[1, day] = other[day]
    for day in (first, last - 1):
        draft.choices[0, day] = other[day]
        draft.choices[1, day] = one[day]
    return three, days


@njit(cache=True, nogil=True)
def _places(
    now: Position, draft: Draft, people: tuple[int, int], days: tuple[int, int]
) -> Change:
    """Two change places on days in a row, without those where that changes nothing."""
    one, other = now.choices[people[0]], now.choices[people[1]]
    first, last = days
    while first < last and one[first] == other[first]:
        first += 1
    while first < last and one[last - 1] == other[last - 1]:
        last -= 1
    for day in range(first, last):
        draft.choices[0, day] = other[day]
        draft.choices[1, day] = one[day]
    return (people[0], people[1], -1), (first, last)


@njit(cache=True, nogil=True)
def add(draft: Draft, row: int, amount: int) -> None:
    """Note that a row changes by so much, beside what it does already."""
    if not draft.is_touched[row]:
        draft.is_touched[row] = True
        draft.touched[draft.n_rows[0]] = row
        draft.n_rows[0] += 1
    draft.change[row] += amount


@njit(cache=True, nogil=True)
def forget(draft: Draft) -> None:
    """Make the draft empty again."""
    for at in range(draft.n_rows[0]):
        row = draft.touched[at]
        draft.change[row] = 0
        draft.is_touched[row] = False
    draft.n_rows[0] = 0
