"""Burdens shared in proportion to how much people are there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from horarium.engines.rostering.cells import Cells
from horarium.engines.rostering.horizon import SATURDAY
from horarium.engines.rostering.hours import exposure
from horarium.engines.rostering.model import FREE, Ids
from horarium.engines.rostering.problem import RosterProblem, Rule
from horarium.engines.rostering.roster import Breach, Roster
from horarium.engines.rostering.rules.weekends import (
    judged_weekends,
    weekend_cells,
    weekends_worked,
)
from horarium.engines.rostering.shifts import ANY_DUTY, Duties
from horarium.engines.rostering.wants import want, want_at_least

COUNTED = ("duties", "weekends")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fairness(Rule):
    """Everybody has their fair share of ``duties``, or of worked weekends.

    The share is pro rata to contract and presence, out of what the cover asks for plus
    what everybody carries over from earlier rosters under this rule's id. Being off the
    share by d costs ``weight`` times d squared, rounded: a few people a little off is
    better than one person far off. ``worst_weight`` is the price of each started duty by
    which the most burdened person is above their share; large enough, it makes the worst
    case come first and the squares decide among rosters that are as good in that.
    """

    kind: ClassVar[str] = "fairness"
    weight: int | None = 1

    count: str = "duties"
    duties: Duties = ANY_DUTY
    worst_weight: int = 0

    def __post_init__(self) -> None:
        Rule.__post_init__(self)
        name = f"rules[{self.key}]"
        want_at_least(0, f"{name}.worst_weight", self.worst_weight)
        want(self.weight is not None, f"{name}.weight", self.weight, "a weight")
        want(self.count in COUNTED, f"{name}.count", self.count, " or ".join(COUNTED))

    def sentence(self) -> str:
        """What the rule asks for."""
        what = "weekends" if self.count == "weekends" else self.duties.plural
        return f"Everybody has their fair share of {what}."

    def encode(self, problem: RosterProblem, cells: Cells) -> None:
        """Price each person's count."""
        targets = self.shares(problem)
        counted = self._cells(problem, cells)
        for row, _ in problem.in_scope(self.scope):
            line = counted[row]
            cells.price(line, self._costs(len(line), targets[row]))
        if self.worst_weight:
            self._price_worst(problem, cells, counted, targets)

    def _price_worst(
        self,
        problem: RosterProblem,
        cells: Cells,
        counted: Ids,
        targets: NDArray[np.float64],
    ) -> None:
        rows = [row for row, _ in problem.in_scope(self.scope)]
        worst = cells.model.new(1, counted.shape[1])
        cells.model.add_cost(worst, self.worst_weight)
        lines = np.concatenate(
            [counted[rows], np.repeat(worst[np.newaxis], len(rows), axis=0)], axis=1
        )
        coefs = np.append(np.ones(counted.shape[1], dtype=np.int64), -1)
        whole = np.floor(targets[rows]).astype(np.int64)
        cells.model.add_rows(lines, coefs, low=-FREE, high=whole, soft=True)

    def breaches(self, problem: RosterProblem, roster: Roster) -> Iterator[Breach]:
        """Everybody whose distance from the share costs something."""
        shares = self.shares(problem)
        counts = self.counts(problem, roster)
        for row, person in problem.in_scope(self.scope):
            found, share = int(counts[row]), float(shares[row])
            penalty = _rounded((self.weight or 0) * (found - share) ** 2)
            if penalty:
                yield Breach(
                    rule=self.key,
                    is_hard=False,
                    amount=_rounded(abs(found - share)),
                    penalty=penalty,
                    sentence=(
                        f"{person.title} has {found} {self._counted(found)}; a fair "
                        f"share is {share:.1f}."
                    ),
                    person=person.id,
                )
        yield from self._worst(problem, counts, shares)

    def _worst(
        self,
        problem: RosterProblem,
        counts: NDArray[np.int64],
        shares: NDArray[np.float64],
    ) -> Iterator[Breach]:
        """The most burdened person's excess, which belongs to nobody alone."""
        rows = [row for row, _ in problem.in_scope(self.scope)]
        above = counts[rows] - np.floor(shares[rows]).astype(np.int64)
        most = int(above.max(initial=0))
        if most and self.worst_weight:
            what = self._counted(most)
            yield Breach(
                rule=self.key,
                is_hard=False,
                amount=most,
                penalty=most * self.worst_weight,
                sentence=f"Somebody has up to {most} {what} above their fair share.",
            )

    def _counted(self, number: int) -> str:
        """What is shared, in the singular for one."""
        if self.count == "weekends":
            return "weekend" if number == 1 else "weekends"
        return self.duties.label if number == 1 else self.duties.plural

    def counts(self, problem: RosterProblem, roster: Roster) -> NDArray[np.int64]:
        """How many each person has, shape ``(n_people,)``."""
        days = self.scope.days(problem.n_days)
        if self.count == "weekends":
            line = problem.timeline(roster)
            judged = self._weekends(problem)
            counted = weekends_worked(problem, line)[:, judged]
        else:
            chosen = roster.cells[:, days.start : days.stop]
            counted = np.isin(chosen, problem.indices(self.duties))
        return np.asarray(counted.sum(axis=1), dtype=np.int64)

    def shares(self, problem: RosterProblem) -> NDArray[np.float64]:
        """The fair share of each person, shape ``(n_people,)``; 0 out of scope."""
        people = problem.in_scope(self.scope)
        present = np.zeros(problem.n_people)
        carried = np.zeros(problem.n_people)
        for row, person in people:
            present[row] = exposure(problem, person)
            if present[row]:
                carried[row] = person.carried.get(self.key, 0.0)
        total = self._demand(problem) + carried.sum()
        whole = present.sum()
        if not whole:
            return np.zeros(problem.n_people)
        return np.asarray(np.maximum(0.0, total * present / whole - carried))

    def _demand(self, problem: RosterProblem) -> float:
        chosen = {problem.shift_types[s].id for s in problem.indices(self.duties)}
        days = self.scope.days(problem.n_days)
        wanted = [
            cover
            for cover in problem.cover
            if cover.is_head_count
            and cover.day in days
            and chosen.issuperset(cover.shift_types)
        ]
        if self.count == "weekends":
            weekend = {day for day in days if problem.horizon.weekday(day) >= SATURDAY}
            return sum(cover.wanted for cover in wanted if cover.day in weekend) / 2
        return sum(cover.wanted for cover in wanted)

    def _cells(self, problem: RosterProblem, cells: Cells) -> Ids:
        if self.count == "weekends":
            return weekend_cells(problem, cells)[:, self._weekends(problem)]
        span = problem.positions(self.scope)
        return cells.doing(problem.indices(self.duties))[:, span.start : span.stop]

    def _weekends(self, problem: RosterProblem) -> list[int]:
        return list(judged_weekends(problem, problem.positions(self.scope)))

    def _costs(self, most: int, share: float) -> NDArray[np.int64]:
        """The penalty of each count from 0 to ``most``."""
        squares = (self.weight or 0) * (np.arange(most + 1) - share) ** 2
        return np.asarray(np.floor(squares + 0.5), dtype=np.int64)


def _rounded(value: float) -> int:
    return int(np.floor(value + 0.5))
