"""Personal caps on each shift type."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from horarium.engines.rostering.cells import Cells
from horarium.engines.rostering.problem import RosterProblem, Rule
from horarium.engines.rostering.roster import Breach, Roster


@dataclass(frozen=True, slots=True, kw_only=True)
class MaxShifts(Rule):
    """Nobody works a shift type more often than their own ``max_shifts`` says.

    It is about the days of the horizon. Each shift too many counts 1.
    """

    kind: ClassVar[str] = "max-shifts"

    def sentence(self) -> str:
        """What the rule asks for."""
        return "Nobody works a shift type more often than their own limit for it."

    def encode(self, problem: RosterProblem, cells: Cells) -> None:
        """Count each capped shift type; a cap of all days needs no counting."""
        span = problem.positions(self.scope)
        for row, person in problem.in_scope(self.scope):
            for name, most in person.limits.max_shifts.items():
                shift = problem.tables.shifts[name]
                line = cells.has[row, span.start : span.stop, shift]
                if most == 0:
                    cells.never(line, weight=self.weight)
                elif most < len(span):
                    cells.at_most(line.reshape(1, -1), most, weight=self.weight)

    def breaches(self, problem: RosterProblem, roster: Roster) -> Iterator[Breach]:
        """Each shift type worked too often."""
        days = self.scope.days(problem.n_days)
        for row, person in problem.in_scope(self.scope):
            line = roster.cells[row, days.start : days.stop]
            for name, most in person.limits.max_shifts.items():
                found = np.flatnonzero(line == problem.tables.shifts[name])
                worked = [days.start + int(index) for index in found]
                if len(worked) > most:
                    yield self.breach(
                        len(worked) - most,
                        f"{person.title} works {name} {len(worked)} times; at most "
                        f"{most}.",
                        person=person,
                        days=worked,
                        shift=name,
                    )
