"""Duties that change hands: offered, taken, agreed to, and the roster judged anew."""

from horarium.services.swaps.deciding import (
    approve,
    needs_approval,
    refuse,
    set_approval,
    to_decide,
)
from horarium.services.swaps.offering import (
    OfferedDuty,
    get_offer,
    names,
    offer,
    offers_to_me,
    own_offers,
    withdraw,
)
from horarium.services.swaps.rings import Ring, consent, decline, propose, rings
from horarium.services.swaps.taking import accept, get_deal, own_deals
from horarium.services.swaps.ways import SwapWay, Verdict, ways

__all__ = [
    "OfferedDuty",
    "Ring",
    "SwapWay",
    "Verdict",
    "accept",
    "approve",
    "consent",
    "decline",
    "get_deal",
    "get_offer",
    "names",
    "needs_approval",
    "offer",
    "offers_to_me",
    "own_deals",
    "own_offers",
    "propose",
    "refuse",
    "rings",
    "set_approval",
    "to_decide",
    "ways",
    "withdraw",
]
