"""Clinics for the tests of organisations, drawn once each."""

from datetime import date
from functools import cache

from horarium.engines.synth.clinic import ClinicDrawn, draw_clinic
from horarium.engines.synth.plan import DataSetPlan


def make_plan(preset: str = "nhs-outpatient", **changes: object) -> DataSetPlan:
    """Four clinics over the half year to the middle of June 2024."""
    known = {
        "preset": preset,
        "n_clinics": 4,
        "first_day": date(2024, 1, 1),
        "last_day": date(2024, 6, 30),
        "reference": date(2024, 6, 12),
        "seed": 7,
    }
    return DataSetPlan(**known | changes)


@cache
def drawn(preset: str = "nhs-outpatient", number: int = 0) -> ClinicDrawn:
    return draw_clinic(make_plan(preset), number)
