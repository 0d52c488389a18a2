"""Where a duty held in the hand may be put down: by whom else, or on which other day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from horarium.engines.rostering.judging import TOGETHER, Cells, Effect, Judge, compare
from horarium.engines.rostering.problem import RosterProblem, Rule, Scope
from horarium.engines.rostering.roster import Breach, Roster

REACH_DAYS = 7
"""Other days of the same person are looked at so far in both directions."""


@dataclass(frozen=True, slots=True)
class Target:
    """A cell that may change places with the held one.

    ``penalty`` is by how much the objective moves, the worst case of fairness left out.
    ``broken`` are hard breaches that were not there before; none means legal.
    """

    row: int
    day: int
    penalty: int
    broken: tuple[Breach, ...]


def exchange(roster: Roster, one: tuple[int, int], other: tuple[int, int]) -> Cells:
    """What two cells hold, each in the other's place."""
    return {one: int(roster.cells[other]), other: int(roster.cells[one])}


def targets(judge: Judge, row: int, day: int) -> tuple[Target, ...]:
    """Every cell the held one may change places with, and what would come of it.

    Those are the other people's on the same day, and the person's own of a week before
    and after; cells that hold the same are left out.
    """
    cells = judge.roster.cells
    n_people, n_days = cells.shape
    others = [(other, day) for other in range(n_people)]
    near = range(max(0, day - REACH_DAYS), min(n_days, day + REACH_DAYS + 1))
    places = others + [(row, on) for on in near]
    open_places = [at for at in places if cells[at] != cells[row, day]]
    own = {**_own_lines(judge, (row, day)), **_own_days(judge, (row, day), near)}
    on_day, nearby = (_Together(judge, days) for days in (range(day, day + 1), near))
    found = []
    for at in open_places:
        together = on_day if at[1] == day else nearby
        effect = together.effect(exchange(judge.roster, (row, day), at))
        found.append(_target(at, [*own[at], effect]))
    return tuple(found)


def _target(at: tuple[int, int], effects: Sequence[Effect]) -> Target:
    broken = tuple(breach for effect in effects for breach in effect.broken)
    return Target(*at, sum(effect.penalty for effect in effects), broken)


def _own_lines(
    judge: Judge, held: tuple[int, int]
) -> dict[tuple[int, int], list[Effect]]:
    """What changing places with each other person means for the two lines."""
    row, day = held
    column = judge.roster.cells[:, day].tolist()
    everybody = {(other, day): column[row] for other in range(len(column))}
    given = judge.lines(judge.roster.with_cells(everybody), range(len(column)))
    taken = {shift: judge.line(row, {held: shift}) for shift in sorted(set(column))}
    return {
        (other, day): [taken[column[other]], given[other]]
        for other in range(len(column))
        if other != row
    }


def _own_days(
    judge: Judge, held: tuple[int, int], near: range
) -> dict[tuple[int, int], list[Effect]]:
    row = held[0]
    return {
        (row, on): [judge.line(row, exchange(judge.roster, held, (row, on)))]
        for on in near
        if judge.roster.cells[row, on] != judge.roster.cells[held]
    }


class _Together:
    """The rules about people together, asked about a few days only."""

    def __init__(self, judge: Judge, near: range) -> None:
        cover = tuple(line for line in judge.problem.cover if line.day in near)
        self._roster = judge.roster
        self._problem = replace(judge.problem, cover=cover)
        self._rules = tuple(_within(judge.problem, near))
        self._before = list(self._breaches(judge.roster))

    def effect(self, cells: Cells) -> Effect:
        """What changes for people together."""
        return compare(self._before, self._breaches(self._roster.with_cells(cells)))

    def _breaches(self, roster: Roster) -> Iterator[Breach]:
        for rule in self._rules:
            yield from rule.breaches(self._problem, roster)


def _within(problem: RosterProblem, near: range) -> Iterator[Rule]:
    for rule in problem.active_rules:
        if isinstance(rule, TOGETHER):
            days = rule.scope.days(problem.n_days)
            scope = _narrower(rule.scope, days, near)
            yield replace(rule, scope=scope)


def _narrower(scope: Scope, days: range, near: range) -> Scope:
    start, end = max(days.start, near.start), min(days.stop, near.stop)
    return replace(scope, start=start, end=max(start, end))
