"""The states of one line: what of its last days still matters for the days to come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from horarium.engines.rostering.columns.statement import FORBIDDEN, Statement
from horarium.engines.rostering.model import Ids, Ints

State = tuple[tuple[int, int], ...]
"""Open statements with their sums so far, and eithers that are true already (-1 - k)."""


_Effect = tuple[State, tuple[int, ...]]
"""What a move adds to which statements, and the eithers whose cells it has."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """What is demanded of any few days of a line, in codes that no person is part of.

    The code of a cell is ``day * n_choices + choice``; that of either ``k`` is
    ``n_days * n_choices + k``. ``eithers`` holds the codes of their cells.
    """

    n_days: int
    n_choices: int
    eithers: tuple[tuple[int, ...], ...]
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Automaton:
    """A layer of states a day, from one before day 0 on; every path is a legal line.

    Arc ``i`` leads from ``source[i]`` to ``target[i]`` by ``move[i]``, costs
    ``penalty[i]`` and makes the eithers of ``event[i]`` true. Arcs are sorted by day,
    those of day ``d`` are ``arc_starts[d]:arc_starts[d + 1]``. A move is a set of choices
    of one day that no rule tells apart; ``n_choices`` stands for a day off.
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
    builder = _Builder(grammar)
    layers: list[dict[State, int]] = [{(): 0}]
    arcs: list[list[_Arc]] = []
    for day in range(grammar.n_days):
        today, after = builder.day(day, layers[-1])
        if len(after) > most_states:
            raise TooManyStates(_most_told_apart(grammar, after))
        layers.append(after)
        arcs.append(today)
    return _packed(builder, *_merged(layers, arcs))


_Arc = tuple[int, int, int, int, int]
"""Source, target, move, event and penalty; states are numbered within their layer."""


