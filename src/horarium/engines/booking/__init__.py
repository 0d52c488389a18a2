"""Which patient in which slot: exact expectations, overbooking, allocation."""

from horarium.engines.booking.allocate import allocate
from horarium.engines.booking.allocation import Allocation
from horarium.engines.booking.evaluate import evaluate
from horarium.engines.booking.offers import offers
from horarium.engines.booking.outcome import Forecast, Offer, Plan
from horarium.engines.booking.params import Caps, Costs, Placement, PlanParams
from horarium.engines.booking.plan import plan_overbooking
from horarium.engines.booking.problem import (
    Booked,
    Candidate,
    ServiceLaw,
    SessionShape,
)
from horarium.engines.booking.requests import (
    AllocationParams,
    OpenSlot,
    SlotRequest,
)

__all__ = [
    "Allocation",
    "AllocationParams",
    "Booked",
    "Candidate",
    "Caps",
    "Costs",
    "Forecast",
    "Offer",
    "OpenSlot",
    "Placement",
    "Plan",
    "PlanParams",
    "ServiceLaw",
    "SessionShape",
    "SlotRequest",
    "allocate",
    "evaluate",
    "offers",
    "plan_overbooking",
]
