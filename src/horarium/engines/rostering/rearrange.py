"""Move as little as can be, then make the best of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from horarium.engines.rostering.cells import Cells
from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.cpsat import Search
from horarium.engines.rostering.disruption import change_costs, moved_weight
from horarium.engines.rostering.encode import Around, Encoded, encode
from horarium.engines.rostering.model import FREE, Ids, Ints
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.roster import Roster
from horarium.engines.rostering.rules.cover import CoverIsMet, heads, who_counts
from horarium.engines.rostering.window import (
    Mask,
    NothingSettled,
    Settled,
    Window,
    holding,
    only_hard,
    with_row,
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rearrangement:
    """What is to be rearranged, within what cells ``may_have``.

    One of ``windows`` after the other is set free, until one of them needs no more than
    the shortage that cannot be helped by any. ``weight`` is what giving each shift type
    on each day weighs, as ``weights`` has it. With ``fill_wanted`` a line of cover is
    not left with fewer of its wanted heads than there were in ``as_it_was``.
    """

    problem: RosterProblem
    as_it_was: Roster
    roster: Roster
    windows: Sequence[Mask]
    may_have: Mask
    weight: NDArray[np.int64]
    fill_wanted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rearranged:
    """``is_fewest``: no cells of the window move less at no more shortage.

    ``is_best``: and of those that move as little, on the same days, none costs less.
    """

    roster: Roster
    is_fewest: bool
    is_best: bool


def rearrange(
    task: Rearrangement, how: Callable[[], Search]
) -> Rearranged | NothingSettled:
    """The cells with least shortage, then least change, then least penalty.

    ``how`` is asked before each search.
    """
    shortage = _Shortage(task)
    around = Around(task.roster, np.logical_or.reduce(task.windows))
    stated = encode(shortage.relaxed, shortage.encode, around)
    encoded = holding(stated, task.may_have)
    moving, constant = change_costs(encoded, task.roster, task.weight)
    most_moved = int(np.maximum(moving, 0).sum()) + constant
    hard = only_hard(encoded)
    staged = shortage.costs(encoded) * (most_moved + 1) + moving
    window = Window(replace(hard, system=replace(hard.system, cost=staged)))
    fewest: Settled | None = None
    free, is_least = task.windows[0], False
    failed = NothingSettled(is_impossible=False)
    for free in task.windows:
        found = window.settle(task.roster, free, how(), starts_here=True)
        if isinstance(found, NothingSettled):
            failed = found
            continue
        fewest, is_least = found, shortage.is_least(found.roster)
        if is_least:
            break
    if fewest is None:
        return failed
    is_fewest = is_least or (found is fewest and fewest.slack == 0)
    patience = how()
    if patience.limit_s <= 0:
        return Rearranged(roster=fewest.roster, is_fewest=is_fewest, is_best=False)
    free = free & _days_to_rearrange(task, fewest.roster)
    capped = _capped(encoded, (free, shortage), fewest.roster, moving)
    best = Window(capped).settle(fewest.roster, free, patience, starts_here=True)
    if isinstance(best, NothingSettled):
        return Rearranged(roster=fewest.roster, is_fewest=is_fewest, is_best=False)
    return Rearranged(roster=best.roster, is_fewest=is_fewest, is_best=best.slack == 0)


def _days_to_rearrange(task: Rearrangement, roster: Roster) -> Mask:
    """The days of the first window, and those on which somebody moves.

    On the others nobody has to, and looking at them takes most of the time.
    """
    is_moved = (task.roster.cells != roster.cells).any(axis=0)
    return np.asarray((task.windows[0].any(axis=0) | is_moved)[np.newaxis])


def _capped(
    encoded: Encoded,
    where: tuple[Mask, "_Shortage"],
    roster: Roster,
    moving: Ints,
) -> Encoded:
    """The system with all its costs, in which no more is short or moved than here."""
    free, shortage = where
    system = encoded.system
    first = system.first_cell
    values = np.zeros(system.n_variables, dtype=np.int64)
    values[first : first + system.n_cells] = encoded.cell_values(roster)
    cells = np.unique(encoded.has[free])
    cells = cells[moving[cells] != 0]
    system = with_row(system, cells, moving[cells], int(moving[cells] @ values[cells]))
    lines = shortage.on_days(np.flatnonzero(free.any(axis=0)))
    if lines:
        weights = np.array([weight_of(line) for line, _ in lines], dtype=np.int64)
        missing = np.array([shortage.missing(roster, line) for line, _ in lines])
        variables = np.array([variable for _, variable in lines], dtype=np.int32)
        system = with_row(system, variables, weights, int(weights @ missing))
    return replace(encoded, system=system)


def weight_of(line: Cover) -> int:
    """How bad it is to miss a head: what the cover itself says, at least 1."""
    return max(1, line.under_weight)


@dataclass(slots=True, eq=False)
class _Shortage:
    """Heads below what must be there, as variables instead of a hard rule."""

    task: Rearrangement
    _lines: list[tuple[Cover, int]] = field(default_factory=list)

    @property
    def relaxed(self) -> RosterProblem:
        """The problem without minimum cover."""
        problem = self.task.problem
        cover = tuple(replace(line, minimum=0) for line in problem.cover)
        return replace(problem, cover=cover)

    def encode(self, cells: Cells) -> None:
        """Count how many are missing from each line that needs somebody."""
        problem = self.task.problem
        if not any(isinstance(rule, CoverIsMet) for rule in problem.active_rules):
            return
        for line in problem.cover:
            needed = self._needed(line)
            position = problem.n_history + line.day
            if not needed or not cells.may_move([position]):
                continue
            shifts = [problem.tables.shifts[shift] for shift in line.shift_types]
            present = cells.has[who_counts(problem, line), position][:, shifts]
            missing: Ids = cells.model.new(1, needed)
            row = np.concatenate([present.ravel(), missing])[np.newaxis]
            cells.model.add_rows(row, 1, low=needed, high=FREE)
            self._lines.append((line, int(missing[0])))

    def costs(self, encoded: Encoded) -> Ints:
        """What each head missing costs, by variable."""
        costs = np.zeros(encoded.system.n_variables, dtype=np.int64)
        for line, variable in self._lines:
            costs[variable] = weight_of(line)
        return costs

    def on_days(self, days: NDArray[np.intp]) -> list[tuple[Cover, int]]:
        """The lines of these days with their variables."""
        return [(line, missing) for line, missing in self._lines if line.day in days]

    def is_least(self, roster: Roster) -> bool:
        """Whether nobody is missing, and no fewer moves could have mended that.

        Each head that was missing takes at least one move onto its shift type; lines of
        one shift type and day may share it.
        """
        if any(self.missing(roster, line) for line, _ in self._lines):
            return False
        problem, weight = self.task.problem, self.task.weight
        floor: dict[tuple[int, str], int] = {}
        for line, _ in self._lines:
            if len(line.shift_types) == 1:
                place = line.day, line.shift_types[0]
                missing = self.missing(self.task.roster, line)
                floor[place] = max(floor.get(place, 0), missing)
        least = sum(
            heads * int(weight[problem.tables.shifts[shift], day])
            for (day, shift), heads in floor.items()
        )
        return moved_weight(weight, self.task.roster, roster) <= least

    def missing(self, roster: Roster, line: Cover) -> int:
        """How many heads ``roster`` lacks on a line."""
        return max(0, self._needed(line) - heads(self.task.problem, roster, line))

    def _needed(self, line: Cover) -> int:
        if not (self.task.fill_wanted and line.under_weight):
            return line.minimum
        had = heads(self.task.problem, self.task.as_it_was, line)
        return max(line.minimum, min(line.wanted, had))
