"""Local search for where to book, on exact costs, from several starts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from horarium.engines.booking.kernel import Kernel, Runs, Slots, run
from horarium.engines.booking.margins import margins
from horarium.engines.booking.neighbours import neighbours
from horarium.engines.booking.problem import Floats

_GAIN = 1e-7
"""Patient-minutes; less is rounding."""
_N_TRIES = 40
"""How many of the best neighbours are tried before a placement counts as a local best."""


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """Where everybody comes, ``(n_candidates,)``, and what it costs."""

    slots: Slots
    cost: float


Allowed = Callable[[Slots], bool]
"""Whether a placement may be taken; asked only of those that would cost less."""


def anything(_: Slots) -> bool:
    """Every placement is allowed."""
    return True


def search(
    kernel: Kernel, n_starts: int, per_slot: int | None, rng: Generator
) -> Placed:
    """The best of ``n_starts`` steepest descents.

    With equal chances one descent is enough in theory and practice (the cost is
    multimodular); with unequal ones there are local bests. No slot gets more than
    ``per_slot``, which must leave room for all.
    """
    begins = starts(kernel, n_starts, per_slot, rng)
    ends = [descend(kernel, slots, per_slot) for slots in begins]
    return min(ends, key=lambda end: (round(end.cost, 7), tuple(end.slots)))


def descend(
    kernel: Kernel,
    slots: Slots,
    per_slot: int | None,
    allowed: Allowed = anything,
) -> Placed:
    """The local best that steepest descent reaches from ``slots`` by allowed steps."""
    runs = run(kernel, slots)
    while (better := _step(kernel, runs, slots, per_slot, allowed)) is not None:
        slots, runs = better
    return Placed(slots, runs.cost)


def _step(
    kernel: Kernel, runs: Runs, slots: Slots, per_slot: int | None, allowed: Allowed
) -> tuple[Slots, Runs] | None:
    near = neighbours(kernel, runs, slots)
    moves = near.moves
    if per_slot is not None:
        full = np.bincount(slots, minlength=moves.shape[1]) >= per_slot
        moves = np.where(full, np.inf, moves)
    costs = np.concatenate([moves.ravel(), near.swaps.ravel()])
    order = np.argsort(costs, kind="stable")[:_N_TRIES]
    for place in order[costs[order] < runs.cost - _GAIN]:
        changed = _neighbour(slots, int(place), moves.shape)
        if not allowed(changed):
            continue
        # Laws of several kinds: a neighbour is costed with the newcomer seen last.
        after = run(kernel, changed)
        if after.cost < runs.cost - _GAIN:
            return changed, after
    return None


def _neighbour(slots: Slots, place: int, shape: tuple[int, ...]) -> Slots:
    changed = slots.copy()
    n_moves = shape[0] * shape[1]
    if place < n_moves:
        one, slot = divmod(place, shape[1])
        changed[one] = slot
    else:
        one, other = divmod(place - n_moves, shape[0])
        changed[[one, other]] = slots[[other, one]]
    return changed


def starts(
    kernel: Kernel, n_starts: int, per_slot: int | None, rng: Generator
) -> Iterator[Slots]:
    """Spread out; everybody in turn where it costs least; then at random."""
    n, n_slots = len(kernel.shows), len(kernel.gaps)
    if n_starts < 1:
        return
    yield (np.arange(n) * n_slots) // max(n, 1)
    if n_starts > 1:
        yield _one_by_one(kernel, per_slot)
    for _ in range(n_starts - 2):
        places = np.repeat(np.arange(n_slots), n if per_slot is None else per_slot)
        yield rng.permutation(np.sort(rng.choice(places, n, replace=False)))


def _one_by_one(kernel: Kernel, per_slot: int | None) -> Slots:
    slots = np.full(len(kernel.shows), -1)
    for one in range(len(slots)):
        costs = added(kernel, slots, one)
        if per_slot is not None:
            full = np.bincount(slots[:one], minlength=len(costs)) >= per_slot
            costs = np.where(full, np.inf, costs)
        slots[one] = int(np.argmin(costs))
    return slots


def added(kernel: Kernel, slots: Slots, one: int) -> Floats:
    """What candidate ``one`` would add at each slot to those placed so far."""
    return margins(kernel, run(kernel, slots), kernel.shows[one], kernel.laws[one], 0.0)
