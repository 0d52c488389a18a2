"""How long and how hard to search."""

from dataclasses import dataclass
from datetime import timedelta

from horarium.engines.rostering.wants import want, want_at_least


@dataclass(frozen=True, slots=True, kw_only=True)
class SolveParams:
    """How long and how hard to search.

    The search ends after ``limit`` or when the roster is proven to be within ``gap`` of
    the best possible one, relative to its own objective. ``n_workers`` are threads. With
    one worker the same ``seed`` gives the same roster, as long as the search ends by
    proof or by ``work_limit`` (seconds of deterministic work, the same on every
    machine) and not by the clock.
    """

    limit: timedelta = timedelta(seconds=30)
    gap: float = 0.0
    n_workers: int = 2
    seed: int = 0
    work_limit: float | None = None

    def __post_init__(self) -> None:
        want(self.limit > timedelta(0), "limit", self.limit, "a time above 0")
        want(0 <= self.gap < 1, "gap", self.gap, "a share from 0 to below 1")
        want_at_least(1, "n_workers", self.n_workers)
        want_at_least(0, "seed", self.seed)
        want(
            self.work_limit is None or self.work_limit > 0,
            "work_limit",
            self.work_limit,
            "seconds above 0, or nothing",
        )
