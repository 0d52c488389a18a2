"""Changes of a few cells tried one after the other, and taken by chance: compiled.

Whole numbers throughout, as what is gained is added up over millions of changes.
"""

import numpy as np
from numba import njit

from horarium.engines.rostering.columns.board import Board
from horarium.engines.rostering.columns.draft import (
    Change,
    Draft,
    Position,
    add,
    chance,
    draw,
    forget,
)
from horarium.engines.rostering.columns.statement import FORBIDDEN
from horarium.engines.rostering.model import FREE, Ids, Ints

LOW, HIGH, BELOW, ABOVE, UNIT = range(5)
"""Columns of ``Board.rows``."""

LEAST_CHANCE = 1e-12

STATE, PENALTY, EVENT = range(3)
"""Columns of ``Board.arcs``."""


@njit(cache=True, nogil=True)
def settle(board: Board, now: Position) -> int:
    """Fill states and sums of ``now`` from its choices; the cost, ``FORBIDDEN`` if illegal."""
    n_people, n_days = now.choices.shape
    now.totals[:] = 0
    now.row_sums[:] = 0
    cost = 0
    for person in range(n_people):
        now.states[person, 0] = 0
        for day in range(n_days):
            choice = now.choices[person, day]
            price = _step(board, now, person, day)
            if price >= FORBIDDEN:
                return FORBIDDEN
            cost += price
            cell = (person * n_days + day) * board.cell_cost.shape[2] + choice
            for at in range(board.row_starts[cell], board.row_starts[cell + 1]):
                now.row_sums[board.row_ids[at]] += board.row_coefs[at]
        for k in range(board.sums_of[person], board.sums_of[person + 1]):
            cost += _sum_price(board, k, now.totals[k])
    for row in range(len(now.row_sums)):
        if now.row_sums[row] > 0:
            for at in range(board.told_starts[row], board.told_starts[row + 1]):
                now.row_sums[board.told_ids[at]] += board.told_coefs[at]
    for row in range(len(now.row_sums)):
        cost += _row_price(board, row, now.row_sums[row])
    return min(cost, FORBIDDEN)


@njit(cache=True, nogil=True)
def _step(board: Board, now: Position, person: int, day: int) -> int:
    """Make the choice of a day; what it costs."""
    width = board.cell_cost.shape[2]
    choice = now.choices[person, day]
    arc = board.arcs[board.first_arc[person] + now.states[person, day] * width + choice]
    price = board.cell_cost[person, day, choice]
    if arc[STATE] < 0 or price >= FORBIDDEN:
        return FORBIDDEN
    now.states[person, day + 1] = arc[STATE]
    for k in range(board.sums_of[person], board.sums_of[person + 1]):
        now.totals[k] += board.sum_cells[k, day, choice]
        now.totals[k] += board.sum_events[k, arc[EVENT]]
    return int(price + arc[PENALTY])


@njit(cache=True, nogil=True)
def _sum_price(board: Board, k: int, total: int) -> int:
    start = board.sum_starts[k]
    if total < 0 or start + total >= board.sum_starts[k + 1]:
        return FORBIDDEN
    return int(board.sum_prices[start + total])


