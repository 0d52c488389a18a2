"""Requests that pile up, placed by priority; overbooking that pays and is never hidden."""

from horarium.services.allocation.accepting import Accepted, accept
from horarium.services.allocation.knobs import Knobs
from horarium.services.allocation.online import suggested
from horarium.services.allocation.proposal import (
    Left,
    Placement,
    Proposal,
    SessionPlan,
)
from horarium.services.allocation.proposing import propose

__all__ = [
    "Accepted",
    "Knobs",
    "Left",
    "Placement",
    "Proposal",
    "SessionPlan",
    "accept",
    "propose",
    "suggested",
]
