"""The cheapest lines of one person at given prices, in one compiled call.

Whoever prices lines in a thread holds up all others whenever they come back from compiled
code: a line takes a millisecond, and a dozen calls for it kept two threads from being
faster than one.
"""

import numpy as np
from numba import njit

from horarium.engines.rostering.columns.kernel import (
    UNREACHED,
    Arcs,
    Choices,
    Layout,
    Values,
    sweep,
    trace,
)
from horarium.engines.rostering.model import Ids, Ints

LEAST_BARRED = 2**29
NARROW = np.int32(LEAST_BARRED)
"""``UNREACHED`` where all that is not barred costs at most a quarter of it: numbers of half
the width, twice as many of which are worked on at once."""

Events = tuple[Ids, Ints, Ints, Ints]
"""The event of each arc and its penalty; the eithers of event ``e``, by place, are
``true[starts[e]:starts[e + 1]]``: ``event``, ``penalty``, ``starts``, ``true``."""

Fine = tuple[tuple[Arcs, Ints], Choices, Events]
"""The arcs and where those of each day start, what each lets one choose, what it adds."""

Variables = tuple[Ids, Ids, Ints]
"""Those of cells, shape ``(n_days, n_choices)``, of eithers, and what all variables cost."""

Prices = tuple[Ints, Ints, int]
"""Of each choice of each day, and of a day off at the end of its day; of each either, in
units of ``1 / scale``; and ``scale``."""

Ends = tuple[Ints, Ints, Ints]
"""What each value of each sum costs at the end, ``UNREACHED`` where it may not be."""

Found = tuple[int, int, Ids, list[Ids], Ints]
"""The least price, how many sums were looked at, the choices of each line, shape
``(n_lines, n_days)``, the variables true in each, and what those cost with its ends."""


@njit(cache=True, nogil=True)
def arc_prices(
    choices: Choices, events: Events, of_code: Ints, of_either: Ints, scale: int
) -> Ints:
    """What each arc costs: its cheapest choice, what becomes true, and its penalty."""
    codes, starts, stops, moves = choices
    event, penalty, event_starts, true = events
    of_part = np.empty(len(starts), dtype=np.int64)
    for part in range(len(starts)):
        least = UNREACHED
        for at in range(starts[part], stops[part]):
            least = min(least, of_code[codes[at]])
        of_part[part] = least
    of_event = np.zeros(len(event_starts) - 1, dtype=np.int64)
    for one in range(len(of_event)):
        for at in range(event_starts[one], event_starts[one + 1]):
            of_event[one] += of_either[true[at]]
    found = np.empty(len(moves), dtype=np.int64)
    for arc in range(len(moves)):
        own = of_part[moves[arc]]
        found[arc] = (
            own + of_event[event[arc]] + penalty[arc] * scale
            if own < UNREACHED
            else UNREACHED
        )
    return found


@njit(cache=True, nogil=True)
def cheapest_lines(
    fine: Fine,
    prices: Prices,
    ends: Ends,
    layout: Layout,
    wanted: tuple[Variables, int],
) -> Found:
    """The cheapest lines, the cheapest first, of equally cheap ones the first end's.

    As many as are ``wanted``, told in the person's variables, or as there are ends.
    """
    marked, choices, events = fine
    of_code, of_either, scale = prices
    of_arc = arc_prices(choices, events, of_code, of_either, scale)
    if _most(of_arc, ends, scale, len(marked[1]) - 1) < LEAST_BARRED // 4:
        narrow = np.minimum(of_arc, NARROW).astype(np.int32)
        return _lines(fine, prices, ends, layout, wanted, (narrow, NARROW))
    return _lines(fine, prices, ends, layout, wanted, (of_arc, UNREACHED))


@njit(cache=True, nogil=True)
def _most(of_arc: Ints, ends: Ends, scale: int, n_days: int) -> int:
    """More than any line costs, or saves, that is not barred; or than ``LEAST_BARRED``."""
    found = n_days * _dearest(of_arc)
    for of_end in ends:
        found += scale * _dearest(of_end)
    return found


@njit(cache=True, nogil=True)
def _dearest(prices: Ints) -> int:
    """The most that one of these costs, or saves, up to ``LEAST_BARRED``."""
    found = 0
    for price in prices:
        if price < UNREACHED:
            found = max(found, abs(int(price)))
    return min(found, LEAST_BARRED)


