"""The days before a problem's horizon, as a problem that its history answers."""

from dataclasses import replace

from horarium.engines.rostering.horizon import Horizon
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.roster import Roster


def past_of(problem: RosterProblem) -> RosterProblem | None:
    """The same people and shifts over ``n_history`` days, nothing asked of them.

    None where there is no history.
    """
    n_days = problem.n_history
    if n_days == 0:
        return None
    first = problem.horizon.date_of(-n_days)
    return replace(
        problem,
        horizon=Horizon(first, n_days, problem.horizon.time_zone),
        people=tuple(
            replace(person, leave=(), requests=(), rotations=())
            for person in problem.people
        ),
        cover=(),
        rules=(),
        locks=(),
        history=Roster.empty(problem.n_people, 0),
    )
