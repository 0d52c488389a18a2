"""One doctor, one line: when each of those present is called, starts and ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from horarium.domain.token import TokenSource
from horarium.engines.synth.attendance import Attendee


@dataclass(frozen=True, slots=True)
class Turn:
    """The instants of one consultation in seconds since 1970; infinity for never."""

    called: float = inf
    started: float = inf
    ended: float = inf


def serve(attendees: Sequence[Attendee], *, begins: float, call_s: float) -> list[Turn]:
    """The turn of each attendee, in the order given.

    The doctor begins at ``begins`` and goes on until everybody is seen. Emergencies go
    first, then whose time has come, by entry; an idle doctor sees an early bird.
    """
    turns = [Turn()] * len(attendees)
    to_come = {i for i, who in enumerate(attendees) if who.arrives < inf}
    clock = begins
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


def _rank(who: Attendee, at: float) -> tuple[bool, bool, float]:
    return (who.source is not TokenSource.EMERGENCY, who.entry > at, who.entry)
