"""A system as CP-SAT takes it, and a search that is watched."""

import threading
import time
from dataclasses import replace
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from horarium.engines.rostering.cpsat import INT_MAX, INT_MIN, Found, Search
from horarium.engines.rostering.model import FREE, Ints, System

POLL_S = 0.05

ALL_LINEAR = 2
"""Every row in the linear relaxation. Measured on the public instances: what one worker
proves with it in 4 s, eight workers without it did not prove in 15 s."""

NO_LINEAR = 0


def new_solver() -> cp_model.CpSolver:
    """A solver that leaves Ctrl-C to whoever listens: its own handler keeps it to itself."""
    solver = cp_model.CpSolver()
    solver.parameters.catch_sigint_signal = False
    return solver


def searched(system: System, how: Search) -> Found:
    """The best values CP-SAT finds for ``system``."""
    began = time.perf_counter()
    model = _model(system, how.values)
    solver = new_solver()
    left_s = how.limit_s - (time.perf_counter() - began)
    _set(solver.parameters, replace(how, limit_s=left_s))
    with _Watch(solver, how) as watch:
        status = solver.solve(model, watch)
    is_best = status == cp_model.OPTIMAL
    has_solution = is_best or status == cp_model.FEASIBLE
    response = solver.response_proto
    return Found(
        values=np.array(response.solution, dtype=np.int64) if has_solution else None,
        objective=round(response.objective_value) if has_solution else None,
        bound=_ceil(response.best_objective_bound) if is_best else watch.bound,
        is_infeasible=status == cp_model.INFEASIBLE,
        is_best=is_best,
        work=float(response.deterministic_time),
    )


def _set(parameters: Any, how: Search) -> None:
    parameters.max_time_in_seconds = max(0.01, how.limit_s)
    parameters.num_workers = how.n_workers
    parameters.random_seed = how.seed
    parameters.relative_gap_limit = how.gap
    if how.work_limit is not None:
        parameters.max_deterministic_time = how.work_limit
    if how.as_it_comes:
        return
    parameters.stop_after_first_solution = how.to_begin_with or how.first_will_do
    parameters.linearization_level = NO_LINEAR if how.to_begin_with else ALL_LINEAR
    parameters.cp_model_presolve = not how.to_begin_with
    if how.straight:
        parameters.symmetry_level = 0
        parameters.cp_model_probing_level = 0
        parameters.inprocessing_dtime_ratio = 0.0
        parameters.inprocessing_probing_dtime = 0.0
        parameters.inprocessing_minimization_dtime = 0.0


def _ceil(bound: float) -> int:
    return int(np.ceil(bound - 1e-6)) if abs(bound) < FREE else -FREE


def _model(system: System, values: Ints | None) -> Any:
    model = cp_model.CpModel()
    proto = model.proto
    for lower, upper in zip(system.lower.tolist(), system.upper.tolist(), strict=True):
        proto.variables.add().domain.extend([lower, upper])
    low = np.where(system.low <= -FREE, INT_MIN, system.low).tolist()
    high = np.where(system.high >= FREE, INT_MAX, system.high).tolist()
    columns, coefs = system.columns.tolist(), system.coefs.tolist()
    starts = system.starts.tolist()
    for row in range(system.n_rows):
        terms = slice(starts[row], starts[row + 1])
        linear = proto.constraints.add().linear
        linear.vars.extend(columns[terms])
        linear.coeffs.extend(coefs[terms])
        linear.domain.extend([low[row], high[row]])
    priced = np.flatnonzero(system.cost)
    proto.objective.vars.extend(priced.tolist())
    proto.objective.coeffs.extend(system.cost[priced].tolist())
    if values is not None:
        proto.solution_hint.vars.extend(range(system.n_variables))
        proto.solution_hint.values.extend(values.tolist())
    return model


class _Watch(cp_model.CpSolverSolutionCallback):
    """Passes news on, and asks now and then whether to stop.

    ``bound`` is what was told to be proven. The response of a search that ended before
    anything was says 0, which is no bound where costs may be negative.
    """

    def __init__(self, solver: Any, how: Search) -> None:
        super().__init__()
        self._solver = solver
        self._how = how
        self.bound = -FREE
        self._over = threading.Event()
        self._asking = threading.Thread(target=self._ask, daemon=True)

    def __enter__(self) -> "_Watch":
        if self._how.should_stop is not None:
            self._asking.start()
        self._solver.best_bound_callback = self._on_bound
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if self._asking.is_alive():
            self._asking.join()

    def on_solution_callback(self) -> None:
        """Called by the solver at each better solution."""
        if self._how.on_news is not None:
            values = np.array(self.response_proto.solution, dtype=np.int64)
            self._how.on_news(values, self.bound)

    def _on_bound(self, bound: float) -> None:
        self.bound = max(self.bound, _ceil(bound))
        if self._how.on_news is not None:
            self._how.on_news(None, self.bound)

    def _ask(self) -> None:
        should_stop = self._how.should_stop
        while should_stop is not None and not self._over.wait(POLL_S):
            if should_stop():
                self._solver.stop_search()
                return
