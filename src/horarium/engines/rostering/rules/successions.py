"""Shift types that may not follow each other."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from horarium.engines.rostering.cells import Cells, crossing
from horarium.engines.rostering.problem import RosterProblem, Rule
from horarium.engines.rostering.roster import OFF, Breach, Roster


@dataclass(frozen=True, slots=True, kw_only=True)
class Successions(Rule):
    """No shift is worked on the day after one that names it in ``never_before``."""

    kind: ClassVar[str] = "successions"

    def sentence(self) -> str:
        """What the rule asks for."""
        return "No shift follows one that it may not follow on the next day."

    def encode(self, problem: RosterProblem, cells: Cells) -> None:
        """Of a shift today and those it forbids tomorrow, one at most.

        Shifts that forbid the same ones share a row.
        """
        people = [row for row, _ in problem.in_scope(self.scope)]
        positions = np.array(problem.positions(self.scope), dtype=np.int64)
        positions = positions[positions > 0]
        for before, after in _classes(problem):
            today = crossing(cells.has, people, positions - 1)[:, :, before]
            tomorrow = crossing(cells.has, people, positions)[:, :, after]
            both = np.concatenate([today, tomorrow], axis=2)
            cells.at_most(both.reshape(-1, both.shape[2]), 1, weight=self.weight)

    def breaches(self, problem: RosterProblem, roster: Roster) -> Iterator[Breach]:
        """Each forbidden pair of neighbouring days."""
        line = problem.timeline(roster)
        forbidden = _forbidden(problem)
        first = problem.positions(self.scope).start
        last = problem.positions(self.scope).stop
        for row, person in problem.in_scope(self.scope):
            for position in range(max(1, first), last):
                one, two = int(line[row, position - 1]), int(line[row, position])
                if OFF in (one, two) or not forbidden[one, two]:
                    continue
                day = position - problem.n_history
                names = problem.shift_types[one].title, problem.shift_types[two].title
                yield self.breach(
                    1,
                    f"{person.title} works {names[1]} on {problem.horizon.name_of(day)}"
                    f", the day after {names[0]}.",
                    person=person,
                    days=[day - 1, day],
                    shift=problem.shift_types[two].id,
                )


def _forbidden(
    problem: RosterProblem,
) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    n_shifts = len(problem.shift_types)
    table = np.zeros((n_shifts, n_shifts), dtype=bool)
    for one, shift in enumerate(problem.shift_types):
        for other in shift.never_before:
            table[one, problem.tables.shifts[other]] = True
    return table


def _classes(problem: RosterProblem) -> list[tuple[list[int], list[int]]]:
    """Shift types grouped by what they forbid on the next day."""
    by_forbidden: dict[tuple[int, ...], list[int]] = {}
    for index, shift in enumerate(problem.shift_types):
        after = tuple(
            sorted(problem.tables.shifts[name] for name in shift.never_before)
        )
        if after:
            by_forbidden.setdefault(after, []).append(index)
    return [(before, list(after)) for after, before in by_forbidden.items()]
