"""Whether a data set is what its description asked for."""

from horarium.engines.synth.validation.faults import Fault, faults
from horarium.engines.synth.validation.report import Check, Report
from horarium.engines.synth.validation.validate import validate

__all__ = ["Check", "Fault", "Report", "faults", "validate"]
