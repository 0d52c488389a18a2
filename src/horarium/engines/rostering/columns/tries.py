"""Changes of a few cells tried one after the other, and taken by chance: compiled.

Whole numbers throughout, as what is gained is added up over millions of changes.
"""

import numpy as np
from numba import njit

from horarium.engines.rostering.columns.barred import APART
from horarium.engines.rostering.columns.board import Board, Terms
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

LOW, HIGH, BELOW, ABOVE, UNIT, START, STOP = range(7)
"""Columns of ``Board.rows``."""

LEAST_CHANCE = 1e-12


@njit(cache=True, nogil=True)
def settle(board: Board, now: Position) -> int:
    """Fill the sums of ``now`` from its choices; the cost, ``FORBIDDEN`` if illegal."""
    n_people, n_days = now.choices.shape
    width = board.cell_cost.shape[2]
    now.row_sums[:] = 0
    cost = 0
    for person in range(n_people):
        for day in range(n_days):
            choice = now.choices[person, day]
            cost += board.cell_cost[person, day, choice]
            is_open = board.is_open[person, day] >> choice & 1
            if not is_open or _is_barred(board, now.choices[person], person, day):
                return FORBIDDEN
            cell = (person * n_days + day) * width + choice
            _sum_up(board.terms, cell, now.row_sums)
            _sum_up(board.own_terms, cell, now.row_sums)
    for row in range(len(now.row_sums)):
        if now.row_sums[row] > 0:
            _sum_up(board.told, row, now.row_sums)
    for row in range(len(now.row_sums)):
        price = _row_price(board, row, now.row_sums[row])
        if price >= FORBIDDEN:
            return FORBIDDEN
        cost += price
    return int(cost)


@njit(cache=True, nogil=True)
def _sum_up(terms: Terms, number: int, sums: Ints) -> None:
    for at in range(terms.starts[number], terms.starts[number + 1]):
        sums[terms.ids[at]] += terms.coefs[at]


@njit(cache=True, nogil=True)
def _row_price(board: Board, row: int, total: int) -> int:
    rule = board.rows[row]
    if rule[START] >= 0:
        if total < 0 or rule[START] + total >= rule[STOP]:
            return FORBIDDEN
        return int(board.tables[rule[START] + total])
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
            _take(now, draft, change)
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
    for place in range(len(people)):
        who = place, people[place]
        if people[place] >= 0 and not _is_possible(board, now, draft, who, days):
            return FORBIDDEN
    gain = _cells(board, now, draft, change)
    for place in range(len(people)):
        _add_rows(board.terms, now, draft, change, place)
    gain += _rows(board, now, draft, 0)
    if gain > allowed:
        return FORBIDDEN
    for place in range(len(people)):
        known = draft.n_rows[0]
        _add_rows(board.own_terms, now, draft, change, place)
        if _is_broken(board, now, draft, known):
            return FORBIDDEN
    return gain


@njit(cache=True, nogil=True)
def _cells(board: Board, now: Position, draft: Draft, change: Change) -> int:
    """What the cells themselves cost more."""
    people, days = change
    gain = 0
    for place in range(len(people)):
        person = people[place]
        if person < 0:
            continue
        for day in range(days[0], days[1]):
            prices = board.cell_cost[person, day]
            gain += prices[draft.choices[place, day]]
            gain -= prices[now.choices[person, day]]
    return gain


@njit(cache=True, nogil=True)
def _is_barred(board: Board, choices: Ids, person: int, day: int) -> bool:
    """Whether what is chosen on the days before rules this day's choice out."""
    for apart in range(1, min(day, APART) + 1):
        before = day - apart
        bits = board.barred[board.bar_kind[person, before], choices[before], apart - 1]
        if bits >> choices[day] & 1:
            return True
    return False


