"""How the codes of the line read on a page."""

from collections.abc import Callable, Iterator, Sequence
from math import ceil, floor

from horarium.domain.session import Session
from horarium.domain.token import TokenSource, TokenStatus
from horarium.domain.vitals import TakenVitals, Vitals
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


def vitals_lines(taken: Sequence[TakenVitals]) -> tuple[str, ...]:
    """The latest of each measurement: "Blood pressure 128/82 mmHg"; then the notes."""
    lines: dict[str, str] = {}
    for one in taken:
        for name, text in _measured(one.vitals):
            lines.setdefault(name, text)
    notes = [one.vitals.note for one in taken if one.vitals.note]
    return (*(lines[name] for name in _MEASURES if name in lines), *notes)


_MEASURES = ("pressure", "pulse", "temperature", "spo2", "weight")


def _measured(vitals: Vitals) -> Iterator[tuple[str, str]]:
    if vitals.systolic_mmhg is not None:
        pair = f"{vitals.systolic_mmhg}/{vitals.diastolic_mmhg}"
        yield "pressure", f"Blood pressure {pair} mmHg"
    if vitals.pulse_per_min is not None:
        yield "pulse", f"Pulse {vitals.pulse_per_min}/min"
    if vitals.temperature_c is not None:
        yield "temperature", f"Temperature {vitals.temperature_c:.1f} °C"
    if vitals.spo2_percent is not None:
        yield "spo2", f"SpO₂ {vitals.spo2_percent} %"
    if vitals.weight_kg is not None:
        yield "weight", f"Weight {vitals.weight_kg:.1f} kg"


def _rounded(minutes: float, direction: Callable[[float], int]) -> int:
    step = ROUND_MIN if minutes > 2 * ROUND_MIN else 1
    return direction(minutes / step) * step
