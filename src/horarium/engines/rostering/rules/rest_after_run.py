"""A longer rest after nights, or after a long run of duties."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from horarium.engines.rostering.cells import Cells, crossing
from horarium.engines.rostering.people import Person
from horarium.engines.rostering.problem import RosterProblem, Rule
from horarium.engines.rostering.roster import Breach, Roster
from horarium.engines.rostering.rules.runs import hours, runs
from horarium.engines.rostering.shifts import ANY_DUTY, Duties
from horarium.engines.rostering.wants import want, want_at_least

MAX_DAYS_APART = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class RestAfterRun(Rule):
    """After ``run`` or more of ``duties`` in a row, ``rest_h`` hours free of any duty.

    The run ends on its last day; going on with the same kind of duty on the next day
    makes it longer. Each duty that begins too soon counts 1.
    """

    kind: ClassVar[str] = "rest-after-run"

    run: int = 1
    rest_h: float = 46
    duties: Duties = ANY_DUTY

    def __post_init__(self) -> None:
        Rule.__post_init__(self)
        want_at_least(1, f"rules[{self.key}].run", self.run)
        most = (MAX_DAYS_APART - 2) * 24
        want(
            0 <= self.rest_h <= most,
            f"rules[{self.key}].rest_h",
            self.rest_h,
            f"hours from 0 to {most}",
        )

    def sentence(self) -> str:
        """What the rule asks for."""
        one = f"any {self.duties.label}" if self.run == 1 else ""
        many = f"{self.run} or more {self.duties.plural} in a row"
        return f"At least {self.rest_h:g} h of rest after {one or many}."

    def encode(self, problem: RosterProblem, cells: Cells) -> None:
        """Never a full run, its end, and a duty that begins too soon after it."""
        people = [row for row, _ in problem.in_scope(self.scope)]
        doing = cells.doing(problem.indices(self.duties))
        for (apart, last, soon), positions in self._too_soon(problem, cells).items():
            at = np.array(positions)
            columns = [crossing(cells.doing(last), people, at)]
            columns += [crossing(doing, people, at - k) for k in range(1, self.run)]
            columns.append(crossing(cells.doing(soon), people, at + apart))
            coefs = [1] * len(columns)
            if apart > 1:
                columns.append(crossing(doing, people, at + 1))
                coefs.append(-1)
            rows = np.stack([column.ravel() for column in columns], axis=1)
            cells.at_most(rows, self.run, coefs=coefs, weight=self.weight)

    def breaches(self, problem: RosterProblem, roster: Roster) -> Iterator[Breach]:
        """Each duty that begins too soon after a run."""
        line = problem.timeline(roster)
        doing = np.isin(line, problem.indices(self.duties))
        ends = problem.positions(self.scope)
        for row, person in problem.in_scope(self.scope):
            for run in runs(doing[row]):
                if len(run) < self.run:
                    continue
                for position in range(run.stop, run[-1] + MAX_DAYS_APART):
                    if position not in ends or line[row, position] < 0:
                        continue
                    rest = _rest(problem, line[row], run[-1], position)
                    if rest < self.rest_h * 60:
                        yield self._broken(problem, person, (run, position), rest)

    def _broken(
        self,
        problem: RosterProblem,
        person: Person,
        place: tuple[range, int],
        rest: int,
    ) -> Breach:
        run, position = place
        days = [at - problem.n_history for at in (*run, position)]
        what = self.duties.label if len(run) == 1 else self.duties.plural
        return self.breach(
            1,
            f"{person.title} has {hours(rest)} of rest after {len(run)} {what}, before "
            f"{problem.horizon.name_of(days[-1])}; at least {self.rest_h:g} h.",
            person=person,
            days=days,
        )

    def _too_soon(
        self, problem: RosterProblem, cells: Cells
    ) -> dict[tuple[int, tuple[int, ...], tuple[int, ...]], list[int]]:
        """Positions by (days apart, last shifts of a run, shifts too soon after)."""
        ends = problem.positions(self.scope)
        groups: dict[tuple[int, tuple[int, ...], tuple[int, ...]], list[int]] = {}
        for apart in range(1, MAX_DAYS_APART):
            first = max(self.run - 1, ends.start - apart)
            for position in range(first, ends.stop - apart):
                about = slice(position - self.run + 1, position + apart + 1)
                if not cells.may_move(about):
                    continue
                for last, soon in self._pairs(problem, position, apart):
                    groups.setdefault((apart, last, soon), []).append(position)
        return groups

    def _pairs(
        self, problem: RosterProblem, position: int, apart: int
    ) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
        counted = problem.indices(self.duties)
        over = problem.times.end[:, position] + round(self.rest_h * 60)
        begins = problem.times.start[:, position + apart]
        by_soon: dict[tuple[int, ...], list[int]] = {}
        for shift in counted:
            soon = np.flatnonzero(begins < over[shift])
            others = [int(s) for s in soon if apart > 1 or s not in counted]
            if others:
                by_soon.setdefault(tuple(others), []).append(shift)
        return [(tuple(last), soon) for soon, last in by_soon.items()]


def _rest(problem: RosterProblem, line: np.ndarray, one: int, two: int) -> int:
    ends = problem.times.end[line[one], one]
    return int(problem.times.start[line[two], two] - ends)
