"""The online rule: where to offer a time to somebody who asks now."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from horarium.engines.booking.evaluate import evaluate
from horarium.engines.booking.kernel import Kernel, Runs, run
from horarium.engines.booking.margins import margins
from horarium.engines.booking.outcome import Offer
from horarium.engines.booking.params import Caps, Costs, Placement
from horarium.engines.booking.problem import (
    Booked,
    Candidate,
    Floats,
    SessionShape,
    require_slots,
)


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
    costs, caps = costs or Costs(), caps or Caps()
    require_slots(shape, [*booked, Booked(asking, 0)])
    if caps.booked is not None and len(booked) >= caps.booked:
        return ()
    if placement is Placement.RISK_BLIND:
        booked, asking = _blinded(booked, asking)
    alpha = _added(shape, booked, asking, costs, idle_cost=costs.idle)
    waits = _added(shape, booked, asking, Costs(wait=1, overtime=0, idle=0))
    left = _added(shape, booked, asking, Costs(wait=0, overtime=1, idle=0))
    now = evaluate(shape, booked)
    seen = now.seen + asking.p_show
    counts = np.bincount([one.slot for one in booked], minlength=shape.n_slots)
    found = [
        Offer(
            slot=slot,
            alpha_min=float(alpha[slot]),
            mean_wait_min=(now.total_wait_min + float(waits[slot])) / max(seen, 1e-12),
            overtime_min=now.overtime_min + float(left[slot]),
        )
        for slot in range(shape.n_slots)
        if caps.per_slot is None or counts[slot] < caps.per_slot
    ]
    kept = [one for one in found if _keeps(one, caps)]
    return tuple(sorted(kept, key=lambda one: (round(one.alpha_min, 9), one.slot)))


def _added(
    shape: SessionShape,
    booked: Sequence[Booked],
    asking: Candidate,
    costs: Costs,
    idle_cost: float = 0.0,
) -> Floats:
    candidates = [*(one.candidate for one in booked), asking]
    kernel = Kernel.of(shape, candidates, costs)
    nowhere = -1
    slots = np.array([*(one.slot for one in booked), nowhere], dtype=np.intp)
    runs: Runs = run(kernel, slots)
    return margins(kernel, runs, asking.p_show, asking.law, idle_cost)


def _keeps(offer: Offer, caps: Caps) -> bool:
    most_wait, most_left = caps.mean_wait_min, caps.overtime_min
    return (most_wait is None or offer.mean_wait_min <= most_wait) and (
        most_left is None or offer.overtime_min <= most_left
    )


def _blinded(
    booked: Sequence[Booked], asking: Candidate
) -> tuple[list[Booked], Candidate]:
    shows = [one.candidate.p_show for one in booked] + [asking.p_show]
    mean = min(sum(shows) / len(shows), 1.0)
    blind = [
        replace(one, candidate=replace(one.candidate, p_show=mean)) for one in booked
    ]
    return blind, replace(asking, p_show=mean)
