"""What the stages draw: whole columns of numbers, before anything becomes text.

Days are whole days since 1970-01-01 and instants whole seconds since then, both on the
clinic's own clock. ``NEVER`` stands for an instant that does not come, -1 for no row.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Codes = NDArray[np.int8]
Seconds = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

NEVER = np.iinfo(np.int64).max
DAY_S = 86_400


class Status(IntEnum):
    """What became of an appointment, as its place in ``STATUSES``."""

    ATTENDED = 0
    CANCELLED = 1
    NO_SHOW = 2
    UNKNOWN = 3
    SCHEDULED = 4


STATUSES = ("attended", "cancelled", "did not attend", "unknown", "scheduled")


class By(IntEnum):
    """Who cancelled, as the place in ``CANCELLERS``."""

    NOBODY = 0
    PATIENT = 1
    HOSPITAL = 2


CANCELLERS = ("", "patient", "hospital")
SEXES = ("Female", "Male")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """Bookable time in order, shape ``(n_slots,)``: day, minute of the day, block number.

    ``block_end_s`` is when the stretch of clinic that a slot belongs to closes and
    ``block_start_s`` when it opens. The first ``n_past`` lie before the reference day.
    """

    day: Ints
    minute: Ints
    block_start_s: Seconds
    block_end_s: Seconds
    n_past: int

    @property
    def start_s(self) -> Seconds:
        """When each slot begins."""
        return self.day.astype(np.int64) * DAY_S + self.minute.astype(np.int64) * 60

    def __len__(self) -> int:
        return len(self.day)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPlan:
    """What is wanted of each open day, shape ``(n_days,)``, days in order.

    ``first`` is a day's first slot, ``n_slots`` how many it has; ``n_held`` of them are held
    in the end, and ``n_cancelled`` bookings are given up, of which ``n_refilled`` are
    followed by another booking of the slot.
    """

    day: Ints
    first: Ints
    n_slots: Ints
    n_held: Ints
    n_cancelled: Ints
    n_refilled: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookings:
    """Every booking known at the reference, shape ``(n,)``, in the order they were made.

    ``slot`` is a row of ``Slots``. ``cancelled_s`` is ``NEVER`` unless it was cancelled by
    the reference, ``by`` says by whom. ``rebooked_from`` is the row of the cancelled booking
    of the same patient that this one stands in for, or -1. ``episode`` counts the chains so
    linked from 0, in the order of their first rows. ``waiting_s`` is when the patient joined
    the waiting list that the place was offered to, ``NEVER`` for whoever was not on it.
    """

    slot: Ints
    made_s: Seconds
    cancelled_s: Seconds
    by: Codes
    rebooked_from: Ints
    episode: Ints
    waiting_s: Seconds

    @property
    def known_s(self) -> Seconds:
        """When the clinic first knew of what became each booking."""
        return np.minimum(self.made_s, self.waiting_s)

    def __len__(self) -> int:
        return len(self.slot)


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The patients, shape ``(n_patients,)``, in the order of their first appointment.

    ``sex`` and ``name`` are places in ``SEXES`` and in the stock of names, ``birth`` a day.
    ``decile`` is of deprivation, 1 the most deprived; ``own_effect`` is the patient's own
    part of the log-odds of a no-show.
    """

    sex: Codes
    birth: Ints
    name: Ints
    distance_km: Floats
    decile: Codes
    own_effect: Floats

    def __len__(self) -> int:
        return len(self.sex)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitors:
    """Who each booking is for, shape ``(n,)``: row of ``People``, completed years, whether
    it is the patient's first attendance here."""

    people: People
    patient: Ints
    age: Ints
    is_first: Flags


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """What became of each booking, shape ``(n,)``.

    ``p_no_show`` is the true chance of staying away given that the booking is kept until
    the day, NaN for cancelled ones; ``logit_seen`` its log-odds without the patient's own
    effect. ``n_before`` counts the patient's earlier no-shows here.
    """

    status: Codes
    is_reminded: Flags
    n_before: Ints
    p_no_show: Floats
    logit_seen: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """When the attended came, began and ended, shape ``(n,)``; ``NEVER`` for the others."""

    check_in_s: Seconds
    start_s: Seconds
    end_s: Seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A whole data set in numbers; ``bookings``, ``visitors``, ``outcomes`` and ``times``
    have one row per appointment, the same in all four."""

    slots: Slots
    bookings: Bookings
    visitors: Visitors
    outcomes: Outcomes
    times: Times
