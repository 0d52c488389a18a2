"""The online rule: which time, and whose session, costs everybody else the least."""

from horarium.services.offering.knobs import Knobs
from horarium.services.offering.online import cheapest_start, suggested
from horarium.services.offering.today import WalkInOffer, offers_today

__all__ = ["Knobs", "WalkInOffer", "cheapest_start", "offers_today", "suggested"]
