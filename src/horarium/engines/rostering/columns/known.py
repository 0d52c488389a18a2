"""Rosters that are known, and one to go on from though it is not the best."""

from collections.abc import Callable
from dataclasses import dataclass

from horarium.engines.rostering.roster import Roster

Known = tuple[Roster, int]
"""A roster and what it costs."""

Tell = Callable[[Roster], Known | None]
"""Is told of a roster; says what is legal of it, if anything is."""


@dataclass(slots=True, eq=False)
class Aside:
    """What has become of a roster, of which ``tell`` is told.

    A mix sees everybody's whole month. The roster that a dive makes of it pays for what
    was rounded, but that is soon mended, where a better one that grew from small changes
    is good for no more.
    """

    _now: Known
    tell: Tell

    def known(self) -> Known:
        """The best so far."""
        return self._now

    def offer(self, roster: Roster) -> None:
        """Tell of a roster, and go on from it if it is better."""
        found = self.tell(roster)
        if found is not None and found[1] < self._now[1]:
            self._now = found
