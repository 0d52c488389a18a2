"""The cheapest path through layers of states, with up to three sums kept exactly.

Compiled; integers throughout, so that what is proven with them holds exactly. Of every
state only the sums are kept that some path comes to and from which some path comes to
what is allowed at the end; those of state ``s`` are ``values[starts[s]:starts[s + 1]]``,
third sum first, first sum last.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from horarium.engines.rostering.model import Ids, Ints

UNREACHED = 2**60
"""The value of states no path leads to; far above any price, safe to add prices to."""

N_SUMS = 3

Arcs = tuple[Ids, Ids, Ids]
"""Sources, targets and what each arc adds to the sums, shape ``(n_arcs, 3)``; by day."""

Values = NDArray[np.int32] | NDArray[np.int64]
"""Prices and values; the narrow ones take half as long where they are wide enough."""

Layout = tuple[Ids, Ints]
"""The sums of use in each state, half open, shape ``(n_states, 3, 2)``, and ``starts``."""

Choices = tuple[NDArray[np.intp], Ints, Ints, Ints]
"""``codes``, ``starts``, ``stops`` and ``move`` as ``Refined`` has them."""


# What is so short that to get the lock of Python back takes longer than all it does.
quick = njit(cache=True)


@njit(cache=True, nogil=True)
def reach(
    arcs: Arcs, is_barred: NDArray[np.bool_], limits: Ids, n_states: int
) -> Layout:
    """Which sums are of use when those at the end, in the last state, have ``limits``.

    ``limits`` are the least and most of each, shape ``(3, 2)``. A state that is of no
    use has none.
    """
    sources, targets, adds = arcs
    before = np.zeros((n_states, N_SUMS, 2), dtype=np.int32)
    after = np.zeros((n_states, N_SUMS, 2), dtype=np.int32)
    comes, goes = np.zeros(n_states, dtype=np.bool_), np.zeros(n_states, dtype=np.bool_)
    comes[0], goes[n_states - 1] = True, True
    for arc in range(len(sources)):
        if comes[sources[arc]] and not is_barred[arc]:
            source, target = sources[arc], targets[arc]
            _widen(before, comes, (target, source), adds[arc])
    for arc in range(len(sources) - 1, -1, -1):
        if goes[targets[arc]] and not is_barred[arc]:
            source, target = sources[arc], targets[arc]
            _widen(after, goes, (source, target), adds[arc])
    spans = np.zeros((n_states, N_SUMS, 2), dtype=np.int32)
    starts = np.zeros(n_states + 1, dtype=np.int64)
    for state in range(n_states):
        size = 1 if comes[state] and goes[state] else 0
        for k in range(N_SUMS):
            low = max(before[state, k, 0], limits[k, 0] - after[state, k, 1])
            high = min(before[state, k, 1], limits[k, 1] - after[state, k, 0]) + 1
            size *= max(0, high - low)
            spans[state, k, 0], spans[state, k, 1] = low, high
        if size == 0:
            spans[state] = 0
        starts[state + 1] = starts[state] + size
    return spans, starts


@njit(cache=True, nogil=True)
def _widen(
    sums: Ids, known: NDArray[np.bool_], states: tuple[int, int], add: Ids
) -> None:
    """Let the sums of the first state include those of the second with ``add``."""
    one, other = states
    for k in range(N_SUMS):
        low, high = sums[other, k, 0] + add[k], sums[other, k, 1] + add[k]
        if known[one]:
            low, high = min(low, sums[one, k, 0]), max(high, sums[one, k, 1])
        sums[one, k, 0], sums[one, k, 1] = low, high
    known[one] = True


@njit(cache=True, nogil=True)
def sweep(
    arcs: Arcs,
    prices: Values,
    layout: Layout,
    values: Values,
    unreached: int | np.int32,
) -> int:
    """Fill ``values`` day by day, in place; how many sums were looked at.

    ``prices`` of ``unreached`` or more bar an arc.
    """
    sources, targets, adds = arcs
    spans, starts = layout
    values[: starts[-1]] = unreached
    if starts[1] > starts[0]:
        values[starts[0]] = 0
    looked_at = 0
    for arc in range(len(sources)):
        price, ways = prices[arc], (sources[arc], targets[arc])
        if price >= unreached or starts[ways[0]] == starts[ways[0] + 1]:
            continue
        first = _common(spans, ways, adds, arc, 0)
        second = _common(spans, ways, adds, arc, 1)
        third = _common(spans, ways, adds, arc, 2)
        width = first[1] - first[0]
        if width <= 0 or second[1] <= second[0]:
            continue
        add = adds[arc, 0], adds[arc, 1], adds[arc, 2]
        row, new_row = _row(spans, ways[0]), _row(spans, ways[1])
        for one in range(third[0], third[1]):
            at = starts[ways[0]] + _place(spans, ways[0], (first[0], second[0], one))
            sums = first[0] + add[0], second[0] + add[1], one + add[2]
            to = starts[ways[1]] + _place(spans, ways[1], sums)
            for _ in range(second[0], second[1]):
                # Parts of their own, for only places that cannot be negative are worked
                # on several at once.
                known, found = values[at : at + width], values[to : to + width]
                for step in range(width):
                    found[step] = min(found[step], known[step] + price)
                looked_at += width
                at += row
                to += new_row
    return looked_at


@njit(cache=True, nogil=True)
def _common(
    spans: Ids, ways: tuple[int, int], adds: Ids, arc: int, k: int
) -> tuple[int, int]:
    """From which to which sums of the source of an arc its target has what they become."""
    (source, target), add = ways, adds[arc, k]
    low = max(spans[source, k, 0], spans[target, k, 0] - add)
    return low, min(spans[source, k, 1], spans[target, k, 1] - add)


@njit(cache=True, nogil=True)
def _row(spans: Ids, state: int) -> int:
    return int(spans[state, 0, 1] - spans[state, 0, 0])


@njit(cache=True, nogil=True)
def _place(spans: Ids, state: int, sums: tuple[int, int, int]) -> int:
    """Where the value of these sums is among those of a state."""
    first, second, third = sums
    n_second = spans[state, 1, 1] - spans[state, 1, 0]
    row = (third - spans[state, 2, 0]) * n_second + second - spans[state, 1, 0]
    return int(row * _row(spans, state) + first - spans[state, 0, 0])


@njit(cache=True, nogil=True)
def _holds(spans: Ids, state: int, sums: tuple[int, int, int]) -> bool:
    first, second, third = sums
    return bool(
        spans[state, 0, 0] <= first < spans[state, 0, 1]
        and spans[state, 1, 0] <= second < spans[state, 1, 1]
        and spans[state, 2, 0] <= third < spans[state, 2, 1]
    )


@njit(cache=True, nogil=True)
def trace(
    marked: tuple[Arcs, Ints],
    prices: Values,
    layout: Layout,
    values: Values,
    end: tuple[tuple[int, int, int], int | np.int32],
) -> Ids:
    """The arcs of a cheapest path to the last state with the sums of an ``end``.

    ``marked`` are the arcs, and where those of each day start. The ``end`` has what bars
    an arc too.
    """
    (sources, targets, adds), arc_starts = marked
    spans, starts = layout
    n_days = len(arc_starts) - 1
    path = np.full(n_days, -1, dtype=np.int32)
    state = len(spans) - 1
    (first, second, third), unreached = end
    for day in range(n_days - 1, -1, -1):
        value = values[starts[state] + _place(spans, state, (first, second, third))]
        for arc in range(arc_starts[day], arc_starts[day + 1]):
            if targets[arc] != state or prices[arc] >= unreached:
                continue
            a, b, c = first - adds[arc, 0], second - adds[arc, 1], third - adds[arc, 2]
            source = sources[arc]
            if not _holds(spans, source, (a, b, c)):
                continue
            before = values[starts[source] + _place(spans, source, (a, b, c))]
            if before + prices[arc] == value:
                path[day] = arc
                state, first, second, third = source, a, b, c
                break
    return path


@njit(cache=True, nogil=True)
def near(
    marked: tuple[Arcs, Ints],
    choices: Choices,
    codes: Ints,
    layout: Layout,
    widths: Ids,
) -> Layout:
    """What is left of a layout of sums that differ little from those of a line by then.

    The line has the choices ``codes``, one a day; its sums and those kept differ by at
    most ``widths``, one a sum. Where the arcs know no such line nothing is left.
    """
    (sources, targets, adds), arc_starts = marked
    spans, starts = np.zeros_like(layout[0]), np.zeros_like(layout[1])
    is_known = np.zeros(len(spans), dtype=np.bool_)
    sums = np.zeros(N_SUMS, dtype=np.int32)
    state = _clip(spans, layout[0], 0, (sums, widths))
    for day in range(len(codes)):
        chosen = -1
        for arc in range(arc_starts[day], arc_starts[day + 1]):
            if sources[arc] == state and _has(choices, arc, codes[day]):
                chosen = arc
        if chosen < 0:
            return np.zeros_like(spans), np.zeros_like(starts)
        sums, state = sums + adds[chosen], targets[chosen]
        for arc in range(arc_starts[day], arc_starts[day + 1]):
            if not is_known[targets[arc]]:
                is_known[targets[arc]] = True
                _clip(spans, layout[0], targets[arc], (sums, widths))
    for one in range(len(spans)):
        size = 1
        for k in range(N_SUMS):
            size *= max(0, spans[one, k, 1] - spans[one, k, 0])
        if size == 0:
            spans[one] = 0
        starts[one + 1] = starts[one] + size
    return spans, starts


@njit(cache=True, nogil=True)
def _clip(spans: Ids, known: Ids, state: int, around: tuple[Ids, Ids]) -> int:
    sums, widths = around
    for k in range(N_SUMS):
        spans[state, k, 0] = max(known[state, k, 0], sums[k] - widths[k])
        spans[state, k, 1] = min(known[state, k, 1], sums[k] + widths[k] + 1)
    return state


@njit(cache=True, nogil=True)
def _has(choices: Choices, arc: int, code: int) -> bool:
    codes, starts, stops, moves = choices
    found = False
    for at in range(starts[moves[arc]], stops[moves[arc]]):
        found = found or codes[at] == code
    return found
