"""Not too many of some duties in any stretch of days."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from horarium.engines.rostering.cells import Cells
from horarium.engines.rostering.people import Person
from horarium.engines.rostering.problem import RosterProblem, Rule
from horarium.engines.rostering.roster import Breach, Roster
from horarium.engines.rostering.rules.runs import runs
from horarium.engines.rostering.shifts import ANY_DUTY, Duties
from horarium.engines.rostering.wants import want_at_least


@dataclass(frozen=True, slots=True, kw_only=True)
class MaxInWindow(Rule):
    """At most ``most`` of ``duties`` in any ``days`` days in a row.

    On-call one day in three is 1 in 3 days, one day in seven free is 6 in 7. Each duty
    too many counts 1, in each such stretch of days.
    """

    kind: ClassVar[str] = "max-in-window"

    most: int = 1
    days: int = 3
    duties: Duties = ANY_DUTY

    def __post_init__(self) -> None:
        Rule.__post_init__(self)
        want_at_least(0, f"rules[{self.key}].most", self.most)
        want_at_least(1, f"rules[{self.key}].days", self.days)

    def sentence(self) -> str:
        """What the rule asks for."""
        return (
            f"Nobody has more than {self.most} {self.duties.plural} in any "
            f"{self.days} days in a row."
        )

    def encode(self, problem: RosterProblem, cells: Cells) -> None:
        """Count the duties of each window of days."""
        doing = cells.doing(problem.indices(self.duties))
        ends = problem.positions(self.scope)
        width = min(self.days, problem.n_history + problem.n_days)
        for row, _ in problem.in_scope(self.scope):
            rows = cells.windows(doing[row], width, ends)
            cells.at_most(rows, self.most, weight=self.weight)

    def breaches(self, problem: RosterProblem, roster: Roster) -> Iterator[Breach]:
        """Each stretch of windows with too many, shown by the first."""
        line = problem.timeline(roster)
        doing = np.isin(line, problem.indices(self.duties))
        ends = problem.positions(self.scope)
        sums = np.cumsum(np.pad(doing, ((0, 0), (1, 0))), axis=1)
        for row, person in problem.in_scope(self.scope):
            over = np.zeros(line.shape[1], dtype=np.int64)
            for end in ends:
                start = max(0, end + 1 - self.days)
                known = max(start, min(end + 1, problem.n_history))
                past = sums[row, known] - sums[row, start]
                found = sums[row, end + 1] - sums[row, start]
                over[end] = found - max(self.most, past)
            for stretch in runs(over > 0):
                amount = int(over[list(stretch)].sum())
                yield self._too_many(problem, person, amount, (doing[row], stretch[0]))

    def _too_many(
        self,
        problem: RosterProblem,
        person: Person,
        amount: int,
        place: tuple[np.ndarray, int],
    ) -> Breach:
        doing, end = place
        start = max(0, end + 1 - self.days)
        positions = start + np.flatnonzero(doing[start : end + 1])
        days = [int(position) - problem.n_history for position in positions]
        return self.breach(
            amount,
            f"{person.title} has {len(days)} {self.duties.plural} within {self.days} "
            f"days, {problem.horizon.name_of_days(days)}; at most {self.most}.",
            person=person,
            days=days,
        )
