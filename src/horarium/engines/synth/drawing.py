"""A data set from a description and a seed."""

from numpy.random import Generator

from horarium.engines.synth.drawn import Drawn
from horarium.engines.synth.spec import ClinicSpec
from horarium.engines.synth.stages import STAGES, Stages


def draw(spec: ClinicSpec, rng: Generator, *, stages: Stages = STAGES) -> Drawn:
    """Everything in numbers; the same state of ``rng`` gives the same arrays.

    Each stage has a generator of its own, so that another stage in its place moves none of
    the others.
    """
    planning, booking, populating, attending, serving = rng.spawn(5)
    slots = stages.calendar(spec)
    plan = stages.demand(spec, slots, planning)
    made = stages.booking(spec, slots, plan, booking)
    who = stages.population(spec, slots, made, populating)
    came = stages.attendance(spec, slots, made, who, attending)
    return Drawn(
        slots=slots,
        bookings=made,
        visitors=who,
        outcomes=came,
        times=stages.clinic_day(spec, slots, made, came, serving),
    )
