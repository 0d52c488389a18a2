"""The invented department's registrars: who they are, when they are away, what they ask."""

from collections.abc import Sequence
from dataclasses import dataclass

from numpy.random import Generator

from horarium.engines.rostering.department.setting import (
    GRADES,
    SENIORS,
    SERVICES,
    SITES,
)
from horarium.engines.rostering.horizon import SATURDAY, Horizon
from horarium.engines.rostering.names import draw_names
from horarium.engines.rostering.people import (
    Contract,
    Leave,
    Person,
    Request,
    RequestKind,
)

WEEKLY_MIN = 46 * 60
"""A full-time registrar's average: 40 basic hours and 6 of additional ones (TCS 2016)."""

PERCENTS = (100, 80, 60)
P_PERCENT = (0.68, 0.20, 0.12)
"""Close to the shares of less-than-full-time training that deaneries report."""

P_HOME = (0.54, 0.28, 0.18)
"""How the wards' hours fall on the three sites."""

WEEK = 7
P_LEAVE_A_WEEK = 0.11
"""Six weeks of annual leave a year."""

P_STUDY_LEAVE_A_WEEK = 0.03
MAX_AWAY = 6
P_ASKS = 0.75
REASONS = (
    "wedding",
    "exam preparation",
    "childcare",
    "religious holiday",
    "moving house",
    "family visit",
    "medical appointment",
    "concert",
    "marathon",
    "birthday",
)
WEIGHTS = (30, 60, 120)
"""A plain wish weighs more than a head by day beyond the minimum (20), a strong one more
than one at night (100): days off are asked for long before, and people count on them."""

P_WEIGHT = (0.5, 0.35, 0.15)


@dataclass(slots=True)
class _Absences:
    """How many are away on each day, so that not all leave together."""

    first: int
    n_away: list[int]

    def has_room(self, start: int, end: int) -> bool:
        days = self.n_away[start - self.first : end - self.first]
        return max(days, default=0) < MAX_AWAY

    def add(self, start: int, end: int) -> None:
        for day in range(start - self.first, end - self.first):
            self.n_away[day] += 1


def draw_staff(
    n_people: int, horizon: Horizon, n_history: int, rng: Generator
) -> tuple[Person, ...]:
    """``n_people`` registrars, R01 on; leave reaches ``n_history`` days back."""
    names = draw_names(n_people, rng)
    away = _Absences(-n_history, [0] * (n_history + horizon.n_days))
    return tuple(
        _person(f"R{number + 1:02}", names[number], number, (horizon, away), rng)
        for number in range(n_people)
    )


def _person(
    code: str,
    name: str,
    number: int,
    when: tuple[Horizon, _Absences],
    rng: Generator,
) -> Person:
    horizon, away = when
    grade = GRADES[number % len(GRADES)]
    service = SERVICES[number % len(SERVICES)]
    leave = _leave(horizon, away, rng)
    return Person(
        id=code,
        name=name,
        grade=grade,
        skills=_skills(grade, service.id, rng),
        sites=_sites(service.site, rng),
        contract=_contract(rng),
        leave=leave,
        requests=_requests(horizon, leave, rng),
        carried={"fair-nights": float(rng.integers(-1, 2))},
    )


def _skills(grade: str, service: str, rng: Generator) -> tuple[str, ...]:
    p_resus = 1.0 if grade in SENIORS else 0.3
    skills = [service]
    if rng.random() < p_resus:
        skills.append("resus")
    if rng.random() < 0.6:
        skills.append("procedures")
    return tuple(skills)


def _sites(clinic_site: str, rng: Generator) -> tuple[str, ...]:
    """Home first; everybody works at the large site and where their clinic is."""
    home = SITES[int(rng.choice(len(SITES), p=P_HOME))].id
    other = SITES[1 + int(rng.integers(2))].id
    return tuple(dict.fromkeys((home, SITES[0].id, clinic_site, other)))[:3]


def _contract(rng: Generator) -> Contract:
    percent = int(rng.choice(PERCENTS, p=P_PERCENT))
    n_free = (100 - percent) // 20
    free = sorted(int(day) for day in rng.choice(SATURDAY, n_free, replace=False))
    return Contract(weekly_min=WEEKLY_MIN, percent=percent, free_weekdays=tuple(free))


def _leave(horizon: Horizon, away: _Absences, rng: Generator) -> tuple[Leave, ...]:
    """Whole weeks of annual leave and single weekdays of study leave."""
    leave = []
    for monday in range(away.first, horizon.n_days - WEEK + 1, WEEK):
        chance = rng.random()
        study = monday + int(rng.integers(SATURDAY))
        if chance < P_LEAVE_A_WEEK and away.has_room(monday, monday + WEEK):
            leave.append(Leave(start=monday, end=monday + WEEK, kind="annual"))
        elif chance > 1 - P_STUDY_LEAVE_A_WEEK and away.has_room(study, study + 1):
            leave.append(Leave(start=study, end=study + 1, kind="study"))
    for taken in leave:
        away.add(taken.start, taken.end)
    return tuple(leave)


def _requests(
    horizon: Horizon, leave: Sequence[Leave], rng: Generator
) -> tuple[Request, ...]:
    """For most people one or two days off, and for some a clinic day, each 28 days."""
    if rng.random() > P_ASKS:
        return ()
    n_days_off = int(rng.integers(1, 3)) * max(1, horizon.n_days // 28)
    days = rng.choice(horizon.n_days, min(n_days_off, horizon.n_days), replace=False)
    return tuple(
        Request(
            day=int(day),
            kind=RequestKind.OFF,
            weight=int(rng.choice(WEIGHTS, p=P_WEIGHT)),
            reason=REASONS[int(rng.integers(len(REASONS)))],
        )
        for day in sorted(days)
        if not any(taken.start <= day < taken.end for taken in leave)
    )
