"""Least and most hours of the whole horizon."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from horarium.engines.rostering.cells import Cells
from horarium.engines.rostering.people import Person
from horarium.engines.rostering.problem import RosterProblem, Rule
from horarium.engines.rostering.roster import OFF, Breach, Roster
from horarium.engines.rostering.rules.runs import hours, started_hours
from horarium.engines.rostering.wants import want


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalHours(Rule):
    """Everybody works between ``min_h`` and ``max_h`` hours in the horizon.

    With dates in its scope it is about those days only, such as a month. Personal
    limits come before the rule's own. Each started hour below or above counts 1.
    """

    kind: ClassVar[str] = "total-hours"

    min_h: float | None = None
    max_h: float | None = None

    def __post_init__(self) -> None:
        Rule.__post_init__(self)
        name = f"rules[{self.key}]"
        least, most = self.min_h, self.max_h
        want(least is None or least >= 0, f"{name}.min_h", least, "0 or more")
        want(most is None or most >= 0, f"{name}.max_h", most, "0 or more")
        want(
            least is None or most is None or most >= least,
            f"{name}.max_h",
            most,
            f"no less than min_h, {least}",
        )

    def sentence(self) -> str:
        """What the rule asks for."""
        if self.min_h is None and self.max_h is None:
            return "Everybody stays within their own least and most hours."
        least = f"at least {self.min_h:g} h" if self.min_h is not None else ""
        most = f"at most {self.max_h:g} h" if self.max_h is not None else ""
        return f"Everybody works {' and '.join(filter(None, [least, most]))}."

    def encode(self, problem: RosterProblem, cells: Cells) -> None:
        """Bound the sum of work on both sides."""
        span = problem.positions(self.scope)
        worked = problem.times.worked[:, span.start : span.stop].T.ravel()
        for row, person in problem.in_scope(self.scope):
            ids = cells.has[row, span.start : span.stop].reshape(1, -1)
            least, most = self._limits_min(person)
            if least:
                cells.at_least(ids, least, coefs=worked, weight=self.weight, unit=60)
            if most is not None:
                cells.at_most(ids, most, coefs=worked, weight=self.weight, unit=60)

    def breaches(self, problem: RosterProblem, roster: Roster) -> Iterator[Breach]:
        """Everybody with too little or too much work."""
        for row, person in problem.in_scope(self.scope):
            worked = self._worked_min(problem, roster.cells[row])
            least, most = self._limits_min(person)
            if worked < least:
                short = started_hours(least - worked)
                text = f"works {hours(worked)}; at least {hours(least)}."
                yield self.breach(short, f"{person.title} {text}", person=person)
            if most is not None and worked > most:
                over = started_hours(worked - most)
                text = f"works {hours(worked)}; at most {hours(most)}."
                yield self.breach(over, f"{person.title} {text}", person=person)

    def _worked_min(self, problem: RosterProblem, line: NDArray[np.int16]) -> int:
        days = np.array(self.scope.days(problem.n_days), dtype=np.int64)
        days = days[line[days] != OFF]
        return int(problem.times.worked[line[days], days + problem.n_history].sum())

    def _limits_min(self, person: Person) -> tuple[int, int | None]:
        limits = person.limits
        least, most = limits.min_min, limits.max_min
        if least is None:
            least = 0 if self.min_h is None else round(self.min_h * 60)
        if most is None and self.max_h is not None:
            most = round(self.max_h * 60)
        return least, most
