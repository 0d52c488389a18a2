"""A line known but for some days: what comes before and after is held, those are open.

The days that are open are one person's line again, of a shorter horizon: it starts in the
state that the days before lead to, and one more day at the end stands for all that comes
after.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from horarium.engines.rostering.columns.automaton import Automaton
from horarium.engines.rostering.columns.people import Person, Sum
from horarium.engines.rostering.columns.pricer import Line, Priced, Pricer, Shifts
from horarium.engines.rostering.columns.statement import FORBIDDEN
from horarium.engines.rostering.columns.structure import Bools
from horarium.engines.rostering.model import Ids, Ints
from horarium.engines.rostering.roster import OFF


class Paths:
    """Looks up what a choice does in a state of an automaton."""

    def __init__(self, automaton: Automaton, n_choices: int) -> None:
        self.automaton = automaton
        n_days = len(automaton.arc_starts) - 1
        self._n_moves = len(automaton.moves)
        self._move_of = np.zeros((n_days, n_choices + 1), dtype=np.int64)
        for move, (day, choices) in enumerate(automaton.moves):
            self._move_of[day, list(choices)] = move
        keys = automaton.source.astype(np.int64) * self._n_moves + automaton.move
        self._order = np.argsort(keys)
        self._keys = keys[self._order]

    def follow(self, state: int, days: range, choices: Ints) -> Iterator[int]:
        """The arcs from ``state`` on, as far as they go, of the ``choices`` of all days."""
        for day in days:
            key = state * self._n_moves + int(self._move_of[day, choices[day]])
            at = int(np.searchsorted(self._keys, key))
            if at == len(self._keys) or self._keys[at] != key:
                return
            arc = int(self._order[at])
            yield arc
            state = int(self.automaton.target[arc])


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    """What is held of a line: its arcs before the open days, and ways to end after them.

    ``ends`` has the arcs after the open days by the state they start in.
    """

    before: list[int]
    ends: dict[int, list[int]]


class Stretch:
    """Prices the lines of one person that differ from ``shifts`` on ``days`` only.

    It does for these lines what a ``Pricer`` does for all; ``is_possible`` is False when
    what is held is no legal line.
    """

    def __init__(
        self,
        pricer: Pricer,
        paths: Paths,
        shifts: Shifts,
        days: range,
        place: int | None = None,
    ) -> None:
        """``place`` is whose its lines are said to be, where not the row of ``pricer``."""
        self._whole, self._days, self._shifts = pricer, days, shifts
        person = pricer.person
        choices = np.where(shifts == OFF, person.cells.shape[1], shifts).astype(
            np.int64
        )
        held = _held(paths, choices, days)
        self.is_possible = held is not None
        if held is None:
            return
        arcs = np.array(held.before, dtype=np.int64)
        events = person.automaton.event[arcs].tolist()
        true = [either for e in events for either in person.automaton.events[e]]
        is_held = shifts != OFF
        is_held[days.start : days.stop] = False
        outside = np.flatnonzero(is_held)
        cells = person.cells[outside, shifts[outside]]
        self._atoms = np.concatenate([cells, person.eithers[true]]).astype(np.int32)
        self._penalty = int(person.automaton.penalty[arcs].sum())
        self._cost = self._penalty + int(pricer.cost[self._atoms].sum())
        rests = tuple(
            replace(_rest(one, choices, outside, true), is_due=pricer.keeps(one))
            for one in person.sums
            if one.is_hard or pricer.keeps(one)
        )
        self.is_possible = all(len(one.prices) > 0 for one in rests)
        if self.is_possible:
            part = _part(person, held, days, rests)
            row = pricer.row if place is None else place
            self._inner = Pricer(row, part, pricer.cost)

    @property
    def person(self) -> Person:
        """Whose line it is."""
        return self._whole.person

    @property
    def shape(self) -> tuple[int, int]:
        """How many days a line has, and how many shift types there are."""
        return self._whole.shape

    @property
    def is_exact(self) -> bool:
        """Whether no sum had to be left out."""
        return self._inner.is_exact

    @property
    def rows(self) -> list[int]:
        """The rows that every line found keeps, or pays for."""
        return self._inner.rows

    def price(
        self,
        prices: Ints,
        scale: int,
        *,
        n_lines: int = 1,
        only: Bools | None = None,
    ) -> Priced:
        """The cheapest lines, as ``Pricer.price`` has them."""
        if only is not None:
            after = np.ones((1, only.shape[1]), dtype=bool)
            only = np.concatenate([only[self._days.start : self._days.stop], after])
        found = self._inner.price(prices, scale, n_lines=n_lines, only=only)
        outside = int(prices[self._atoms].sum()) + self._penalty * scale
        lines = tuple(self._line(line) for line in found.lines)
        return Priced(
            found.least + outside if lines else found.least, lines, found.work
        )

    def can_be(self, only: Bools) -> bool:
        """Whether there is a line of these choices, shape ``(n_days, n_choices + 1)``."""
        return bool(self.price(self._whole.cost, 1, only=only).lines)

    def line_of(self, shifts: Shifts) -> Line | None:
        """The line with these shifts, or None when it may not be."""
        only = np.zeros_like(self._whole.person.may)
        only[
            np.arange(len(only)), np.where(shifts == OFF, only.shape[1] - 1, shifts)
        ] = 1
        found = self.price(self._whole.cost, 1, only=only)
        return found.lines[0] if found.lines else None

    def _line(self, inner: Line) -> Line:
        shifts = self._shifts.copy()
        shifts[self._days.start : self._days.stop] = inner.shifts[:-1]
        atoms = np.concatenate([self._atoms, inner.atoms])
        return Line(inner.person, shifts, atoms, self._cost + inner.cost)


def _held(paths: Paths, choices: Ints, days: range) -> _Held | None:
    """The held parts of a line, or None when the line may not be."""
    automaton, n_days = paths.automaton, len(choices)
    path = list(paths.follow(0, range(n_days), choices))
    if len(path) < n_days:
        return None
    arcs = slice(automaton.arc_starts[days.stop - 1], automaton.arc_starts[days.stop])
    states = np.unique(automaton.target[arcs]).tolist()
    known = automaton.source[path].tolist()
    ends: dict[int, list[int]] = {}
    for state in states:
        found: list[int] = []
        after = range(days.stop, n_days)
        for day, arc in zip(after, paths.follow(state, after, choices), strict=False):
            if automaton.source[arc] == known[day]:
                found.extend(path[day:])
                break
            found.append(arc)
        if len(found) == len(after):
            ends[state] = found
    return _Held(path[: days.start], ends)


def _rest(one: Sum, choices: Ints, outside: NDArray[np.intp], true: list[int]) -> Sum:
    """A sum over the open days, with what is held counted already; no prices if barred."""
    held = int(one.cells[outside, choices[outside]].sum() + one.eithers[true].sum())
    return replace(one, prices=one.prices[held:])


def _part(person: Person, held: _Held, days: range, sums: tuple[Sum, ...]) -> Person:
    """The open days, and one more for all after them, as a line of its own."""
    n_choices = person.cells.shape[1]
    inside = slice(days.start, days.stop)
    nothing = np.zeros((1, n_choices), dtype=np.int32)
    off_only = np.arange(n_choices + 1)[np.newaxis] == n_choices
    wider = np.zeros((1, n_choices + 1), dtype=np.int32)
    return replace(
        person,
        automaton=_cut(person.automaton, held, days, n_choices),
        cells=np.concatenate([person.cells[inside], nothing]),
        may=np.concatenate([person.may[inside], off_only]),
        sums=tuple(
            replace(one, cells=np.concatenate([one.cells[inside], wider]))
            for one in sums
        ),
    )


def _cut(automaton: Automaton, held: _Held, days: range, n_choices: int) -> Automaton:
    """The layers of these days; one more day leads from every end to a last state."""
    first, last = automaton.arc_starts[[days.start, days.stop]]
    source, target = automaton.source[first:last], automaton.target[first:last]
    start = automaton.target[held.before[-1]] if held.before else 0
    today = automaton.arc_starts[days.start + 1] - first
    kept = np.concatenate([source[:today] == start, np.ones(len(source) - today, bool)])
    lowest = int(target[:today].min()) - 1
    moves = automaton.move[first:last]
    first_move = int(moves.min())
    open_moves = automaton.moves[first_move : int(moves.max()) + 1]
    n_states = int(target.max()) - lowest + 2
    ends, events = _ends(automaton, held.ends)
    counts = np.diff(automaton.arc_starts[days.start : days.stop + 1])
    counts[0] = kept[:today].sum()
    n_ends = len(ends)
    renumbered = source[kept] - lowest
    renumbered[: counts[0]] = 0
    return Automaton(
        n_states=n_states,
        arc_starts=np.cumsum([0, *counts, n_ends]).astype(np.int64),
        source=_joined(renumbered, ends[:, 0] - lowest),
        target=_joined(target[kept] - lowest, np.full(n_ends, n_states - 1)),
        move=_joined(moves[kept] - first_move, np.full(n_ends, len(open_moves))),
        event=_joined(automaton.event[first:last][kept], ends[:, 1]),
        penalty=np.concatenate([automaton.penalty[first:last][kept], ends[:, 2]]),
        moves=(
            *((day - days.start, choices) for day, choices in open_moves),
            (len(days), (n_choices,)),
        ),
        events=events,
        finals=np.array([n_states - 1], dtype=np.int32),
    )


def _ends(
    automaton: Automaton, found: dict[int, list[int]]
) -> tuple[Ints, tuple[tuple[int, ...], ...]]:
    """State, event and penalty of each way to end, and all events with those of ends."""
    events = list(automaton.events)
    rows: list[tuple[int, int, int]] = []
    for state, arcs in found.items():
        true = [either for e in automaton.event[arcs] for either in automaton.events[e]]
        event = tuple(sorted(true))
        if event not in events:
            events.append(event)
        penalty = int(automaton.penalty[arcs].sum())
        rows.append((state, events.index(event), penalty))
    return np.array(rows, dtype=np.int64).reshape(-1, 3), tuple(events)


def _joined(one: NDArray[np.integer], other: NDArray[np.integer]) -> Ids:
    return np.concatenate([one, other]).astype(np.int32)


def line_along(pricer: Pricer, paths: Paths, shifts: Shifts) -> Line | None:
    """The line with these shifts, or None when it may not be; every sum is looked at."""
    person = pricer.person
    n_days, n_choices = person.cells.shape
    choices = np.where(shifts == OFF, n_choices, shifts).astype(np.int64)
    arcs = list(paths.follow(0, range(n_days), choices))
    if len(arcs) < n_days or not person.may[np.arange(n_days), choices].all():
        return None
    events = person.automaton.event[arcs].tolist()
    true = [either for e in events for either in person.automaton.events[e]]
    worked = np.flatnonzero(shifts != OFF)
    cells = person.cells[worked, shifts[worked]]
    atoms = np.concatenate([cells, person.eithers[true]]).astype(np.int32)
    cost = int(person.automaton.penalty[arcs].sum()) + int(pricer.cost[atoms].sum())
    for one in person.sums:
        rest = _rest(one, choices, worked, true).prices
        if not len(rest) or rest[0] >= FORBIDDEN:
            return None
        cost += int(rest[0]) if pricer.keeps(one) else 0
    return Line(pricer.row, shifts, atoms, cost)
