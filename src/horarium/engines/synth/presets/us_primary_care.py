"""Primary care in the United States."""

from datetime import time

from horarium.engines.synth.organisation import (
    AppointmentType,
    ServiceKind,
    Traits,
    WeeklyPattern,
)
from horarium.engines.synth.params import BookingCurve, StatusRates
from horarium.engines.synth.population_spec import Population
from horarium.engines.synth.presets.preset import OWN_CHOICE, Preset, Source
from horarium.engines.synth.spec import Calendar, ClinicSpec, DayFlow, Demand, Hours

OFFICE = AppointmentType(
    name="Office visit", share=0.68, mean_min=15.0, telehealth=0.12, first=False
)
PHYSICAL = AppointmentType(
    name="Annual physical", share=0.17, mean_min=20.3, first=False
)
NEW = AppointmentType(name="New patient", share=0.15, mean_min=25.0, first=True)

_WEEK = (0, 1, 2, 3, 4)
FULL_WEEK = WeeklyPattern(
    weight=3,
    weekdays=_WEEK,
    sessions=((time(8), time(12)), (time(13), time(17))),
)
FOUR_DAYS = WeeklyPattern(
    weight=2,
    weekdays=(0, 1, 3, 4),
    sessions=((time(8), time(12)), (time(13), time(17))),
)

PRESET = Preset(
    name="us-primary-care",
    title="Primary care in the United States",
    traits=Traits(
        country="US",
        subdivision=None,
        time_zone="America/Chicago",
        services=tuple(
            ServiceKind(name=name, weight=weight, types=(OFFICE, PHYSICAL, NEW))
            for name, weight in (("Family Medicine", 5), ("Internal Medicine", 4))
        ),
        patterns=(FULL_WEEK, FOUR_DAYS),
        clinics_a_site=6,
        leave_weeks=4,
        closures=1.5,
        walk_ins=0.3,
        urgent=1.0,
        exits=0.10,
    ),
    clinic=ClinicSpec(
        calendar=Calendar(hours=(Hours(),), slot_min=20),
        demand=Demand(weekday_weights=(1.08, 1.03, 0.99, 0.98, 0.92, 0.4, 0.2)),
        booking=BookingCurve(fill_rate=0.92, median_lead_days=10, horizon_days=60),
        rates=StatusRates(cancelled=0.14, no_show=0.188, unknown=0.002),
        population=Population(
            visits_per_year=1.5, first_attendance=0.15, youngest=0, mean_distance_km=12
        ),
        day=DayFlow(consult_mean=17.4, consult_cv=0.55),
    ),
    sources=(
        Source(
            "no-shows", "18.8 %", "Kheirkhah et al. 2016, BMC HSR 16:13, ten clinics"
        ),
        Source("consultation", "17.4 min", "Tai-Seale et al. 2007, Health Serv Res 42"),
        Source(
            "lead time", "median 10 days", "Grande et al. 2018, J Gen Intern Med 33"
        ),
        Source("visits a year", "1.5", "Rao et al. 2019, Ann Fam Med 17"),
        Source(
            "slots held", "92 %", "Buttz 2004, Family Practice Management: 90 to 95"
        ),
        Source("booking horizon", "60 days", "after Woodcock et al. 2020, JACM 43"),
        Source(
            "effects on no-shows",
            "odds ratios",
            "Marshfield 2021, PMC11149957, n = 263,000",
        ),
        Source("public holidays", "federal", "the holidays library"),
        Source("age and sex", "as in England, all ages", OWN_CHOICE),
        Source("weekdays, cancelled 14 %, first visits 15 %", "", OWN_CHOICE),
        Source("kinds of visit, telehealth, weekly patterns, leave", "", OWN_CHOICE),
        Source("walk-ins 0.3 and urgent 1.0 a session, exits 10 %", "", OWN_CHOICE),
    ),
)
