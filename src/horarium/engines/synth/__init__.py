"""Invent a believable outpatient clinic from a seed."""

from horarium.engines.synth.check import Fault, faults
from horarium.engines.synth.generate import generate
from horarium.engines.synth.outcome import Outpatients, Person, Visit
from horarium.engines.synth.params import SynthParams
from horarium.engines.synth.population import invent_people
from horarium.engines.synth.problem import ClinicProblem, ClinicSession, Held, Sofar

__all__ = [
    "ClinicProblem",
    "ClinicSession",
    "Fault",
    "Held",
    "Outpatients",
    "Person",
    "Sofar",
    "SynthParams",
    "Visit",
    "faults",
    "generate",
    "invent_people",
]
