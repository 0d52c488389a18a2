"""The states of one line: what of its last days still matters for the days to come."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from horarium.engines.rostering.columns.layers import TOO_MANY, merge, step
from horarium.engines.rostering.columns.plan import DayPlan, Grammar, plan_of
from horarium.engines.rostering.model import Ids, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Automaton:
    """A layer of states a day, from one before day 0 on; every path is a legal line.

    Arc ``i`` leads from ``source[i]`` to ``target[i]`` by ``move[i]``, costs
    ``penalty[i]`` and makes the eithers of ``event[i]`` true. Arcs are sorted by day,
    those of day ``d`` are ``arc_starts[d]:arc_starts[d + 1]``. A move is a set of choices
    of one day that no rule tells apart; ``n_choices`` stands for a day off. ``places``
    lists move, day and choice of all of them. The eithers of event ``e`` are
    ``true[event_starts[e]:event_starts[e + 1]]`` too.
    """

    n_states: int
    arc_starts: Ints
    source: Ids
    target: Ids
    move: Ids
    event: Ids
    penalty: Ints
    moves: tuple[tuple[int, tuple[int, ...]], ...]
    events: tuple[tuple[int, ...], ...]
    finals: Ids
    places: Ints = field(init=False)
    event_starts: Ints = field(init=False)
    true: Ints = field(init=False)

    def __post_init__(self) -> None:
        rows = [
            (move, day, choice)
            for move, (day, choices) in enumerate(self.moves)
            for choice in choices
        ]
        places = np.array(rows, dtype=np.int64).reshape(-1, 3)
        lengths = [0, *(len(event) for event in self.events)]
        true = [either for event in self.events for either in event]
        object.__setattr__(self, "places", places)
        object.__setattr__(self, "event_starts", np.cumsum(lengths, dtype=np.int64))
        object.__setattr__(self, "true", np.array(true, dtype=np.int64))


class TooManyStates(Exception):  # noqa: N818
    """The statements need more states than are worth it; caught by who asks.

    ``rule`` is the one, by its index, that tells most of the states apart.
    """

    def __init__(self, rule: int) -> None:
        super().__init__(rule)
        self.rule = rule


def compile_automaton(grammar: Grammar, most_states: int) -> Automaton:
    """All states a line can be in, day by day, dead ends left out.

    Raises ``TooManyStates`` when a day has more than ``most_states``.
    """
    plan = plan_of(grammar)
    states = np.zeros((1, 0), dtype=np.int32)
    layers: list[_Layer] = []
    for day in plan.days:
        n_most = len(states) * len(day.deltas)
        after = np.empty((min(n_most, most_states), day.n_slots), dtype=np.int32)
        arcs = np.empty((n_most, 4), dtype=np.int32)
        penalties = np.empty(n_most, dtype=np.int64)
        n_after, n_arcs = step(
            states,
            day.slots,
            day.limits,
            plan.tables,
            (day.deltas, day.has_either, day.of_either),
            (after, arcs, penalties),
        )
        if n_after == TOO_MANY:
            raise TooManyStates(_most_told_apart(plan.rules, day, after))
        layers.append(_Layer(len(states), arcs[:n_arcs], penalties[:n_arcs]))
        states = after[:n_after].copy()
    return _packed(plan.days, _merged(layers, len(states)))


@dataclass(slots=True, eq=False)
class _Layer:
    """The arcs of a day, sources in order; states are numbered within their layer."""

    n_states: int
    arcs: Ids
    penalties: Ints


def _most_told_apart(rules: Ids, day: DayPlan, states: Ids) -> int:
    """The rule whose sums alone make the most different states."""
    counts: dict[int, int] = {}
    is_kept = day.slots[1] >= 0
    for rule in np.unique(rules[day.active[is_kept]]).tolist():
        own = day.slots[1][is_kept & (rules[day.active] == rule)]
        counts[rule] = len(np.unique(states[:, own], axis=0))
    return max(counts, key=lambda rule: (counts[rule], rule))


def _merged(layers: Sequence[_Layer], n_last: int) -> list[_Layer]:
    """Without dead ends, and with one state for all that have the same future."""
    number = np.zeros(n_last, dtype=np.int32)
    merged: list[_Layer] = []
    for layer in reversed(layers):
        arcs, penalties = layer.arcs, layer.penalties
        starts = np.searchsorted(arcs[:, 0], np.arange(layer.n_states + 1))
        kinds = np.empty(layer.n_states, dtype=np.int32)
        kept = np.zeros(len(arcs), dtype=np.bool_)
        n_kinds = merge(starts, arcs, penalties, number, kinds, kept)
        own = arcs[kept]
        own[:, 0], own[:, 1] = kinds[own[:, 0]], number[own[:, 1]]
        merged.append(_Layer(n_kinds, own, penalties[kept]))
        number = kinds
    return merged[::-1]


def _packed(days: Sequence[DayPlan], layers: Sequence[_Layer]) -> Automaton:
    counts = [layer.n_states for layer in layers] + [1]
    firsts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    first_moves = np.cumsum([0, *(len(day.moves) for day in days)])
    events: dict[tuple[int, ...], int] = {(): 0}
    for index, (day, layer) in enumerate(zip(days, layers, strict=True)):
        layer.arcs[:, 0] += firsts[index]
        layer.arcs[:, 1] += firsts[index + 1]
        layer.arcs[:, 2] += first_moves[index]
        masks, of_arc = np.unique(layer.arcs[:, 3], return_inverse=True)
        named = [
            events.setdefault(day.eithers_of(mask), len(events))
            for mask in masks.tolist()
        ]
        layer.arcs[:, 3] = np.array(named, dtype=np.int32)[of_arc]
    table = np.concatenate([layer.arcs for layer in layers])
    lengths = [len(layer.arcs) for layer in layers]
    return Automaton(
        n_states=int(firsts[-1]),
        arc_starts=np.cumsum([0, *lengths]).astype(np.int64),
        source=table[:, 0].copy(),
        target=table[:, 1].copy(),
        move=table[:, 2].copy(),
        event=table[:, 3].copy(),
        penalty=np.concatenate([layer.penalties for layer in layers]),
        moves=tuple((at, move) for at, day in enumerate(days) for move in day.moves),
        events=tuple(events),
        finals=np.arange(firsts[-2], firsts[-1], dtype=np.int32),
    )
