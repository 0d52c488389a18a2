"""Days off come together."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

from horarium.engines.rostering.cells import Cells
from horarium.engines.rostering.people import Person
from horarium.engines.rostering.problem import RosterProblem, Rule
from horarium.engines.rostering.roster import OFF, Breach, Roster
from horarium.engines.rostering.rules.runs import runs
from horarium.engines.rostering.wants import want_at_least


@dataclass(frozen=True, slots=True, kw_only=True)
class MinDaysOff(Rule):
    """Between two stretches of work lie at least ``days`` days off.

    Days off before the first known duty or after the last one may go on beyond what is
    known and are not judged. A personal minimum comes before ``days``. Each short break
    counts 1.
    """

    kind: ClassVar[str] = "min-days-off"

    days: int | None = None

    def __post_init__(self) -> None:
        Rule.__post_init__(self)
        want_at_least(1, f"rules[{self.key}].days", self.days)

    def sentence(self) -> str:
        """What the rule asks for."""
        least = "the personal minimum of" if self.days is None else f"{self.days}"
        return f"Nobody has fewer than {least} days off in a row."

    def encode(self, problem: RosterProblem, cells: Cells) -> None:
        """Never on, ``length`` days off, on again, for each length too short."""
        known_days = problem.n_history + problem.n_days
        for row, person in problem.in_scope(self.scope):
            for length in range(1, min(self._limit(person), known_days)):
                ends = problem.positions(self.scope)
                known = range(max(ends.start, length + 1), ends.stop)
                rows = cells.windows(cells.works[row], length + 2, known)
                coefs = [1, *[-1] * length, 1]
                cells.at_most(rows, 1, coefs=coefs, weight=self.weight)

    def breaches(self, problem: RosterProblem, roster: Roster) -> Iterator[Breach]:
        """Each break that is too short."""
        works = problem.timeline(roster) != OFF
        ends = problem.positions(self.scope)
        for row, person in problem.in_scope(self.scope):
            for before, after in pairwise(runs(works[row])):
                gap = range(before.stop, after.start)
                if after.start in ends and len(gap) < self._limit(person):
                    yield self._too_short(problem, person, gap)

    def _too_short(self, problem: RosterProblem, person: Person, gap: range) -> Breach:
        days = [position - problem.n_history for position in gap]
        what = "day" if len(days) == 1 else "days"
        return self.breach(
            1,
            f"{person.title} has only {len(days)} {what} off, "
            f"{problem.horizon.name_of_days(days)}; at least {self._limit(person)}.",
            person=person,
            days=days,
        )

    def _limit(self, person: Person) -> int:
        own = person.limits.min_days_off
        return (self.days if own is None else own) or 1
