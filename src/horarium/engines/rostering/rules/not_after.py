"""What may not be worked on the day after something else."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from horarium.engines.rostering.cells import Cells, crossing
from horarium.engines.rostering.horizon import SATURDAY
from horarium.engines.rostering.problem import RosterProblem, Rule
from horarium.engines.rostering.roster import Breach, Roster
from horarium.engines.rostering.shifts import ANY_DUTY, Duties


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAfter(Rule):
    """None of ``then`` on the day after one of ``first``.

    With ``weekend_pair_allowed`` a Saturday and its Sunday are not counted as such a
    pair. Each pair counts 1.
    """

    kind: ClassVar[str] = "not-after"

    first: Duties = ANY_DUTY
    then: Duties = ANY_DUTY
    weekend_pair_allowed: bool = False

    def sentence(self) -> str:
        """What the rule asks for."""
        but = ", but for Saturday and Sunday" if self.weekend_pair_allowed else ""
        return f"No {self.then.label} on the day after {self.first.one}{but}."

    def encode(self, problem: RosterProblem, cells: Cells) -> None:
        """Of the two duties one at most."""
        people = [row for row, _ in problem.in_scope(self.scope)]
        second_days = np.array(self._second_days(problem), dtype=np.int64)
        first = cells.doing(problem.indices(self.first))
        then = cells.doing(problem.indices(self.then))
        today = crossing(first, people, second_days - 1)
        tomorrow = crossing(then, people, second_days)
        pairs = np.stack([today.ravel(), tomorrow.ravel()], axis=1)
        cells.at_most(pairs, 1, weight=self.weight)

    def breaches(self, problem: RosterProblem, roster: Roster) -> Iterator[Breach]:
        """Each such pair of days."""
        line = problem.timeline(roster)
        first = np.isin(line, problem.indices(self.first))
        then = np.isin(line, problem.indices(self.then))
        for row, person in problem.in_scope(self.scope):
            for position in self._second_days(problem):
                if not (first[row, position - 1] and then[row, position]):
                    continue
                day = position - problem.n_history
                yield self.breach(
                    1,
                    f"{person.title} works {self.then.one} on "
                    f"{problem.horizon.name_of(day)}, the day after "
                    f"{self.first.one}.",
                    person=person,
                    days=[day - 1, day],
                )

    def _second_days(self, problem: RosterProblem) -> list[int]:
        return [
            position
            for position in problem.positions(self.scope)
            if position > 0
            and not (
                self.weekend_pair_allowed
                and problem.horizon.weekday(position - 1 - problem.n_history)
                == SATURDAY
            )
        ]
