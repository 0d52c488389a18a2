"""A rostering problem as a linear system."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from horarium.engines.rostering.cells import Cells
from horarium.engines.rostering.model import (
    FALSE,
    NO_RULE,
    TRUE,
    Ids,
    Ints,
    Model,
    System,
)
from horarium.engines.rostering.problem import RosterProblem, Scope
from horarium.engines.rostering.roster import OFF, Roster
from horarium.engines.rostering.rules.eligibility import Eligibility


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """A problem's system, and where the cells are in it.

    ``has[p, d, s]`` is the variable for person ``p`` working shift type ``s`` on day
    ``d`` of the horizon.
    """

    system: System
    has: Ids

    def roster(self, values: Ints) -> Roster:
        """The roster that an assignment of values to all variables stands for."""
        chosen = (values[self.has] > 0) & (self.has > FALSE)
        return Roster.of(np.where(chosen.any(axis=2), chosen.argmax(axis=2), OFF))

    def cell_values(self, roster: Roster) -> Ints:
        """The value of every cell variable in ``roster``, in their order."""
        shifts = np.arange(self.has.shape[2])
        values = np.zeros(self.system.n_cells, dtype=np.int64)
        worked = (roster.cells[:, :, np.newaxis] == shifts) & (self.has > TRUE)
        values[self.has[worked] - self.system.first_cell] = 1
        return values

    def is_expressible(self, roster: Roster) -> bool:
        """Whether every duty of ``roster`` has a variable."""
        on_duty = roster.cells >= 0
        people, days = np.nonzero(on_duty)
        return bool((self.has[people, days, roster.cells[on_duty]] > TRUE).all())

    def places(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The person and the day of every cell variable, in their order."""
        people, days = np.indices(self.has.shape)[:2]
        is_cell = self.has > TRUE
        order = np.argsort(self.has[is_cell])
        return people[is_cell][order], days[is_cell][order]


@dataclass(frozen=True, slots=True, eq=False)
class Around:
    """A roster of which only the ``free`` cells may change, shape as the roster."""

    roster: Roster
    free: NDArray[np.bool_]


def encode(
    problem: RosterProblem,
    also: Callable[[Cells], None] | None = None,
    around: Around | None = None,
) -> Encoded:
    """State every active rule of ``problem``, and what ``also`` states after them.

    With ``around`` only what is about a free cell. Every other one is for the caller to
    hold, and has a variable for the duty that it has.
    """
    model = Model()
    eligible = possible(problem)[:, np.newaxis, :]
    is_open = np.repeat(eligible, problem.n_days, axis=1)
    if around is not None:
        held = around.roster.cells[:, :, np.newaxis] == np.arange(is_open.shape[2])
        is_open = is_open & (around.free[:, :, np.newaxis] | held)
    free = None if around is None else around.free
    cells = Cells(problem.history.cells, is_open, model, free)
    for owner, rule in enumerate(problem.active_rules):
        model.owner = owner
        rule.encode(problem, cells)
    if also is not None:
        model.owner = NO_RULE
        also(cells)
    return Encoded(model.build(), cells.has[:, problem.n_history :])


def possible(problem: RosterProblem) -> NDArray[np.bool_]:
    """Which shift types each person may get at all, shape ``(n_people, n_shifts)``.

    Cells that a hard rule of eligibility rules out for everybody need no variables.
    """
    everything = np.ones_like(problem.tables.eligible)
    for rule in problem.active_rules:
        if isinstance(rule, Eligibility) and rule.is_hard and rule.scope == Scope():
            everything &= problem.tables.eligible
    return everything
