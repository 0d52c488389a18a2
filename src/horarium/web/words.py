"""How the codes of the line read on a page."""

from collections.abc import Callable, Iterator, Sequence
from math import ceil, floor

from horarium.domain.session import Session
from horarium.domain.token import TokenSource, TokenStatus
from horarium.domain.vitals import TakenVitals, Vitals
from horarium.engines.queueing import WaitEstimate
from horarium.web.languages import N_, Say, english
from horarium.web.pages.token import WaitInterval

SOURCES = {
    TokenSource.EMERGENCY: N_("emergency"),
    TokenSource.PRIORITY: N_("priority"),
    TokenSource.FOLLOW_UP: N_("follow-up"),
    TokenSource.ONLINE: N_("booked online"),
    TokenSource.WALK_IN: N_("walk-in"),
}

STATUSES = {
    TokenStatus.BOOKED: N_("booked"),
    TokenStatus.ARRIVED: N_("checked in"),
    TokenStatus.CALLED: N_("called"),
    TokenStatus.RECALLED: N_("called again"),
    TokenStatus.SKIPPED: N_("skipped"),
    TokenStatus.IN_CONSULTATION: N_("with the doctor"),
    TokenStatus.COMPLETED: N_("seen"),
    TokenStatus.NO_SHOW: N_("did not come"),
    TokenStatus.CANCELLED: N_("cancelled"),
    TokenStatus.LEFT: N_("left unseen"),
    TokenStatus.TRANSFERRED: N_("moved"),
}

ROUND_MIN = 5


BY_RULE = "Everybody has their fair share of "
"""How the sentence of a fairness rule begins."""


def burden_words(label: str) -> str:
    """A burden in a word or two; of one that a rule counts, that it does."""
    counted = label.removesuffix(".").removeprefix(BY_RULE)
    is_plain = not label.startswith(BY_RULE)
    return label if is_plain else f"{counted}, as the rule counts them"


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


def wait_text(wait: WaitEstimate, say: Say = english) -> str:
    """The estimate as people read it: "10–25 min"."""
    shown = interval_of(wait)
    if shown.low_min == shown.high_min:
        return say(N_("{n} min")).format(n=shown.low_min)
    words = say(N_("%(low)s–%(high)s min"))
    return words % {"low": shown.low_min, "high": shown.high_min}


def vitals_lines(taken: Sequence[TakenVitals], say: Say = english) -> tuple[str, ...]:
    """The latest of each measurement: "Blood pressure 128/82 mmHg"; then the notes."""
    lines: dict[str, str] = {}
    for one in taken:
        for words, value in _measured(one.vitals):
            lines.setdefault(words, say(words).format(value=value))
    notes = [one.vitals.note for one in taken if one.vitals.note]
    return (*(lines[words] for words in _MEASURES if words in lines), *notes)


_PRESSURE = N_("Blood pressure {value} mmHg")
_PULSE = N_("Pulse {value}/min")
_TEMPERATURE = N_("Temperature {value} °C")
_SPO2 = N_("SpO₂ {value} %")
_WEIGHT = N_("Weight {value} kg")
_MEASURES = (_PRESSURE, _PULSE, _TEMPERATURE, _SPO2, _WEIGHT)


def _measured(vitals: Vitals) -> Iterator[tuple[str, str]]:
    if vitals.systolic_mmhg is not None:
        yield _PRESSURE, f"{vitals.systolic_mmhg}/{vitals.diastolic_mmhg}"
    if vitals.pulse_per_min is not None:
        yield _PULSE, f"{vitals.pulse_per_min}"
    if vitals.temperature_c is not None:
        yield _TEMPERATURE, f"{vitals.temperature_c:.1f}"
    if vitals.spo2_percent is not None:
        yield _SPO2, f"{vitals.spo2_percent}"
    if vitals.weight_kg is not None:
        yield _WEIGHT, f"{vitals.weight_kg:.1f}"


def _rounded(minutes: float, direction: Callable[[float], int]) -> int:
    step = ROUND_MIN if minutes > 2 * ROUND_MIN else 1
    return direction(minutes / step) * step
