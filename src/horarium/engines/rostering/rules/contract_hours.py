"""Everybody gets about the hours of their contract."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from horarium.engines.rostering.cells import Cells
from horarium.engines.rostering.hours import target_min
from horarium.engines.rostering.problem import RosterProblem, Rule
from horarium.engines.rostering.roster import OFF, Breach, Roster
from horarium.engines.rostering.rules.runs import hours, started_hours
from horarium.engines.rostering.wants import want


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractHours(Rule):
    """Hours of work stay within ``tolerance_h`` of what the contract asks for.

    The contract's hours are pro rata for part-time and for credited leave. Each started
    hour beyond the tolerance, on either side, counts 1.
    """

    kind: ClassVar[str] = "contract-hours"
    weight: int | None = 1

    tolerance_h: float = 0

    def __post_init__(self) -> None:
        Rule.__post_init__(self)
        want(
            self.tolerance_h >= 0,
            f"rules[{self.key}].tolerance_h",
            self.tolerance_h,
            "0 or more",
        )

    def sentence(self) -> str:
        """What the rule asks for."""
        return f"Everybody works their contract's hours, give or take {self.tolerance_h:g} h."

    def encode(self, problem: RosterProblem, cells: Cells) -> None:
        """Bound the sum of work around the target."""
        slack = round(self.tolerance_h * 60)
        worked = problem.times.worked[:, problem.n_history :].T.ravel()
        for row, person in problem.in_scope(self.scope):
            target = target_min(problem, person)
            ids = cells.has[row, problem.n_history :].reshape(1, -1)
            for bound, limit in (
                (cells.at_least, target - slack),
                (cells.at_most, target + slack),
            ):
                bound(ids, limit, coefs=worked, weight=self.weight, unit=60)

    def breaches(self, problem: RosterProblem, roster: Roster) -> Iterator[Breach]:
        """Everybody beyond the tolerance."""
        slack = round(self.tolerance_h * 60)
        days = np.arange(problem.n_days)
        for row, person in problem.in_scope(self.scope):
            line = roster.cells[row]
            minutes = problem.times.worked[line, days + problem.n_history]
            worked = int(minutes[line != OFF].sum())
            target = target_min(problem, person)
            beyond = abs(worked - target) - slack
            if beyond > 0:
                side = "above" if worked > target else "below"
                yield self.breach(
                    started_hours(beyond),
                    f"{person.title} works {hours(worked)}, "
                    f"{hours(abs(worked - target))} {side} the contract's "
                    f"{hours(target)}.",
                    person=person,
                )
