"""Who takes a place that was given up: people who were waiting for one.

A share of the refills goes to the waiting list. Such a place is cancelled shortly before it
is promised again, as long before as an offer takes, and whoever takes it had been waiting.
Leads stay as they are: only when the first holder gave up is moved.
"""

import numpy as np
from numpy.random import Generator

from horarium.engines.synth.drawn import DAY_S, NEVER, Flags, Ints, Seconds
from horarium.engines.synth.params import BookingCurve
from horarium.engines.synth.sorting import order_of

_OFFER_MEAN_S = 2 * 3600
"""From the cancellation until somebody on the list has said yes: own choice."""


def taken_from_list(
    curve: BookingCurve, slot: Ints, n_past: int, rng: Generator
) -> Flags:
    """Which bookings were somebody's from the list; rows in order of slot and booking.

    Only a booking that follows another of the same slot can be. The share holds among the
    first ``n_past`` slots and among the others.
    """
    found = np.zeros(len(slot), dtype=bool)
    refills = 1 + np.flatnonzero(slot[1:] == slot[:-1])
    is_past = slot[refills] < n_past
    for rows in (refills[is_past], refills[~is_past]):
        found[rng.permutation(rows)[: round(curve.waitlist_rate * len(rows))]] = True
    return found


def given_up_for_list(
    made: Seconds, cancelled: Seconds, from_list: Flags, rng: Generator
) -> Seconds:
    """``cancelled`` with the places given up that the list took, an offer before each."""
    found = cancelled.copy()
    after = np.flatnonzero(from_list)
    offer_s = rng.exponential(_OFFER_MEAN_S, len(after)).astype(np.int64)
    found[after - 1] = np.maximum(made[after - 1], made[after] - offer_s)
    return found


def waiting_since(
    curve: BookingCurve, made: Seconds, from_list: Flags, rng: Generator
) -> Seconds:
    """When each joined the list, ``NEVER`` for those who were not on it."""
    since = np.full(len(made), NEVER)
    rows = np.flatnonzero(from_list)
    waited = rng.exponential(curve.waitlist_mean_days * DAY_S, len(rows))
    since[rows] = made[rows] - waited.astype(np.int64)
    return since


def at_their_cancellation(since: Seconds, before: Ints, cancelled: Seconds) -> Seconds:
    """``since`` where whoever lost a place by cancelling joined the list at that moment."""
    linked = (since != NEVER) & (before >= 0)
    found: Seconds = np.where(linked, cancelled[np.maximum(before, 0)], since)
    return found


def refilled_rows(slot: Ints) -> Ints:
    """For each booking, in order of booking, the one before it of the same slot, or -1."""
    order = order_of(slot)
    before = np.full(len(slot), -1, dtype=np.int32)
    again = np.flatnonzero(slot[order][1:] == slot[order][:-1])
    before[order[again + 1]] = order[again]
    return before
