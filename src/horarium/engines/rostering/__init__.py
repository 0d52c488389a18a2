"""Who works when."""

from horarium.engines.rostering.check import Verdict, check
from horarium.engines.rostering.io.document import (
    problem_from_dict,
    problem_to_dict,
)
from horarium.engines.rostering.outcome import Infeasible, OutOfTime, Progress, Solved
from horarium.engines.rostering.params import SolveParams
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.roster import Roster
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
