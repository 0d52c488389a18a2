"""The smallest concessions that make a problem without a legal roster have one."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from horarium.engines.rostering.cpsat import Search, search
from horarium.engines.rostering.explain.cores import find_core
from horarium.engines.rostering.explain.groups import Grouped, Part
from horarium.engines.rostering.model import FREE, Ids, Ints, System
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.reduction import reduce, select
from horarium.engines.rostering.rules.eligibility import Eligibility
from horarium.engines.rostering.rules.leave import LeaveIsFree
from horarium.engines.rostering.rules.one_duty import OneDutyAtATime

CORE_S = 1.0
SHARE_TO_CHECK, WORTH_LAYING_OUT = 0.7, 4.0
"""Of the time left, what a check takes that is to leave time for another way. There is no
other where the rest is not so many times what laying out a system takes: for 45 people over
84 days stating it to the solver takes 2 s and the check 3 to 5."""

LEAST_S = 1.0

LOCK_WEIGHT = 1
HEAD_WEIGHT = 2
RULE_WEIGHT = 3
LEAVE_WEIGHT = 6
"""Unlocking a cell is asked for before doing with a head fewer, that before an exception
from a rule of the house, that before somebody's leave. The law is never given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Concession:
    """A part that gives way: by ``heads`` for a line of cover, altogether otherwise."""

    part: Part
    heads: int = 0

    def says(self, problem: RosterProblem) -> str:
        """What to concede, in words."""
        said = self.part.says(problem)
        line = self.part.cover
        if line is None:
            return f"give up: {said}"
        if self.part.is_most:
            return f"instead of “{said}”: up to {(line.maximum or 0) + self.heads}"
        return f"instead of “{said}”: {line.minimum - self.heads}"


@dataclass(frozen=True, slots=True)
class Concessions:
    """Together they make a legal roster possible; none weigh less when ``is_least``."""

    all: tuple[Concession, ...]
    is_least: bool


def relax(
    problem: RosterProblem, grouped: Grouped, core: Sequence[int], limit_s: float
) -> Concessions | None:
    """Concessions that end every conflict, or None when none were found.

    First the least that ends the conflict in ``core``: if all can hold with it, nothing
    less will do. If not, there is another conflict, and the least that ends both is
    tried, and so on. When that takes too long, the parts met so far give way as far as
    it takes. Rules of a pack stand for law or contract: they, skills and the clock
    never give way.
    """
    until = time.perf_counter() + limit_s
    weights = _weights(problem, grouped.parts)
    meant = set(core)
    while True:
        of_core = {part: weights[part] for part in sorted(meant & weights.keys())}
        least = _least(grouped.only(sorted(meant)), of_core)
        if least is None:
            break
        if _suffices(grouped, least, until):
            return _concessions(grouped, least, is_least=True)
        left_s = until - time.perf_counter()
        again = _Slack(grouped, least).grouped(at_most=least)
        more = find_core(again, left_s / 2) if left_s > LEAST_S else None
        if more is None or meant.issuperset(more.parts):
            break
        meant.update(more.parts)
    is_over = until - time.perf_counter() <= 0
    wide = _found(grouped, of_core, until) if of_core and not is_over else None
    return None if wide is None else _concessions(grouped, *wide)


Given = Mapping[int, int]
"""By how much each part gives way, by number."""


def _least(core: Grouped, weights: Given) -> Given | None:
    """What the parts of a conflict must concede at least, among themselves."""
    if not weights:
        return None
    slack = _Slack(core, weights)
    reduced = reduce(slack.system())
    if len(reduced.conflicts):
        return None
    found = search(reduced.system, Search(limit_s=CORE_S))
    if found.values is None or not found.is_best:
        return None
    return slack.used(reduced.whole(found.values))