@njit(cache=True, nogil=True)
def _is_possible(
    board: Board,
    now: Position,
    draft: Draft,
    who: tuple[int, int],
    days: tuple[int, int],
) -> bool:
    """Whether new choices are open and do not rule out those of days nearby.

    That fails most often at the ends.
    """
    place, person = who
    first, stop = days
    old, new = now.choices[person], draft.choices[place]
    for day in range(first, stop):
        if not board.is_open[person, day] >> new[day] & 1:
            return False
    for step in range(stop - first):
        day = first + step - 1
        if step == 0:
            day = first
        elif step == 1:
            day = stop - 1
        if old[day] != new[day] and _rules_out(board, (old, new), person, days, day):
            return False
    return True


@njit(cache=True, nogil=True)
def _rules_out(
    board: Board, choices: tuple[Ids, Ids], person: int, days: tuple[int, int], day: int
) -> bool:
    """Whether a day's new choice and one nearby, new on ``days``, cannot both be."""
    old, new = choices
    first, stop = days
    later_bits = board.barred[board.bar_kind[person, day], new[day]]
    for apart in range(1, APART + 1):
        after, before = day + apart, day - apart
        if after < len(old):
            later = new[after] if after < stop else old[after]
            if later_bits[apart - 1] >> later & 1:
                return True
        if before >= 0:
            early = new[before] if before >= first else old[before]
            kind = board.bar_kind[person, before]
            if board.barred[kind, early, apart - 1] >> new[day] & 1:
                return True
    return False


@njit(cache=True, nogil=True)
def _add_rows(
    terms: Terms,
    now: Position,
    draft: Draft,
    change: Change,
    place: int,
) -> None:
    """Note what one person's cells add to their rows."""
    person, days = change[0][place], change[1]
    n_people, n_days = now.choices.shape
    width = (len(terms.starts) - 1) // (n_people * n_days)
    if person < 0:
        return
    for day in range(days[0], days[1]):
        first = (person * n_days + day) * width
        old, new = now.choices[person, day], draft.choices[place, day]
        if old == new:
            continue
        _add(draft, terms, first + old, -1)
        _add(draft, terms, first + new, 1)


@njit(cache=True, nogil=True)
def _add(draft: Draft, terms: Terms, number: int, times: int) -> None:
    for at in range(terms.starts[number], terms.starts[number + 1]):
        add(draft, terms.ids[at], times * terms.coefs[at])


@njit(cache=True, nogil=True)
def _rows(board: Board, now: Position, draft: Draft, known: int) -> int:
    """What rows touched since there were ``known`` cost more, and those that they tell."""
    for place in range(known, draft.n_rows[0]):
        row = draft.touched[place]
        before, after = now.row_sums[row], now.row_sums[row] + draft.change[row]
        turn = int(after > 0) - int(before > 0)
        if turn != 0:
            _add(draft, board.told, row, turn)
    gain = 0
    for place in range(known, draft.n_rows[0]):
        row = draft.touched[place]
        total = now.row_sums[row]
        if draft.change[row] == 0:
            continue
        gain += _row_price(board, row, total + draft.change[row])
        gain -= _row_price(board, row, total)
        if gain >= FORBIDDEN // 2:
            return FORBIDDEN
    return gain


@njit(cache=True, nogil=True)
def _is_broken(board: Board, now: Position, draft: Draft, known: int) -> bool:
    """Whether one of the hard rows touched since there were ``known`` is not kept."""
    for place in range(known, draft.n_rows[0]):
        row = draft.touched[place]
        after = now.row_sums[row] + draft.change[row]
        if after > board.rows[row, HIGH] or after < board.rows[row, LOW]:
            return True
    return False


@njit(cache=True, nogil=True)
def _take(now: Position, draft: Draft, change: Change) -> None:
    """Make the change that was judged."""
    people, days = change
    for place in range(len(people)):
        if people[place] < 0:
            continue
        for day in range(days[0], days[1]):
            now.choices[people[place], day] = draft.choices[place, day]
    for at in range(draft.n_rows[0]):
        row = draft.touched[at]
        now.row_sums[row] += draft.change[row]
