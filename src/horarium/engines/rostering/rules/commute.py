"""Work away from home."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from horarium.engines.rostering.cells import Cells
from horarium.engines.rostering.people import Person
from horarium.engines.rostering.problem import RosterProblem, Rule
from horarium.engines.rostering.roster import OFF, Breach, Roster
from horarium.engines.rostering.shifts import ShiftType


@dataclass(frozen=True, slots=True, kw_only=True)
class Commute(Rule):
    """People work at their home site; each duty elsewhere counts 1."""

    kind: ClassVar[str] = "commute"
    weight: int | None = 1

    def sentence(self) -> str:
        """What the rule asks for."""
        return "People work at their home site."

    def encode(self, problem: RosterProblem, cells: Cells) -> None:
        """Charge for each duty away."""
        span = problem.positions(self.scope)
        for row, person in problem.in_scope(self.scope):
            away = [
                index
                for index, shift in enumerate(problem.shift_types)
                if _is_away(person, shift)
            ]
            cells.never(
                cells.doing(away)[row, span.start : span.stop], weight=self.weight
            )

    def breaches(self, problem: RosterProblem, roster: Roster) -> Iterator[Breach]:
        """Each duty away from home."""
        for row, person in problem.in_scope(self.scope):
            for day in self.scope.days(problem.n_days):
                worked = roster.cells[row, day]
                if worked == OFF or not _is_away(person, problem.shift_types[worked]):
                    continue
                shift = problem.shift_types[worked]
                yield self.breach(
                    1,
                    f"{person.title} works {shift.title} at {shift.site}, away from "
                    f"{person.home}, on {problem.horizon.name_of(day)}.",
                    person=person,
                    days=[day],
                    shift=shift.id,
                )


def _is_away(person: Person, shift: ShiftType) -> bool:
    return bool(person.home and shift.site) and shift.site != person.home
