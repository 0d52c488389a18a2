"""Why there is no legal roster: by counting, else by leaving rules out in turn."""

import time
from dataclasses import replace
from itertools import islice

import numpy as np

from horarium.engines.rostering.apart import can_hold_apart
from horarium.engines.rostering.certificates import certificates
from horarium.engines.rostering.cpsat import Search, search
from horarium.engines.rostering.encode import encode
from horarium.engines.rostering.outcome import Conflict
from horarium.engines.rostering.problem import RosterProblem, Rule
from horarium.engines.rostering.reduction import reduce, select
from horarium.engines.rostering.rules.cover import CoverIsMet

LIMIT_S = 5.0
TRY_S = 1.0
MAX_SHOWN = 5


def explain_conflict(
    problem: RosterProblem, limit_s: float = LIMIT_S
) -> tuple[Conflict, ...]:
    """Rules that cannot all hold, for a problem known to have no legal roster.

    What plain counting shows is preferred. Otherwise the answer is a set of hard rules
    that is impossible by itself; in the time given, as few of them as could be found.
    """
    counted = tuple(islice(certificates(problem), MAX_SHOWN))
    if counted:
        return counted
    core = _core(problem, limit_s)
    sentences = " ".join(rule.sentence() for rule in core)
    return (
        Conflict(
            rules=tuple(rule.key for rule in core),
            sentence=f"These rules cannot all hold: {sentences}",
        ),
    )


def _core(problem: RosterProblem, limit_s: float) -> list[Rule]:
    """Hard rules that stay impossible when each of the others is left out."""
    began = time.perf_counter()
    core = [rule for rule in problem.active_rules if has_hard_rows(rule)]
    for rule in tuple(core):
        left_s = limit_s - (time.perf_counter() - began)
        if left_s <= 0:
            break
        fewer = [other for other in core if other is not rule]
        if is_impossible(replace(problem, rules=tuple(fewer)), min(TRY_S, left_s)):
            core = fewer
    return core


def has_hard_rows(rule: Rule) -> bool:
    """Whether a rule can make a roster illegal; the least of cover does at any weight."""
    return rule.is_hard or isinstance(rule, CoverIsMet)


def is_impossible(problem: RosterProblem, limit_s: float) -> bool:
    """Whether it is shown within ``limit_s`` that no roster keeps the hard rules."""
    encoded = encode(problem)
    system = encoded.system
    hard = select(system, np.flatnonzero(~system.soft), system.lower, system.upper)
    reduced = reduce(replace(hard, cost=np.zeros_like(hard.cost)))
    if len(reduced.conflicts):
        return True
    how = Search(limit_s=limit_s)
    people, _ = encoded.places()
    left = reduced.kept[: reduced.system.n_cells] - system.first_cell
    can_hold = can_hold_apart(reduced.system, people[left], how)
    if can_hold is not None:
        return not can_hold
    return search(reduced.system, how).is_infeasible
