"""Fill given sessions with invented patients, as they stand at one instant.

The demo department is made with it; whole data sets come from ``engines.synth``.
"""

from horarium.engines.synth.diary.check import Fault, faults
from horarium.engines.synth.diary.fill import fill_diary
from horarium.engines.synth.diary.outcome import Outpatients, Person, Visit
from horarium.engines.synth.diary.params import SynthParams
from horarium.engines.synth.diary.population import invent_people
from horarium.engines.synth.diary.problem import (
    ClinicProblem,
    ClinicSession,
    Held,
    Sofar,
)

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
    "fill_diary",
    "invent_people",
]
