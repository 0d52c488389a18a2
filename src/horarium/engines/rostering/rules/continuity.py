"""The same place, or the same service, on days in a row."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from horarium.engines.rostering.cells import Cells, crossing
from horarium.engines.rostering.problem import RosterProblem, Rule
from horarium.engines.rostering.roster import OFF, Breach, Roster
from horarium.engines.rostering.shifts import ShiftType
from horarium.engines.rostering.wants import want

PLACES = ("site", "service")


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuity(Rule):
    """Whoever works on two days in a row stays at the same site, or service.

    ``by`` is "site" or "service"; shift types that name none fit to every other. Each
    change from one day to the next counts 1.
    """

    kind: ClassVar[str] = "continuity"
    weight: int | None = 1

    by: str = "site"

    def __post_init__(self) -> None:
        Rule.__post_init__(self)
        want(self.by in PLACES, f"rules[{self.key}].by", self.by, " or ".join(PLACES))

    def sentence(self) -> str:
        """What the rule asks for."""
        return f"Whoever works two days in a row stays at the same {self.by}."

    def encode(self, problem: RosterProblem, cells: Cells) -> None:
        """Not here today and elsewhere tomorrow."""
        people = [row for row, _ in problem.in_scope(self.scope)]
        places = [self._place(shift) for shift in problem.shift_types]
        span = problem.positions(self.scope)
        tomorrows = np.arange(max(1, span.start), span.stop)
        for place in sorted(set(filter(None, places))):
            here = [i for i, other in enumerate(places) if other == place]
            elsewhere = [
                i for i, other in enumerate(places) if other not in ("", place)
            ]
            today = crossing(cells.doing(here), people, tomorrows - 1)
            tomorrow = crossing(cells.doing(elsewhere), people, tomorrows)
            pairs = np.stack([today.ravel(), tomorrow.ravel()], axis=1)
            cells.at_most(pairs, 1, weight=self.weight)

    def breaches(self, problem: RosterProblem, roster: Roster) -> Iterator[Breach]:
        """Each change of place overnight."""
        line = problem.timeline(roster)
        span = problem.positions(self.scope)
        for row, person in problem.in_scope(self.scope):
            for position in range(max(1, span.start), span.stop):
                today, tomorrow = (
                    self._place(problem.shift_types[shift]) if shift != OFF else ""
                    for shift in line[row, position - 1 : position + 1]
                )
                if not (today and tomorrow) or today == tomorrow:
                    continue
                day = position - problem.n_history
                yield self.breach(
                    1,
                    f"{person.title} changes from {today} to {tomorrow} overnight, "
                    f"{problem.horizon.name_of_days([day - 1, day])}.",
                    person=person,
                    days=[day - 1, day],
                )

    def _place(self, shift: ShiftType) -> str:
        return shift.site if self.by == "site" else shift.service