def _suffices(grouped: Grouped, given: Given, until: float) -> bool:
    """Whether everything can hold once these parts give way by so much."""
    began = time.perf_counter()
    slack = _Slack(grouped, given)
    reduced = reduce(slack.system(at_most=given))
    if len(reduced.conflicts):
        return False
    laid_out_s = time.perf_counter() - began
    left_s = max(0.1, until - time.perf_counter())
    is_all = (1 - SHARE_TO_CHECK) * left_s < WORTH_LAYING_OUT * laid_out_s
    limit_s = left_s if is_all else SHARE_TO_CHECK * left_s
    how = Search(limit_s=limit_s, to_begin_with=True, straight=True)
    return search(reduced.system, how).values is not None


def _found(grouped: Grouped, weights: Given, until: float) -> tuple[Given, bool] | None:
    """Some concessions for all parts, then fewer as long as there is time."""
    slack = _Slack(grouped, weights)
    reduced = reduce(slack.system())
    if len(reduced.conflicts):
        return None
    left_s = max(0.1, until - time.perf_counter())
    first = search(reduced.system, Search(limit_s=left_s, to_begin_with=True))
    if first.values is None:
        return None
    left_s = max(0.1, until - time.perf_counter())
    better = search(reduced.system, Search(limit_s=left_s, values=first.values))
    values = first.values if better.values is None else better.values
    return slack.needed(reduced.whole(values)), better.is_best


def _concessions(grouped: Grouped, given: Given, is_least: bool) -> Concessions:
    steps = (
        Concession(part=grouped.parts[part], heads=heads)
        for part, heads in given.items()
    )
    return Concessions(tuple(steps), is_least)


def _weights(problem: RosterProblem, parts: Sequence[Part]) -> dict[int, int]:
    """What each part that may give way weighs, by number."""
    rules = {rule.key: rule for rule in problem.active_rules}
    fixed = (Eligibility, OneDutyAtATime)
    weights = {}
    for index, part in enumerate(parts):
        rule = rules[part.rule]
        if part.lock is not None:
            weights[index] = LOCK_WEIGHT
        elif part.cover is not None:
            weights[index] = HEAD_WEIGHT
        elif not rule.pack and not isinstance(rule, fixed):
            is_leave = isinstance(rule, LeaveIsFree)
            weights[index] = LEAVE_WEIGHT if is_leave else RULE_WEIGHT
    return weights


