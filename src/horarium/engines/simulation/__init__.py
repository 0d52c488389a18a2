"""Whole clinic days in fast-forward: practices compared before they are lived."""

from horarium.engines.simulation.outcome import Comparison, Estimate, PracticeResult
from horarium.engines.simulation.params import SimulationParams
from horarium.engines.simulation.practice import Practice, practice, usual_practices
from horarium.engines.simulation.presets import scenario_of
from horarium.engines.simulation.problem import Scenario
from horarium.engines.simulation.simulate import simulate

__all__ = [
    "Comparison",
    "Estimate",
    "Practice",
    "PracticeResult",
    "Scenario",
    "SimulationParams",
    "practice",
    "scenario_of",
    "simulate",
    "usual_practices",
]
