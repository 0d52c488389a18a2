"""What becomes of a search."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from horarium.engines.rostering.roster import Roster


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How a search stands: ``objective`` of the best roster so far, if there is one.

    ``bound`` is a certified lower bound of every roster's objective.
    """

    elapsed_s: float
    objective: int | None
    bound: int

    @property
    def gap(self) -> float | None:
        """How far the objective may be above the best possible one, relative to it."""
        return relative_gap(self.objective, self.bound)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Rules that cannot all hold, in one sentence.

    ``rules`` are their names, ``people`` and ``days`` where, as far as that is known.
    """

    rules: tuple[str, ...]
    sentence: str
    people: tuple[str, ...] = ()
    days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """A legal roster, proven to be as good as was asked for.

    ``penalties`` says what each soft rule contributes to the ``objective``.
    """

    roster: Roster
    objective: int
    bound: int
    elapsed_s: float
    penalties: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_optimal(self) -> bool:
        """Whether no roster can be better."""
        return self.bound >= self.objective

    @property
    def gap(self) -> float:
        """How far the objective may be above the best possible one, relative to it."""
        return relative_gap(self.objective, self.bound) or 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Infeasible:
    """There is no legal roster; ``conflict`` says why, as far as that is known."""

    conflict: tuple[Conflict, ...]
    elapsed_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class OutOfTime:
    """The search was stopped or its time was up before anything was proven.

    ``best`` is the best legal roster found until then, or None.
    """

    best: Roster | None
    objective: int | None
    bound: int
    elapsed_s: float
    penalties: Mapping[str, int] = field(default_factory=dict)

    @property
    def gap(self) -> float | None:
        """How far the objective may be above the best possible one, relative to it."""
        return relative_gap(self.objective, self.bound)


Outcome = Solved | Infeasible | OutOfTime


def relative_gap(objective: int | None, bound: int) -> float | None:
    """``(objective - bound) / objective``; None without an objective."""
    if objective is None:
        return None
    if bound >= objective:
        return 0.0
    return (objective - bound) / abs(objective) if objective else 1.0
