"""Reasons for having no legal roster that plain counting finds.

Each certificate is a proof by arithmetic: no solver is asked, and nothing is claimed
that the figures in the sentence do not show.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.outcome import Conflict
from horarium.engines.rostering.problem import RosterProblem, Rule
from horarium.engines.rostering.roster import OFF, Breach, Roster
from horarium.engines.rostering.rules.cover import CoverIsMet, who_counts
from horarium.engines.rostering.rules.eligibility import Eligibility
from horarium.engines.rostering.rules.leave import LeaveIsFree
from horarium.engines.rostering.rules.locks import LocksHold
from horarium.engines.rostering.rules.max_consecutive import MaxConsecutive
from horarium.engines.rostering.rules.max_duty_length import MaxDutyLength
from horarium.engines.rostering.rules.max_shifts import MaxShifts
from horarium.engines.rostering.rules.min_rest import MinRest
from horarium.engines.rostering.rules.rotations import RotationsHold
from horarium.engines.rostering.rules.runs import hours
from horarium.engines.rostering.rules.successions import Successions
from horarium.engines.rostering.rules.total_hours import TotalHours

FORBIDDING = (
    Eligibility,
    LeaveIsFree,
    MaxConsecutive,
    MaxDutyLength,
    MaxShifts,
    MinRest,
    RotationsHold,
    Successions,
)
"""Rules that more work can only break: what they forbid with little work on the roster
they forbid with more."""


def certificates(problem: RosterProblem) -> Iterator[Conflict]:
    """What counting shows to be impossible, the most particular first."""
    yield from _locks_that_clash(problem)
    if _active(problem, CoverIsMet):
        able = _able(problem)
        yield from _lines_without_people(problem, able)
        yield from _days_without_people(problem, able)
        yield from _hours_beyond_limits(problem)


def _active(problem: RosterProblem, *kinds: type[Rule]) -> list[Rule]:
    rules = problem.active_rules
    return [rule for rule in rules if rule.is_hard and isinstance(rule, kinds)]


def _locks_that_clash(problem: RosterProblem) -> Iterator[Conflict]:
    """Locked duties that break a rule all by themselves."""
    locks = _active(problem, LocksHold)
    if not locks:
        return
    duties = {
        (problem.tables.people[lock.person], lock.day): problem.tables.shifts[
            lock.shift_type
        ]
        for lock in problem.locks
        if lock.shift_type
    }
    nobody = Roster.empty(problem.n_people, problem.n_days)
    locked = nobody.with_cells(duties)
    for rule in _active(problem, *FORBIDDING):
        for breach in rule.breaches(problem, locked):
            yield _clash(locks[0], breach)


def _clash(lock: Rule, breach: Breach) -> Conflict:
    return Conflict(
        rules=(lock.key, breach.rule),
        sentence=f"Locked cells break a rule: {breach.sentence}",
        people=(breach.person,) if breach.person else (),
        days=tuple(breach.days),
    )


def _able(problem: RosterProblem) -> NDArray[np.bool_]:
    """Who could work what when, by leave, eligibility and locks; shape as ``has``."""
    shape = problem.n_people, problem.n_days, len(problem.shift_types)
    able = np.ones(shape, dtype=bool)
    if _active(problem, Eligibility):
        able &= problem.tables.eligible[:, np.newaxis, :]
    for rule in _active(problem, LeaveIsFree):
        for row, _ in problem.in_scope(rule.scope):
            able[row, _free_days(problem, rule, row)] = False
    if _active(problem, LocksHold):
        for lock in problem.locks:
            row = problem.tables.people[lock.person]
            shift = problem.tables.shifts.get(lock.shift_type, OFF)
            able[row, lock.day] &= np.arange(shape[2]) == shift
    return able


def _free_days(problem: RosterProblem, rule: Rule, row: int) -> list[int]:
    person = problem.people[row]
    return [
        day
        for day in rule.scope.days(problem.n_days)
        if person.is_on_leave(day)
        or problem.horizon.weekday(day) in person.contract.free_weekdays
    ]


def _lines_without_people(
    problem: RosterProblem, able: NDArray[np.bool_]
) -> Iterator[Conflict]:
    for cover in problem.cover:
        counting = able[who_counts(problem, cover), cover.day]
        present = int(counting[:, _shifts(problem, cover)].any(axis=1).sum())
        if present < cover.minimum:
            names = " or ".join(cover.shift_types)
            yield Conflict(
                rules=_names(problem, CoverIsMet, LeaveIsFree, Eligibility, LocksHold),
                sentence=(
                    f"{problem.horizon.name_of(cover.day)}: {names} needs at least "
                    f"{cover.minimum}, but only {present} may work it and are there."
                ),
                days=(cover.day,),
            )


def _days_without_people(
    problem: RosterProblem, able: NDArray[np.bool_]
) -> Iterator[Conflict]:
    needed = np.zeros(problem.n_days, dtype=np.int64)
    for cover in problem.cover:
        if cover.is_head_count and len(cover.shift_types) == 1:
            needed[cover.day] += cover.minimum
    present = able.any(axis=2).sum(axis=0)
    for day in np.flatnonzero(needed > present):
        yield Conflict(
            rules=_names(problem, CoverIsMet, LeaveIsFree, Eligibility, LocksHold),
            sentence=(
                f"{problem.horizon.name_of(int(day))}: the shifts need at least "
                f"{needed[day]} people, but only {present[day]} are there."
            ),
            days=(int(day),),
        )


def _hours_beyond_limits(problem: RosterProblem) -> Iterator[Conflict]:
    limits = [person.limits.max_min for person in problem.people]
    if not _active(problem, TotalHours) or None in limits:
        return
    needed = sum(
        cover.minimum * int(problem.times.worked[_shifts(problem, cover)].min())
        for cover in problem.cover
        if cover.is_head_count and len(cover.shift_types) == 1
    )
    allowed = sum(limit for limit in limits if limit is not None)
    if needed > allowed:
        yield Conflict(
            rules=_names(problem, CoverIsMet, TotalHours),
            sentence=(
                f"The least cover takes {hours(needed)} of work, but everybody's "
                f"limits add up to {hours(allowed)}."
            ),
        )


def _names(problem: RosterProblem, *kinds: type[Rule]) -> tuple[str, ...]:
    return tuple(rule.key for rule in _active(problem, *kinds))


def _shifts(problem: RosterProblem, cover: Cover) -> list[int]:
    return [problem.tables.shifts[shift] for shift in cover.shift_types]
