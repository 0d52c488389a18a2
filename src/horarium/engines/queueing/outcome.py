"""What the engine answers."""

from dataclasses import dataclass
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
