"""Mend a roster after something has happened, with the fewest changes."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

from horarium.engines.rostering.changes import Change, apply_all, felt_on
from horarium.engines.rostering.check import Verdict, check, want_fit
from horarium.engines.rostering.conflict import explain_conflict, is_impossible
from horarium.engines.rostering.cpsat import Search
from horarium.engines.rostering.disruption import (
    DISRUPTION,
    Disruption,
    Present,
    moved_weight,
    weights,
)
from horarium.engines.rostering.forced import away, forced, from_now, tolerating
from horarium.engines.rostering.judging import compare
from horarium.engines.rostering.model import FREE
from horarium.engines.rostering.moves import Move, forced_moves, moves_between
from horarium.engines.rostering.outcome import Conflict, Infeasible, OutOfTime
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.rearrange import Rearranged, Rearrangement, rearrange
from horarium.engines.rostering.roster import OFF, Breach, Roster
from horarium.engines.rostering.rules.cover import CoverIsMet
from horarium.engines.rostering.wants import want, want_at_least
from horarium.engines.rostering.window import Mask, NothingSettled

NO_TIME = timedelta(0)

WHOLE_S = 1.0
"""Seconds for finding that even a roster made anew would break a hard rule."""

STAYS = (
    "What has begun stays, and whoever is away stays away: with that, no roster keeps "
    "the hard rules."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairParams:
    """How a roster may be mended.

    Nothing that has begun by ``now`` is touched. Others may move from ``margin_days``
    before the first day that is felt to as many after the last. Heads below the minimum
    of cover come first; with ``fill_wanted`` also wanted ones that were there. After
    ``limit`` the best found so far is returned.
    """

    now: datetime | None = None
    limit: timedelta = timedelta(seconds=5)
    margin_days: int = 3
    disruption: Disruption = DISRUPTION
    fill_wanted: bool = False
    seed: int = 0

    def __post_init__(self) -> None:
        want(self.limit > timedelta(0), "limit", self.limit, "a time above 0")
        want_at_least(0, "margin_days", self.margin_days)
        want(
            self.now is None or self.now.tzinfo is not None,
            "now",
            self.now,
            "an instant with its time zone",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """A roster for the ``problem`` as it is now.

    ``gaps`` are the lines of cover still below their minimum, ``breaches`` other hard
    breaches that were there before and could not be mended. ``disruption`` is the
    weight of all moves that were not forced; no mending of the window has a smaller one
    (with as few gaps) when ``is_fewest``. ``objective`` and ``penalties`` are the
    judge's, ``objective_before`` and ``penalties_before`` those of the roster as it was.
    """

    problem: RosterProblem
    roster: Roster
    moves: tuple[Move, ...]
    gaps: tuple[Breach, ...]
    breaches: tuple[Breach, ...]
    disruption: int
    is_fewest: bool
    is_best: bool
    days: range
    objective_before: int
    penalties_before: Mapping[str, int]
    objective: int
    penalties: Mapping[str, int]
    elapsed_s: float

    @property
    def moves_of_others(self) -> tuple[Move, ...]:
        """The moves that are not forced by what has happened."""
        return tuple(move for move in self.moves if not move.is_forced)


DEFAULTS = RepairParams()


def repair(
    problem: RosterProblem,
    roster: Roster,
    changes: Sequence[Change],
    params: RepairParams = DEFAULTS,
    *,
    stop: Callable[[], bool] | None = None,
) -> Repaired | Infeasible | OutOfTime:
    """The roster mended after ``changes`` with the fewest people-days moved.

    In this order: as few heads below the minimum as can be; then as little
    ``disruption`` of people who did not ask for it; then quality. Where that is
    impossible near what happened, everybody who still may moves. Raises
    ``InvalidField`` for names that ``problem`` does not know, and for a roster of other
    people or days.
    """
    began = time.perf_counter()
    outcome = mend(problem, roster, changes, params, stop)
    left = params.limit - timedelta(seconds=time.perf_counter() - began)
    if isinstance(outcome, NothingSettled) and outcome.is_impossible and left > NO_TIME:
        everywhere = replace(params, margin_days=problem.n_days, limit=left)
        outcome = mend(problem, roster, changes, everywhere, stop)
    if not isinstance(outcome, NothingSettled):
        return outcome
    if outcome.is_impossible:
        conflict = _conflict(apply_all(problem, changes))
        return Infeasible(conflict=conflict, elapsed_s=time.perf_counter() - began)
    elapsed_s = time.perf_counter() - began
    return OutOfTime(best=None, objective=None, bound=-FREE, elapsed_s=elapsed_s)


def _conflict(problem: RosterProblem) -> tuple[Conflict, ...]:
    """Why nothing can be mended, as far as that does not lie in what must stay."""
    if is_impossible(problem, WHOLE_S):
        return explain_conflict(problem)
    return (Conflict(rules=(), sentence=STAYS),)


def mend(
    problem: RosterProblem,
    roster: Roster,
    changes: Sequence[Change],
    params: RepairParams,
    stop: Callable[[], bool] | None = None,
) -> Repaired | NothingSettled:
    """As ``repair``, but says no more of a failure than whether it is impossible.

    Impossible means: as long as nobody moves outside the window.
    """
    began = time.perf_counter()
    want_fit(problem, roster)
    present = Present.of(problem, params.now)
    free, may_have = present.may_have(problem, roster)
    told = [from_now(change, problem, free) for change in changes]
    now = apply_all(problem, told)
    days = _window(now, told, params.margin_days)
    gone = forced(now, roster, told) & free
    dropped = Roster.of(np.where(gone, OFF, roster.cells))
    judged_at = time.perf_counter()
    before, after_drop = check(problem, roster), check(now, dropped)
    case = _Case(
        before=before,
        judging_s=time.perf_counter() - judged_at,
        problem=now,
        roster=roster,
        dropped=dropped,
        days=days,
        told=told,
        began=began,
    )
    if _is_settled(now, after_drop, params):
        still = Rearranged(roster=dropped, is_fewest=True, is_best=True)
        return _repaired(case, (still, after_drop), present, params)
    task = Rearrangement(
        problem=now,
        as_it_was=roster,
        roster=dropped,
        windows=_windows(free, days, now, (before, after_drop)),
        may_have=may_have & ~away(now, told)[:, :, np.newaxis],
        weight=weights(now, params.disruption, present),
        fill_wanted=params.fill_wanted,
    )
    found = _with_patience(task, before, case.how(params, stop))
    if isinstance(found, NothingSettled):
        return found
    judged = found, check(now, found.roster)
    mended = _repaired(case, judged, present, params)
    if _breaks_anew(now, (before.hard, mended.breaches), free):
        return NothingSettled(is_impossible=True)
    return mended


def _breaks_anew(
    problem: RosterProblem,
    breaches: tuple[Sequence[Breach], Sequence[Breach]],
    free: Mask,
) -> bool:
    """Whether somebody breaks a rule they did not break before, and nothing begun does.

    No move can help where a change asks for what nobody may have, such as a lock to a
    shift that does not fit.
    """
    before, after = breaches
    had = {(breach.rule, breach.person) for breach in before}
    rows = problem.tables.people
    for breach in after:
        if (breach.rule, breach.person) in had:
            continue
        whose = slice(None) if breach.person is None else rows[breach.person]
        if free[whose, list(breach.days)].all():
            return True
    return False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Case:
    """What is to be mended, and since when; what it took to judge two rosters."""

    before: Verdict
    judging_s: float
    problem: RosterProblem
    roster: Roster
    dropped: Roster
    days: range
    told: Sequence[Change]
    began: float

    def how(
        self, params: RepairParams, stop: Callable[[], bool] | None
    ) -> Callable[[], Search]:
        """Each search has the time that is left but for judging what it finds."""
        limit_s = params.limit.total_seconds() - self.judging_s

        def left() -> Search:
            left_s = limit_s - (time.perf_counter() - self.began)
            return Search(limit_s=left_s, seed=params.seed, should_stop=stop)

        return left


def _is_settled(problem: RosterProblem, verdict: Verdict, params: RepairParams) -> bool:
    """Whether nothing has to move beyond what is forced."""
    names = {r.key for r in problem.active_rules if isinstance(r, CoverIsMet)}
    short = any(breach.rule in names for breach in verdict.breaches)
    return verdict.is_legal and not (params.fill_wanted and short)


def _window(problem: RosterProblem, changes: Sequence[Change], margin: int) -> range:
    felt = felt_on(problem, changes)
    if not felt:
        return range(problem.n_days)
    return range(max(0, felt[0] - margin), min(problem.n_days, felt[-1] + margin + 1))


def _windows(
    free: Mask, days: range, problem: RosterProblem, wrong: tuple[Verdict, Verdict]
) -> list[Mask]:
    """First the days on which something has become wrong, then all of the window."""
    names = {r.key for r in problem.active_rules if isinstance(r, CoverIsMet)}
    before, after = wrong
    new = compare(before.breaches, after.breaches).broken
    short = [
        breach
        for breach in after.breaches
        if breach.rule in names and breach not in before.breaches
    ]
    felt = {day for breach in (*new, *short) for day in breach.days}
    order = np.arange(free.shape[1])
    near = free & np.isin(order, sorted(felt.intersection(days)))
    wide = free & np.isin(order, days)
    return [near, wide] if near.any() else [wide]


def _with_patience(
    task: Rearrangement, verdict: Verdict, how: Callable[[], Search]
) -> Rearranged | NothingSettled:
    """A second try that puts up with what was broken before."""
    found = rearrange(task, how)
    if isinstance(found, Rearranged) or not found.is_impossible:
        return found
    return rearrange(replace(task, problem=tolerating(task.problem, verdict)), how)


def _repaired(
    case: _Case,
    judged: tuple[Rearranged, Verdict],
    present: Present,
    params: RepairParams,
) -> Repaired:
    found, verdict = judged
    names = {r.key for r in case.problem.active_rules if isinstance(r, CoverIsMet)}
    weight = weights(case.problem, params.disruption, present)
    known = forced_moves(case.problem, case.roster, case.dropped, case.told)
    return Repaired(
        problem=case.problem,
        roster=found.roster,
        moves=moves_between(
            case.problem, case.roster, found.roster, known, verdict.breaches
        ),
        gaps=tuple(b for b in verdict.hard if b.rule in names),
        breaches=tuple(b for b in verdict.hard if b.rule not in names),
        disruption=moved_weight(weight, case.dropped, found.roster),
        is_fewest=found.is_fewest,
        is_best=found.is_best,
        days=case.days,
        objective_before=case.before.objective,
        penalties_before=case.before.penalties,
        objective=verdict.objective,
        penalties=verdict.penalties,
        elapsed_s=time.perf_counter() - case.began,
    )
