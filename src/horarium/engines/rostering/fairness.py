"""Who has carried how much, over rosters: a ledger of burdens, pro rata."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from horarium.engines.rostering.hours import exposure
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.roster import OFF, Roster
from horarium.engines.rostering.rules.fairness import Fairness
from horarium.engines.rostering.rules.weekends import judged_weekends, weekends_worked
from horarium.engines.rostering.shifts import Duties
from horarium.engines.rostering.wants import want

Numbers = NDArray[np.float64]

ALWAYS_COUNTED = {
    "nights": "nights",
    "weekends": "weekends",
    "on-calls": "on-call periods",
    "clinics": "clinics",
    "sites": "duties at unpopular sites",
    "hours": "hours",
    "points": "burden points",
}
"""The burdens that are always counted, by id, in words."""

OF_A_RULE = "rule:"
"""Begins the id of a rule's burden where the rule's own is taken."""


def burden_id(rule: Fairness) -> str:
    """The burden that ``rule`` shares: its own id, unless that is ``ALWAYS_COUNTED`` anyway."""
    is_taken = rule.key in ALWAYS_COUNTED or rule.key.startswith(OF_A_RULE)
    return OF_A_RULE + rule.key if is_taken else rule.key


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerParams:
    """What is counted, and how fast the past fades.

    After ``half_life_days`` a balance is worth half. ``unpopular_sites`` are those whose
    duties are shared; nobody's home counts against them.
    """

    half_life_days: int = 270
    unpopular_sites: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        want(self.half_life_days > 0, "half_life_days", self.half_life_days, "days")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """How much more than their share people have carried until ``as_of``.

    ``balances`` is by dimension, then by person; who is not in it has a balance of 0.
    """

    as_of: date
    balances: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One person in one dimension of one roster.

    ``share`` is what was fair in this roster: the part of everybody's load and balances
    that is due to this person's ``exposure`` (full-time and never on leave is 1), less
    the ``carried`` balance. ``balance`` is what is carried on.
    """

    person: str
    load: float
    exposure: float
    carried: float
    share: float
    balance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """How evenly a burden lies; 0 is even, but for Jain, where 1 is.

    Of loads with what was carried, per exposure: ``range`` between most and least,
    ``gini`` half the mean absolute difference over the mean, ``jain`` (Σx)² / n Σx².
    ``worst`` is the largest excess over a share, ``squares`` the sum of squared
    distances from it.
    """

    worst: float
    squares: float
    range: float
    gini: float
    jain: float

    @property
    def order(self) -> tuple[float, float]:
        """The smaller, the fairer: first the worst case, then the squares."""
        return self.worst, self.squares


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """One burden with everybody's line in it, people in the order of the problem."""

    id: str
    label: str
    lines: tuple[Line, ...]
    measures: Measures


def tally(
    problem: RosterProblem,
    roster: Roster,
    ledger: Ledger | None = None,
    params: LedgerParams | None = None,
) -> tuple[Dimension, ...]:
    """Every burden of ``roster``, on top of what ``ledger`` brings.

    The dimensions are nights, weekends, on-calls, clinics, unpopular sites, hours and
    burden points, then one for each fairness rule by its own counting, among those it
    applies to, under its ``burden_id``. Somebody who is never there (all leave) neither gains nor owes.
    """
    how = params or LedgerParams()
    present = np.array([exposure(problem, person) for person in problem.people])
    sharing = _sharing(problem, present)
    faded = {} if ledger is None else faded_balances(problem, ledger, how)
    return tuple(
        _dimension(
            problem,
            (name, label),
            load,
            sharing.get((name, label), present),
            faded.get(name, {}),
        )
        for (name, label), load in _loads(problem, roster, how).items()
    )


def close(problem: RosterProblem, dimensions: Sequence[Dimension]) -> Ledger:
    """The ledger after a roster, as of the end of its horizon."""
    return Ledger(
        as_of=problem.horizon.date_of(problem.n_days),
        balances={
            dimension.id: {line.person: line.balance for line in dimension.lines}
            for dimension in dimensions
        },
    )


def open_with(
    problem: RosterProblem, ledger: Ledger, params: LedgerParams | None = None
) -> RosterProblem:
    """The problem whose fairness rules begin with the balances of ``ledger``."""
    faded = faded_balances(problem, ledger, params or LedgerParams())
    rules = {r.key: burden_id(r) for r in problem.rules if isinstance(r, Fairness)}
    people = tuple(
        replace(
            person,
            carried={
                rule: faded[burden].get(person.id, 0.0)
                for rule, burden in rules.items()
                if burden in faded
            },
        )
        for person in problem.people
    )
    return replace(problem, people=people)


def faded_balances(
    problem: RosterProblem, ledger: Ledger, params: LedgerParams
) -> dict[str, dict[str, float]]:
    """The balances as of the first day of the problem."""
    age_days = max(0, (problem.horizon.start - ledger.as_of).days)
    left = 0.5 ** (age_days / params.half_life_days)
    return {
        name: {person: balance * left for person, balance in by_person.items()}
        for name, by_person in ledger.balances.items()
    }


