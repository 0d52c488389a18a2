"""Reasons for having no legal roster that plain counting finds.

Each certificate is a proof by arithmetic: no solver is asked, and nothing is claimed
that the figures in the sentence do not show.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.outcome import Conflict
from horarium.engines.rostering.problem import RosterProblem, Rule, Scope
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

BARRING = (LeaveIsFree, Eligibility, LocksHold)
"""Rules that say who may work what on which day."""


def certificates(problem: RosterProblem) -> Iterator[Conflict]:
    """What counting shows to be impossible, the most particular first."""
    yield from _locks_that_clash(problem)
    if _counting(problem):
        able = _able(problem, _active(problem, *BARRING))
        yield from _lines_without_people(problem, able)
        yield from _days_without_people(problem, able)
        yield from _hours_beyond_limits(problem)


def _active(problem: RosterProblem, *kinds: type[Rule]) -> list[Rule]:
    rules = problem.active_rules
    return [rule for rule in rules if rule.is_hard and isinstance(rule, kinds)]


def _counting(problem: RosterProblem) -> tuple[str, ...]:
    """One rule of cover by name, if there is one; its least is hard, weight or not."""
    rules = problem.active_rules
    return tuple(rule.key for rule in rules if isinstance(rule, CoverIsMet))[:1]


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


def _able(problem: RosterProblem, rules: Sequence[Rule]) -> NDArray[np.bool_]:
    """Who could work what when, by these of the ``BARRING`` rules; shape as ``has``."""
    shape = problem.n_people, problem.n_days, len(problem.shift_types)
    able = np.ones(shape, dtype=bool)
    for rule in rules:
        if isinstance(rule, LocksHold):
            _keep_locks(problem, able)
            continue
        for row, _ in problem.in_scope(rule.scope):
            if isinstance(rule, LeaveIsFree):
                able[row, _free_days(problem, rule, row)] = False
            else:
                days = rule.scope.days(problem.n_days)
                able[row, days] &= problem.tables.eligible[row]
    return able


def _keep_locks(problem: RosterProblem, able: NDArray[np.bool_]) -> None:
    shifts = np.arange(able.shape[2])
    for lock in problem.locks:
        row = problem.tables.people[lock.person]
        shift = problem.tables.shifts.get(lock.shift_type, OFF)
        able[row, lock.day] &= shifts == shift


def _needed(
    problem: RosterProblem, is_short: Callable[[NDArray[np.bool_]], bool]
) -> tuple[str, ...]:
    """The rules, by name, that leave too few: without any of them it is not so."""
    kept = _active(problem, *BARRING)
    for rule in tuple(kept):
        others = [other for other in kept if other is not rule]
        if is_short(_able(problem, others)):
            kept = others
    return (*_counting(problem), *(rule.key for rule in kept))


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
        line = np.ix_(who_counts(problem, cover), [cover.day], _shifts(problem, cover))

        def present(able: NDArray[np.bool_], line: Any = line) -> int:
            return int(able[line].any(axis=(1, 2)).sum())

        def is_short(able: NDArray[np.bool_], least: int = cover.minimum) -> bool:
            return present(able) < least

        if is_short(able):
            names = " or ".join(cover.shift_types)
            yield Conflict(
                rules=_needed(problem, is_short),
                sentence=(
                    f"{problem.horizon.name_of(cover.day)}: {names} needs at least "
                    f"{cover.minimum}, but only {present(able)} may work it and are "
                    "there."
                ),
                days=(cover.day,),
            )


def _days_without_people(
    problem: RosterProblem, able: NDArray[np.bool_]
) -> Iterator[Conflict]:
    least = _least_heads(problem).sum(axis=0)
    for day in range(problem.n_days):

        def present(able: NDArray[np.bool_], day: int = day) -> int:
            return int(able[:, day].any(axis=1).sum())

        def is_short(able: NDArray[np.bool_], day: int = day) -> bool:
            return bool(present(able, day) < least[day])

        if is_short(able):
            yield Conflict(
                rules=_needed(problem, is_short),
                sentence=(
                    f"{problem.horizon.name_of(day)}: the shifts need at least "
                    f"{least[day]} people, but only {present(able)} are there."
                ),
                days=(day,),
            )


def _least_heads(problem: RosterProblem) -> NDArray[np.int64]:
    """Heads that must be there by shift type and day, whatever their skills.

    The same heads count for all lines about one shift type.
    """
    least = np.zeros((len(problem.shift_types), problem.n_days), dtype=np.int64)
    for cover in problem.cover:
        if len(cover.shift_types) == 1:
            place = problem.tables.shifts[cover.shift_types[0]], cover.day
            least[place] = max(least[place], cover.minimum)
    return least


def _hours_beyond_limits(problem: RosterProblem) -> Iterator[Conflict]:
    limits = [person.limits.max_min for person in problem.people]
    rules = [r for r in _active(problem, TotalHours) if r.scope == Scope()]
    if not rules or None in limits:
        return
    worked = problem.times.worked[:, problem.n_history :]
    needed = int((_least_heads(problem) * worked).sum())
    allowed = sum(limit for limit in limits if limit is not None)
    if needed > allowed:
        yield Conflict(
            rules=(*_counting(problem), rules[0].key),
            sentence=(
                f"The least cover takes {hours(needed)} of work, but everybody's "
                f"limits add up to {hours(allowed)}."
            ),
        )


def _shifts(problem: RosterProblem, cover: Cover) -> list[int]:
    return [problem.tables.shifts[shift] for shift in cover.shift_types]
