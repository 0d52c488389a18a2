"""Large-neighbourhood search: set a part of the roster free, solve it, keep what is better.

It works on the linear system alone, so every rule takes part in it as it is.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from horarium.engines.rostering.cpsat import Search, search
from horarium.engines.rostering.incumbent import Incumbent, Standing
from horarium.engines.rostering.model import Ints
from horarium.engines.rostering.neighbourhoods import Neighbourhood, Neighbourhoods
from horarium.engines.rostering.parts import Parts
from horarium.engines.rostering.start import complete_near

LEAST_WORK = 0.01
"""Deterministic seconds that any step counts for, so that a search with a limit ends."""


@dataclass(frozen=True, slots=True, eq=False)
class Improver:
    """One worker's search for better rosters; ``constant`` is what is paid anyway."""

    parts: Parts
    person_of_cell: NDArray[np.intp]
    day_of_cell: NDArray[np.intp]
    incumbent: Incumbent
    constant: int
    halted: Callable[[], bool]
    remaining_s: Callable[[], float]

    def run(
        self,
        rng: Generator,
        work_limit: float | None = None,
        limit_s: float = np.inf,
    ) -> None:
        """Improve the incumbent until halted, or until one of the limits is used up.

        Work is in deterministic seconds, ``limit_s`` in those of the clock.
        """
        until = self.remaining_s() - limit_s
        draw = Neighbourhoods(self.parts, self.person_of_cell, self.day_of_cell, rng)
        work_left = np.inf if work_limit is None else work_limit
        while not self.halted() and work_left > 0 and self.remaining_s() > until:
            before = self.incumbent.standing
            if before.values is None or before.objective is None:
                return
            hood = draw.draw(before.values)
            seed = int(rng.integers(2**31))
            work_left -= self._step(draw, hood, before, seed)

    def _step(
        self, draw: Neighbourhoods, hood: Neighbourhood, before: Standing, seed: int
    ) -> float:
        """Solve one neighbourhood; the deterministic seconds it took."""
        values, objective = before.values, before.objective
        if values is None or objective is None:
            return 0.0
        reduced = self.parts.around(hood.free, values)
        if not reduced.system.n_variables:
            draw.learn(hood.kind, saved=0, work=LEAST_WORK, is_best=True)
            return LEAST_WORK
        how = Search(
            limit_s=self.remaining_s(),
            seed=seed,
            work_limit=draw.step_work,
            values=values[reduced.kept],
            should_stop=self.halted,
        )
        found = search(reduced.system, how)
        saved = 0
        if found.values is not None:
            better = reduced.whole(found.values)
            saved = objective - self._cost(better)
            if saved >= 0:
                self._offer(before, better, hood.free, how)
        draw.learn(
            hood.kind,
            saved=max(0, saved),
            work=found.work,
            is_best=found.is_best,
        )
        return max(found.work, LEAST_WORK)

    def _offer(
        self, before: Standing, better: Ints, free: NDArray[np.bool_], how: Search
    ) -> None:
        """Offer a solution; if somebody else was faster, what it changes in theirs."""
        now = self.incumbent.standing
        system = self.parts.system
        if now.values is before.values or now.values is None:
            self.incumbent.offer(better, self._cost(better))
            return
        cells = slice(system.first_cell, system.first_cell + system.n_cells)
        merged = np.where(free, better[cells], now.values[cells])
        values = complete_near(self.parts, now.values, merged, how)
        if values is not None:
            self.incumbent.offer(values, self._cost(values))

    def _cost(self, values: Ints) -> int:
        return self.parts.system.value(values) + self.constant
