"""Antenatal and gynaecological clinics in England: one sex, many returns."""

from dataclasses import replace

from horarium.engines.synth.organisation import AppointmentType, ServiceKind
from horarium.engines.synth.params import BookingCurve, StatusRates
from horarium.engines.synth.population_spec import NHS_CELLS, Population
from horarium.engines.synth.presets import nhs_outpatient
from horarium.engines.synth.presets.preset import OWN_CHOICE, Preset, Source
from horarium.engines.synth.pyramid import Sex
from horarium.engines.synth.spec import ClinicSpec

BOOKING_VISIT = AppointmentType(
    name="Booking visit", share=0.2, mean_min=18.0, cv=0.35, first=True
)
ANTENATAL = AppointmentType(
    name="Antenatal check", share=0.55, mean_min=11.5, first=False
)
SCAN = AppointmentType(name="Scan", share=0.25, mean_min=13.5, cv=0.3, first=False)
NEW = AppointmentType(name="New patient", share=0.2, mean_min=16.0, first=True)
FOLLOW_UP = AppointmentType(
    name="Follow-up", share=0.8, mean_min=12.5, telehealth=0.2, first=False
)

PRESET = Preset(
    name="womens-health",
    title="Antenatal and gynaecological clinics in England",
    traits=replace(
        nhs_outpatient.PRESET.traits,
        services=(
            ServiceKind(
                name="Antenatal Care", weight=3, types=(BOOKING_VISIT, ANTENATAL, SCAN)
            ),
            ServiceKind(name="Gynaecology", weight=2, types=(NEW, FOLLOW_UP)),
        ),
        clinics_a_site=10,
        urgent=0.6,
        exits=0.45,
    ),
    clinic=ClinicSpec(
        booking=BookingCurve(fill_rate=0.92, median_lead_days=14, horizon_days=42),
        rates=StatusRates(cancelled=0.13, no_show=0.055, unknown=0.003),
        population=Population(
            cells=tuple(cell for cell in NHS_CELLS if cell.sex is Sex.FEMALE),
            youngest=16,
            oldest=59,
            visits_per_year=4.0,
            first_attendance=0.2,
        ),
    ),
    sources=(
        *(
            source
            for source in nhs_outpatient.PRESET.sources
            if source.what
            in {
                "months",
                "weekdays",
                "punctuality",
                "consultation",
                "public holidays",
                "leave",
            }
        ),
        Source(
            "ages",
            "16 to 59 years",
            "the women's column of NHS England, Hospital Outpatient Activity 2023-24, "
            "summary report 3",
        ),
        Source(
            "visits a year",
            "4",
            "this project's own choice, below the 7 to 10 antenatal visits of NICE NG201, as "
            "gynaecology has fewer",
        ),
        Source("rates, leads, kinds of appointment, exits 45 % a year", "", OWN_CHOICE),
    ),
)
