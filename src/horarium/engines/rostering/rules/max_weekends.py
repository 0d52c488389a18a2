"""Not too many weekends."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from horarium.engines.rostering.cells import Cells
from horarium.engines.rostering.people import Person
from horarium.engines.rostering.problem import RosterProblem, Rule
from horarium.engines.rostering.roster import Breach, Roster
from horarium.engines.rostering.rules.weekends import (
    judged_weekends,
    weekend_cells,
    weekends_worked,
)
from horarium.engines.rostering.wants import want_at_least


@dataclass(frozen=True, slots=True, kw_only=True)
class MaxWeekends(Rule):
    """Nobody works on more than ``weekends`` weekends of the horizon.

    A weekend is worked when any duty falls between Saturday 00:00 and Monday 00:00. A
    personal limit comes before the rule's own. Each weekend too many counts 1.
    """

    kind: ClassVar[str] = "max-weekends"

    weekends: int | None = None

    def __post_init__(self) -> None:
        Rule.__post_init__(self)
        want_at_least(0, f"rules[{self.key}].weekends", self.weekends)

    def sentence(self) -> str:
        """What the rule asks for."""
        most = "the personal limit of" if self.weekends is None else f"{self.weekends}"
        return f"Nobody works on more than {most} weekends."

    def encode(self, problem: RosterProblem, cells: Cells) -> None:
        """Count the worked weekends."""
        judged = list(judged_weekends(problem, problem.positions(self.scope)))
        worked = weekend_cells(problem, cells)
        for row, person in problem.in_scope(self.scope):
            limit = self._limit(person)
            if limit is not None and judged:
                counted = worked[row, judged].reshape(1, -1)
                cells.at_most(counted, limit, weight=self.weight)

    def breaches(self, problem: RosterProblem, roster: Roster) -> Iterator[Breach]:
        """Everybody with too many worked weekends."""
        judged = list(judged_weekends(problem, problem.positions(self.scope)))
        line = problem.timeline(roster)
        worked = weekends_worked(problem, line)[:, judged]
        in_past = problem.timeline(Roster.empty(problem.n_people, problem.n_days))
        before = weekends_worked(problem, in_past)[:, judged].sum(axis=1)
        for row, person in problem.in_scope(self.scope):
            limit = self._limit(person)
            if limit is None:
                continue
            found = int(worked[row].sum())
            over = found - max(limit, int(before[row]))
            if over > 0:
                days = [
                    problem.times.weekends[judged[index]].saturday
                    for index in np.flatnonzero(worked[row])
                ]
                yield self.breach(
                    over,
                    f"{person.title} works on {found} weekends; at most {limit}.",
                    person=person,
                    days=days,
                )

    def _limit(self, person: Person) -> int | None:
        own = person.limits.max_weekends
        return self.weekends if own is None else own
