"""What is dealt out: who asks, for which places, at what worth."""

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np

from horarium.engines.booking.eligibility import Eligibility
from horarium.engines.booking.problem import Floats
from horarium.engines.booking.requests import OpenSlot, SlotRequest


@dataclass(frozen=True, slots=True, eq=False)
class Market:
    """Open requests against places; a place is one further booking of a slot.

    ``worth`` is ``(n_requests, n_places)``, 0 where the request may not or had better
    not have the place. ``slot_of`` and ``rank_of`` say which booking of which slot.
    """

    requests: tuple[SlotRequest, ...]
    slots: tuple[OpenSlot, ...]
    worth: Floats
    slot_of: np.ndarray[tuple[int], np.dtype[np.intp]]
    rank_of: np.ndarray[tuple[int], np.dtype[np.intp]]
    eligibility: Eligibility

    def n_places(self, session: Hashable) -> int:
        """How many places of the session are not over."""
        ahead = self.eligibility.ahead()
        return sum(
            bool(ahead[slot]) and self.slots[slot].session == session
            for slot in self.slot_of
        )

    @property
    def session_of(self) -> tuple[Hashable, ...]:
        """The session that each place is in."""
        return tuple(self.slots[slot].session for slot in self.slot_of)
