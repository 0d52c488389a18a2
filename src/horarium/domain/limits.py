"""What a place must be like for one patient to be able to come."""

from dataclasses import dataclass
from datetime import time

from horarium.domain.ids import LocationId, PatientId


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientLimits:
    """What holds whenever somebody else chooses a place for a patient.

    The doctor has every skill in ``needs`` (a language spoken is one), the visit begins
    between ``not_before`` and ``not_after``, both included, by the department's clock,
    and at ``site`` when the patient gets to no other. ``version`` is 0 for a patient of
    whom nothing is noted.
    """

    patient: PatientId
    needs: tuple[str, ...] = ()
    not_before: time | None = None
    not_after: time | None = None
    site: LocationId | None = None
    version: int = 0
