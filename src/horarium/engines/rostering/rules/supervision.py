"""A junior is never alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from horarium.engines.rostering.cells import Cells, crossing
from horarium.engines.rostering.problem import RosterProblem, Rule
from horarium.engines.rostering.roster import Breach, Roster
from horarium.engines.rostering.shifts import ANY_DUTY, Duties, ShiftType


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervision(Rule):
    """Where one of the ``juniors`` works, one of the ``seniors`` works too.

    Both are grades. The senior is at the same site, on a shift type that begins no
    later and ends no earlier. Each shift type and day without one counts 1, however
    many juniors are on it.
    """

    kind: ClassVar[str] = "supervision"

    juniors: tuple[str, ...] = ()
    seniors: tuple[str, ...] = ()
    duties: Duties = ANY_DUTY

    def sentence(self) -> str:
        """What the rule asks for."""
        return (
            f"No {', '.join(self.juniors)} works {self.duties.one} without one of "
            f"{', '.join(self.seniors)} at the same site."
        )

    def encode(self, problem: RosterProblem, cells: Cells) -> None:
        """Any junior asks for at least one senior."""
        juniors, seniors = self._people(problem)
        positions = np.array(problem.positions(self.scope), dtype=np.int64)
        if not juniors:
            return
        for shift in problem.indices(self.duties):
            watch = cells.doing(self._watching(problem, shift))
            junior = cells.either(
                crossing(cells.has[:, :, shift], juniors, positions).T
            )
            rows = np.concatenate(
                [junior[:, np.newaxis], crossing(watch, seniors, positions).T], axis=1
            )
            coefs = [1, *[-1] * len(seniors)]
            cells.at_most(rows, 0, coefs=coefs, weight=self.weight)

    def breaches(self, problem: RosterProblem, roster: Roster) -> Iterator[Breach]:
        """Each shift type and day on which juniors are alone."""
        juniors, seniors = self._people(problem)
        for index in problem.indices(self.duties):
            watching = self._watching(problem, index)
            shift = problem.shift_types[index]
            is_watched = np.isin(roster.cells[seniors], watching).any(axis=0)
            on_duty = roster.cells[juniors] == index
            is_alone = on_duty.any(axis=0) & ~is_watched
            for day in self.scope.days(problem.n_days):
                if not is_alone[day]:
                    continue
                alone = [juniors[row] for row in np.flatnonzero(on_duty[:, day])]
                names = ", ".join(problem.people[row].title for row in alone)
                yield self.breach(
                    1,
                    f"{names} without a senior on {shift.title}, "
                    f"{problem.horizon.name_of(day)}.",
                    person=problem.people[alone[0]],
                    days=[day],
                    shift=shift.id,
                )

    def _people(self, problem: RosterProblem) -> tuple[list[int], list[int]]:
        everybody = list(enumerate(problem.people))
        juniors = [row for row, _ in problem.in_scope(self.scope)]
        return (
            [row for row in juniors if problem.people[row].grade in self.juniors],
            [row for row, person in everybody if person.grade in self.seniors],
        )

    def _watching(self, problem: RosterProblem, watched: int) -> list[int]:
        shift = problem.shift_types[watched]
        shifts = enumerate(problem.shift_types)
        return [index for index, other in shifts if _covers(other, shift)]


def _covers(other: ShiftType, shift: ShiftType) -> bool:
    over = shift.start_min + shift.length_min
    return (
        other.site == shift.site
        and other.start_min <= shift.start_min
        and other.start_min + other.length_min >= over
    )
