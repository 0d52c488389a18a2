"""Two people who should work together, or apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from horarium.engines.rostering.cells import Cells
from horarium.engines.rostering.problem import RosterProblem, Rule
from horarium.engines.rostering.roster import OFF, Breach, Roster
from horarium.engines.rostering.wants import want, want_known


@dataclass(frozen=True, slots=True, kw_only=True)
class Partnership(Rule):
    """``one`` and ``other`` never share a shift or, ``together``, always do.

    Apart, each day on the same shift type counts 1; together, each duty of ``one``
    without ``other`` on the same shift type does.
    """

    kind: ClassVar[str] = "partnership"
    weight: int | None = 1

    one: str = ""
    other: str = ""
    together: bool = False

    def __post_init__(self) -> None:
        Rule.__post_init__(self)
        want(
            bool(self.one and self.other) and self.one != self.other,
            f"rules[{self.key}].other",
            self.other,
            "somebody other than one",
        )

    def sentence(self) -> str:
        """What the rule asks for."""
        how = "works with" if self.together else "does not work with"
        return f"{self.one} {how} {self.other}."

    def encode(self, problem: RosterProblem, cells: Cells) -> None:
        """Compare the two lines shift by shift."""
        one, other = self._rows(problem)
        span = problem.positions(self.scope)
        first = cells.has[one, span.start : span.stop].ravel()
        second = cells.has[other, span.start : span.stop].ravel()
        pairs = np.stack([first, second], axis=1)
        if self.together:
            cells.at_most(pairs, 0, coefs=[1, -1], weight=self.weight)
        else:
            cells.at_most(pairs, 1, weight=self.weight)

    def breaches(self, problem: RosterProblem, roster: Roster) -> Iterator[Breach]:
        """Each day on which it is otherwise."""
        one, other = self._rows(problem)
        for day in self.scope.days(problem.n_days):
            worked = roster.cells[one, day]
            is_shared = worked == roster.cells[other, day]
            if worked == OFF or is_shared == self.together:
                continue
            shift = problem.shift_types[worked]
            names = problem.people[one].title, problem.people[other].title
            how = "without" if self.together else "with"
            yield self.breach(
                1,
                f"{names[0]} works {shift.title} {how} {names[1]} on "
                f"{problem.horizon.name_of(day)}.",
                person=problem.people[one],
                days=[day],
                shift=shift.id,
            )

    def _rows(self, problem: RosterProblem) -> tuple[int, int]:
        people = problem.tables.people
        want_known(f"rules[{self.key}].one", [self.one], people)
        want_known(f"rules[{self.key}].other", [self.other], people)
        return people[self.one], people[self.other]
