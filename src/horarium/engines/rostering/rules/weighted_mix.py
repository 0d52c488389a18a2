"""Duties of several kinds that count with different points against one cap."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from horarium.engines.rostering.cells import Cells
from horarium.engines.rostering.problem import RosterProblem, Rule
from horarium.engines.rostering.roster import Breach, Roster
from horarium.engines.rostering.rules.runs import runs
from horarium.engines.rostering.wants import want_at_least


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightedMix(Rule):
    """The points of all duties in any ``days`` days in a row stay within ``most``.

    ``points`` maps tags to points; a shift type with several of them counts with their
    sum. Each point too many counts 1, in each such stretch of days.
    """

    kind: ClassVar[str] = "weighted-mix"

    points: Mapping[str, int] = field(default_factory=dict)
    most: int = 30
    days: int = 28

    def __post_init__(self) -> None:
        Rule.__post_init__(self)
        want_at_least(0, f"rules[{self.key}].most", self.most)
        want_at_least(1, f"rules[{self.key}].days", self.days)
        for tag, points in self.points.items():
            want_at_least(0, f"rules[{self.key}].points[{tag}]", points)

    def sentence(self) -> str:
        """What the rule asks for."""
        parts = " + ".join(f"{points} × {tag}" for tag, points in self.points.items())
        return f"{parts or 'Points'} is at most {self.most} in any {self.days} days."

    def encode(self, problem: RosterProblem, cells: Cells) -> None:
        """Weigh the duties of each window of days."""
        points = self._points(problem)
        ends = problem.positions(self.scope)
        kinds = [int(value) for value in np.unique(points) if value > 0]
        width = min(self.days, problem.n_history + problem.n_days)
        coefs = np.repeat(kinds, width)
        for row, _ in problem.in_scope(self.scope):
            parts = [
                cells.windows(
                    cells.doing([int(s) for s in np.flatnonzero(points == value)])[row],
                    width,
                    ends,
                )
                for value in kinds
            ]
            if parts:
                rows = np.concatenate(parts, axis=1)
                cells.at_most(rows, self.most, coefs=coefs, weight=self.weight)

    def breaches(self, problem: RosterProblem, roster: Roster) -> Iterator[Breach]:
        """Each stretch of windows that are too heavy, shown by the first."""
        points = np.append(self._points(problem), 0)
        line = points[problem.timeline(roster)]
        ends = problem.positions(self.scope)
        for row, person in problem.in_scope(self.scope):
            over = np.zeros(line.shape[1], dtype=np.int64)
            for end in ends:
                window = line[row, max(0, end + 1 - self.days) : end + 1]
                n_future = min(len(window), end + 1 - problem.n_history)
                past = window[: len(window) - n_future].sum()
                over[end] = window.sum() - max(self.most, past)
            for stretch in runs(over > 0):
                day = stretch[0] - problem.n_history
                yield self.breach(
                    int(over[list(stretch)].sum()),
                    f"{person.title} has {self.most + int(over[stretch[0]])} points in "
                    f"{self.days} days up to {problem.horizon.name_of(day)}; at most "
                    f"{self.most}.",
                    person=person,
                    days=[day],
                )

    def _points(self, problem: RosterProblem) -> NDArray[np.int64]:
        return np.array(
            [
                sum(self.points.get(tag, 0) for tag in shift.tags)
                for shift in problem.shift_types
            ],
            dtype=np.int64,
        )
