"""Why somebody stands where they stand: computed facts, and a sentence for each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from math import isinf

from horarium.engines.queueing.discipline import BAND, ENTRY, Key
from horarium.engines.queueing.place import calling_order, key_of, token_of
from horarium.engines.queueing.policy import Policy
from horarium.engines.queueing.problem import Line, LineToken, TokenKey


class Because(StrEnum):
    """What puts one token before another, or may do so."""

    WITH_DOCTOR = "with-doctor"
    STRICTER_BAND = "stricter-band"
    CAME_EARLIER = "came-earlier"
    SHORTER_PROMISE = "shorter-promise"
    NOT_YET_TIME = "not-yet-time"
    CLASS_MAY_PASS = "class-may-pass"


@dataclass(frozen=True, slots=True)
class Reason:
    """One fact about a place.

    ``number`` is the other token's; ``minutes`` lie between the two entries; ``until``
    is when a new entry of ``priority_class`` stops passing (``None``: as long as one waits).
    """

    because: Because
    priority_class: str
    number: int | None = None
    minutes: float | None = None
    until: datetime | None = None

    def sentence(self) -> str:
        """The fact in words, without names, for a patient or the desk."""
        return _SENTENCES[self.because].format(
            number=self.number,
            priority_class=self.priority_class,
            minutes=0 if self.minutes is None else round(self.minutes),
            until="their turn" if self.until is None else f"{self.until:%H:%M} UTC",
        )


_SENTENCES = {
    Because.WITH_DOCTOR: "Token {number} is with the doctor.",
    Because.STRICTER_BAND: "Token {number} is {priority_class}: it always goes first.",
    Because.CAME_EARLIER: "Token {number} entered the line {minutes} min earlier.",
    Because.SHORTER_PROMISE: "Token {number} entered {minutes} min later, but "
    "{priority_class} is promised a shorter wait.",
    Because.NOT_YET_TIME: "Token {number} goes first: this one's time has not come.",
    Because.CLASS_MAY_PASS: "New {priority_class} patients go first until {until}.",
}


def explain_place(
    line: Line, token: TokenKey, now: datetime, policy: Policy
) -> tuple[Reason, ...]:
    """Why the waiting ``token`` is not next, and which classes may still pass it.

    One reason for each token ahead, in calling order, then one for each class whose
    later entries would go first. Empty for somebody who does not wait.
    """
    asked = token_of(line, token)
    ahead: list[LineToken] = []
    for other in calling_order(line, now, policy):
        if other.id == asked.id:
            return (
                *_with_doctor(line),
                *(_why(other, asked, now, policy) for other in ahead),
                *_may_pass(asked, now, policy),
            )
        ahead.append(other)
    return ()


def _with_doctor(line: Line) -> Iterator[Reason]:
    if line.serving is not None:
        served = line.tokens[line.serving]
        yield Reason(Because.WITH_DOCTOR, served.priority_class, served.number)


def _why(other: LineToken, asked: LineToken, now: datetime, policy: Policy) -> Reason:
    theirs, own = key_of(other, policy), key_of(asked, policy)
    because = _cause(theirs, own, now.timestamp())
    apart_min = abs(own[ENTRY] - theirs[ENTRY]) / 60.0
    return Reason(because, other.priority_class, other.number, apart_min)


def _cause(theirs: Key, own: Key, now_s: float) -> Because:
    if own[ENTRY] > now_s >= theirs[ENTRY]:
        return Because.NOT_YET_TIME
    if theirs[BAND] < own[BAND]:
        return Because.STRICTER_BAND
    if theirs[ENTRY] <= own[ENTRY]:
        return Because.CAME_EARLIER
    return Because.SHORTER_PROMISE


def _may_pass(asked: LineToken, now: datetime, policy: Policy) -> Iterator[Reason]:
    own = key_of(asked, policy)
    for row in policy.classes:
        until_s = policy.discipline.passes_until(row, own)
        if until_s > now.timestamp():
            until = None if isinf(until_s) else datetime.fromtimestamp(until_s, UTC)
            yield Reason(Because.CLASS_MAY_PASS, row.name, until=until)
