"""The states of a line, day by day: compiled, because there are many of them.

A state is a row of whole numbers: the sum so far of each statement that is open between
two days, and for each open either whether it is true already.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from horarium.engines.rostering.model import Ids, Ints

CLOSED = -(2**30)
"""The sum of a statement that can no longer be missed."""

BARRED = 2**40
"""From such a penalty on a move may not be made."""

TOO_MANY = -1

Bools = NDArray[np.bool_]


@njit(cache=True, nogil=True)
def step(
    states: Ids,
    slots: tuple[Ids, Ids, Ids, Ids],
    limits: Ints,
    tables: Ints,
    moves: tuple[Ids, Bools, Ids],
    found: tuple[Ids, Ids, Ints],
) -> tuple[int, int]:
    """Make every move of a day from every state; how many states and arcs that gives.

    ``slots`` say where active statements and eithers are in rows before and after the
    day, -1 being nowhere. ``limits`` has a row an active statement: see ``judged``.
    ``moves`` are what each adds to each statement, which eithers it has a cell of, and
    what an either adds that becomes true. ``found`` is filled in place: the states after
    the day; of each arc its source, target, move and, as bits, the eithers it makes
    true; and its penalty. ``TOO_MANY`` states when there is no room for all.
    """
    after, arcs, penalties = found
    buckets = np.full(_power_above(4 * len(after)), -1, dtype=np.int32)
    row = np.zeros(after.shape[1], dtype=np.int32)
    n_after, n_arcs = 0, 0
    for source in range(len(states)):
        for move in range(len(moves[0])):
            event = _eithers(states[source], row, slots, moves[1][move])
            added = moves[0][move], moves[2], event
            penalty = _sums(states[source], row, slots, (limits, tables), added)
            if penalty >= BARRED:
                continue
            target = _place(row, after, n_after, buckets)
            if target == n_after:
                if n_after == len(after):
                    return TOO_MANY, n_arcs
                after[n_after] = row
                n_after += 1
            arcs[n_arcs, 0], arcs[n_arcs, 1] = source, target
            arcs[n_arcs, 2], arcs[n_arcs, 3] = move, event
            penalties[n_arcs] = penalty
            n_arcs += 1
    return n_after, n_arcs


@njit(cache=True, nogil=True)
def _eithers(
    state: Ids, row: Ids, slots: tuple[Ids, Ids, Ids, Ids], has_cell: Bools
) -> int:
    """Note in ``row`` which eithers are true; those that a move makes true, as bits."""
    event = 0
    befores, afters = slots[2], slots[3]
    for one in range(len(befores)):
        before, after = befores[one], afters[one]
        is_true = before >= 0 and state[before] > 0
        if has_cell[one] and not is_true:
            event |= 1 << one
            is_true = True
        if after >= 0:
            row[after] = 1 if is_true else 0
    return event


@njit(cache=True, nogil=True)
def _sums(
    state: Ids,
    row: Ids,
    slots: tuple[Ids, Ids, Ids, Ids],
    rules: tuple[Ints, Ints],
    added: tuple[Ids, Ids, int],
) -> int:
    """Note in ``row`` the sums after a move; what is to be paid, ``BARRED`` at most."""
    limits, tables = rules
    deltas, of_either, event = added
    before, after = slots[0], slots[1]
    penalty = 0
    for one in range(len(limits)):
        total = state[before[one]] if before[one] >= 0 else 0
        if total != CLOSED:
            total += deltas[one]
            if event:
                total += _of_event(event, of_either[:, one])
            total, price = judged(total, one, limits, tables)
            penalty += price
            if penalty >= BARRED:
                return BARRED
        if after[one] >= 0:
            row[after[one]] = total
    return penalty


@njit(cache=True, nogil=True)
def _of_event(event: int, of_either: Ids) -> int:
    total = 0
    for one in range(len(of_either)):
        if event >> one & 1:
            total += of_either[one]
    return total


@njit(cache=True, nogil=True)
def judged(total: int, one: int, limits: Ints, tables: Ints) -> tuple[int, int]:
    """The sum to remember of a statement, and what is to be paid for it at once.

    Its row of ``limits`` holds low, high, weight (-1: hard), unit, where its table begins and how
    long that is, whether today is its last day, and the least and the most that can
    still be added after today.
    """
    high, weight = limits[one, 1], limits[one, 2]
    if limits[one, 5] > 0:
        return _from_table(total, one, limits, tables)
    if weight < 0:
        if total + limits[one, 7] > high or total + limits[one, 8] < limits[one, 0]:
            return CLOSED, BARRED
        is_open = (
            total + limits[one, 7] < limits[one, 0] or total + limits[one, 8] > high
        )
        return total if is_open else CLOSED, 0
    if limits[one, 6]:
        return CLOSED, weight * max(0, -((high - total) // limits[one, 3]))
    if total + limits[one, 8] <= high:
        return CLOSED, 0
    if limits[one, 3] == 1 and limits[one, 7] >= 0 and total > high:
        return high, weight * (total - high)
    return total, 0


@njit(cache=True, nogil=True)
def _from_table(total: int, one: int, limits: Ints, tables: Ints) -> tuple[int, int]:
    if not limits[one, 6]:
        return total, 0
    is_known = 0 <= total < limits[one, 5]
    return CLOSED, tables[limits[one, 4] + total] if is_known else BARRED


@njit(cache=True, nogil=True)
def merge(
    starts: Ints, arcs: Ids, penalties: Ints, number: Ids, kinds: Ids, kept: Bools
) -> int:
    """Number states alike that have the same future; how many kinds there are.

    The arcs of state ``i`` are ``starts[i]`` to ``starts[i + 1]``, in the order of their
    moves; ``number`` has the kind of each state of the day after, -1 for a dead end.
    Filled in place: ``kinds``, and which arcs are ``kept``: those of the first of a kind.
    """
    n_states = len(starts) - 1
    buckets = np.full(_power_above(4 * n_states), -1, dtype=np.int32)
    first_of = np.zeros(n_states, dtype=np.int32)
    n_kinds = 0
    for state in range(n_states):
        kinds[state] = -1
        at = _bucket((starts[state], starts[state + 1]), arcs, penalties, number)
        if at < 0:
            continue
        at &= len(buckets) - 1
        while buckets[at] >= 0 and kinds[state] < 0:
            pair = state, first_of[buckets[at]]
            if _same_future(pair, starts, (arcs, penalties), number):
                kinds[state] = buckets[at]
            at = (at + 1) & (len(buckets) - 1)
        if kinds[state] < 0:
            buckets[at], first_of[n_kinds], kinds[state] = n_kinds, state, n_kinds
            n_kinds += 1
            for arc in range(starts[state], starts[state + 1]):
                kept[arc] = number[arcs[arc, 1]] >= 0
    return n_kinds


@njit(cache=True, nogil=True)
def _bucket(span: tuple[int, int], arcs: Ids, penalties: Ints, number: Ids) -> np.int64:
    """Where to look for states with this future, 0 or more; -1 for a dead end."""
    mixed, n_live = np.uint64(1469598103934665603), 0
    for arc in range(span[0], span[1]):
        target = number[arcs[arc, 1]]
        if target >= 0:
            n_live += 1
            mixed = _mix(_mix(mixed, target), arcs[arc, 2])
            mixed = _mix(_mix(mixed, arcs[arc, 3]), penalties[arc])
    return np.int64(mixed >> np.uint64(2)) if n_live else np.int64(-1)


@njit(cache=True, nogil=True)
def _same_future(
    pair: tuple[int, int], starts: Ints, found: tuple[Ids, Ints], number: Ids
) -> bool:
    arcs, penalties = found
    one, other = starts[pair[0]], starts[pair[1]]
    while True:
        while one < starts[pair[0] + 1] and number[arcs[one, 1]] < 0:
            one += 1
        while other < starts[pair[1] + 1] and number[arcs[other, 1]] < 0:
            other += 1
        is_over = one == starts[pair[0] + 1]
        if is_over or other == starts[pair[1] + 1]:
            return bool(is_over and other == starts[pair[1] + 1])
        is_same = (
            number[arcs[one, 1]] == number[arcs[other, 1]]
            and arcs[one, 2] == arcs[other, 2]
            and arcs[one, 3] == arcs[other, 3]
            and penalties[one] == penalties[other]
        )
        if not is_same:
            return False
        one += 1
        other += 1


@njit(cache=True, nogil=True)
def _place(row: Ids, known: Ids, n_known: int, buckets: Ids) -> np.int64:
    """Which of the known rows this is; ``n_known``, noted already, when it is new."""
    mixed = np.uint64(1469598103934665603)
    for value in row:
        mixed = _mix(mixed, value)
    at = np.int64(mixed >> np.uint64(2)) & (len(buckets) - 1)
    while buckets[at] >= 0:
        if _is_same(known[buckets[at]], row):
            return np.int64(buckets[at])
        at = (at + 1) & (len(buckets) - 1)
    buckets[at] = n_known
    return np.int64(n_known)


@njit(cache=True, nogil=True)
def _is_same(one: Ids, other: Ids) -> bool:
    n_same = 0
    while n_same < len(one) and one[n_same] == other[n_same]:
        n_same += 1
    return n_same == len(one)


@njit(cache=True, nogil=True)
def _mix(mixed: np.uint64, part: int) -> np.uint64:
    """Fowler, Noll and Vo's hash, its high bits mixed into the low ones."""
    mixed = (mixed ^ np.uint64(part)) * np.uint64(1099511628211)
    return mixed ^ (mixed >> np.uint64(29))


@njit(cache=True, nogil=True)
def _power_above(least: int) -> int:
    power = 16
    while power < least:
        power *= 2
    return power
