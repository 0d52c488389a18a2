"""The line of the day: a token never changes its number, only its place."""

from horarium.engines.queueing.advance import advance, changed
from horarium.engines.queueing.disciplines import DISCIPLINES
from horarium.engines.queueing.outcome import WaitEstimate
from horarium.engines.queueing.params import Outlook
from horarium.engines.queueing.place import calling_order, next_token
from horarium.engines.queueing.policy import DEFAULT_POLICY, Policy
from horarium.engines.queueing.priority import PriorityClass
from horarium.engines.queueing.problem import Line, LineSession, LineToken
from horarium.engines.queueing.waiting import expected_wait

__all__ = [
    "DEFAULT_POLICY",
    "DISCIPLINES",
    "Line",
    "LineSession",
    "LineToken",
    "Outlook",
    "Policy",
    "PriorityClass",
    "WaitEstimate",
    "advance",
    "calling_order",
    "changed",
    "expected_wait",
    "next_token",
]
