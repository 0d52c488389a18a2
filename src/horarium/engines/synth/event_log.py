"""Everything that happened to every appointment, as one log in order of time."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from horarium.engines.synth.drawn import (
    DAY_S,
    NEVER,
    By,
    Drawn,
    Flags,
    Ints,
    Seconds,
    Status,
)

_HOUR_S = 3600
_REMINDED_BEFORE_S = 2 * DAY_S
_REMINDED_AT_S = 10 * _HOUR_S
"""Reminders leave at ten in the morning, two days before: this project's own choice."""
_CALL_S = 45
"""From the call to the start of the consultation, as far as the patient is there."""
_MISSED_AFTER_S = 30 * 60
"""After this a patient who has not come is marked as not attending."""


class Happening(IntEnum):
    """What can happen to an appointment, as its place in ``HAPPENINGS``."""

    WAITLISTED = 0
    BOOKED = 1
    RESCHEDULED = 2
    REMINDED = 3
    CANCELLED = 4
    CHECKED_IN = 5
    CALLED = 6
    STARTED = 7
    COMPLETED = 8
    MISSED = 9


HAPPENINGS = (
    "waitlisted",
    "booked",
    "rescheduled",
    "reminded",
    "cancelled",
    "checked in",
    "called",
    "started",
    "completed",
    "missed",
)
CAUSES = ("", "patient", "hospital")


@dataclass(frozen=True, slots=True)
class EventLog:
    """Events in order of time, shape ``(n,)``; of equal times, by appointment and kind.

    ``at_s`` is on the clinic's own clock, seconds since 1970-01-01 there. ``row`` is the
    appointment's in ``Drawn``; ``kind`` a place in ``HAPPENINGS``. ``other`` is, for
    ``RESCHEDULED``, the row of the cancelled appointment that this one stands in for, else
    -1. ``by`` is, for ``CANCELLED``, a place in ``CAUSES``.
    """

    at_s: Seconds
    row: Ints
    kind: NDArray[np.int8]
    other: Ints
    by: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.at_s)


def event_log(drawn: Drawn) -> EventLog:
    """The log of a data set, from the same numbers as its tables."""
    parts = [(kind, *_when(kind, drawn)) for kind in Happening]
    at_s = np.concatenate([at for _, at, _ in parts])
    row = np.concatenate([row for _, _, row in parts]).astype(np.int32)
    kind = np.repeat(
        np.arange(len(parts), dtype=np.int8), [len(at) for _, at, _ in parts]
    )
    order = np.lexsort((kind, row, at_s))
    at_s, row, kind = at_s[order], row[order], kind[order]
    moved = kind == Happening.RESCHEDULED
    given_up = kind == Happening.CANCELLED
    return EventLog(
        at_s,
        row,
        kind,
        np.where(moved, drawn.bookings.rebooked_from[row], -1).astype(np.int32),
        np.where(given_up, drawn.bookings.by[row], By.NOBODY).astype(np.int8),
    )


def _when(kind: Happening, drawn: Drawn) -> tuple[Seconds, Ints]:
    """When, and to which rows, a kind of event happened."""
    at_s, happened = _instants(kind, drawn)
    rows = np.flatnonzero(happened).astype(np.int32)
    return at_s[rows], rows


def _instants(kind: Happening, drawn: Drawn) -> tuple[Seconds, Flags]:
    bookings = drawn.bookings
    match kind:
        case Happening.WAITLISTED:
            return bookings.waiting_s, bookings.waiting_s != NEVER
        case Happening.BOOKED:
            return bookings.made_s, np.ones(len(bookings), dtype=bool)
        case Happening.RESCHEDULED:
            return bookings.made_s, bookings.rebooked_from >= 0
        case Happening.REMINDED:
            at_s = reminder_s(drawn.slots.start_s[bookings.slot])
            in_time = (at_s > bookings.made_s) & (at_s < bookings.cancelled_s)
            return at_s, drawn.outcomes.is_reminded & in_time & (at_s < _now_s(drawn))
        case Happening.CANCELLED:
            return bookings.cancelled_s, bookings.cancelled_s != NEVER
        case _:
            return _on_the_day(kind, drawn)


def _on_the_day(kind: Happening, drawn: Drawn) -> tuple[Seconds, Flags]:
    times = drawn.times
    was_seen = times.start_s != NEVER
    match kind:
        case Happening.CHECKED_IN:
            return times.check_in_s, times.check_in_s != NEVER
        case Happening.CALLED:
            return np.maximum(times.check_in_s, times.start_s - _CALL_S), was_seen
        case Happening.STARTED:
            return times.start_s, was_seen
        case Happening.COMPLETED:
            return times.end_s, times.end_s != NEVER
        case _:
            start_s = drawn.slots.start_s[drawn.bookings.slot]
            return start_s + _MISSED_AFTER_S, drawn.outcomes.status == Status.NO_SHOW


def reminder_s(start_s: Seconds) -> Seconds:
    """When a reminder of an appointment leaves that begins at ``start_s``."""
    return start_s - start_s % DAY_S - _REMINDED_BEFORE_S + _REMINDED_AT_S


def _now_s(drawn: Drawn) -> int:
    """Midnight of the reference day: the first day whose slots are not past."""
    slots = drawn.slots
    if slots.n_past == len(slots):
        return NEVER
    return int(slots.day[slots.n_past]) * DAY_S


def utc_s(local_s: Seconds, zone: ZoneInfo) -> Seconds:
    """Seconds since 1970 in UTC of instants on the clock of a zone.

    Of an hour that the clock shows twice the first is meant; a time that the clock leaves
    out becomes the instant at which it is put forward. So what follows another on the clock
    never comes before it.
    """
    if len(local_s) == 0:
        return local_s
    first, last = int(local_s.min()) // DAY_S - 1, int(local_s.max()) // DAY_S + 2
    begins_s, offsets_s, changes_s = _offsets(zone, first, last)
    place = np.searchsorted(begins_s, local_s, side="right")
    utc: Seconds = np.minimum(local_s - offsets_s[place], changes_s[place])
    return utc


@cache
def _offsets(
    zone: ZoneInfo, first_day: int, last_day: int
) -> tuple[Seconds, Seconds, Seconds]:
    """When the clock of a zone is changed, as it shows it; its offsets in between; and the
    instants at which each of these ends, ``NEVER`` for the last."""
    days = range(first_day * DAY_S, last_day * DAY_S + 1, DAY_S)
    by_day = [_offset_s(zone, day) for day in days]
    changes = [
        _change_s(zone, day, day + DAY_S)
        for day, before, after in zip(days, by_day, by_day[1:], strict=False)
        if before != after
    ]
    offsets = [by_day[0], *(_offset_s(zone, at) for at in changes)]
    begins = [
        at + max(pair) for at, pair in zip(changes, pairwise(offsets), strict=True)
    ]
    begins_s, offsets_s, ends_s = (
        np.array(column, dtype=np.int64)
        for column in (begins, offsets, [*changes, NEVER])
    )
    return begins_s, offsets_s, ends_s


def _change_s(zone: ZoneInfo, low: int, high: int) -> int:
    """The first second of [low, high] with the offset of ``high``, by bisection."""
    after = _offset_s(zone, high)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (
            (low, middle) if _offset_s(zone, middle) == after else (middle, high)
        )
    return high


def _offset_s(zone: ZoneInfo, at: int) -> int:
    """How far the clock is ahead of UTC at an instant."""
    offset = datetime.fromtimestamp(at, zone).utcoffset()
    return int(offset.total_seconds()) if offset else 0
