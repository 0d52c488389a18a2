"""Which lines to combine: a linear program over the lines known so far."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from ortools.linear_solver import pywraplp

from horarium.engines.rostering.columns.effort import Effort
from horarium.engines.rostering.columns.linking import Floats, Linking
from horarium.engines.rostering.columns.pricer import Line
from horarium.engines.rostering.model import FREE

POLL_S = 0.05

A_PERSON = 10.0
"""How many units of a row the ransom of a person is worth. Somebody working twenty shifts
that nobody else can give is worth twenty times the price of one; with a lower ransom it
is cheaper to pay for a part of a person than for the heads that are missing."""

DEARER, MOST_DEARER = 10.0, 2
"""How much a ransom that is still paid at the end is raised, and how often."""

UNMET = 1e-6
"""What is less than this is kept."""

UNSCALED = "use_scaling: false"
"""Most numbers in the rows are 1. Scaled for those that are not, the simplex takes 68 606
steps to the mix of public instance 15 instead of 15 346, and 25 s of one core instead of 6."""

MOST_S = 1e6
"""The longest limit the solver is told; its own unit is a millisecond in an int."""


@dataclass(frozen=True, slots=True, eq=False)
class Mix:
    """A cheapest fractional mix of lines: its cost, row prices and what each line is.

    ``shares`` are of the lines, ``extras`` the values of the counted variables.
    ``unmet`` is what is not kept but paid for, in units of the rows.
    """

    objective: float
    prices: Floats
    wages: Floats
    shares: Floats
    extras: Floats
    unmet: float


class Master:
    """The lines known so far, and the cheapest mix of them.

    Whatever cannot be kept yet costs ``ransom`` a unit, a whole person as much as
    ``A_PERSON`` units, so that there always is a mix.
    """

    def __init__(self, linking: Linking, n_people: int, ransom: float) -> None:
        self._linking = linking
        self._columns = linking.own.tocsc()
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        self._solver.SetSolverSpecificParametersAsString(UNSCALED)
        self._cost = self._solver.Objective()
        bounds = zip(linking.low.tolist(), linking.high.tolist(), strict=True)
        self._rows = [self._row(_float(low), _float(high)) for low, high in bounds]
        self._people = [self._row(1.0, 1.0) for _ in range(n_people)]
        self._extras = self._new_extras()
        self._ransoms: list[tuple[Any, float]] = []
        self._most_ransom = DEARER**MOST_DEARER * ransom
        self._ransom = ransom
        self._add_ransoms(self._rows, 1.0)
        self._add_ransoms(self._people, A_PERSON)
        self.lines: list[Line] = []
        self._known: set[tuple[int, bytes]] = set()
        self._shares: list[Any] = []

    def add(self, found: Iterable[Line]) -> int:
        """Take lines; how many were new."""
        n_before = len(self.lines)
        for line in found:
            if line.key not in self._known:
                self._known.add(line.key)
                self._add_line(line)
        return len(self.lines) - n_before

    def solve(self, effort: Effort) -> Mix | None:
        """The cheapest mix, or None when there was not the time.

        Numerical trouble is met by starting the simplex anew.
        """
        limit_s = min(effort.remaining_s(), MOST_S)
        self._solver.SetTimeLimit(max(50, int(limit_s * 1000)))
        parameters = pywraplp.MPSolverParameters()
        parameters.SetIntegerParam(parameters.PRESOLVE, parameters.PRESOLVE_OFF)
        parameters.SetIntegerParam(parameters.LP_ALGORITHM, parameters.PRIMAL)
        with _interrupting(self._solver, effort.halted):
            status = self._solver.Solve(parameters)
            if status == pywraplp.Solver.ABNORMAL:
                anew = parameters.INCREMENTALITY, parameters.INCREMENTALITY_OFF
                parameters.SetIntegerParam(*anew)
                status = self._solver.Solve(parameters)
        if status != pywraplp.Solver.OPTIMAL:
            return None
        return Mix(
            objective=self._cost.Value(),
            prices=np.array([row.dual_value() for row in self._rows]),
            wages=np.array([row.dual_value() for row in self._people]),
            shares=np.array([one.solution_value() for one in self._shares]),
            extras=np.array([one.solution_value() for one in self._extras]),
            unmet=sum(one.solution_value() for one, _ in self._ransoms),
        )

    def make_dearer(self) -> bool:
        """Raise the ransom; whether it was not as high as it may be."""
        if self._ransom >= self._most_ransom:
            return False
        self._ransom *= DEARER
        for one, units in self._ransoms:
            self._cost.SetCoefficient(one, units * self._ransom)
        return True

    def forbid(self, places: Iterable[int], *, most: float = 0.0) -> None:
        """Let these lines take no share, or any share again with ``most`` infinite."""
        for place in places:
            self._shares[place].SetUb(most)

    def _row(self, low: float, high: float) -> Any:
        return self._solver.Constraint(low, high)

    def _variable(self, low: float, high: float, cost: float) -> Any:
        one = self._solver.NumVar(low, high, "")
        self._cost.SetCoefficient(one, cost)
        return one

    def _add_line(self, line: Line) -> None:
        share = self._variable(0.0, np.inf, float(line.cost))
        self._people[line.person].SetCoefficient(share, 1.0)
        starts, columns = self._columns.indptr, self._columns
        terms: dict[int, int] = {}
        for atom in line.atoms.tolist():
            for at in range(starts[atom], starts[atom + 1]):
                row = int(columns.indices[at])
                terms[row] = terms.get(row, 0) + int(columns.data[at])
        for row, coef in terms.items():
            self._rows[row].SetCoefficient(share, float(coef))
        self.lines.append(line)
        self._shares.append(share)

    def _new_extras(self) -> list[Any]:
        linking = self._linking
        columns = linking.extra.tocsc()
        extras = []
        for place in range(len(linking.extras)):
            limits = float(linking.lower[place]), float(linking.upper[place])
            one = self._variable(*limits, float(linking.cost[place]))
            for at in range(columns.indptr[place], columns.indptr[place + 1]):
                row = self._rows[columns.indices[at]]
                row.SetCoefficient(one, float(columns.data[at]))
            extras.append(one)
        return extras

    def _add_ransoms(self, rows: list[Any], units: float) -> None:
        for row in rows:
            signs = [1.0] if row.lb() > -np.inf else []
            signs += [-1.0] if row.ub() < np.inf else []
            for sign in signs:
                one = self._variable(0.0, np.inf, units * self._ransom)
                row.SetCoefficient(one, sign)
                self._ransoms.append((one, units))


@contextmanager
def _interrupting(solver: Any, halted: Callable[[], bool]) -> Iterator[None]:
    """Ask now and then, from another thread, whether to go on solving."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(POLL_S):
            if halted():
                solver.InterruptSolve()
                return

    asking = threading.Thread(target=watch, daemon=True)
    asking.start()
    try:
        yield
    finally:
        over.set()
        asking.join()


def _float(bound: int) -> float:
    if bound <= -FREE:
        return -np.inf
    return np.inf if bound >= FREE else float(bound)
