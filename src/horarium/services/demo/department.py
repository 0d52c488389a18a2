"""The department that the demo shows: 45 registrars over three sites."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Protocol

import numpy as np
from numpy.random import Generator

from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.department import (
    SERVICES,
    DepartmentSpec,
    make_department,
)
from horarium.engines.rostering.horizon import SATURDAY
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.roster import OFF

TIME_ZONE = "Europe/London"

_OF_WEEKDAYS = {"clinic", "teaching"}

Stop = Callable[[], bool]
"""Asked often; ends a search by returning True."""


class Department(Protocol):
    """Invents what a roster from that Monday on answers, the days before as history."""

    def __call__(
        self, start: date, rng: Generator, *, stop: Stop | None = None
    ) -> RosterProblem:
        """The problem; raises ``NoLegalRoster`` when stopped before it has a history."""


def registrars(
    start: date, rng: Generator, *, stop: Stop | None = None
) -> RosterProblem:
    """The whole department, its clinics under the names that patients read."""
    spec = DepartmentSpec(start=start, time_zone=TIME_ZONE)
    problem = make_department(spec, rng, stop=stop)
    names = {service.id: service.name for service in SERVICES}
    named = replace(
        problem,
        shift_types=tuple(
            replace(shift, service=names.get(shift.service, shift.service))
            for shift in problem.shift_types
        ),
    )
    return on_weekdays(named)


def on_weekdays(problem: RosterProblem) -> RosterProblem:
    """The same, with clinics and teaching on weekdays only, in its history, too."""
    kept = [bool(_OF_WEEKDAYS & set(shift.tags)) for shift in problem.shift_types]
    names = tuple(
        shift.id
        for shift, is_kept in zip(problem.shift_types, kept, strict=True)
        if is_kept
    )
    none = tuple(
        Cover(day=day, shift_types=names, wanted=0, maximum=0)
        for day in range(problem.n_days)
        if problem.horizon.weekday(day) >= SATURDAY
    )
    off = {
        (person, column): OFF
        for (person, column), cell in np.ndenumerate(problem.history.cells)
        if cell != OFF
        and kept[cell]
        and problem.horizon.weekday(column - problem.n_history) >= SATURDAY
    }
    history = problem.history.with_cells(off)
    return replace(problem, cover=(*problem.cover, *none), history=history)