class _Slack:
    """The system with a variable for each part by which it gives way."""

    def __init__(self, grouped: Grouped, weights: Mapping[int, int]) -> None:
        self._encoded, self._system = grouped.encoded, grouped.encoded.system
        self._part_of_row = grouped.part_of_row
        self._weights = weights
        self._parts = grouped.parts
        first = self._system.n_variables
        self._slack = {part: first + place for place, part in enumerate(weights)}

    def used(self, values: Ints) -> Given:
        """The parts that gave way, and by how much."""
        taken = ((part, int(values[at])) for part, at in self._slack.items())
        return {part: amount for part, amount in taken if amount}

    def needed(self, values: Ints) -> Given:
        """By how much each part must give way for these values of all others."""
        system = self._system
        _, upward, downward = self._rows()
        terms = system.coefs * values[system.columns]
        found = np.zeros(system.n_rows, dtype=np.int64)
        np.add.at(found, system.row_of_term, terms)
        given: dict[int, int] = {}
        for rows, miss in (
            (upward, system.low[upward] - found[upward]),
            (downward, found[downward] - system.high[downward]),
        ):
            for part, amount in zip(self._part_of_row[rows], miss, strict=True):
                if amount > 0:
                    heads = int(amount) if self._parts[part].cover else 1
                    given[int(part)] = max(given.get(int(part), 0), heads)
        return given

    def grouped(self, at_most: Given) -> Grouped:
        """The same parts when each has given way by so much."""
        rows = np.concatenate(self._rows())
        encoded = replace(self._encoded, system=self.system(at_most))
        return Grouped(encoded, self._parts, self._part_of_row[rows])

    def system(self, at_most: Given | None = None) -> System:
        """Rows that may give way do so at the weight of their part."""
        system = self._system
        stay, upward, downward = self._rows()
        kept = select(system, stay, system.lower, system.upper)
        parts = [kept, self._giving(upward, sign=1), self._giving(downward, sign=-1)]
        tops = [(at_most or {}).get(p, self._most(p)) for p in self._weights]
        cost = np.array(list(self._weights.values()), dtype=np.int64)
        return replace(
            _stacked(parts),
            lower=np.append(system.lower, np.zeros(len(tops), dtype=np.int64)),
            upper=np.append(system.upper, np.array(tops, dtype=np.int64)),
            cost=np.append(system.cost, cost),
        )

    def _rows(self) -> tuple[NDArray[np.intp], ...]:
        """The rows that stay, those that give way from below, and from above."""
        system = self._system
        may = np.isin(self._part_of_row, list(self._weights))
        upward = may & (system.low > -FREE)
        downward = may & (system.high < FREE) & ~self._is_minimum()
        return tuple(np.flatnonzero(mask) for mask in (~may, upward, downward))

    def _is_minimum(self) -> NDArray[np.bool_]:
        """Rows of the least cover, whose upper bound is no rule."""
        least = [
            index
            for index, part in enumerate(self._parts)
            if part.cover is not None and not part.is_most
        ]
        return np.isin(self._part_of_row, least)

    def _most(self, part: int) -> int:
        line = self._parts[part].cover
        if line is None:
            return 1
        people = self._system.n_cells
        return people if self._parts[part].is_most else line.minimum

    def _giving(self, rows: NDArray[np.intp], *, sign: int) -> System:
        """These rows with one bound, which the slack of their part can lift."""
        system = self._system
        chosen = select(system, rows, system.lower, system.upper)
        slack = np.array(
            [self._slack[int(part)] for part in self._part_of_row[rows]], dtype=np.int32
        )
        heads = np.array(
            [
                self._parts[int(part)].cover is not None
                for part in self._part_of_row[rows]
            ],
            dtype=bool,
        )
        lift = np.where(heads, 1, np.maximum(1, _needed(chosen, sign)))
        wide = _with_term(chosen, slack, sign * lift)
        if sign > 0:
            return replace(wide, high=np.full_like(wide.high, FREE))
        return replace(wide, low=np.full_like(wide.low, -FREE))


def _needed(system: System, sign: int) -> Ints:
    """How far the variables' bounds let each row be beyond its own."""
    ends = np.stack(
        [
            system.coefs * system.lower[system.columns],
            system.coefs * system.upper[system.columns],
        ]
    )
    extreme = ends.min(axis=0) if sign > 0 else ends.max(axis=0)
    total = np.zeros(system.n_rows, dtype=np.int64)
    np.add.at(total, system.row_of_term, extreme)
    return system.low - total if sign > 0 else total - system.high


def _with_term(system: System, ids: Ids, coefs: Ints) -> System:
    """One more term in each row."""
    rows = np.concatenate([system.row_of_term, np.arange(system.n_rows)])
    order = np.argsort(rows, kind="stable")
    return replace(
        system,
        starts=system.starts + np.arange(system.n_rows + 1),
        columns=np.concatenate([system.columns, ids])[order].astype(np.int32),
        coefs=np.concatenate([system.coefs, coefs])[order],
    )


def _stacked(systems: Sequence[System]) -> System:
    """The rows of all of them."""
    lengths = np.concatenate([np.diff(system.starts) for system in systems])
    return replace(
        systems[0],
        starts=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        columns=np.concatenate([system.columns for system in systems]),
        coefs=np.concatenate([system.coefs for system in systems]),
        low=np.concatenate([system.low for system in systems]),
        high=np.concatenate([system.high for system in systems]),
        owners=np.concatenate([system.owners for system in systems]),
        soft=np.concatenate([system.soft for system in systems]),
    )
