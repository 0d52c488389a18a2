"""Not too many hours a week on average."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from horarium.engines.rostering.cells import Cells
from horarium.engines.rostering.horizon import DAYS_A_WEEK
from horarium.engines.rostering.people import Person
from horarium.engines.rostering.problem import RosterProblem, Rule
from horarium.engines.rostering.roster import OFF, Breach, Roster
from horarium.engines.rostering.rules.runs import hours, started_hours
from horarium.engines.rostering.wants import want, want_at_least


@dataclass(frozen=True, slots=True, kw_only=True)
class AverageHours(Rule):
    """At most ``max_h`` hours a week on average over the last ``weeks`` weeks.

    The reference period ends with the horizon and reaches back into history as far as
    that is known. Days of leave count neither as work nor as days. Each started hour
    too many in the whole period counts 1.
    """

    kind: ClassVar[str] = "average-hours"

    max_h: float = 48
    weeks: int = 26

    def __post_init__(self) -> None:
        Rule.__post_init__(self)
        want(self.max_h >= 0, f"rules[{self.key}].max_h", self.max_h, "0 or more")
        want_at_least(1, f"rules[{self.key}].weeks", self.weeks)

    def sentence(self) -> str:
        """What the rule asks for."""
        return (
            f"Nobody averages more than {self.max_h:g} h a week over {self.weeks} "
            "weeks, leave left out."
        )

    def encode(self, problem: RosterProblem, cells: Cells) -> None:
        """Cap the sum of work of the reference period."""
        period = self._period(problem)
        worked = problem.times.worked[:, period.start : period.stop].T.ravel()
        for row, person in problem.in_scope(self.scope):
            ids = cells.has[row, period.start : period.stop].reshape(1, -1)
            limit = self._limit_min(problem, person, period)
            cells.at_most(ids, limit, coefs=worked, weight=self.weight, unit=60)

    def breaches(self, problem: RosterProblem, roster: Roster) -> Iterator[Breach]:
        """Everybody whose work of the period is above the cap."""
        period = self._period(problem)
        line = problem.timeline(roster)
        at = np.arange(period.start, period.stop)
        for row, person in problem.in_scope(self.scope):
            shifts = line[row, at]
            worked = np.where(shifts == OFF, 0, problem.times.worked[shifts, at])
            past = int(worked[at < problem.n_history].sum())
            limit = self._limit_min(problem, person, period)
            over = int(worked.sum()) - max(limit, past)
            if over > 0:
                days = self._days_counted(problem, person, period)
                average = round(int(worked.sum()) * DAYS_A_WEEK / max(1, days))
                yield self.breach(
                    started_hours(over),
                    f"{person.title} averages {hours(average)} a week; at most "
                    f"{self.max_h:g} h.",
                    person=person,
                )

    def _period(self, problem: RosterProblem) -> range:
        stop = problem.positions(self.scope).stop
        return range(max(0, stop - self.weeks * DAYS_A_WEEK), stop)

    def _days_counted(
        self, problem: RosterProblem, person: Person, period: range
    ) -> int:
        return sum(not person.is_on_leave(at - problem.n_history) for at in period)

    def _limit_min(self, problem: RosterProblem, person: Person, period: range) -> int:
        days = self._days_counted(problem, person, period)
        return int(self.max_h * 60 * days / DAYS_A_WEEK)
