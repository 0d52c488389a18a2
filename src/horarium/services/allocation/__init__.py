"""Requests that pile up, placed by priority; overbooking that pays and is never hidden."""

from horarium.services.allocation.accepting import Accepted, accept
from horarium.services.allocation.proposal import (
    Left,
    Placement,
    Price,
    Proposal,
    SessionPlan,
    Share,
)
from horarium.services.allocation.proposing import propose
from horarium.services.offering import Knobs, suggested

__all__ = [
    "Accepted",
    "Knobs",
    "Left",
    "Placement",
    "Price",
    "Proposal",
    "SessionPlan",
    "Share",
    "accept",
    "propose",
    "suggested",
]
