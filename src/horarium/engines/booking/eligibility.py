"""Which slots a request may have, attribute by attribute, for many slots at once."""

from collections.abc import Callable, Hashable, Sequence
from datetime import datetime

import numpy as np

from horarium.domain.errors import InvalidField
from horarium.engines.booking.allocation import Obstacle
from horarium.engines.booking.problem import Floats
from horarium.engines.booking.requests import AllocationParams, OpenSlot, SlotRequest

Mask = np.ndarray[tuple[int], np.dtype[np.bool_]]

_DAY_S = 86400.0


class Eligibility:
    """The slots as columns; answers are remembered by attribute."""

    def __init__(
        self, slots: Sequence[OpenSlot], as_of: datetime, params: AllocationParams
    ) -> None:
        self._slots, self._as_of, self._params = slots, as_of, params
        self._starts = np.array([self._seconds(slot.start) for slot in slots])
        self._known: dict[tuple[Obstacle, Hashable], Mask] = {}
        self._place = {slot.id: place for place, slot in enumerate(slots)}

    def obstacles(self, request: SlotRequest) -> list[tuple[Obstacle, Mask]]:
        """For each attribute the slots that it allows, in the order of ``Obstacle``."""
        skills, sites, people = request.skills, request.sites, request.practitioners
        return [
            (
                Obstacle.SERVICE,
                self._of(
                    Obstacle.SERVICE,
                    request.service,
                    lambda slot: not slot.services or request.service in slot.services,
                ),
            ),
            (
                Obstacle.CHANNEL,
                self._of(
                    Obstacle.CHANNEL,
                    request.channel,
                    lambda slot: not slot.channels or request.channel in slot.channels,
                ),
            ),
            (
                Obstacle.SKILLS,
                self._of(Obstacle.SKILLS, skills, lambda slot: skills <= slot.skills),
            ),
            (
                Obstacle.SITES,
                self._of(
                    Obstacle.SITES, sites, lambda slot: not sites or slot.site in sites
                ),
            ),
            (
                Obstacle.PRACTITIONERS,
                self._of(
                    Obstacle.PRACTITIONERS,
                    people,
                    lambda slot: not people or slot.practitioner in people,
                ),
            ),
            (Obstacle.TIMES, self._in_time(request)),
        ]

    def of(self, request: SlotRequest) -> Mask:
        """The slots that the request may have, ``(n_slots,)``."""
        masks = [mask for _, mask in self.obstacles(request)]
        return np.asarray(np.logical_and.reduce(masks), dtype=np.bool_)

    def ahead(self) -> Mask:
        """The slots that are not over, ``(n_slots,)``."""
        return np.asarray(self._starts >= 0, dtype=np.bool_)

    def worth(self, request: SlotRequest) -> Floats:
        """What each slot is worth to the request before its cost, ``(n_slots,)``."""
        params = self._params
        days_left = params.horizon_days - self._starts / _DAY_S
        worth = request.urgency * days_left
        if request.usual is not None:
            knows = self._of(
                Obstacle.OUTBID,
                request.usual,
                lambda slot: slot.practitioner == request.usual,
            )
            worth = worth + params.continuity_bonus * knows
        liked = [self._place[one] for one in request.preferred if one in self._place]
        worth[liked] += params.preference_bonus
        return np.asarray(worth, dtype=np.float64)

    def _in_time(self, request: SlotRequest) -> Mask:
        mask = self._starts >= 0
        if request.not_before is not None:
            mask &= self._starts >= self._seconds(request.not_before)
        if request.not_after is not None:
            mask &= self._starts < self._seconds(request.not_after)
        return mask

    def _of(
        self, obstacle: Obstacle, value: Hashable, test: Callable[[OpenSlot], bool]
    ) -> Mask:
        key = (obstacle, value)
        if key not in self._known:
            self._known[key] = np.array(
                [test(slot) for slot in self._slots], dtype=bool
            )
        return self._known[key]

    def _seconds(self, instant: datetime) -> float:
        if (instant.tzinfo is None) != (self._as_of.tzinfo is None):
            wanted = "instants that all have a zone, or none"
            raise InvalidField("start", instant.isoformat(), wanted)
        return (instant - self._as_of).total_seconds()
