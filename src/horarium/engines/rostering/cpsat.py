"""Hand a system to CP-SAT."""

from collections.abc import Callable
from dataclasses import dataclass

from horarium.engines.rostering.model import Ints, System

INT_MIN, INT_MAX = -(2**63), 2**63 - 1
"""What CP-SAT takes for no limit at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """How to run one search.

    ``limit_s`` includes stating the system to the solver. ``values`` of all variables,
    where given, are where it starts. ``work_limit`` is in
    seconds of deterministic time. ``should_stop`` is asked from another thread,
    ``on_news`` told of every better solution (None: of none) and bound. Anything will do
    ``to_begin_with``: then the first solution ends the search, and finding it fast
    matters more than how good it is. With ``first_will_do`` it ends at the first one too,
    but looks for a good one. ``straight`` spares it what it would learn beforehand and in
    between, which pays where a first solution is easy to find. ``as_it_comes`` leaves the solver's own settings
    alone; only then there may be more than one worker.
    """

    limit_s: float
    n_workers: int = 1
    as_it_comes: bool = False
    seed: int = 0
    gap: float = 0.0
    work_limit: float | None = None
    values: Ints | None = None
    to_begin_with: bool = False
    first_will_do: bool = False
    straight: bool = False
    should_stop: Callable[[], bool] | None = None
    on_news: Callable[[Ints | None, int], None] | None = None

    @property
    def is_stopped(self) -> bool:
        """Whether somebody wants it to stop by now."""
        return self.should_stop is not None and self.should_stop()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """How it ended: ``values`` of the best solution, if any was found.

    ``is_best`` when that is proven, within the gap that was asked for.
    """

    values: Ints | None
    objective: int | None
    bound: int
    is_infeasible: bool
    is_best: bool
    work: float


def load() -> None:
    """Load CP-SAT now, so that the first search need not; it takes most of a second."""
    import horarium.engines.rostering.cpsat_model  # noqa: F401 - to have it loaded


def search(system: System, how: Search) -> Found:
    """The best values CP-SAT finds for ``system``."""
    # Whoever never searches is spared the loading.
    from horarium.engines.rostering.cpsat_model import searched

    return searched(system, how)
