"""Age and sex of hospital outpatients."""

from enum import StrEnum


class Sex(StrEnum):
    """FHIR's administrative gender codes, as far as the age table knows them."""

    FEMALE = "female"
    MALE = "male"


BAND_YEARS = 5
OLDEST = 100
"""The last band, 90 and over, is taken to end here."""
OLDEST_EVER = 130
"""No table of ages goes beyond: the oldest person ever was 122."""

_FEMALE = (
    1.413, 1.140, 1.318, 1.738, 2.326, 3.988, 5.164, 4.369, 3.240, 2.902,
    3.684, 4.172, 4.188, 3.939, 4.026, 4.395, 3.090, 2.015, 1.040,
)  # fmt: skip
_MALE = (
    1.794, 1.409, 1.459, 1.348, 1.010, 1.208, 1.449, 1.591, 1.754, 1.861,
    2.513, 3.249, 3.723, 3.822, 3.995, 4.334, 2.876, 1.745, 0.716,
)  # fmt: skip

SHARES: tuple[tuple[Sex, tuple[float, ...]], ...] = (
    (Sex.FEMALE, _FEMALE),
    (Sex.MALE, _MALE),
)
"""Percent of all attendances and missed appointments by band of five years, 0-4 first,
90 and over last (NHS England, Hospital Outpatient Activity 2023-24, summary report 3)."""
