"""The online rule: where to offer a time to somebody who asks now."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from horarium.engines.booking.many import Sums, added_to
from horarium.engines.booking.outcome import Offer
from horarium.engines.booking.params import Caps, Costs, Placement
from horarium.engines.booking.problem import (
    Booked,
    Candidate,
    SessionShape,
    require_slots,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A session with its bookings, and somebody who asks for a time in it."""

    shape: SessionShape
    booked: Sequence[Booked]
    asking: Candidate

    @property
    def blinded(self) -> "Asked":
        """The same with the mean chance to come for everybody."""
        shows = [one.candidate.p_show for one in self.booked] + [self.asking.p_show]
        mean = min(sum(shows) / len(shows), 1.0)
        blind = [
            replace(one, candidate=replace(one.candidate, p_show=mean))
            for one in self.booked
        ]
        return Asked(self.shape, blind, replace(self.asking, p_show=mean))


def offers(
    shape: SessionShape,
    booked: Sequence[Booked],
    asking: Candidate,
    costs: Costs | None = None,
    caps: Caps | None = None,
    *,
    placement: Placement = Placement.RISK_BLIND,
) -> tuple[Offer, ...]:
    """The slots that may be offered within the caps, cheapest first.

    An offer's ``alpha_min`` is the exact marginal cost of the booking in
    patient-minutes. Under risk-blind placement everybody, the asking included, counts
    with the mean chance, so nobody is shown worse slots for being thought unreliable;
    the caps are judged in the same way. No offers means that the session is full.
    Raises ``InvalidField`` for a slot the session lacks or a law on another grid.
    """
    asked = Asked(shape, booked, asking)
    return offers_in_each([asked], costs, caps, placement=placement)[0]


def offers_in_each(
    asked: Sequence[Asked],
    costs: Costs | None = None,
    caps: Caps | None = None,
    *,
    placement: Placement = Placement.RISK_BLIND,
) -> list[tuple[Offer, ...]]:
    """The same for many sessions, those of one shape in one go; in the order given."""
    costs, caps = costs or Costs(), caps or Caps()
    for one in asked:
        require_slots(one.shape, [*one.booked, Booked(one.asking, 0)])
    alike: defaultdict[SessionShape, list[int]] = defaultdict(list)
    for place, one in enumerate(asked):
        if caps.booked is None or len(one.booked) < caps.booked:
            alike[one.shape].append(place)
    found: list[tuple[Offer, ...]] = [()] * len(asked)
    for shape, places in alike.items():
        rows = [asked[place] for place in places]
        if placement is Placement.RISK_BLIND:
            rows = [one.blinded for one in rows]
        every = added_to(shape, [(one.booked, one.asking) for one in rows])
        for place, row, sums in zip(places, rows, every, strict=True):
            found[place] = _ranked(row, sums, costs, caps)
    return found


def _ranked(asked: Asked, sums: Sums, costs: Costs, caps: Caps) -> tuple[Offer, ...]:
    booked, asking = asked.booked, asked.asking
    filled = costs.idle * asking.p_show * asking.law.mean_min
    alpha = costs.wait * sums.wait + (costs.overtime + costs.idle) * sums.left - filled
    seen = sum(one.candidate.p_show for one in booked) + asking.p_show
    counts = np.bincount(
        [one.slot for one in booked], minlength=asked.shape.n_slots
    ).tolist()
    found = [
        Offer(
            slot=slot,
            alpha_min=float(alpha[slot]),
            mean_wait_min=(sums.wait_now + float(sums.wait[slot])) / max(seen, 1e-12),
            overtime_min=sums.left_now + float(sums.left[slot]),
        )
        for slot in range(asked.shape.n_slots)
        if caps.per_slot is None or counts[slot] < caps.per_slot
    ]
    kept = [one for one in found if _keeps(one, caps)]
    return tuple(sorted(kept, key=lambda one: (round(one.alpha_min, 9), one.slot)))


def _keeps(offer: Offer, caps: Caps) -> bool:
    most_wait, most_left = caps.mean_wait_min, caps.overtime_min
    return (most_wait is None or offer.mean_wait_min <= most_wait) and (
        most_left is None or offer.overtime_min <= most_left
    )
