"""What a page or a table wants to know of a roster: totals and breaches."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from horarium.engines.rostering.check import Verdict, check
from horarium.engines.rostering.hours import target_min
from horarium.engines.rostering.problem import RosterProblem, Rule
from horarium.engines.rostering.roster import OFF, Breach, Roster
from horarium.engines.rostering.rules.weekends import judged_weekends, weekends_worked

NIGHT_MIN = 3 * 60
"""A night duty has 3 hours or more between 23:00 and 06:00 (UK TCS 2016)."""


@dataclass(frozen=True, slots=True)
class CoverTotal:
    """Heads wanted and present on one shift type, one entry a day of the horizon.

    ``wanted`` and ``minimum`` add up the lines of cover that ask for this shift type
    alone and for heads of any skill.
    """

    shift_type: str
    site: str
    wanted: tuple[int, ...]
    minimum: tuple[int, ...]
    have: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PersonTotal:
    """What one person works in the horizon, and what the contract asks for."""

    person: str
    worked_min: int
    target_min: int
    n_nights: int
    n_weekends: int
    n_duties: int


@dataclass(frozen=True, slots=True)
class RuleBreaches:
    """The breaches of one rule; without breaches it is kept."""

    rule: str
    sentence: str
    is_hard: bool
    weight: int | None
    penalty: int
    breaches: tuple[Breach, ...]


def cover_totals(problem: RosterProblem, roster: Roster) -> tuple[CoverTotal, ...]:
    """One entry a shift type, in the order of the problem."""
    n_shifts = len(problem.shift_types)
    have = (roster.cells[np.newaxis] == np.arange(n_shifts)[:, None, None]).sum(axis=1)
    wanted = np.zeros((n_shifts, problem.n_days), dtype=np.int64)
    minimum = np.zeros_like(wanted)
    for cover in problem.cover:
        if cover.is_head_count and len(cover.shift_types) == 1:
            place = problem.tables.shifts[cover.shift_types[0]], cover.day
            wanted[place] += cover.wanted
            minimum[place] += cover.minimum
    return tuple(
        CoverTotal(
            shift.id, shift.site, *(_ints(t[row]) for t in (wanted, minimum, have))
        )
        for row, shift in enumerate(problem.shift_types)
    )


def person_totals(problem: RosterProblem, roster: Roster) -> tuple[PersonTotal, ...]:
    """One entry a person, in the order of the problem."""
    cells = roster.cells
    on_duty = cells != OFF
    days = np.arange(problem.n_days) + problem.n_history
    worked = np.where(on_duty, problem.times.worked[cells, days], 0).sum(axis=1)
    is_night = [shift.night_min >= NIGHT_MIN for shift in problem.shift_types]
    nights = (on_duty & np.array(is_night)[cells]).sum(axis=1)
    here = range(problem.n_history, problem.n_history + problem.n_days)
    judged = list(judged_weekends(problem, here))
    weekends = weekends_worked(problem, problem.timeline(roster))[:, judged].sum(axis=1)
    return tuple(
        PersonTotal(
            person=person.id,
            worked_min=int(worked[row]),
            target_min=target_min(problem, person),
            n_nights=int(nights[row]),
            n_weekends=int(weekends[row]),
            n_duties=int(on_duty[row].sum()),
        )
        for row, person in enumerate(problem.people)
    )


def breaches_by_rule(
    problem: RosterProblem, verdict: Verdict
) -> tuple[RuleBreaches, ...]:
    """Every active rule with its breaches, in the order of the problem.

    A rule about cover can be broken both ways: what is below its minimum is hard, what
    is below the number wanted is not; it then has an entry for each.
    """
    entries = []
    for rule in problem.active_rules:
        broken = [breach for breach in verdict.breaches if breach.rule == rule.key]
        hard = [breach for breach in broken if breach.is_hard]
        soft = [breach for breach in broken if not breach.is_hard]
        if hard or (rule.is_hard and not soft):
            entries.append(_entry(rule, hard, is_hard=True))
        if soft or not (hard or rule.is_hard):
            entries.append(_entry(rule, soft, is_hard=False))
    return tuple(entries)


def judge(problem: RosterProblem, roster: Roster) -> tuple[RuleBreaches, ...]:
    """``breaches_by_rule`` of a fresh ``check``."""
    return breaches_by_rule(problem, check(problem, roster))


def _entry(rule: Rule, breaches: Sequence[Breach], *, is_hard: bool) -> RuleBreaches:
    return RuleBreaches(
        rule=rule.key,
        sentence=rule.sentence(),
        is_hard=is_hard,
        weight=rule.weight,
        penalty=sum(breach.penalty for breach in breaches),
        breaches=tuple(breaches),
    )


def _ints(values: NDArray[np.int64]) -> tuple[int, ...]:
    return tuple(int(value) for value in values)
