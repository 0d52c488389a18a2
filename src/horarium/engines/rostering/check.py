"""Judge a finished roster, without any of the solver's code.

Nothing here, nor in the judging half of a rule, knows of variables, rows or solvers.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.roster import OFF, Breach, Roster
from horarium.engines.rostering.wants import want


@dataclass(frozen=True, slots=True)
class Verdict:
    """Every breach of every active rule, in the order of the rules."""

    breaches: tuple[Breach, ...]

    @property
    def hard(self) -> tuple[Breach, ...]:
        """The breaches that make the roster illegal."""
        return tuple(breach for breach in self.breaches if breach.is_hard)

    @property
    def is_legal(self) -> bool:
        """Whether no hard rule is broken."""
        return not self.hard

    @property
    def objective(self) -> int:
        """The penalties of all soft rules together."""
        return sum(breach.penalty for breach in self.breaches)

    @property
    def penalties(self) -> Mapping[str, int]:
        """What each soft rule that is broken contributes, by its name."""
        total: Counter[str] = Counter()
        for breach in self.breaches:
            if not breach.is_hard:
                total[breach.rule] += breach.penalty
        return dict(total)


def check(problem: RosterProblem, roster: Roster) -> Verdict:
    """What is wrong with ``roster``.

    Raises ``InvalidField`` when its shape or its shift types are not the problem's.
    """
    want_fit(problem, roster)
    return Verdict(
        tuple(
            breach
            for rule in problem.active_rules
            for breach in rule.breaches(problem, roster)
        )
    )


def want_fit(problem: RosterProblem, roster: Roster, field: str = "roster") -> None:
    """Raise ``InvalidField`` unless ``roster`` has this problem's people, days, shifts."""
    wanted_shape = problem.n_people, problem.n_days
    want(
        roster.cells.shape == wanted_shape,
        field,
        f"{roster.cells.shape[0]} people × {roster.cells.shape[1]} days",
        f"{wanted_shape[0]} people × {wanted_shape[1]} days",
    )
    least, most = int(roster.cells.min()), int(roster.cells.max())
    n_shifts = len(problem.shift_types)
    want(
        least >= OFF and most < n_shifts,
        field,
        f"shift type {least if least < OFF else most}",
        f"{OFF} for off, or shift types from 0 to {n_shifts - 1}",
    )
