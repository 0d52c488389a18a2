"""Invent a department, with a roster behind it and a horizon to fill."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from numpy.random import Generator

from horarium.domain.errors import NoLegalRoster
from horarium.engines.rostering.department.setting import (
    GRADES,
    SITES,
    cover,
    rules,
    shift_types,
)
from horarium.engines.rostering.department.staff import draw_staff
from horarium.engines.rostering.horizon import Horizon
from horarium.engines.rostering.outcome import OutOfTime, Solved
from horarium.engines.rostering.params import SolveParams
from horarium.engines.rostering.people import Leave, Person
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.roster import Roster
from horarium.engines.rostering.solve import solve
from horarium.engines.rostering.wants import want, want_at_least

HISTORY_DAYS = 28
HISTORY_WORK = 2.0
"""Deterministic seconds of improving: enough that the past looks lived in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentSpec:
    """How large, from when and for how long; ``start`` is a Monday."""

    start: date
    n_days: int = 28
    n_people: int = 45
    time_zone: str = "Europe/London"
    name: str = "Department of Medicine, registrars"

    def __post_init__(self) -> None:
        want(self.start.weekday() == 0, "start", self.start, "a Monday")
        want_at_least(28, "n_days", self.n_days)
        want_at_least(30, "n_people", self.n_people)


def make_department(
    spec: DepartmentSpec,
    rng: Generator,
    *,
    stop: Callable[[], bool] | None = None,
) -> RosterProblem:
    """A department to roster; the same ``rng`` state gives the same one.

    Its history is a legal roster of the 28 days before, found by the solver in a few
    seconds. ``stop`` is asked often; raises ``NoLegalRoster`` when it says so before
    there is one.
    """
    horizon = Horizon(spec.start, spec.n_days, spec.time_zone)
    people = draw_staff(spec.n_people, horizon, HISTORY_DAYS, rng)
    before = _problem(
        spec,
        Horizon(
            spec.start - timedelta(days=HISTORY_DAYS), HISTORY_DAYS, spec.time_zone
        ),
        tuple(_back_then(person) for person in people),
    )
    history = _legal_roster(before, rng, stop)
    return replace(_problem(spec, horizon, people), history=history)


def _problem(
    spec: DepartmentSpec, horizon: Horizon, people: tuple[Person, ...]
) -> RosterProblem:
    return RosterProblem(
        name=spec.name,
        horizon=horizon,
        shift_types=shift_types(),
        people=people,
        cover=cover(horizon, len(people)),
        rules=rules(horizon),
        sites=SITES,
        grades=GRADES,
    )


def _back_then(person: Person) -> Person:
    """The person as of the days before: their leave then, and no requests."""
    leave = tuple(
        Leave(
            start=taken.start + HISTORY_DAYS,
            end=taken.end + HISTORY_DAYS,
            kind=taken.kind,
        )
        for taken in person.leave
        if taken.start < 0
    )
    return replace(person, leave=leave, requests=(), carried={})


def _legal_roster(
    problem: RosterProblem, rng: Generator, stop: Callable[[], bool] | None
) -> Roster:
    params = SolveParams(
        limit=timedelta(minutes=5),
        work_limit=HISTORY_WORK,
        n_workers=1,
        seed=int(rng.integers(2**31)),
    )
    match solve(problem, params, stop=stop):
        case Solved(roster=roster) | OutOfTime(best=Roster() as roster):
            return roster
        case OutOfTime(elapsed_s=elapsed_s):
            raise NoLegalRoster(round(elapsed_s, 1))
        case outcome:
            raise AssertionError(f"the invented department has no roster: {outcome}")
