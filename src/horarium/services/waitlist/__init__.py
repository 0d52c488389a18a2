"""The waitlist: who waits for a place, and to whom a freed one is offered."""

from horarium.domain.waitlist import Offer, Wish
from horarium.services.waitlist.joining import JoinWaitlist, join, leave, put_on
from horarium.services.waitlist.looking import (
    get,
    get_offer,
    mine,
    of_session,
    offers_of_wish,
    waiting,
)
from horarium.services.waitlist.offering import (
    accept,
    decline,
    expire,
    offer_freed,
    sweep,
)

__all__ = [
    "JoinWaitlist",
    "Offer",
    "Wish",
    "accept",
    "decline",
    "expire",
    "get",
    "get_offer",
    "join",
    "leave",
    "mine",
    "of_session",
    "offer_freed",
    "offers_of_wish",
    "put_on",
    "sweep",
    "waiting",
]
