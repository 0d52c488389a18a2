"""Children's outpatients in England."""

from dataclasses import replace

from horarium.engines.synth.organisation import AppointmentType, ServiceKind
from horarium.engines.synth.params import BookingCurve, StatusRates
from horarium.engines.synth.population_spec import Population
from horarium.engines.synth.presets import nhs_outpatient
from horarium.engines.synth.presets.preset import OWN_CHOICE, Preset, Source
from horarium.engines.synth.spec import ClinicSpec, DayFlow

NEW = AppointmentType(name="New patient", share=0.3, mean_min=17.5, first=True)
FOLLOW_UP = AppointmentType(
    name="Follow-up", share=0.6, mean_min=12.3, telehealth=0.15, first=False
)
VACCINATION = AppointmentType(
    name="Vaccination", share=0.1, mean_min=7.0, cv=0.3, first=False
)

PRESET = Preset(
    name="paediatrics",
    title="Children's outpatients in England",
    traits=replace(
        nhs_outpatient.PRESET.traits,
        services=tuple(
            ServiceKind(name=name, weight=weight, types=(NEW, FOLLOW_UP, VACCINATION))
            for name, weight in (
                ("General Paediatrics", 6),
                ("Paediatric Allergy", 2),
                ("Paediatric Cardiology", 1),
                ("Community Child Health", 3),
            )
        ),
        clinics_a_site=12,
        urgent=0.8,
        exits=0.15,
    ),
    clinic=ClinicSpec(
        booking=BookingCurve(fill_rate=0.88, median_lead_days=14, horizon_days=60),
        rates=StatusRates(cancelled=0.17, no_show=0.08, unknown=0.004),
        population=Population(
            youngest=0, oldest=17, visits_per_year=1.6, first_attendance=0.3
        ),
        day=DayFlow(consult_mean=13.3, consult_cv=0.5),
    ),
    sources=(
        *(
            source
            for source in nhs_outpatient.PRESET.sources
            if source.what
            in {"months", "weekdays", "punctuality", "public holidays", "leave"}
        ),
        Source(
            "age and sex",
            "0 to 17 years",
            "the children's rows of NHS England, Hospital Outpatient Activity 2023-24, "
            "summary report 3",
        ),
        Source("was not brought", "8 %, two points above all ages", OWN_CHOICE),
        Source("leads, visits a year, durations, services, exits", "", OWN_CHOICE),
    ),
)
