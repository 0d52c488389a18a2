"""No short stretches of work."""

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
class MinConsecutive(Rule):
    """Whoever works ``duties`` does so on at least ``days`` days in a row.

    A stretch that touches the first known day or the last day of the horizon may go on
    beyond it and is not judged; neither is one that lies wholly in history. A personal
    limit is about work of any kind and comes before ``days``. Each short stretch
    counts 1.
    """

    kind: ClassVar[str] = "min-consecutive"

    days: int | None = None
    duties: Duties = ANY_DUTY

    def __post_init__(self) -> None:
        Rule.__post_init__(self)
        want_at_least(1, f"rules[{self.key}].days", self.days)

    def sentence(self) -> str:
        """What the rule asks for."""
        least = "the personal minimum of" if self.days is None else f"{self.days}"
        what = "days" if self.duties == ANY_DUTY else self.duties.plural
        return f"Nobody works fewer than {least} {what} in a row."

    def encode(self, problem: RosterProblem, cells: Cells) -> None:
        """Never off, ``length`` days on, off again, for each length too short."""
        doing = cells.doing(problem.indices(self.duties))
        known_days = problem.n_history + problem.n_days
        for row, person in problem.in_scope(self.scope):
            for length in range(1, min(self._limit(person), known_days)):
                ends = problem.positions(self.scope)
                known = range(max(ends.start, length + 1), ends.stop)
                rows = cells.windows(doing[row], length + 2, known)
                coefs = [-1, *[1] * length, -1]
                cells.at_most(rows, length - 1, coefs=coefs, weight=self.weight)

    def breaches(self, problem: RosterProblem, roster: Roster) -> Iterator[Breach]:
        """Each stretch that is too short."""
        line = problem.timeline(roster)
        doing = np.isin(line, problem.indices(self.duties))
        ends = problem.positions(self.scope)
        for row, person in problem.in_scope(self.scope):
            for stretch in runs(doing[row]):
                is_short = len(stretch) < self._limit(person)
                is_whole = stretch.start > 0 and stretch.stop in ends
                if is_short and is_whole and stretch[-1] >= problem.n_history:
                    yield self._too_short(problem, person, stretch)

    def _too_short(
        self, problem: RosterProblem, person: Person, stretch: range
    ) -> Breach:
        days = [position - problem.n_history for position in stretch]
        one = "day" if self.duties == ANY_DUTY else self.duties.label
        what = one if len(days) == 1 else f"{one}s"
        return self.breach(
            1,
            f"{person.title} works only {len(days)} {what} in a row, "
            f"{problem.horizon.name_of_days(days)}; at least {self._limit(person)}.",
            person=person,
            days=days,
        )

    def _limit(self, person: Person) -> int:
        own = person.limits.min_consecutive_days
        limit = own if own is not None and self.duties == ANY_DUTY else self.days
        return limit or 1
