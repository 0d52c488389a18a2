"""Not too many hours in any stretch of so many hours."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from horarium.engines.rostering.cells import Cells
from horarium.engines.rostering.people import Person
from horarium.engines.rostering.problem import RosterProblem, Rule
from horarium.engines.rostering.roster import OFF, Breach, Roster
from horarium.engines.rostering.rules.runs import hours, runs, started_hours
from horarium.engines.rostering.shifts import ANY_DUTY, DAY_MIN, Duties
from horarium.engines.rostering.times import Minutes, window_minutes
from horarium.engines.rostering.wants import want


@dataclass(frozen=True, slots=True, kw_only=True)
class MaxHoursInWindow(Rule):
    """At most ``max_h`` hours of work in any ``window_h`` consecutive hours.

    The window may begin at any time; the fullest one begins with a duty, so those that
    begin at a time of day at which some duty begins are looked at. Duties that reach
    out of the window count with the part inside. Each started hour too many counts 1,
    in each window.
    """

    kind: ClassVar[str] = "max-hours-in-window"

    max_h: float = 72
    window_h: float = 168
    duties: Duties = ANY_DUTY

    def __post_init__(self) -> None:
        Rule.__post_init__(self)
        want(self.max_h >= 0, f"rules[{self.key}].max_h", self.max_h, "0 or more")
        want(self.window_h > 0, f"rules[{self.key}].window_h", self.window_h, "hours")

    def sentence(self) -> str:
        """What the rule asks for."""
        return (
            f"Nobody works more than {self.max_h:g} h in any {self.window_h:g} "
            "hours in a row."
        )

    def encode(self, problem: RosterProblem, cells: Cells) -> None:
        """Cap the work in each window; shifts that weigh the same share a term."""
        windows = self._windows(problem)
        people = [row for row, _ in problem.in_scope(self.scope)]
        limit = round(self.max_h * 60)
        for positions, minutes in zip(windows.positions, windows.minutes, strict=True):
            if not cells.may_move(positions):
                continue
            columns, coefs = [], []
            for position, weights in zip(positions, minutes, strict=True):
                for weight in np.unique(weights[weights > 0]):
                    shifts = [int(s) for s in np.flatnonzero(weights == weight)]
                    columns.append(cells.doing(shifts)[people, position])
                    coefs.append(int(weight))
            if sum(coefs) > limit and people:
                rows = np.stack(columns, axis=1)
                cells.at_most(rows, limit, coefs=coefs, weight=self.weight, unit=60)

    def breaches(self, problem: RosterProblem, roster: Roster) -> Iterator[Breach]:
        """Each stretch of windows that are too full, shown by the fullest."""
        windows = self._windows(problem)
        line = problem.timeline(roster)
        in_history = windows.positions < problem.n_history
        limit = round(self.max_h * 60)
        for row, person in problem.in_scope(self.scope):
            worked = windows.worked_by(line[row])
            past = np.where(in_history, worked, 0).sum(axis=1)
            total = worked.sum(axis=1)
            over = total - np.maximum(limit, past)
            for stretch in runs(over > 0):
                fullest = stretch.start + int(np.argmax(over[list(stretch)]))
                busy = windows.positions[fullest][worked[fullest] > 0]
                amount = sum(started_hours(int(over[w])) for w in stretch)
                found = int(total[fullest])
                yield self._too_full(problem, person, amount, found, busy)

    def _too_full(
        self,
        problem: RosterProblem,
        person: Person,
        amount: int,
        found_min: int,
        positions: NDArray[np.int64],
    ) -> Breach:
        days = [int(position) - problem.n_history for position in positions]
        return self.breach(
            amount,
            f"{person.title} works {hours(found_min)} within {self.window_h:g} hours, "
            f"{problem.horizon.name_of_days(days)}; at most {self.max_h:g} h.",
            person=person,
            days=days,
        )

    def _windows(self, problem: RosterProblem) -> "_Windows":
        """Windows that begin with a possible duty and end in or after the scope."""
        length_min = round(self.window_h * 60)
        known = problem.n_history + problem.n_days
        n_days = min(-(-length_min // DAY_MIN), known) + 1
        scope = problem.positions(self.scope)
        first = max(0, scope.start - n_days)
        counted = list(problem.indices(self.duties))
        if not counted or not scope:
            return _Windows.none()
        starts = np.unique(problem.times.start[counted, first : scope.stop])
        begin_at = np.searchsorted(problem.times.start.min(axis=0), starts, "right") - 1
        near = np.maximum(begin_at, 0)[:, np.newaxis] + np.arange(-1, n_days)
        positions = np.clip(near, 0, scope.stop - 1)
        minutes = window_minutes(problem.times, starts, length_min, positions)
        minutes[near != positions] = 0
        minutes[:, :, [s for s in range(minutes.shape[2]) if s not in counted]] = 0
        in_scope = (positions >= scope.start) & minutes.any(axis=2)
        kept = in_scope.any(axis=1)
        return _Windows(positions[kept], minutes[kept])


@dataclass(frozen=True, slots=True, eq=False)
class _Windows:
    positions: NDArray[np.int64]
    minutes: Minutes

    @classmethod
    def none(cls) -> "_Windows":
        nothing = np.zeros((0, 0), dtype=np.int64)
        return cls(nothing, np.zeros((0, 0, 1), dtype=np.int64))

    def worked_by(self, line: NDArray[np.int16]) -> Minutes:
        """Minutes of one person in each window at each position."""
        shifts = line[self.positions].astype(np.int64)
        found = np.take_along_axis(self.minutes, shifts[:, :, np.newaxis], axis=2)
        return np.where(shifts == OFF, 0, found[:, :, 0])
