"""Invent a believable outpatient clinic from a seed."""

from horarium.engines.synth.check import Fault, faults
from horarium.engines.synth.generate import generate
from horarium.engines.synth.outcome import Outpatients, Person, Visit
from horarium.engines.synth.params import SynthParams
from horarium.engines.synth.population import invent_people
from horarium.engines.synth.problem import Booking, ClinicProblem, ClinicSession

__all__ = [
    "Booking",
    "ClinicProblem",
    "ClinicSession",
    "Fault",
    "Outpatients",
    "Person",
    "SynthParams",
    "Visit",
    "faults",
    "generate",
    "invent_people",
]
