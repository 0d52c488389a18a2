"""The department that the demo shows: 45 registrars over three sites."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from numpy.random import Generator

from horarium.engines.rostering.department import (
    SERVICES,
    DepartmentSpec,
    make_department,
)
from horarium.engines.rostering.problem import RosterProblem

TIME_ZONE = "Europe/London"

Department = Callable[[date, Generator], RosterProblem]
"""Invents what a roster from that Monday on answers, with the days before as history."""


def registrars(start: date, rng: Generator) -> RosterProblem:
    """The whole department, its clinics under the names that patients read."""
    problem = make_department(DepartmentSpec(start=start, time_zone=TIME_ZONE), rng)
    names = {service.id: service.name for service in SERVICES}
    return replace(
        problem,
        shift_types=tuple(
            replace(shift, service=names.get(shift.service, shift.service))
            for shift in problem.shift_types
        ),
    )
