"""What can be known of a day at the present: everything later is cut off."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from horarium.domain.token import TokenSource, TokenStatus
from horarium.engines.synth.diary.attendance import Attendee
from horarium.engines.synth.diary.clinic_day import Turn


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an attendee has come; an instant that has not come yet is None."""

    who: Attendee
    status: TokenStatus
    arrived: float | None = None
    called: float | None = None
    started: float | None = None
    ended: float | None = None


def standings(
    attendees: Sequence[Attendee],
    turns: Sequence[Turn],
    *,
    now: float,
    no_show_after_s: float,
) -> list[Standing]:
    """Everybody who holds or has held a place by ``now``, in the order given."""
    return [
        _standing(who, turn, now, no_show_after_s)
        for who, turn in zip(attendees, turns, strict=True)
        if who.made <= now
    ]


Liveliness = tuple[int, int]
"""How many of the essentials of a line at work there are, and how many wait besides."""


def liveliness(line: Sequence[Standing], n_waiting: int) -> Liveliness:
    """How much of a line at work there is; at best ``(4, n_waiting)``.

    The essentials are somebody with the doctor, somebody seen, somebody booked and still
    to come, and two who wait. Of those who wait, ``n_waiting`` count.
    """
    n = Counter(standing.status for standing in line)
    n_essential = (
        (n[TokenStatus.CALLED] + n[TokenStatus.IN_CONSULTATION] > 0)
        + (n[TokenStatus.COMPLETED] > 0)
        + (n[TokenStatus.BOOKED] > 0)
        + (n[TokenStatus.ARRIVED] >= 2)
    )
    return n_essential, min(n_waiting, n[TokenStatus.ARRIVED])


def has_emergency(line: Sequence[Standing]) -> bool:
    """Whether somebody came who could not wait."""
    return any(standing.who.source is TokenSource.EMERGENCY for standing in line)


def _standing(
    who: Attendee, turn: Turn, now: float, no_show_after_s: float
) -> Standing:
    if who.arrives > now:
        return _not_here(who, now, no_show_after_s)
    if turn.ended <= now:
        return Standing(
            who,
            TokenStatus.COMPLETED,
            who.arrives,
            turn.called,
            turn.started,
            turn.ended,
        )
    if turn.started <= now:
        return Standing(
            who, TokenStatus.IN_CONSULTATION, who.arrives, turn.called, turn.started
        )
    if turn.called <= now:
        return Standing(who, TokenStatus.CALLED, who.arrives, turn.called)
    return Standing(who, TokenStatus.ARRIVED, who.arrives)


def _not_here(who: Attendee, now: float, no_show_after_s: float) -> Standing:
    given_up = (who.promised or who.made) + no_show_after_s
    if given_up <= min(now, who.arrives):
        return Standing(who, TokenStatus.NO_SHOW, ended=given_up)
    return Standing(who, TokenStatus.BOOKED)