class _Builder:
    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar
        self.moves: list[tuple[int, tuple[int, ...]]] = []
        self.events: dict[tuple[int, ...], int] = {(): 0}
        self._deltas = _deltas_by_day(grammar)
        self._spans = [_span(grammar, one) for one in grammar.statements]
        self._reach = [
            _reach(grammar, one, span)
            for one, span in zip(grammar.statements, self._spans, strict=True)
        ]
        n_cells = grammar.n_days * grammar.n_choices
        self._of_either: list[list[tuple[int, int]]] = [[] for _ in grammar.eithers]
        for index, one in enumerate(grammar.statements):
            for code, coef in zip(one.atoms, one.coefs, strict=True):
                if code >= n_cells:
                    self._of_either[code - n_cells].append((index, coef))
        self._eithers_at: dict[int, list[int]] = {}
        for number, codes in enumerate(grammar.eithers):
            for code in codes:
                self._eithers_at.setdefault(code, []).append(number)
        self._last_of = [max(codes) // grammar.n_choices for codes in grammar.eithers]

    def day(
        self, day: int, states: Mapping[State, int]
    ) -> tuple[list[_Arc], dict[State, int]]:
        """The arcs of one day and the states they lead to."""
        fresh = [(i, 0) for i, span in enumerate(self._spans) if span[0] == day]
        moves = self._moves_of(day)
        arcs: list[_Arc] = []
        after: dict[State, int] = {}
        for state, source in states.items():
            for move, (deltas, eithers) in moves:
                new = [k for k in eithers if (-1 - k, 1) not in state]
                known, penalty = self._step(day, (*state, *fresh), deltas, new)
                if penalty >= FORBIDDEN:
                    continue
                target = after.setdefault(known, len(after))
                event = self.events.setdefault(tuple(new), len(self.events))
                arcs.append((source, target, move, event, penalty))
        return arcs, after

    def _moves_of(self, day: int) -> list[tuple[int, _Effect]]:
        """The moves of a day, and what each of them does."""
        n_choices = self.grammar.n_choices
        groups: dict[_Effect, list[int]] = {}
        for choice in range(n_choices):
            code = day * n_choices + choice
            deltas = tuple(sorted(self._deltas.get(code, {}).items()))
            effect = deltas, tuple(self._eithers_at.get(code, ()))
            groups.setdefault(effect, []).append(choice)
        groups.setdefault(((), ()), []).append(n_choices)
        first = len(self.moves)
        self.moves += [(day, tuple(choices)) for choices in groups.values()]
        return [(first + at, effect) for at, effect in enumerate(groups)]

    def _step(
        self,
        day: int,
        state: State,
        deltas: State,
        new: Sequence[int],
    ) -> tuple[State, int]:
        """The state after a move and what the move costs."""
        added = dict(deltas)
        for either in new:
            for index, coef in self._of_either[either]:
                added[index] = added.get(index, 0) + coef
        kept: list[tuple[int, int]] = []
        penalty = 0
        for index, total in state:
            if index < 0:
                if self._last_of[-1 - index] > day:
                    kept.append((index, 1))
                continue
            total, price, is_open = self._judge(day, index, total + added.get(index, 0))
            if price >= FORBIDDEN:
                return (), FORBIDDEN
            penalty += price
            if is_open:
                kept.append((index, total))
        kept.extend((-1 - k, 1) for k in new if self._last_of[k] > day)
        return tuple(sorted(kept)), penalty

    def _judge(self, day: int, index: int, total: int) -> tuple[int, int, bool]:
        """The sum to remember, what is to be paid at once, and whether it stays open."""
        one, (first, last) = self.grammar.statements[index], self._spans[index]
        if day == last:
            return total, one.price(total), False
        least, most = self._reach[index][day - first]
        if one.table:
            return total, 0, True
        if one.weight is not None:
            if total + most <= one.high:
                return total, 0, False
            if one.unit == 1 and least >= 0 and total > one.high:
                return one.high, one.weight * (total - one.high), True
            return total, 0, True
        if total + least > one.high or total + most < one.low:
            return total, FORBIDDEN, False
        is_open = total + least < one.low or total + most > one.high
        return total, 0, is_open


def _most_told_apart(grammar: Grammar, states: Mapping[State, int]) -> int:
    """The rule whose sums alone make the most different states."""
    parts: dict[int, set[tuple[tuple[int, int], ...]]] = {}
    for state in states:
        of_rule: dict[int, list[tuple[int, int]]] = {}
        for index, total in state:
            if index >= 0:
                rule = grammar.statements[index].rule
                of_rule.setdefault(rule, []).append((index, total))
        for rule, own in of_rule.items():
            parts.setdefault(rule, set()).add(tuple(own))
    return max(parts, key=lambda rule: (len(parts[rule]), rule))


def _deltas_by_day(grammar: Grammar) -> dict[int, dict[int, int]]:
    """What each cell code adds to which statement."""
    n_cells = grammar.n_days * grammar.n_choices
    deltas: dict[int, dict[int, int]] = {}
    for index, one in enumerate(grammar.statements):
        for code, coef in zip(one.atoms, one.coefs, strict=True):
            if code < n_cells:
                deltas.setdefault(code, {})[index] = coef
    return deltas


def _days(grammar: Grammar, code: int) -> tuple[int, int]:
    n_cells = grammar.n_days * grammar.n_choices
    codes = (code,) if code < n_cells else grammar.eithers[code - n_cells]
    return min(codes) // grammar.n_choices, max(codes) // grammar.n_choices


def _span(grammar: Grammar, one: Statement) -> tuple[int, int]:
    days = [_days(grammar, code) for code in one.atoms]
    return min(first for first, _ in days), max(last for _, last in days)


def _reach(
    grammar: Grammar, one: Statement, span: tuple[int, int]
) -> list[tuple[int, int]]:
    """The least and most that can still be added after each day of its span."""
    first, last = span
    least, most = np.zeros(last - first + 2, int), np.zeros(last - first + 2, int)
    n_cells = grammar.n_days * grammar.n_choices
    for code, coef in zip(one.atoms, one.coefs, strict=True):
        at = _days(grammar, code)[1] - first
        if code < n_cells:
            least[at], most[at] = min(least[at], coef), max(most[at], coef)
    for code, coef in zip(one.atoms, one.coefs, strict=True):
        at = _days(grammar, code)[1] - first
        if code >= n_cells:
            least[at] += min(0, coef)
            most[at] += max(0, coef)
    after_least = np.cumsum(least[::-1])[::-1][1:]
    after_most = np.cumsum(most[::-1])[::-1][1:]
    return [(int(a), int(b)) for a, b in zip(after_least, after_most, strict=True)]


def _merged(
    layers: Sequence[Mapping[State, int]], arcs: list[list[_Arc]]
) -> tuple[list[int], list[list[_Arc]]]:
    """Without dead ends, and with one state for all that have the same future."""
    number = [0] * len(layers[-1])
    counts = [1]
    for day in reversed(range(len(arcs))):
        futures: list[dict[tuple[int, int, int], int]] = [{} for _ in layers[day]]
        for source, target, move, event, penalty in arcs[day]:
            if number[target] >= 0:
                way = (number[target], move, event)
                dear = futures[source].get(way, FORBIDDEN)
                futures[source][way] = min(dear, penalty)
        kinds: dict[tuple[object, ...], int] = {}
        kept: list[_Arc] = []
        renumbered = []
        for future in futures:
            key = tuple(sorted(future.items()))
            if key and key not in kinds:
                kinds[key] = len(kinds)
                kept += [(kinds[key], *way, cost) for way, cost in future.items()]
            renumbered.append(kinds.get(key, -1))
        number, arcs[day] = renumbered, kept
        counts.append(len(kinds))
    return counts[::-1], arcs


def _packed(builder: _Builder, counts: list[int], arcs: list[list[_Arc]]) -> Automaton:
    firsts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    rows = [np.array(today, dtype=np.int64).reshape(-1, 5) for today in arcs]
    for day, today in enumerate(rows):
        today[:, 0] += firsts[day]
        today[:, 1] += firsts[day + 1]
    table = np.concatenate(rows)
    return Automaton(
        n_states=int(firsts[-1]),
        arc_starts=np.cumsum([0, *map(len, rows)]).astype(np.int64),
        source=table[:, 0].astype(np.int32),
        target=table[:, 1].astype(np.int32),
        move=table[:, 2].astype(np.int32),
        event=table[:, 3].astype(np.int32),
        penalty=table[:, 4],
        moves=tuple(builder.moves),
        events=tuple(builder.events),
        finals=np.arange(firsts[-2], firsts[-1], dtype=np.int32),
    )