@njit(cache=True, nogil=True)
def _lines(
    fine: Fine,
    prices: Prices,
    ends: Ends,
    layout: Layout,
    wanted: tuple[Variables, int],
    of_arcs: tuple[Values, int | np.int32],
) -> Found:
    """``cheapest_lines`` where these are the prices of arcs, and what bars one."""
    marked, choices, events = fine
    of_code, _, scale = prices
    (variables, n_lines), (of_arc, unreached) = wanted, of_arcs
    values = np.empty(layout[1][-1], dtype=of_arc.dtype)
    looked_at = sweep(marked[0], of_arc, layout, values, unreached)
    totals, dims = _totals(values, layout, ends, (scale, unreached))
    places = _lowest(totals, n_lines)
    n_days, n_choices = variables[0].shape
    chosen = np.empty((len(places), n_days), dtype=np.int32)
    costs = np.empty(len(places), dtype=np.int64)
    atoms = [np.empty(0, dtype=np.int32) for _ in range(0)]
    for line in range(len(places)):
        first = places[line] % dims[0]
        second = places[line] // dims[0] % dims[1]
        third = places[line] // (dims[0] * dims[1])
        end = (first, second, third), unreached
        path = trace(marked, of_arc, layout, values, end)
        _choose(choices, path, of_code, chosen[line])
        for day in range(n_days):
            chosen[line, day] -= day * (n_choices + 1)
        true, cost = _true(path, chosen[line], events, variables)
        atoms.append(true)
        costs[line] = cost + ends[0][first] + ends[1][second] + ends[2][third]
    least = totals.min() if len(totals) else UNREACHED
    return least, looked_at, chosen, atoms, costs


@njit(cache=True, nogil=True)
def _totals(
    values: Values, layout: Layout, ends: Ends, units: tuple[int, int | np.int32]
) -> tuple[Ints, tuple[int, int, int]]:
    """What each way to end costs, third sum first, and how many ways each sum has.

    ``units`` are the scale, and the value of states that no path leads to.
    """
    (spans, starts), (scale, unreached) = layout, units
    span, at = spans[-1], starts[-2]
    dims = len(ends[0]), len(ends[1]), len(ends[2])
    found = np.full(dims[0] * dims[1] * dims[2], UNREACHED, dtype=np.int64)
    for third in range(span[2, 0], span[2, 1]):
        for second in range(span[1, 0], span[1, 1]):
            others = ends[1][second], ends[2][third]
            row = (third * dims[1] + second) * dims[0]
            for first in range(span[0, 0], span[0, 1]):
                value = int(values[at])
                value = value if value < unreached // 2 else UNREACHED
                ways = ends[0][first], *others
                found[row + first] = _ended(value, ways, scale)
                at += 1
    return found, dims


@njit(cache=True, nogil=True)
def _ended(value: int, ends: tuple[int, int, int], scale: int) -> int:
    for end in ends:
        value = min(UNREACHED, value + (end if end >= UNREACHED else end * scale))
    return value


@njit(cache=True, nogil=True)
def _lowest(totals: Ints, n: int) -> Ints:
    """The places of the ``n`` lowest that are reached, the first of equal ones first."""
    found = np.empty(n, dtype=np.int64)
    last, is_first = 0, True
    for nth in range(n):
        best = -1
        for place in range(len(totals)):
            is_later = is_first or (totals[place], place) > (totals[last], last)
            if is_later and (best < 0 or totals[place] < totals[best]):
                best = place
        if best < 0 or totals[best] >= UNREACHED // 2:
            return found[:nth]
        found[nth] = best
        last, is_first = best, False
    return found


@njit(cache=True, nogil=True)
def _choose(choices: Choices, path: Ids, of_code: Ints, found: Ids) -> None:
    """The cheapest choice of each arc of a path; the first of equally cheap ones."""
    codes, starts, stops, moves = choices
    for day in range(len(path)):
        part = moves[path[day]]
        best = codes[starts[part]]
        for at in range(starts[part], stops[part]):
            if of_code[codes[at]] < of_code[best]:
                best = codes[at]
        found[day] = best


@njit(cache=True, nogil=True)
def _true(
    path: Ids, chosen: Ids, events: Events, variables: Variables
) -> tuple[Ids, int]:
    """The variables that are true along a path; what they and its penalties cost."""
    event, penalty, starts, true = events
    cells, eithers, cost = variables
    n_most = len(path)
    for arc in path:
        n_most += starts[event[arc] + 1] - starts[event[arc]]
    found = np.empty(n_most, dtype=np.int32)
    n_found, total = 0, 0
    for day in range(len(path)):
        total += int(penalty[path[day]])
        if chosen[day] < cells.shape[1]:
            found[n_found] = cells[day, chosen[day]]
            n_found += 1
    for arc in path:
        for at in range(starts[event[arc]], starts[event[arc] + 1]):
            found[n_found] = eithers[true[at]]
            n_found += 1
    for atom in found[:n_found]:
        total += int(cost[atom])
    return found[:n_found].copy(), total
