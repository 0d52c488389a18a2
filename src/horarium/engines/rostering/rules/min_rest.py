"""Rest between one duty and the next, by the clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from horarium.engines.rostering.cells import Cells, crossing
from horarium.engines.rostering.people import Person
from horarium.engines.rostering.problem import RosterProblem, Rule
from horarium.engines.rostering.roster import Breach, Roster
from horarium.engines.rostering.rules.runs import hours
from horarium.engines.rostering.shifts import ANY_DUTY, Duties
from horarium.engines.rostering.wants import want

MAX_DAYS_APART = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class MinRest(Rule):
    """Between any two of ``duties`` lie at least ``rest_h`` hours.

    Real hours: a clock change in the rest counts. Each pair too close counts 1.
    """

    kind: ClassVar[str] = "min-rest"

    rest_h: float = 11
    duties: Duties = ANY_DUTY

    def __post_init__(self) -> None:
        Rule.__post_init__(self)
        most = (MAX_DAYS_APART - 2) * 24
        want(
            0 <= self.rest_h <= most,
            f"rules[{self.key}].rest_h",
            self.rest_h,
            f"hours from 0 to {most}",
        )

    def sentence(self) -> str:
        """What the rule asks for."""
        return f"At least {self.rest_h:g} h of rest between two {self.duties.plural}."

    def encode(self, problem: RosterProblem, cells: Cells) -> None:
        """Of a duty and those too soon after it, one at most."""
        people = [row for row, _ in problem.in_scope(self.scope)]
        groups = self._too_close(problem, cells)
        for (apart, before, after), positions in groups.items():
            first = crossing(cells.doing(before), people, positions)
            later = np.array(positions) + apart
            second = crossing(cells.doing(after), people, later)
            pairs = np.stack([first.ravel(), second.ravel()], axis=1)
            cells.at_most(pairs, 1, weight=self.weight)

    def breaches(self, problem: RosterProblem, roster: Roster) -> Iterator[Breach]:
        """Each pair of duties that are too close."""
        line = problem.timeline(roster)
        counted = np.isin(line, problem.indices(self.duties))
        ends = problem.positions(self.scope)
        for row, person in problem.in_scope(self.scope):
            worked = np.flatnonzero(counted[row])
            for index, position in enumerate(worked):
                if position not in ends:
                    continue
                for earlier in worked[max(0, index - MAX_DAYS_APART) : index]:
                    rest = _rest(problem, line[row], int(earlier), int(position))
                    if rest < self.rest_h * 60:
                        days = [int(earlier), int(position)]
                        yield self._too_soon(problem, person, days, rest)

    def _too_soon(
        self, problem: RosterProblem, person: Person, positions: list[int], rest: int
    ) -> Breach:
        days = [position - problem.n_history for position in positions]
        before = problem.horizon.name_of(days[1])
        found = f"{hours(rest)} of rest before {before}; at least {self.rest_h:g} h"
        if rest < 0:
            found = (
                f"two duties at once: one is not over when another begins on {before}"
            )
        return self.breach(1, f"{person.title} has {found}.", person=person, days=days)

    def _too_close(
        self, problem: RosterProblem, cells: Cells
    ) -> dict[tuple[int, tuple[int, ...], tuple[int, ...]], list[int]]:
        """Positions by (days apart, shifts then, shifts after that are too soon)."""
        counted = np.array(problem.indices(self.duties), dtype=np.int64)
        ends = problem.positions(self.scope)
        groups: dict[tuple[int, tuple[int, ...], tuple[int, ...]], list[int]] = {}
        for apart in range(1, MAX_DAYS_APART):
            for position in range(max(0, ends.start - apart), ends.stop - apart):
                if not cells.may_move([position, position + apart]):
                    continue
                over = problem.times.end[counted, position] + round(self.rest_h * 60)
                begins = problem.times.start[counted, position + apart]
                clash = begins[np.newaxis, :] < over[:, np.newaxis]
                for before, after in _classes(clash):
                    key = apart, _named(counted, before), _named(counted, after)
                    groups.setdefault(key, []).append(position)
        return groups


def _classes(clash: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Rows of ``clash`` grouped by which columns they clash with, if any."""
    patterns, group = np.unique(clash, axis=0, return_inverse=True)
    return [
        (np.flatnonzero(group.ravel() == index), np.flatnonzero(pattern))
        for index, pattern in enumerate(patterns)
        if pattern.any()
    ]


def _named(counted: np.ndarray, chosen: np.ndarray) -> tuple[int, ...]:
    return tuple(int(shift) for shift in counted[chosen])


def _rest(problem: RosterProblem, line: np.ndarray, one: int, two: int) -> int:
    ends = problem.times.end[line[one], one]
    return int(problem.times.start[line[two], two] - ends)
