"""No duty is too long."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from horarium.engines.rostering.cells import Cells, crossing
from horarium.engines.rostering.problem import RosterProblem, Rule
from horarium.engines.rostering.roster import Breach, Roster
from horarium.engines.rostering.rules.runs import hours
from horarium.engines.rostering.shifts import ANY_DUTY, Duties
from horarium.engines.rostering.wants import want


@dataclass(frozen=True, slots=True, kw_only=True)
class MaxDutyLength(Rule):
    """None of ``duties`` lasts longer than ``max_h`` hours by the clock.

    The hour a night gains when the clocks go back is not held against it. Each duty too
    long counts 1.
    """

    kind: ClassVar[str] = "max-duty-length"

    max_h: float = 13
    duties: Duties = ANY_DUTY

    def __post_init__(self) -> None:
        Rule.__post_init__(self)
        want(self.max_h > 0, f"rules[{self.key}].max_h", self.max_h, "hours above 0")

    def sentence(self) -> str:
        """What the rule asks for."""
        return f"No {self.duties.label} is longer than {self.max_h:g} h."

    def encode(self, problem: RosterProblem, cells: Cells) -> None:
        """Rule out the shift types that are too long."""
        people = [row for row, _ in problem.in_scope(self.scope)]
        doing = cells.doing(self._too_long(problem))
        cells.never(
            crossing(doing, people, problem.positions(self.scope)), weight=self.weight
        )

    def breaches(self, problem: RosterProblem, roster: Roster) -> Iterator[Breach]:
        """Each duty that is too long."""
        too_long = self._too_long(problem)
        for row, person in problem.in_scope(self.scope):
            for day in self.scope.days(problem.n_days):
                worked = int(roster.cells[row, day])
                if worked not in too_long:
                    continue
                shift = problem.shift_types[worked]
                yield self.breach(
                    1,
                    f"{person.title} works {shift.title} of {hours(shift.length_min)} "
                    f"on {problem.horizon.name_of(day)}; at most {self.max_h:g} h.",
                    person=person,
                    days=[day],
                    shift=shift.id,
                )

    def _too_long(self, problem: RosterProblem) -> list[int]:
        return [
            index
            for index in problem.indices(self.duties)
            if problem.shift_types[index].length_min > self.max_h * 60
        ]
