"""Cells that are already decided."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from horarium.engines.rostering.cells import Cells
from horarium.engines.rostering.problem import RosterProblem, Rule
from horarium.engines.rostering.roster import OFF, Breach, Roster


@dataclass(frozen=True, slots=True, kw_only=True)
class LocksHold(Rule):
    """A locked cell keeps its shift, or stays free."""

    kind: ClassVar[str] = "locks"

    def sentence(self) -> str:
        """What the rule asks for."""
        return "Locked cells stay as they are."

    def encode(self, problem: RosterProblem, cells: Cells) -> None:
        """Fix the locked cells."""
        for lock in problem.locks:
            row = problem.tables.people[lock.person]
            position = problem.n_history + lock.day
            if lock.shift_type:
                shift = problem.tables.shifts[lock.shift_type]
                wanted = cells.has[row, position, [shift]]
                cells.always(wanted, weight=self.weight)
            else:
                cells.never(cells.works[row, [position]], weight=self.weight)

    def breaches(self, problem: RosterProblem, roster: Roster) -> Iterator[Breach]:
        """Each locked cell that holds something else."""
        for lock in problem.locks:
            row = problem.tables.people[lock.person]
            wanted = problem.tables.shifts.get(lock.shift_type, OFF)
            if roster.cells[row, lock.day] == wanted:
                continue
            person = problem.people[row]
            what = lock.shift_type or "off"
            yield self.breach(
                1,
                f"{person.title} is locked to {what} on "
                f"{problem.horizon.name_of(lock.day)}.",
                person=person,
                days=[lock.day],
                shift=lock.shift_type or None,
            )