@njit(cache=True, nogil=True)
def _row_price(board: Board, row: int, total: int) -> int:
    rule = board.rows[row]
    if total > rule[HIGH]:
        return int(min(FORBIDDEN, rule[ABOVE] * -((rule[HIGH] - total) // rule[UNIT])))
    if total < rule[LOW] and rule[LOW] > -FREE:
        return int(min(FORBIDDEN, rule[BELOW] * -((total - rule[LOW]) // rule[UNIT])))
    return 0


@njit(cache=True, nogil=True)
def attempt(
    board: Board, now: Position, best: Ids, draft: Draft, how: tuple[int, float]
) -> tuple[int, int]:
    """Try so many changes at a temperature; by how much the cost changed, and its least.

    A change that costs ``d`` more is made with probability ``exp(-d / temperature)``.
    ``now`` is changed in place, ``best`` becomes the choices of the least cost on the way
    if that is below 0, which is where it begins.
    """
    n_tries, temperature = how
    cost, least = 0, 0
    for _ in range(n_tries):
        change = draw(board, now, draft)
        if change[1][1] <= change[1][0]:
            continue
        allowed = -temperature * np.log(max(LEAST_CHANCE, chance(draft)))
        gain = _judge(board, now, draft, change, allowed)
        if gain <= allowed:
            _take(board, now, draft, change)
            cost += gain
            if cost < least:
                least = cost
                best[:] = now.choices
        forget(draft)
    return cost, least


@njit(cache=True, nogil=True)
def _judge(
    board: Board,
    now: Position,
    draft: Draft,
    change: Change,
    allowed: float,
) -> int:
    """By how much the change moves the cost; ``FORBIDDEN`` if by more than ``allowed``.

    What rules most changes out at least expense is looked at first.
    """
    people, days = change
    gain = 0
    for place in range(len(people)):
        if people[place] >= 0:
            gain += _line(board, now, draft, (place, people[place]), days)
            if gain >= FORBIDDEN // 2:
                return FORBIDDEN
    for place in range(len(people)):
        if people[place] >= 0:
            gain += _line_sums(board, now, draft, (place, people[place]), days)
            if gain >= FORBIDDEN // 2:
                return FORBIDDEN
    starts = board.row_starts, board.hard_starts
    gain += _rows(board, now, draft, change, starts)
    if gain > allowed:
        return FORBIDDEN
    starts = board.hard_starts, board.row_starts[1:]
    return gain + _rows(board, now, draft, change, starts)


@njit(cache=True, nogil=True)
def _line(
    board: Board,
    now: Position,
    draft: Draft,
    who: tuple[int, int],
    days: tuple[int, int],
) -> int:
    """What a person's days and states cost more, until the states are as before."""
    place, person = who
    day, n_days = days[0], now.choices.shape[1]
    width = board.cell_cost.shape[2]
    own = board.first_arc[person]
    state = now.states[person, day]
    draft.states[place, day] = state
    gain = 0
    while day < n_days and (day < days[1] or state != now.states[person, day]):
        old = now.choices[person, day]
        new = draft.choices[place, day] if day < days[1] else old
        price = board.cell_cost[person, day, new]
        arc = own + state * width + new
        if price >= FORBIDDEN or board.arcs[arc, STATE] < 0:
            return FORBIDDEN
        before = own + now.states[person, day] * width + old
        gain += price - board.cell_cost[person, day, old]
        gain += board.arcs[arc, PENALTY] - board.arcs[before, PENALTY]
        state = board.arcs[arc, STATE]
        day += 1
        draft.states[place, day] = state
    draft.until[place] = day
    return gain


@njit(cache=True, nogil=True)
def _line_sums(
    board: Board,
    now: Position,
    draft: Draft,
    who: tuple[int, int],
    days: tuple[int, int],
) -> int:
    """What a person's sums cost more."""
    place, person = who
    width = board.cell_cost.shape[2]
    own = board.first_arc[person]
    first, last = board.sums_of[person], board.sums_of[person + 1]
    for k in range(first, last):
        draft.totals[k] = now.totals[k]
    for day in range(days[0], draft.until[place]):
        old = now.choices[person, day]
        new = draft.choices[place, day] if day < days[1] else old
        before = board.arcs[own + now.states[person, day] * width + old, EVENT]
        after = board.arcs[own + draft.states[place, day] * width + new, EVENT]
        if old == new and before == after:
            continue
        for k in range(first, last):
            cells, events = board.sum_cells[k, day], board.sum_events[k]
            draft.totals[k] += cells[new] - cells[old] + events[after] - events[before]
    gain = 0
    for k in range(first, last):
        if draft.totals[k] != now.totals[k]:
            gain += _sum_price(board, k, draft.totals[k])
            gain -= _sum_price(board, k, now.totals[k])
    return gain


@njit(cache=True, nogil=True)
def _add_rows(
    board: Board,
    now: Position,
    draft: Draft,
    change: Change,
    starts: tuple[Ints, Ints],
) -> None:
    """Note what the change adds to rows between people."""
    people, days = change
    n_days, width = now.choices.shape[1], board.cell_cost.shape[2]
    for place in range(len(people)):
        if people[place] < 0:
            continue
        for day in range(days[0], days[1]):
            first = (people[place] * n_days + day) * width
            old, new = now.choices[people[place], day], draft.choices[place, day]
            if old == new:
                continue
            for at in range(starts[0][first + old], starts[1][first + old]):
                add(draft, board.row_ids[at], -board.row_coefs[at])
            for at in range(starts[0][first + new], starts[1][first + new]):
                add(draft, board.row_ids[at], board.row_coefs[at])


@njit(cache=True, nogil=True)
def _rows(
    board: Board,
    now: Position,
    draft: Draft,
    change: Change,
    starts: tuple[Ints, Ints],
) -> int:
    """What these rows between people cost more, and those that they tell of theirs."""
    known = draft.n_rows[0]
    _add_rows(board, now, draft, change, starts)
    for place in range(known, draft.n_rows[0]):
        row = draft.touched[place]
        before, after = now.row_sums[row], now.row_sums[row] + draft.change[row]
        turn = int(after > 0) - int(before > 0)
        if turn != 0:
            for at in range(board.told_starts[row], board.told_starts[row + 1]):
                add(draft, board.told_ids[at], turn * board.told_coefs[at])
    gain = 0
    for place in range(known, draft.n_rows[0]):
        row = draft.touched[place]
        total = now.row_sums[row]
        gain += _row_price(board, row, total + draft.change[row])
        gain -= _row_price(board, row, total)
        if gain >= FORBIDDEN // 2:
            return FORBIDDEN
    return gain


@njit(cache=True, nogil=True)
def _take(board: Board, now: Position, draft: Draft, change: Change) -> None:
    """Make the change that was judged."""
    people, days = change
    for place in range(len(people)):
        person = people[place]
        if person < 0:
            continue
        for day in range(days[0], days[1]):
            now.choices[person, day] = draft.choices[place, day]
        for day in range(days[0] + 1, draft.until[place] + 1):
            now.states[person, day] = draft.states[place, day]
        for k in range(board.sums_of[person], board.sums_of[person + 1]):
            now.totals[k] = draft.totals[k]
    for at in range(draft.n_rows[0]):
        row = draft.touched[at]
        now.row_sums[row] += draft.change[row]
