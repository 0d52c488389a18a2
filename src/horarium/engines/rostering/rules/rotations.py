"""Rotations through the sites."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from horarium.engines.rostering.cells import Cells
from horarium.engines.rostering.people import Person
from horarium.engines.rostering.problem import RosterProblem, Rule
from horarium.engines.rostering.roster import OFF, Breach, Roster


@dataclass(frozen=True, slots=True, kw_only=True)
class RotationsHold(Rule):
    """During a rotation a person works at its site only; each duty elsewhere counts 1."""

    kind: ClassVar[str] = "rotations"

    def sentence(self) -> str:
        """What the rule asks for."""
        return "During a rotation people work at its site only."

    def encode(self, problem: RosterProblem, cells: Cells) -> None:
        """Rule out the other sites."""
        for row, person in problem.in_scope(self.scope):
            for day, site in self._days(problem, person):
                elsewhere = [
                    index
                    for index, shift in enumerate(problem.shift_types)
                    if shift.site not in ("", site)
                ]
                position = problem.n_history + day
                ids = cells.doing(elsewhere)[row, [position]]
                cells.never(ids, weight=self.weight)

    def breaches(self, problem: RosterProblem, roster: Roster) -> Iterator[Breach]:
        """Each duty at another site."""
        for row, person in problem.in_scope(self.scope):
            for day, site in self._days(problem, person):
                worked = roster.cells[row, day]
                if worked == OFF:
                    continue
                shift = problem.shift_types[worked]
                if shift.site in ("", site):
                    continue
                yield self.breach(
                    1,
                    f"{person.title} works {shift.title} at {shift.site} on "
                    f"{problem.horizon.name_of(day)}, in a rotation at {site}.",
                    person=person,
                    days=[day],
                    shift=shift.id,
                )

    def _days(
        self, problem: RosterProblem, person: Person
    ) -> Iterator[tuple[int, str]]:
        days = self.scope.days(problem.n_days)
        for rotation in person.rotations:
            for day in range(rotation.start, rotation.end):
                if day in days:
                    yield day, rotation.site
