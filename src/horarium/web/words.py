"""How the codes of the line read on a page."""

from collections.abc import Callable
from math import ceil, floor

from horarium.domain.session import Session
from horarium.domain.token import TokenSource, TokenStatus
from horarium.engines.queueing import WaitEstimate
from horarium.web.pages.token import WaitInterval

SOURCES = {
    TokenSource.EMERGENCY: "emergency",
    TokenSource.PRIORITY: "priority",
    TokenSource.FOLLOW_UP: "follow-up",
    TokenSource.ONLINE: "booked online",
    TokenSource.WALK_IN: "walk-in",
}

STATUSES = {
    TokenStatus.BOOKED: "booked",
    TokenStatus.ARRIVED: "checked in",
    TokenStatus.CALLED: "called",
    TokenStatus.RECALLED: "called again",
    TokenStatus.SKIPPED: "skipped",
    TokenStatus.IN_CONSULTATION: "with the doctor",
    TokenStatus.COMPLETED: "seen",
    TokenStatus.NO_SHOW: "did not come",
    TokenStatus.CANCELLED: "cancelled",
    TokenStatus.LEFT: "left unseen",
    TokenStatus.TRANSFERRED: "moved",
}

ROUND_MIN = 5


def place_of(session: Session) -> str:
    """Site and room."""
    if session.site == session.room:
        return session.room
    return f"{session.site}, {session.room}"


def interval_of(wait: WaitEstimate) -> WaitInterval:
    """The estimate in whole minutes; from ten minutes up in steps of five, outwards.

    To name 37 to 52 minutes would pretend to know more than anybody does.
    """
    return WaitInterval(
        _rounded(wait.low_min, floor), max(1, _rounded(wait.high_min, ceil))
    )


def wait_text(wait: WaitEstimate) -> str:
    """The estimate as people read it: "10–25 min"."""
    shown = interval_of(wait)
    if shown.low_min == shown.high_min:
        return f"{shown.low_min} min"
    return f"{shown.low_min}–{shown.high_min} min"


def _rounded(minutes: float, direction: Callable[[float], int]) -> int:
    step = ROUND_MIN if minutes > 2 * ROUND_MIN else 1
    return direction(minutes / step) * step
