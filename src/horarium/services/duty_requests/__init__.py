"""What people on the roster ask for, what it would do, and what becomes of it."""

from horarium.services.duty_requests.asking import (
    NewDutyRequest,
    ask,
    get,
    mine,
    shift_choices,
    withdraw,
)
from horarium.services.duty_requests.deciding import decide, waiting
from horarium.services.duty_requests.effect import (
    CoverLeft,
    DayEffect,
    LoadChange,
    RosterEffect,
    effect,
)
from horarium.services.duty_requests.wishes import (
    DatedWish,
    PersonWishes,
    wishes_between,
    with_wishes,
)

__all__ = [
    "CoverLeft",
    "DatedWish",
    "DayEffect",
    "LoadChange",
    "NewDutyRequest",
    "PersonWishes",
    "RosterEffect",
    "ask",
    "decide",
    "effect",
    "get",
    "mine",
    "shift_choices",
    "waiting",
    "wishes_between",
    "with_wishes",
    "withdraw",
]
