"""Which lines to combine: a linear program over the lines known so far."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt.python import mathopt
from scipy import sparse

from horarium.engines.rostering.columns.pricer import Line
from horarium.engines.rostering.columns.structure import Bools, Structure, without
from horarium.engines.rostering.model import FREE, Ids, Ints

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Linking:
    """What is left when every line takes care of its own rows.

    ``low <= own @ line atoms + extra @ extras <= high``: one row a linking row. ``own``
    has a column a variable, ``extra`` one for each of ``extras``, the counted variables
    that are decided together with the lines, from ``lower`` to ``upper`` at ``cost``.
    """

    own: sparse.csr_matrix
    extra: sparse.csr_matrix
    low: Ints
    high: Ints
    extras: Ids
    lower: Ints
    upper: Ints
    cost: Ints
    constant: int

    @property
    def n_rows(self) -> int:
        """How many rows tie lines together."""
        return len(self.low)


def linking_of(
    structure: Structure, covered: Bools, left_out: Collection[int] = ()
) -> Linking:
    """The rows that no line takes care of; ``covered`` are those that some line does.

    Hard rows of the rules ``left_out`` are in nobody's care: the linear program would
    drown in them, and without them its bound still holds.
    """
    matrix, system = structure.matrix, structure.system
    rows_of = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    is_cell = structure.person[matrix.indices] >= 0
    has_cells = np.zeros(matrix.shape[0], dtype=bool)
    has_cells[rows_of[is_cell]] = True
    is_out = np.isin(system.owners, list(left_out)) & ~system.soft
    tied = has_cells & ~structure.is_meaning & ~covered & ~is_out
    is_extra = np.zeros(matrix.shape[1], dtype=bool)
    is_extra[matrix.indices[tied[rows_of] & ~is_cell]] = True
    strange = np.zeros(matrix.shape[0], dtype=bool)
    strange[rows_of[~is_cell & ~is_extra[matrix.indices]]] = True
    tied |= ~has_cells & ~strange & (np.diff(matrix.indptr) > 0)
    chosen = matrix[np.flatnonzero(tied)]
    extras = np.flatnonzero(is_extra).astype(np.int32)
    priced = np.zeros(matrix.shape[1], dtype=bool)
    priced[matrix.indices[covered[rows_of]]] = True
    idle = structure.is_counted & ~is_extra & ~priced
    cheapest = np.minimum(structure.cost * system.lower, structure.cost * system.upper)
    return Linking(
        own=without(chosen, structure.is_counted),
        extra=chosen[:, extras].tocsr(),
        low=structure.low[tied],
        high=structure.high[tied],
        extras=extras,
        lower=system.lower[extras],
        upper=system.upper[extras],
        cost=structure.cost[extras],
        constant=structure.constant + int(cheapest[idle].sum()),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Mix:
    """A cheapest fractional mix of lines: its cost, row prices and what each line is."""

    objective: float
    prices: Floats
    wages: Floats
    shares: Floats


class Master:
    """The lines known so far, and the cheapest mix of them.

    Whatever cannot be kept yet costs ``ransom`` a unit, so that there always is a mix.
    """

    def __init__(self, linking: Linking, n_people: int, ransom: float) -> None:
        self._linking = linking
        self._columns = linking.own.tocsc()
        self._model = mathopt.Model()
        self._rows = [
            self._model.add_linear_constraint(lb=_float(low), ub=_float(high))
            for low, high in zip(linking.low, linking.high, strict=True)
        ]
        self._people = [
            self._model.add_linear_constraint(lb=1.0, ub=1.0) for _ in range(n_people)
        ]
        self._add_extras()
        self._add_ransoms(ransom)
        self.lines: list[Line] = []
        self._known: set[tuple[int, bytes]] = set()
        self._variables: list[Any] = []
        self._solver = mathopt.IncrementalSolver(self._model, mathopt.SolverType.GLOP)

    def add(self, found: Iterable[Line]) -> int:
        """Take lines; how many were new."""
        n_before = len(self.lines)
        for line in found:
            if line.key not in self._known:
                self._known.add(line.key)
                self._add_line(line)
        return len(self.lines) - n_before

    def solve(self, limit_s: float) -> Mix | None:
        """The cheapest mix, or None when there was not the time.

        Numerical trouble is met by starting the simplex anew, from the other side.
        """
        result = self._solved(mathopt.LPAlgorithm.PRIMAL_SIMPLEX, limit_s)
        if result is None:
            self._solver = mathopt.IncrementalSolver(
                self._model, mathopt.SolverType.GLOP
            )
            result = self._solved(mathopt.LPAlgorithm.DUAL_SIMPLEX, limit_s)
        if result is None:
            return None
        duals, values = result.dual_values(), result.variable_values()
        return Mix(
            objective=result.objective_value(),
            prices=np.array([duals[row] for row in self._rows]),
            wages=np.array([duals[row] for row in self._people]),
            shares=np.array([values[one] for one in self._variables]),
        )

    def _solved(self, algorithm: mathopt.LPAlgorithm, limit_s: float) -> Any:
        parameters = mathopt.SolveParameters(
            time_limit=timedelta(seconds=max(0.05, limit_s)),
            lp_algorithm=algorithm,
            presolve=mathopt.Emphasis.OFF,
        )
        try:
            result = self._solver.solve(params=parameters)
        except (AttributeError, RuntimeError, ValueError):
            return None
        is_solved = result.termination.reason == mathopt.TerminationReason.OPTIMAL
        return result if is_solved else None

    def forbid(self, places: Iterable[int], *, most: float = 0.0) -> None:
        """Let these lines take no share, or any share again with ``most`` 1."""
        for place in places:
            self._variables[place].upper_bound = most

    def _add_line(self, line: Line) -> None:
        share = self._model.add_variable(lb=0.0, ub=float("inf"))
        self._model.objective.set_linear_coefficient(share, float(line.cost))
        self._people[line.person].set_coefficient(share, 1.0)
        terms = self._columns[:, line.atoms].sum(axis=1).A1
        for row in np.flatnonzero(terms):
            self._rows[row].set_coefficient(share, float(terms[row]))
        self.lines.append(line)
        self._variables.append(share)

    def _add_extras(self) -> None:
        linking = self._linking
        columns = linking.extra.tocsc()
        for place in range(len(linking.extras)):
            one = self._model.add_variable(
                lb=float(linking.lower[place]), ub=float(linking.upper[place])
            )
            self._model.objective.set_linear_coefficient(
                one, float(linking.cost[place])
            )
            for at in range(columns.indptr[place], columns.indptr[place + 1]):
                row = self._rows[columns.indices[at]]
                row.set_coefficient(one, float(columns.data[at]))

    def _add_ransoms(self, ransom: float) -> None:
        for row in (*self._rows, *self._people):
            for sign, is_needed in (
                (1.0, row.lower_bound > -np.inf),
                (-1.0, row.upper_bound < np.inf),
            ):
                if is_needed:
                    one = self._model.add_variable(lb=0.0, ub=float("inf"))
                    self._model.objective.set_linear_coefficient(one, ransom)
                    row.set_coefficient(one, sign)


def _float(bound: int) -> float:
    if bound <= -FREE:
        return -np.inf
    return np.inf if bound >= FREE else float(bound)
