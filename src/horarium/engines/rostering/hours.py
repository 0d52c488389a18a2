"""What a contract asks of somebody in one horizon."""

from horarium.engines.rostering.horizon import DAYS_A_WEEK, SATURDAY
from horarium.engines.rostering.people import WORKING_DAYS_A_WEEK, Person
from horarium.engines.rostering.problem import RosterProblem


def target_min(problem: RosterProblem, person: Person) -> int:
    """Minutes of work the contract asks for in the horizon.

    The weekly minutes pro rata; each weekday of credited leave takes a fifth of a week
    off.
    """
    contract = person.contract
    full_min = contract.weekly_min * contract.percent * problem.n_days
    credited = sum(_is_credited(problem, person, day) for day in range(problem.n_days))
    fifths = contract.weekly_min * contract.percent * credited
    exact_min = full_min / DAYS_A_WEEK - fifths / WORKING_DAYS_A_WEEK
    return max(0, round(exact_min / 100))


def exposure(problem: RosterProblem, person: Person) -> float:
    """How much of the horizon somebody is there for, full-time and always being 1."""
    days = range(problem.n_days)
    away: set[int] = set()
    for leave in person.leave:
        away.update(days[max(0, leave.start) : max(0, leave.end)])
    return person.contract.percent / 100 * (len(days) - len(away)) / len(days)


def _is_credited(problem: RosterProblem, person: Person, day: int) -> bool:
    return problem.horizon.weekday(day) < SATURDAY and any(
        leave.start <= day < leave.end and leave.is_credited for leave in person.leave
    )
