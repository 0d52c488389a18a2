"""Not too many days in a row."""

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
class MaxConsecutive(Rule):
    """Nobody works ``duties`` on more than ``days`` days in a row.

    Without ``days`` only people with a limit of their own are held to it; such a limit
    is about work of any kind and comes before ``days``. Each day too many counts 1.
    """

    kind: ClassVar[str] = "max-consecutive"

    days: int | None = None
    duties: Duties = ANY_DUTY

    def __post_init__(self) -> None:
        Rule.__post_init__(self)
        want_at_least(1, f"rules[{self.key}].days", self.days)

    def sentence(self) -> str:
        """What the rule asks for."""
        most = "the personal limit of" if self.days is None else f"{self.days}"
        what = "days" if self.duties == ANY_DUTY else self.duties.plural
        return f"Nobody works more than {most} {what} in a row."

    def encode(self, problem: RosterProblem, cells: Cells) -> None:
        """Of ``limit`` + 1 days in a row, ``limit`` at most."""
        doing = cells.doing(problem.indices(self.duties))
        ends = problem.positions(self.scope)
        for row, person in problem.in_scope(self.scope):
            limit = self._limit(person)
            if limit is not None:
                stretches = cells.windows(doing[row], limit + 1, ends)
                cells.at_most(stretches, limit, weight=self.weight)

    def breaches(self, problem: RosterProblem, roster: Roster) -> Iterator[Breach]:
        """Each stretch of days that is too long."""
        line = problem.timeline(roster)
        doing = np.isin(line, problem.indices(self.duties))
        ends = problem.positions(self.scope)
        for row, person in problem.in_scope(self.scope):
            limit = self._limit(person)
            if limit is None:
                continue
            for stretch in runs(doing[row]):
                too_late = range(stretch.start + limit, stretch.stop)
                amount = sum(position in ends for position in too_late)
                if amount:
                    yield self._too_long(problem, person, stretch, limit, amount)

    def _too_long(
        self,
        problem: RosterProblem,
        person: Person,
        stretch: range,
        limit: int,
        amount: int,
    ) -> Breach:
        days = [position - problem.n_history for position in stretch]
        what = "days" if self.duties == ANY_DUTY else self.duties.plural
        return self.breach(
            amount,
            f"{person.title} works {len(days)} {what} in a row, "
            f"{problem.horizon.name_of_days(days)}; at most {limit}.",
            person=person,
            days=days,
        )

    def _limit(self, person: Person) -> int | None:
        own = person.limits.max_consecutive_days
        return own if own is not None and self.duties == ANY_DUTY else self.days
