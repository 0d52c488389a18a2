"""Leave, days off and free weekdays are free of work."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from typing import ClassVar

from horarium.engines.rostering.cells import Cells
from horarium.engines.rostering.people import Person
from horarium.engines.rostering.problem import RosterProblem, Rule
from horarium.engines.rostering.roster import OFF, Breach, Roster


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveIsFree(Rule):
    """No duty touches a day of leave or a weekday free by contract.

    A night that ends on the morning of such a day touches it.
    """

    kind: ClassVar[str] = "leave"

    def sentence(self) -> str:
        """What the rule asks for."""
        return "Nobody works on a day of leave, nor into one."

    def encode(self, problem: RosterProblem, cells: Cells) -> None:
        """Rule out every shift that reaches into a free day."""
        for row, person in problem.in_scope(self.scope):
            for day in self._free_days(problem, person):
                for position, shifts in _touching(problem, day).items():
                    ids = cells.has[row, position, list(shifts)]
                    cells.never(ids, weight=self.weight)

    def breaches(self, problem: RosterProblem, roster: Roster) -> Iterator[Breach]:
        """Each duty that reaches into a free day."""
        for row, person in problem.in_scope(self.scope):
            line = roster.cells[row]
            for day in self._free_days(problem, person):
                start, end = _midnights(problem, day)
                for at in (day - 1, day):
                    shift = int(line[at]) if at >= 0 else OFF
                    if shift == OFF:
                        continue
                    position = problem.n_history + at
                    begins = problem.times.start[shift, position]
                    ends = problem.times.end[shift, position]
                    if begins < end and ends > start:
                        yield self._worked(problem, person, at, day, shift)

    def _worked(
        self, problem: RosterProblem, person: Person, at: int, day: int, shift: int
    ) -> Breach:
        kind = problem.shift_types[shift]
        return self.breach(
            1,
            f"{person.title} works {kind.title} on {problem.horizon.name_of(at)} "
            f"but is free on {problem.horizon.name_of(day)}.",
            person=person,
            days=sorted({at, day}),
            shift=kind.id,
        )

    def _free_days(self, problem: RosterProblem, person: Person) -> list[int]:
        return [
            day
            for day in self.scope.days(problem.n_days)
            if problem.horizon.weekday(day) in person.contract.free_weekdays
            or person.is_on_leave(day)
        ]


def _midnights(problem: RosterProblem, day: int) -> tuple[int, int]:
    horizon = problem.horizon
    return horizon.minute_of(day, time()), horizon.minute_of(day + 1, time())


def _touching(problem: RosterProblem, day: int) -> dict[int, tuple[int, ...]]:
    """Shifts that share time with ``day``, by the position they are worked at."""
    start, end = _midnights(problem, day)
    here = problem.n_history + day
    return {
        position: problem.times.shifts_touching(position, start, end)
        for position in (here - 1, here)
        if position >= problem.n_history
    }
