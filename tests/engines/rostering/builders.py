"""Small problems; every argument is optional."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time
from typing import Any

import numpy as np

from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.cpsat import Search
from horarium.engines.rostering.encode import encode
from horarium.engines.rostering.horizon import Horizon
from horarium.engines.rostering.parts import Parts
from horarium.engines.rostering.people import Person
from horarium.engines.rostering.problem import RosterProblem, Rule
from horarium.engines.rostering.roster import OFF, Roster
from horarium.engines.rostering.shifts import ShiftType, Site
from horarium.engines.rostering.start import complete

MONDAY = date(2026, 3, 2)
GRADES = ("ST3", "ST5", "ST7")
SITES = (Site(id="north"), Site(id="south"))

DAY = ShiftType(
    id="D", start=time(8), end=time(16), site="north", tags=("day",), service="ward"
)
LONG = ShiftType(id="L", start=time(8), end=time(20, 30), site="south", tags=("long",))
NIGHT = ShiftType(
    id="N",
    start=time(20),
    end=time(8, 30),
    site="south",
    tags=("night",),
    never_before=("D", "L"),
)
ON_CALL = ShiftType(
    id="O", start=time(17), end=time(8), site="north", tags=("on-call",), worked_min=360
)
CLINIC = ShiftType(
    id="C",
    start=time(9),
    end=time(17),
    site="north",
    tags=("clinic",),
    skills=("clinic",),
    service="clinic",
)
SHIFTS = (DAY, LONG, NIGHT, ON_CALL, CLINIC)


def make_person(id: str = "ann", **changes: Any) -> Person:
    return replace(Person(id=id), **changes)


def make_problem(
    *rules: Rule,
    people: Sequence[Person] | int = 2,
    shifts: Sequence[ShiftType] = SHIFTS,
    n_days: int = 7,
    history: Sequence[str] = (),
    cover: Sequence[Cover] = (),
    start: date = MONDAY,
    time_zone: str = "Europe/London",
    **changes: Any,
) -> RosterProblem:
    """``history`` has one string a person, read by ``make_roster``."""
    if isinstance(people, int):
        people = [make_person(f"p{number}") for number in range(people)]
    problem = RosterProblem(
        horizon=Horizon(start, n_days, time_zone),
        shift_types=tuple(shifts),
        people=tuple(people),
        cover=tuple(cover),
        rules=rules,
        sites=SITES,
        grades=GRADES,
        **changes,
    )
    return (
        replace(problem, history=make_roster(problem, *history)) if history else problem
    )


def make_roster(problem: RosterProblem, *lines: str) -> Roster:
    """One string a person, one letter a day; a dot is off."""
    shifts = problem.tables.shifts | {".": OFF}
    return Roster.of([[shifts[letter] for letter in line] for line in lines])


def random_roster(problem: RosterProblem, seed: int) -> Roster:
    """Rosters from nearly empty to nearly full, some with runs of one shift type."""
    rng = np.random.default_rng(seed)
    p_on, p_same = rng.uniform(0.1, 0.95), rng.uniform(0, 0.9)
    n_shifts = len(problem.shift_types)
    cells = np.full((problem.n_people, problem.n_days), OFF)
    for row in range(problem.n_people):
        for day in range(problem.n_days):
            if day and rng.random() < p_same:
                cells[row, day] = cells[row, day - 1]
            elif rng.random() < p_on:
                cells[row, day] = rng.integers(n_shifts)
    return Roster.of(cells)


def pinned_cost(problem: RosterProblem, roster: Roster) -> int | None:
    """What the solver says ``roster`` costs with every cell pinned; None: illegal."""
    encoded = encode(problem)
    if not encoded.is_expressible(roster):
        return None
    parts = Parts(encoded.system)
    how = Search(limit_s=30)
    values = complete(parts, encoded.cell_values(roster), how)
    return None if values is None else encoded.system.value(values)


def make_drawn_cover(rng: np.random.Generator, n_days: int) -> list[Cover]:
    """None to two wanted for each day and night; one missing is 100, one too many 1."""
    return [
        Cover(
            day=day,
            shift_types=(shift,),
            wanted=int(rng.integers(3)),
            under_weight=100,
            over_weight=1,
        )
        for day in range(n_days)
        for shift in "DN"
    ]
