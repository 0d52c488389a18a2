"""One doctor, one line: when each of those present is called, starts and ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from horarium.domain.token import TokenSource
from horarium.engines.synth.diary.attendance import Attendee


@dataclass(frozen=True, slots=True)
class Turn:
    """The instants of one consultation in seconds since 1970; infinity for never."""

    called: float = inf
    started: float = inf
    ended: float = inf


def serve(attendees: Sequence[Attendee], *, begins: float, call_s: float) -> list[Turn]:
    """The turn of each attendee, in the order given.

    The doctor begins at ``begins``, after whoever is there already, and goes on until
    everybody is seen. Emergencies go first, then whose time has come, by entry; an idle
    doctor sees an early bird.
    """
    turns = [_known_turn(who, begins, call_s) for who in attendees]
    clock = max([begins, *(turn.ended for turn in turns if turn.ended < inf)])
    to_come = {
        i for i, who in enumerate(attendees) if who.arrives < inf and who.called is None
    }
    while to_come:
        here = [i for i in to_come if attendees[i].arrives <= clock]
        if not here:
            clock = min(attendees[i].arrives for i in to_come)
            continue
        at = clock
        due = min(here, key=lambda i: (*_rank(attendees[i], at), i))
        started = at + call_s
        clock = started + attendees[due].service_s
        turns[due] = Turn(at, started, clock)
        to_come.remove(due)
    return turns


def _known_turn(who: Attendee, begins: float, call_s: float) -> Turn:
    """The turn of whoever was with the doctor when the line last moved, at ``begins``."""
    if who.called is None:
        return Turn()
    started = max(begins, who.called + call_s) if who.started is None else who.started
    return Turn(who.called, started, max(begins, started + who.service_s))


def _rank(who: Attendee, at: float) -> tuple[bool, bool, float]:
    return (who.source is not TokenSource.EMERGENCY, who.entry > at, who.entry)
