"""What if: a clinic day played many times under several practices, in the worker.

``running`` loads the simulation and is for the worker alone.
"""

from horarium.services.what_if.asking import PROGRESS, TASK, ask, fail, get, runs
from horarium.services.what_if.question import PRESET_NAMES, WhatIf

__all__ = [
    "PRESET_NAMES",
    "PROGRESS",
    "TASK",
    "WhatIf",
    "ask",
    "fail",
    "get",
    "runs",
]
