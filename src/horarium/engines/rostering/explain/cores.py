"""Which parts of a problem cannot hold together: as few of them as can be found."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from horarium.engines.rostering.cpsat import INT_MAX, INT_MIN, Search, search
from horarium.engines.rostering.explain.groups import Grouped
from horarium.engines.rostering.model import FREE, System
from horarium.engines.rostering.reduction import reduce

SHARE_NAMED = 0.9
NEVER = 2**40
"""No sum comes near it: a row that nothing can keep, said so that CP-SAT takes it."""

FEW = 8
"""So many parts are tried as they are; of more the solver first names those it needs."""

TRY_S = 1.0
"""A handful of parts is decided in milliseconds; what takes longer is left undecided."""


@dataclass(frozen=True, slots=True)
class Core:
    """Parts, by number, that cannot all hold.

    Minimal when each of them was left out in turn and the others could then hold.
    """

    parts: tuple[int, ...]
    is_minimal: bool


def find_core(
    grouped: Grouped, limit_s: float, hints: Iterable[Sequence[int]] = ()
) -> Core | None:
    """A conflict among the parts, or None when none was found in time.

    It is looked for among the parts of each hint before it is among all. What the
    solver names is proven again without its assumptions before anything is said of it.
    """
    until = time.perf_counter() + limit_s
    for hint in hints:
        core = _core_of(grouped.only(hint), hint, until)
        if core is not None:
            return core
    return _core_of(grouped, range(len(grouped.parts)), until)


def _core_of(grouped: Grouped, parts: Sequence[int], until: float) -> Core | None:
    """A conflict among these parts, which are all that have rows."""
    named: Sequence[int] | None = parts
    if len(parts) > FEW:
        named = _named(grouped, SHARE_NAMED * (until - time.perf_counter()))
    if not named or can_hold(grouped, named, TRY_S) is not False:
        return None
    return _minimal(grouped, named, until)


def can_hold(grouped: Grouped, parts: Sequence[int], limit_s: float) -> bool | None:
    """Whether these parts can hold together; None when it took too long to say."""
    reduced = reduce(grouped.system(parts))
    if len(reduced.conflicts):
        return False
    if not reduced.system.n_variables:
        return True
    how = Search(limit_s=limit_s, to_begin_with=True, straight=True)
    found = search(reduced.system, how)
    if found.values is not None:
        return True
    return False if found.is_infeasible else None


def _minimal(grouped: Grouped, parts: Sequence[int], until: float) -> Core:
    """Leave out whatever the conflict does not need, first in large pieces."""
    grouped = grouped.only(parts)
    core, size = list(parts), max(1, len(parts) // 2)
    is_minimal = False
    while not is_minimal:
        is_sure = size == 1
        for start in range(0, len(core), size):
            left_s = until - time.perf_counter()
            if left_s <= 0:
                return Core(tuple(core), is_minimal=False)
            piece = core[start : start + size]
            fewer = [part for part in core if part not in piece]
            answer = can_hold(grouped, fewer, min(TRY_S, left_s))
            if answer is False:
                core = fewer
                break
            is_sure = is_sure and answer is True
        else:
            is_minimal, size = size == 1, max(1, size // 2)
    return Core(tuple(core), is_minimal=is_sure)


def _named(grouped: Grouped, limit_s: float) -> list[int] | None:
    """The parts that CP-SAT says it needed to refute all of them together."""
    # Loading the solver takes most of a second, which those who never search are spared.
    from ortools.sat.python import cp_model

    from horarium.engines.rostering.cpsat_model import new_solver

    began = time.perf_counter()
    model = cp_model.CpModel()
    _add(model.proto, grouped)
    solver = new_solver()
    parameters = solver.parameters
    parameters.num_workers = 1
    parameters.cp_model_presolve = False
    parameters.linearization_level = 2
    left_s = limit_s - (time.perf_counter() - began)
    parameters.max_time_in_seconds = max(0.1, left_s)
    if solver.solve(model) != cp_model.INFEASIBLE:
        return None
    first = grouped.encoded.system.n_variables
    named = solver.sufficient_assumptions_for_infeasibility()
    return sorted({literal - first for literal in named if literal >= first})


def _add(proto: Any, grouped: Grouped) -> None:
    """The rows, each held only while the literal of its part is true.

    Presolve is off and the linear relaxation full: measured on rosters of 45 people,
    shortages of heads then take under a second where they otherwise found no end.
    """
    system = grouped.encoded.system
    n_parts = len(grouped.parts)
    lower = [*system.lower.tolist(), *[0] * n_parts]
    upper = [*system.upper.tolist(), *[1] * n_parts]
    for low, high in zip(lower, upper, strict=True):
        proto.variables.add().domain.extend([low, high])
    _add_rows(proto, system, grouped.part_of_row.tolist())
    proto.assumptions.extend(range(system.n_variables, system.n_variables + n_parts))


def _add_rows(proto: Any, system: System, parts: Sequence[int]) -> None:
    is_empty = system.low > system.high
    floor = np.where(system.low <= -FREE, INT_MIN, system.low)
    ceiling = np.where(system.high >= FREE, INT_MAX, system.high)
    low = np.where(is_empty, NEVER, floor).tolist()
    high = np.where(is_empty, NEVER, ceiling).tolist()
    columns, coefs = system.columns.tolist(), system.coefs.tolist()
    starts = system.starts.tolist()
    for row, part in enumerate(parts):
        terms = slice(starts[row], starts[row + 1])
        constraint = proto.constraints.add()
        constraint.linear.vars.extend(columns[terms])
        constraint.linear.coeffs.extend(coefs[terms])
        constraint.linear.domain.extend([low[row], high[row]])
        if part >= 0:
            constraint.enforcement_literal.append(system.n_variables + part)
