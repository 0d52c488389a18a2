"""Hospital outpatients in England."""

from datetime import time

from horarium.engines.synth.organisation import (
    AppointmentType,
    ServiceKind,
    Traits,
    WeeklyPattern,
)
from horarium.engines.synth.presets.preset import OWN_CHOICE, Preset, Source
from horarium.engines.synth.spec import ClinicSpec

_ACTIVITY = "NHS England, Hospital Outpatient Activity 2023-24"

NEW = AppointmentType(
    name="New patient", share=0.325, mean_min=15.6, telehealth=0.08, first=True
)
FOLLOW_UP = AppointmentType(
    name="Follow-up", share=0.675, mean_min=12.3, telehealth=0.2, first=False
)
"""Together 13.4 minutes on average, and 16 % by telephone or video."""

MORNING, AFTERNOON = (time(9), time(12, 30)), (time(13, 30), time(17))
_WEEK = (0, 1, 2, 3, 4)
LONG_DAYS = WeeklyPattern(weight=3, weekdays=_WEEK, sessions=((time(8), time(18)),))
TWO_SESSIONS = WeeklyPattern(weight=4, weekdays=_WEEK, sessions=(MORNING, AFTERNOON))
THREE_DAYS = WeeklyPattern(weight=2, weekdays=(0, 1, 3), sessions=(MORNING, AFTERNOON))
MORNINGS = WeeklyPattern(weight=1, weekdays=_WEEK, sessions=(MORNING,))

SERVICES = tuple(
    ServiceKind(name=name, weight=weight, types=(NEW, FOLLOW_UP))
    for name, weight in (
        ("Trauma and Orthopaedics", 14),
        ("Ophthalmology", 13),
        ("Cardiology", 8),
        ("Dermatology", 8),
        ("Ear Nose and Throat", 7),
        ("Gastroenterology", 6),
        ("General Surgery", 6),
        ("Gynaecology", 6),
        ("Urology", 6),
        ("Diabetic Medicine", 4),
        ("Neurology", 4),
        ("Respiratory Medicine", 4),
        ("Rheumatology", 4),
    )
)

PRESET = Preset(
    name="nhs-outpatient",
    title="Hospital outpatients in England",
    traits=Traits(
        country="GB",
        subdivision="ENG",
        time_zone="Europe/London",
        services=SERVICES,
        patterns=(LONG_DAYS, TWO_SESSIONS, THREE_DAYS, MORNINGS),
        clinics_a_site=25,
        leave_weeks=6,
        urgent=0.4,
    ),
    clinic=ClinicSpec(),
    sources=(
        Source(
            "attended, cancelled, did not attend, unknown",
            "77.3, 16.4, 5.9, 0.4 %",
            f"{_ACTIVITY}, summary report 1",
        ),
        Source("first attendances", "32.5 %", f"{_ACTIVITY}, summary report 2"),
        Source("age and sex", "38 cells", f"{_ACTIVITY}, summary report 3"),
        Source(
            "months",
            "0.865 to 1.092",
            "NHS England, provisional monthly Hospital Episode Statistics, "
            "April 2023 to March 2024",
        ),
        Source(
            "weekdays",
            "Monday 1.198 to Friday 0.764",
            "Ellis and Jenkins 2012, PLoS ONE 7(12) e51365",
        ),
        Source("slots held", "90 %", "Buttz 2004, Family Practice Management"),
        Source(
            "lead time", "median 10 days", "Grande et al. 2018, J Gen Intern Med 33"
        ),
        Source("punctuality", "-10 ± 9.8 min", "Cerruti et al. 2023, BMC HSR 23:1385"),
        Source(
            "consultation",
            "13.4 min, CV 0.465",
            "6,637 real consultations with a doctor",
        ),
        Source("visits a year", "1.2", "Rao et al. 2019, Ann Fam Med 17"),
        Source("public holidays", "England", "the holidays library"),
        Source("leave", "6 weeks a year", "NHS consultant contract, 32 to 34 days"),
        Source("weights of specialties, weekly patterns", "", OWN_CHOICE),
        Source("new and follow-up durations, telehealth 16 %", "", OWN_CHOICE),
        Source("urgent patients 0.4 a session, exits 7 % a year", "", OWN_CHOICE),
    ),
)
