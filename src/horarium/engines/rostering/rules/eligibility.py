"""The skills, grade and sites that a shift needs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from horarium.engines.rostering.cells import Cells
from horarium.engines.rostering.problem import RosterProblem, Rule
from horarium.engines.rostering.roster import OFF, Breach, Roster


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility(Rule):
    """Nobody works a shift for which skills, grade or site do not fit."""

    kind: ClassVar[str] = "eligibility"

    def sentence(self) -> str:
        """What the rule asks for."""
        return "People only work shifts that fit their skills, grade and sites."

    def encode(self, problem: RosterProblem, cells: Cells) -> None:
        """Rule out the cells that do not fit."""
        positions = list(problem.positions(self.scope))
        for row, _ in problem.in_scope(self.scope):
            unfit = np.flatnonzero(~problem.tables.eligible[row])
            ids = cells.has[row, positions][:, unfit]
            cells.never(ids, weight=self.weight)

    def breaches(self, problem: RosterProblem, roster: Roster) -> Iterator[Breach]:
        """Each duty of somebody who may not do it."""
        days = self.scope.days(problem.n_days)
        for row, person in problem.in_scope(self.scope):
            cells = roster.cells[row]
            unfit = (cells != OFF) & ~problem.tables.eligible[row][cells]
            for day in np.flatnonzero(unfit):
                if day not in days:
                    continue
                shift = problem.shift_types[cells[day]]
                yield self.breach(
                    1,
                    f"{person.title} may not work {shift.title}, "
                    f"{problem.horizon.name_of(int(day))}: skills, grade or site.",
                    person=person,
                    days=[int(day)],
                    shift=shift.id,
                )
