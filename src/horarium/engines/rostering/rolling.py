"""The same department later: a problem moved to other days."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date

from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.horizon import Horizon
from horarium.engines.rostering.packs import read_rule, write_rule
from horarium.engines.rostering.people import Limits, Person
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.roster import Roster
from horarium.engines.rostering.wants import want_known

WEEK = 7


def roll_forward(
    problem: RosterProblem,
    start: date,
    n_days: int,
    people: Collection[str] = (),
) -> RosterProblem:
    """What ``problem`` asks, for ``n_days`` days from ``start`` on.

    Cover repeats by whole weeks of the old horizon, so a four-week pattern stays one.
    Leave, rotations, requests and the dates of rules stay on their dates and fall away
    where the new horizon does not reach. What people may have at most in a horizon
    grows or shrinks with it. ``people`` are those who stay; nobody named is everybody.
    Locks and history belong to the old days and are left out. Raises ``InvalidField``
    for somebody unknown and for a horizon that cannot be.
    """
    horizon = Horizon(start, n_days, problem.horizon.time_zone)
    want_known("people", people, problem.tables.people)
    kept = [one for one in problem.people if not people or one.id in people]
    rolled = tuple(_later(one, problem.horizon, horizon) for one in kept)
    return replace(
        problem,
        name=f"Roster from {start.isoformat()}",
        horizon=horizon,
        people=rolled,
        cover=tuple(_cover(problem, horizon)),
        rules=tuple(
            read_rule(write_rule(rule, problem.horizon), f"rules[{rule.key}]", horizon)
            for rule in problem.rules
        ),
        history=Roster.empty(len(rolled), 0),
        locks=(),
    )


def _cover(problem: RosterProblem, horizon: Horizon) -> Iterator[Cover]:
    """Each new day's lines, from the day of the same weekday in the repeated pattern."""
    by_day: dict[int, list[Cover]] = {}
    for line in problem.cover:
        by_day.setdefault(line.day, []).append(line)
    pattern = max(WEEK, problem.n_days // WEEK * WEEK)
    shift = (horizon.start - problem.horizon.start).days
    for day in range(horizon.n_days):
        for line in by_day.get((day + shift) % pattern, ()):
            yield replace(line, day=day)


def _later(person: Person, old: Horizon, new: Horizon) -> Person:
    shift = (new.start - old.start).days
    return replace(
        person,
        leave=tuple(
            replace(one, start=one.start - shift, end=one.end - shift)
            for one in person.leave
            if one.end > shift
        ),
        rotations=tuple(
            replace(one, start=one.start - shift, end=one.end - shift)
            for one in person.rotations
            if one.end > shift
        ),
        requests=tuple(
            replace(one, day=one.day - shift)
            for one in person.requests
            if 0 <= one.day - shift < new.n_days
        ),
        limits=_limits(person.limits, old.n_days, new.n_days),
        carried={},
    )


def _limits(limits: Limits, old: int, new: int) -> Limits:
    def scaled(most: int | None) -> int | None:
        return None if most is None else most * new // old

    if old == new:
        return limits
    return replace(
        limits,
        max_weekends=scaled(limits.max_weekends),
        max_min=scaled(limits.max_min),
        min_min=scaled(limits.min_min),
        max_shifts={shift: n * new // old for shift, n in limits.max_shifts.items()},
    )
