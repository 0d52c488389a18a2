"""Who comes without an appointment, or is fitted in on the day."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from horarium.engines.synth.drawn import (
    NEVER,
    Bookings,
    By,
    Flags,
    Ints,
    Seconds,
    Slots,
)

_DESK_OPENS_S = 10 * 60
_LAST_CALL_S = 60 * 60
"""Walk-ins come from ten minutes before the session to an hour before its end."""
_PHONES_OPEN_S = 2 * 60 * 60
"""Urgent patients ring from two hours before the session."""
_ON_THE_WAY_S = 30 * 60
"""The earliest an urgent patient can be there."""


@dataclass(frozen=True, slots=True)
class Comers:
    """People of the day, in order of time, shape ``(n,)``; ``at_s`` when they ask.

    Each takes a slot that nobody held any more when the day began and that begins after
    they ask: a walk-in waits for it at the desk, an urgent patient comes for it.
    """

    slot: Ints
    at_s: Seconds
    is_urgent: Flags

    def __len__(self) -> int:
        return len(self.slot)


def comers(
    slots: Slots, booked: Bookings, walk_ins: float, urgent: float, rng: Generator
) -> Comers:
    """The people of every past session's day, while free slots last.

    ``walk_ins`` and ``urgent`` are the mean numbers a session. Whoever finds no free slot
    goes away again and leaves no trace.
    """
    first = _firsts(slots)
    session = np.cumsum(np.bincount(first, minlength=len(slots))) - 1
    free = np.flatnonzero(_is_free(slots, booked))
    n_free = np.bincount(session[free], minlength=len(first))
    wanting = [rng.poisson(rate, len(first)) for rate in (walk_ins, urgent)]
    come = np.concatenate([np.repeat(np.arange(len(first)), n) for n in wanting])
    is_urgent = np.arange(len(come)) >= wanting[0].sum()
    at_s = _asking(slots, first[come], is_urgent, rng)
    order = np.lexsort((at_s, come))
    come, at_s, is_urgent = come[order], at_s[order], is_urgent[order]
    started = np.searchsorted(come, np.arange(len(first)))
    fits = np.arange(len(come)) - started[come] < n_free[come]
    come, at_s, is_urgent = come[fits], at_s[fits], is_urgent[fits]
    ready_s = at_s + np.where(is_urgent, _ON_THE_WAY_S, 0)
    target = _next_free(slots.start_s[free], np.maximum.accumulate(ready_s))
    given = target < len(free)
    given[given] &= session[free[target[given]]] == come[given]
    slot = free[target[given]].astype(np.int32)
    return _in_order(Comers(slot, at_s[given], is_urgent[given]))


def together(booked: Bookings, came: Comers) -> tuple[Bookings, Flags, Flags]:
    """Bookings and comers in the order they were made, and which of them came so.

    Returns the rows, whether each came on the day, and whether it came urgently.
    """
    n = len(booked)
    made = np.concatenate([booked.made_s, came.at_s])
    order = np.argsort(made, kind="stable")
    place = np.empty(len(made), dtype=np.int32)
    place[order] = np.arange(len(made), dtype=np.int32)
    nobody = np.full(len(came), -1, dtype=np.int32)
    before = np.concatenate([booked.rebooked_from, nobody])[order]
    before[before >= 0] = place[before[before >= 0]]
    rows = Bookings(
        slot=np.concatenate([booked.slot, came.slot])[order],
        made_s=made[order],
        cancelled_s=np.concatenate([booked.cancelled_s, np.full(len(came), NEVER)])[
            order
        ],
        by=np.concatenate([booked.by, np.full(len(came), By.NOBODY, dtype=np.int8)])[
            order
        ],
        rebooked_from=before,
        episode=_episodes(booked, len(came), order),
        waiting_s=np.concatenate([booked.waiting_s, np.full(len(came), NEVER)])[order],
    )
    is_comer = order >= n
    is_urgent = np.zeros(len(made), dtype=bool)
    is_urgent[is_comer] = came.is_urgent[order[is_comer] - n]
    return rows, is_comer, is_urgent


def _firsts(slots: Slots) -> Ints:
    """The first slot of each past session."""
    start = slots.block_start_s[: slots.n_past]
    return np.flatnonzero(np.diff(start, prepend=-1)).astype(np.int32)


def _is_free(slots: Slots, booked: Bookings) -> Flags:
    """Which past slots nobody held from when the telephones of their session opened on."""
    is_free = np.arange(len(slots)) < slots.n_past
    opens = slots.block_start_s[booked.slot] - _PHONES_OPEN_S
    is_free[booked.slot[booked.cancelled_s > opens]] = False
    return is_free


def _asking(slots: Slots, first: Ints, is_urgent: Flags, rng: Generator) -> Seconds:
    opens = slots.block_start_s[first] - np.where(
        is_urgent, _PHONES_OPEN_S, _DESK_OPENS_S
    )
    closes = np.maximum(opens + 1, slots.block_end_s[first] - _LAST_CALL_S)
    asked: Seconds = opens + (rng.random(len(first)) * (closes - opens)).astype(
        np.int64
    )
    return asked


def _next_free(free_s: Seconds, ready_s: Seconds) -> Ints:
    """For each, in order, a place in ``free_s`` not before they are ready, none twice."""
    steps = np.arange(len(ready_s))
    earliest = np.searchsorted(free_s, ready_s, side="left")
    return (np.maximum.accumulate(earliest - steps) + steps).astype(np.int32)


def _in_order(came: Comers) -> Comers:
    order = np.argsort(came.at_s, kind="stable")
    return Comers(came.slot[order], came.at_s[order], came.is_urgent[order])


def _episodes(booked: Bookings, n_more: int, order: Seconds) -> Ints:
    """Chains numbered anew by their first rows; everybody who came is a chain alone."""
    last = int(booked.episode.max(initial=-1))
    own = np.concatenate([booked.episode, last + 1 + np.arange(n_more)])[order]
    _, first, inverse = np.unique(own, return_index=True, return_inverse=True)
    number = np.empty(len(first), dtype=np.int32)
    number[np.argsort(first)] = np.arange(len(first), dtype=np.int32)
    return number[inverse]
