"""Who works when.

``solve`` needs the solver, which takes a second to load; it is loaded when first asked
for. Everything that judges and reports does without.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from horarium.engines.rostering.check import Verdict, check
from horarium.engines.rostering.io.document import (
    problem_from_dict,
    problem_to_dict,
)
from horarium.engines.rostering.outcome import Infeasible, OutOfTime, Progress, Solved
from horarium.engines.rostering.params import SolveParams
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.roster import Roster

if TYPE_CHECKING:
    from horarium.engines.rostering.solve import solve

__all__ = [
    "Infeasible",
    "OutOfTime",
    "Progress",
    "Roster",
    "RosterProblem",
    "SolveParams",
    "Solved",
    "Verdict",
    "check",
    "problem_from_dict",
    "problem_to_dict",
    "solve",
]


def __getattr__(name: str) -> Any:
    if name != "solve":
        raise AttributeError(name)
    return import_module("horarium.engines.rostering.solve").solve
