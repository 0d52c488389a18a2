"""Absences: somebody on the team cannot work for some days."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from horarium.domain.ids import AbsenceId, PractitionerId, UnavailabilityId


class AbsenceKind(StrEnum):
    """Why somebody is away, in one word; the reason itself is private."""

    SICK = "sick"
    LEAVE = "leave"
    STUDY = "study"
    OTHER = "other"


class AbsenceStatus(StrEnum):
    """Reported, then covered by a plan that was applied; or taken back."""

    REPORTED = "reported"
    COVERED = "covered"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """``practitioner`` is away from ``first_on`` to ``last_on``, both included.

    ``reason`` is for the practitioner and the coordinator alone. ``away`` is the time
    taken away from the clinics once the absence is covered.
    """

    id: AbsenceId
    practitioner: PractitionerId
    practitioner_name: str
    kind: AbsenceKind
    first_on: date
    last_on: date
    status: AbsenceStatus
    reported_at: datetime
    reason: str | None = None
    away: UnavailabilityId | None = None
    version: int = 1

    @property
    def n_days(self) -> int:
        """How many days."""
        return (self.last_on - self.first_on).days + 1
