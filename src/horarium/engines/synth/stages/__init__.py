"""The stages of the pipeline, one module each, in the order in which they run."""

from collections.abc import Callable
from dataclasses import dataclass

from numpy.random import Generator

from horarium.engines.synth.drawn import (
    Bookings,
    DayPlan,
    Outcomes,
    Slots,
    Times,
    Visitors,
)
from horarium.engines.synth.spec import ClinicSpec
from horarium.engines.synth.stages.attendance import outcomes
from horarium.engines.synth.stages.booking_curve import bookings
from horarium.engines.synth.stages.calendar import open_slots
from horarium.engines.synth.stages.clinic_day import times
from horarium.engines.synth.stages.demand import day_plan
from horarium.engines.synth.stages.population import visitors


@dataclass(frozen=True, slots=True, kw_only=True)
class Stages:
    """Which function does which step; ``dataclasses.replace`` puts another in its place."""

    calendar: Callable[[ClinicSpec], Slots] = open_slots
    demand: Callable[[ClinicSpec, Slots, Generator], DayPlan] = day_plan
    booking: Callable[[ClinicSpec, Slots, DayPlan, Generator], Bookings] = bookings
    population: Callable[[ClinicSpec, Slots, Bookings, Generator], Visitors] = visitors
    attendance: Callable[
        [ClinicSpec, Slots, Bookings, Visitors, Generator], Outcomes
    ] = outcomes
    clinic_day: Callable[[ClinicSpec, Slots, Bookings, Outcomes, Generator], Times] = (
        times
    )


STAGES = Stages()
