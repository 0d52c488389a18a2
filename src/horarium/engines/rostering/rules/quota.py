"""So many of some duties for everybody."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from horarium.engines.rostering.cells import Cells
from horarium.engines.rostering.problem import RosterProblem, Rule
from horarium.engines.rostering.roster import Breach, Roster
from horarium.engines.rostering.shifts import ANY_DUTY, Duties
from horarium.engines.rostering.wants import want, want_at_least


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota(Rule):
    """Everybody works ``at_least`` and ``at_most`` so many of ``duties``.

    Training days and mandatory clinics are quotas with a minimum. Each duty missing, or
    too many, counts 1.
    """

    kind: ClassVar[str] = "quota"

    duties: Duties = ANY_DUTY
    at_least: int = 0
    at_most: int | None = None

    def __post_init__(self) -> None:
        Rule.__post_init__(self)
        want_at_least(0, f"rules[{self.key}].at_least", self.at_least)
        want(
            self.at_most is None or self.at_most >= self.at_least,
            f"rules[{self.key}].at_most",
            self.at_most,
            f"no less than at_least, {self.at_least}",
        )

    def sentence(self) -> str:
        """What the rule asks for."""
        least = f"at least {self.at_least}" if self.at_least else ""
        most = "" if self.at_most is None else f"at most {self.at_most}"
        numbers = " and ".join(filter(None, [least, most]))
        last = self.at_least if self.at_most is None else self.at_most
        duties = self.duties.label if last == 1 else self.duties.plural
        return f"Everybody has {numbers or 'any number of'} {duties}."

    def encode(self, problem: RosterProblem, cells: Cells) -> None:
        """Count each person's duties."""
        span = problem.positions(self.scope)
        people = [row for row, _ in problem.in_scope(self.scope)]
        doing = cells.doing(problem.indices(self.duties))
        rows = doing[people, span.start : span.stop]
        if self.at_least:
            cells.at_least(rows, self.at_least, weight=self.weight)
        if self.at_most is not None:
            cells.at_most(rows, self.at_most, weight=self.weight)

    def breaches(self, problem: RosterProblem, roster: Roster) -> Iterator[Breach]:
        """Everybody with too few or too many."""
        days = self.scope.days(problem.n_days)
        chosen = roster.cells[:, days.start : days.stop]
        counts = np.isin(chosen, problem.indices(self.duties)).sum(axis=1)
        for row, person in problem.in_scope(self.scope):
            found = int(counts[row])
            above = 0 if self.at_most is None else found - self.at_most
            amount = max(self.at_least - found, above)
            if amount > 0:
                yield self.breach(
                    amount,
                    f"{person.title} has {found} {self.duties.plural}; "
                    f"{self._wanted(found)}.",
                    person=person,
                )

    def _wanted(self, found: int) -> str:
        if found < self.at_least:
            return f"at least {self.at_least}"
        return f"at most {self.at_most}"
