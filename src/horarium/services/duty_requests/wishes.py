"""Granted requests as the next roster has to know them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from horarium.domain.duty_request import DutyRequest, DutyRequestKind, Importance
from horarium.engines.rostering.horizon import Horizon
from horarium.engines.rostering.people import Leave, Person, Request, RequestKind
from horarium.engines.rostering.problem import RosterProblem
from horarium.services.permissions import Permission
from horarium.services.work import Work
from horarium.store import duty_requests as store

WEIGHTS = {Importance.LIKE: 10, Importance.IMPORTANT: 20, Importance.NEEDED: 40}
"""What a wish costs when it is not met: each class weighs twice the one before."""

_KINDS = {
    DutyRequestKind.OFF: RequestKind.OFF,
    DutyRequestKind.ON: RequestKind.ON,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedWish:
    """One day that somebody wants off, or wants to work."""

    on: date
    kind: RequestKind
    shift_types: tuple[str, ...]
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonWishes:
    """What was granted to one person: ``leave`` as first and last days, and wishes."""

    leave: tuple[tuple[date, date], ...] = ()
    wishes: tuple[DatedWish, ...] = ()


def wishes_between(work: Work, first: date, last: date) -> Mapping[str, PersonWishes]:
    """What was granted for ``first`` to ``last``, both included, by staff code.

    Leave is cut to these days. No reasons: a solver needs none.
    """
    work.require(Permission.ROSTER_SOLVE)
    return granted_wishes(work, first, last)


def granted_wishes(work: Work, first: date, last: date) -> Mapping[str, PersonWishes]:
    """The same for services that show nobody what they read; asks no permission."""
    by_code: dict[str, list[DutyRequest]] = {}
    for one in store.granted_between(work.db, first, last):
        by_code.setdefault(one.staff_code, []).append(one)
    return {
        code: PersonWishes(
            leave=tuple(
                (max(first, one.first_on), min(last, one.last_on))
                for one in granted
                if one.kind is DutyRequestKind.LEAVE
            ),
            wishes=tuple(wish for one in granted for wish in _wishes(one, first, last)),
        )
        for code, granted in by_code.items()
    }


def with_wishes(
    problem: RosterProblem, wishes: Mapping[str, PersonWishes]
) -> RosterProblem:
    """``problem`` with what was granted; shift types it does not have are left out.

    A day that is leave already stays as it is, and a wish for the same day replaces the
    one that the problem had.
    """
    people = tuple(
        _person(problem, person, wishes[person.id]) if person.id in wishes else person
        for person in problem.people
    )
    return replace(problem, people=people)


def _wishes(one: DutyRequest, first: date, last: date) -> Iterator[DatedWish]:
    if one.kind is DutyRequestKind.LEAVE:
        return
    n_days = (one.last_on - one.first_on).days + 1
    for on in (one.first_on + timedelta(days=day) for day in range(n_days)):
        if first <= on <= last:
            yield DatedWish(
                on=on,
                kind=_KINDS[one.kind],
                shift_types=one.shift_types,
                weight=WEIGHTS[one.importance],
            )


def _person(problem: RosterProblem, person: Person, granted: PersonWishes) -> Person:
    horizon = problem.horizon
    leave = tuple(_leave(horizon, first, last) for first, last in granted.leave)
    more = tuple(part for one in leave for part in _beyond(person, one))
    known = problem.tables.shifts
    requests = [
        Request(
            day=horizon.day_of(one.on),
            kind=one.kind,
            shift_types=one.shift_types,
            weight=one.weight,
        )
        for one in granted.wishes
        if all(shift in known for shift in one.shift_types)
    ]
    inside = [one for one in requests if 0 <= one.day < problem.n_days]
    days = {one.day for one in inside}
    kept = [one for one in person.requests if one.day not in days]
    return replace(person, leave=(*person.leave, *more), requests=(*kept, *inside))


def _leave(horizon: Horizon, first: date, last: date) -> Leave:
    return Leave(start=horizon.day_of(first), end=horizon.day_of(last) + 1)


def _beyond(person: Person, leave: Leave) -> Iterator[Leave]:
    """The stretches of ``leave`` that no known leave covers."""
    free = [day for day in range(leave.start, leave.end) if not person.is_on_leave(day)]
    starts = [day for day in free if day - 1 not in free]
    ends = [day + 1 for day in free if day + 1 not in free]
    for start, end in zip(starts, ends, strict=True):
        yield replace(leave, start=start, end=end)
