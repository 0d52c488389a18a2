"""Which rules cannot all hold, and what would have to give way."""

import time
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from horarium.engines.rostering.certificates import certificates
from horarium.engines.rostering.explain.cores import Core, can_hold, find_core
from horarium.engines.rostering.explain.groups import Grouped, grouped, told
from horarium.engines.rostering.explain.relax import relax
from horarium.engines.rostering.facts import Answer, Fact, Kind, Status, Visibility
from horarium.engines.rostering.outcome import Conflict
from horarium.engines.rostering.problem import RosterProblem

SHARE_FIRST = 0.4
SHARE_CORE = 0.8
"""Of the time: first whether there is a roster at all, then the conflict, then ways out."""

MOST_COUNTED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ClashParams:
    """How long to look for a conflict and for concessions.

    What the solver is about is ended first: over twelve weeks that takes up to 2 s more,
    and an answer within ten seconds is promised.
    """

    limit: timedelta = timedelta(seconds=8)


DEFAULTS = ClashParams()


def which_conflict(problem: RosterProblem, params: ClashParams = DEFAULTS) -> Answer:
    """Which parts of the hard rules cannot hold together, if any.

    A set that is impossible by itself; proved minimal when leaving out any one of them
    makes the others possible. What plain counting shows comes first. Then the least that
    would have to give way for a legal roster, as far as found in the time.
    """
    began = time.perf_counter()
    limit_s = params.limit.total_seconds()

    def left_s(share: float = 1.0) -> float:
        return share * limit_s - (time.perf_counter() - began)

    groups = grouped(problem)
    shown = list(islice(certificates(problem), MOST_COUNTED))
    counted = list(map(_counted, shown))
    everything = range(len(groups.parts))
    if not counted and can_hold(groups, everything, left_s(SHARE_FIRST)):
        facts = [Fact(kind=Kind.NO_CLASH, values={}, status=Status.PROVED)]
    else:
        hints = (_meant(groups, conflict) for conflict in shown)
        core = find_core(groups, left_s(SHARE_CORE), hints)
        facts = [*counted, _core(problem, groups, core)]
        facts.append(_ways_out(problem, groups, core, left_s()))
    return Answer(facts=tuple(facts), elapsed_s=time.perf_counter() - began)


def _counted(conflict: Conflict) -> Fact:
    return Fact(
        kind=Kind.COUNTED,
        values={
            "says": conflict.sentence,
            "rules": conflict.rules,
            "days": conflict.days,
        },
        visible_to=Visibility.COORDINATOR,
        people=conflict.people,
    )


def _meant(groups: Grouped, conflict: Conflict) -> list[int]:
    """The parts, by number, of the rules, people and days that counting has named."""
    return [
        index
        for index, part in enumerate(groups.parts)
        if part.rule in conflict.rules
        and (part.day is None or not conflict.days or part.day in conflict.days)
        and (
            part.person is None or not conflict.people or part.person in conflict.people
        )
    ]


def _core(problem: RosterProblem, groups: Grouped, core: Core | None) -> Fact:
    if core is None:
        return Fact(
            kind=Kind.CLASH,
            values={},
            status=Status.UNKNOWN,
            visible_to=Visibility.COORDINATOR,
        )
    parts = [groups.parts[index] for index in core.parts]
    return Fact(
        kind=Kind.CLASH,
        values={
            "says": told(problem, parts),
            "rules": tuple(part.rule for part in parts),
            "is_minimal": core.is_minimal,
        },
        status=Status.PROVED,
        visible_to=Visibility.COORDINATOR,
        people=tuple(sorted({part.person for part in parts if part.person})),
    )


def _ways_out(
    problem: RosterProblem, groups: Grouped, core: Core | None, limit_s: float
) -> Fact:
    found = relax(problem, groups, core.parts if core else (), limit_s)
    if found is None:
        return Fact(
            kind=Kind.RELAX,
            values={},
            status=Status.UNKNOWN,
            visible_to=Visibility.COORDINATOR,
        )
    return Fact(
        kind=Kind.RELAX,
        values={
            "steps": tuple(step.says(problem) for step in found.all),
            "rules": tuple(step.part.rule for step in found.all),
        },
        status=Status.PROVED if found.is_least else Status.BEST_FOUND,
        visible_to=Visibility.COORDINATOR,
    )
