"""Weekends worked one in so many."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from horarium.engines.rostering.cells import Cells
from horarium.engines.rostering.problem import RosterProblem, Rule
from horarium.engines.rostering.roster import Breach, Roster
from horarium.engines.rostering.rules.weekends import (
    judged_weekends,
    weekend_cells,
    weekends_worked,
)
from horarium.engines.rostering.wants import want_at_least


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekendFrequency(Rule):
    """At most ``worked`` of any ``of`` consecutive weekends are worked.

    History counts as far as it is known. Each weekend too many counts 1, in each such
    group of weekends.
    """

    kind: ClassVar[str] = "weekend-frequency"

    worked: int = 1
    of: int = 3

    def __post_init__(self) -> None:
        Rule.__post_init__(self)
        want_at_least(0, f"rules[{self.key}].worked", self.worked)
        want_at_least(1, f"rules[{self.key}].of", self.of)

    def sentence(self) -> str:
        """What the rule asks for."""
        return (
            f"Nobody works on more than {self.worked} of {self.of} weekends in a row."
        )

    def encode(self, problem: RosterProblem, cells: Cells) -> None:
        """Of each group of weekends, so many at most."""
        people = [row for row, _ in problem.in_scope(self.scope)]
        weekends = weekend_cells(problem, cells)
        for group in self._groups(problem):
            rows = weekends[people][:, list(group)]
            cells.at_most(rows, self.worked, weight=self.weight)

    def breaches(self, problem: RosterProblem, roster: Roster) -> Iterator[Breach]:
        """Each group of weekends with too many worked ones."""
        found = weekends_worked(problem, problem.timeline(roster))
        nobody = Roster.empty(problem.n_people, problem.n_days)
        past = weekends_worked(problem, problem.timeline(nobody))
        for row, person in problem.in_scope(self.scope):
            for group in self._groups(problem):
                n_worked = int(found[row, group].sum())
                over = n_worked - max(self.worked, int(past[row, group].sum()))
                if over <= 0:
                    continue
                days = [
                    problem.times.weekends[weekend].saturday
                    for weekend in group
                    if found[row, weekend]
                ]
                yield self.breach(
                    over,
                    f"{person.title} works on {n_worked} of {len(group)} weekends in a "
                    f"row, {problem.horizon.name_of_days(days)}; at most {self.worked}.",
                    person=person,
                    days=days,
                )

    def _groups(self, problem: RosterProblem) -> list[list[int]]:
        return [
            list(range(max(0, last - self.of + 1), last + 1))
            for last in judged_weekends(problem, problem.positions(self.scope))
        ]
