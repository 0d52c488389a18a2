"""What the engine answers."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class WaitNote(StrEnum):
    """A reason why a wait is what it is, for the patient to read."""

    DOCTOR_NOT_STARTED = "doctor-not-started"
    DOCTOR_OVERDUE = "doctor-overdue"
    ON_BREAK = "on-break"
    MAY_RUN_OVER = "may-run-over"


@dataclass(frozen=True, slots=True)
class WaitEstimate:
    """Minutes from now to the call: between ``low_min`` and ``high_min``.

    The interval promises to be right ``coverage`` of the time; ``middle_min`` is as
    likely too long as too short. ``people_ahead`` counts the patient with the doctor
    and the waiting who would be called earlier if nobody else came.
    """

    low_min: float
    high_min: float
    people_ahead: int
    coverage: float
    middle_min: float
    notes: tuple[WaitNote, ...] = ()


@dataclass(frozen=True, slots=True)
class Placement:
    """A token goes to the place of ``session`` that starts at ``start``.

    ``shift_min`` is how much later that is than promised; below 0: earlier.
    """

    token: Hashable
    session: str
    start: datetime
    shift_min: float


class LeftoverReason(StrEnum):
    """Why a token found no other place."""

    NONE_FITS = "none-fits"
    ALL_TAKEN = "all-taken"


class Misfit(StrEnum):
    """Why an opening is none for a token; the later ones are nearer to fitting."""

    SERVICE = "service"
    PLACE = "place"
    SKILL = "skill"
    SITE = "site"
    HOURS = "hours"
    ENGAGED = "engaged"


@dataclass(frozen=True, slots=True)
class Leftover:
    """A token without another place; it goes to the waitlist.

    When none fits, ``misfit`` is what stood in the way of those nearest to fitting; None
    when there was no opening at all.
    """

    token: Hashable
    reason: LeftoverReason
    misfit: Misfit | None = None


@dataclass(frozen=True, slots=True)
class ReallocationPlan:
    """A proposal for somebody to confirm; in the order the claims were given."""

    moves: tuple[Placement, ...]
    leftovers: tuple[Leftover, ...]
