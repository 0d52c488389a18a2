"""What a change takes away by itself, before anybody else has to move."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from horarium.engines.rostering.changes import Absence, Change, LostSite
from horarium.engines.rostering.check import Verdict
from horarium.engines.rostering.problem import RosterProblem, Rule
from horarium.engines.rostering.roster import OFF, Breach, Roster
from horarium.engines.rostering.rules.cover import CoverIsMet
from horarium.engines.rostering.rules.leave import LeaveIsFree
from horarium.engines.rostering.window import Mask


def away(problem: RosterProblem, changes: Sequence[Change]) -> Mask:
    """The cells of those who are absent, shape ``(n_people, n_days)``."""
    mask = np.zeros((problem.n_people, problem.n_days), dtype=bool)
    for change in changes:
        if isinstance(change, Absence):
            days = change.days(problem)
            mask[problem.tables.people[change.person], days.start : days.stop] = True
    return mask


def forced(problem: RosterProblem, roster: Roster, changes: Sequence[Change]) -> Mask:
    """The duties that cannot stay: of the absent, into their absence, at lost sites.

    ``problem`` is the one after ``changes``.
    """
    mask = away(problem, changes) | _into_leave(problem, roster, changes)
    sites = np.array([shift.site for shift in problem.shift_types] + [""])
    for change in changes:
        if isinstance(change, LostSite):
            days = change.days(problem)
            here = slice(days.start, days.stop)
            mask[:, here] |= sites[roster.cells[:, here]] == change.site
    gone: Mask = mask & (roster.cells != OFF)
    return gone


def from_now(change: Change, problem: RosterProblem, free: Mask) -> Change:
    """An absence from the first day on that can still be free of work.

    Leave begins after whatever has begun already, also when that runs into the next day.
    """
    if not isinstance(change, Absence):
        return change
    row = problem.tables.people.get(change.person, 0)
    days = change.days(problem)
    begun = np.flatnonzero(~free[row, : days.stop])
    start = max(change.start, int(begun[-1]) + 1) if len(begun) else change.start
    return replace(change, start=min(start, change.end - 1))


def tolerating(problem: RosterProblem, verdict: Verdict) -> RosterProblem:
    """The problem without the rules for those who already break them."""
    rules = tuple(
        _without(problem, rule, [b for b in verdict.hard if b.rule == rule.key])
        for rule in problem.rules
    )
    return replace(problem, rules=rules)


def _without(problem: RosterProblem, rule: Rule, breaches: Sequence[Breach]) -> Rule:
    if not breaches or isinstance(rule, CoverIsMet):
        return rule
    breakers = {breach.person for breach in breaches}
    kept = tuple(
        person.id
        for _, person in problem.in_scope(rule.scope)
        if person.id not in breakers
    )
    if not kept:
        return replace(rule, enabled=False)
    return replace(rule, scope=replace(rule.scope, people=kept))


def _into_leave(
    problem: RosterProblem, roster: Roster, changes: Sequence[Change]
) -> Mask:
    """Duties that reach into the leave of somebody who is newly absent."""
    mask = np.zeros(roster.cells.shape, dtype=bool)
    absent = away(problem, changes)
    for rule in problem.active_rules:
        if not (isinstance(rule, LeaveIsFree) and rule.is_hard):
            continue
        for breach in rule.breaches(problem, roster):
            if breach.person is None or breach.shift_type is None:
                continue
            row = problem.tables.people[breach.person]
            if not absent[row, breach.days[-1]]:
                continue
            shift = problem.tables.shifts[breach.shift_type]
            for day in breach.days:
                mask[row, day] |= roster.cells[row, day] == shift
    return mask