def _loads(
    problem: RosterProblem, roster: Roster, params: LedgerParams
) -> dict[tuple[str, str], Numbers]:
    """Everybody's load by dimension, shape ``(n_people,)``."""
    nights = Duties(night_h=3, without_tags=("on-call",))
    counted = {
        "nights": _count(problem, roster, nights),
        "weekends": _weekends(problem, roster),
        "on-calls": _count(problem, roster, Duties(tags=("on-call",))),
        "clinics": _count(problem, roster, Duties(tags=("clinic",))),
        "sites": _away(problem, roster, params),
        "hours": _hours(problem, roster),
        "points": _points(problem, roster),
    }
    loads = {(name, ALWAYS_COUNTED[name]): load for name, load in counted.items()}
    for rule in problem.active_rules:
        if isinstance(rule, Fairness):
            counts = rule.counts(problem, roster).astype(np.float64)
            loads[burden_id(rule), rule.sentence()] = counts
    return loads


def _sharing(
    problem: RosterProblem, present: Numbers
) -> dict[tuple[str, str], Numbers]:
    """How much everybody is there for each fairness rule; 0 for others than its own."""
    sharing = {}
    for rule in problem.active_rules:
        if isinstance(rule, Fairness):
            among = np.zeros_like(present)
            rows = [row for row, _ in problem.in_scope(rule.scope)]
            among[rows] = present[rows]
            sharing[burden_id(rule), rule.sentence()] = among
    return sharing


def _count(problem: RosterProblem, roster: Roster, duties: Duties) -> Numbers:
    chosen = np.isin(roster.cells, problem.indices(duties))
    return np.asarray(chosen.sum(axis=1), dtype=np.float64)


def _weekends(problem: RosterProblem, roster: Roster) -> Numbers:
    here = range(problem.n_history, problem.n_history + problem.n_days)
    judged = list(judged_weekends(problem, here))
    worked = weekends_worked(problem, problem.timeline(roster))[:, judged]
    return np.asarray(worked.sum(axis=1), dtype=np.float64)


def _away(problem: RosterProblem, roster: Roster, params: LedgerParams) -> Numbers:
    if not params.unpopular_sites:
        return np.zeros(problem.n_people)
    loads = _count(problem, roster, Duties(sites=params.unpopular_sites))
    at_home = [person.home in params.unpopular_sites for person in problem.people]
    return np.where(at_home, 0.0, loads)


def _hours(problem: RosterProblem, roster: Roster) -> Numbers:
    days = np.arange(problem.n_days) + problem.n_history
    worked_min = problem.times.worked[roster.cells, days]
    return np.asarray(np.where(roster.cells != OFF, worked_min, 0).sum(axis=1) / 60)


def _points(problem: RosterProblem, roster: Roster) -> Numbers:
    points = np.array([*(shift.points for shift in problem.shift_types), 0])
    return np.asarray(points[roster.cells].sum(axis=1), dtype=np.float64)


def _dimension(
    problem: RosterProblem,
    name: tuple[str, str],
    load: Numbers,
    present: Numbers,
    carried_by: Mapping[str, float],
) -> Dimension:
    load = np.where(present > 0, load, 0.0)
    carried = np.array([carried_by.get(person.id, 0.0) for person in problem.people])
    there, whole = present > 0, present.sum()
    total = load.sum() + carried[there].sum()
    due = total * present / whole if whole else np.zeros_like(load)
    share = np.where(there, np.maximum(0.0, due - carried), 0.0)
    balance = np.where(there, carried + load - due, carried)
    lines = tuple(
        Line(
            person=person.id,
            load=float(load[row]),
            exposure=float(present[row]),
            carried=float(carried[row]),
            share=float(share[row]),
            balance=float(balance[row]),
        )
        for row, person in enumerate(problem.people)
    )
    per_head = (load + carried)[there] / present[there]
    off = (load - share)[there]
    return Dimension(
        id=name[0], label=name[1], lines=lines, measures=_measures(per_head, off)
    )


def _measures(per_head: Numbers, off: Numbers) -> Measures:
    shifted = np.sort(np.maximum(per_head, 0.0))
    total, n_people = float(shifted.sum()), len(shifted)
    ranks = np.arange(1, n_people + 1)
    gini = jain = None
    if total:
        gini = float(((2 * ranks - n_people - 1) * shifted).sum() / (n_people * total))
        jain = total**2 / (n_people * float((shifted**2).sum()))
    return Measures(
        worst=float(off.max(initial=0.0)),
        squares=float((off**2).sum()),
        range=float(np.ptp(per_head)) if n_people else 0.0,
        gini=0.0 if gini is None else gini,
        jain=1.0 if jain is None else jain,
    )
