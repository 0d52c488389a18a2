"""When somebody can be seen: weekly hours, what takes time away, slots, sessions."""

from horarium.services.availability.closures import (
    NewUnavailability,
    TakenAway,
    get_unavailability,
    give_back,
    keep_away,
    take_away,
    taken_away,
)
from horarium.services.availability.opening import (
    LeftOut,
    Opened,
    SlotSearch,
    free_starts,
    interval_of,
    of_session,
    open_horizon,
    require_bookable,
    session_for,
    set_quotas,
    slots,
)
from horarium.services.availability.rules import NewRule, define, end, get, of_service

__all__ = [
    "LeftOut",
    "NewRule",
    "NewUnavailability",
    "Opened",
    "SlotSearch",
    "TakenAway",
    "define",
    "end",
    "free_starts",
    "get",
    "get_unavailability",
    "give_back",
    "interval_of",
    "keep_away",
    "of_service",
    "of_session",
    "open_horizon",
    "require_bookable",
    "session_for",
    "set_quotas",
    "slots",
    "take_away",
    "taken_away",
]
