"""A hospital's outpatient department in India: mostly walk-ins, short consultations."""

from datetime import time

from horarium.engines.synth.organisation import (
    AppointmentType,
    ServiceKind,
    Traits,
    WeeklyPattern,
)
from horarium.engines.synth.params import BookingCurve, StatusRates
from horarium.engines.synth.population_spec import Cell, Population
from horarium.engines.synth.presets.preset import OWN_CHOICE, Preset, Source
from horarium.engines.synth.pyramid import Sex
from horarium.engines.synth.spec import Calendar, ClinicSpec, DayFlow, Demand, Hours

NEW = AppointmentType(name="New case", share=0.45, mean_min=6.0, cv=0.6, first=True)
REVIEW = AppointmentType(
    name="Review", share=0.55, mean_min=4.2, cv=0.6, telehealth=0.03, first=False
)

SIX_MORNINGS = WeeklyPattern(
    weight=2, weekdays=(0, 1, 2, 3, 4, 5), sessions=((time(9), time(13)),)
)
SPLIT_DAYS = WeeklyPattern(
    weight=1,
    weekdays=(0, 1, 2, 3, 4, 5),
    sessions=((time(9), time(13)), (time(17), time(20))),
)

_BANDS = ((0, 4), (5, 14), (15, 29), (30, 44), (45, 59), (60, 74), (75, 90))
_FEMALE = (3.5, 4.5, 14.5, 13.0, 10.5, 5.5, 1.0)
_MALE = (4.5, 5.5, 10.0, 10.0, 10.0, 6.0, 1.5)
CELLS = tuple(
    Cell(sex=sex, youngest=low, oldest=high, share=share / 100)
    for sex, shares in ((Sex.FEMALE, _FEMALE), (Sex.MALE, _MALE))
    for (low, high), share in zip(_BANDS, shares, strict=True)
)

PRESET = Preset(
    name="india-opd",
    title="A hospital's outpatient department in India",
    traits=Traits(
        country="IN",
        subdivision="KL",
        time_zone="Asia/Kolkata",
        services=tuple(
            ServiceKind(name=name, weight=weight, types=(NEW, REVIEW))
            for name, weight in (
                ("General Medicine", 6),
                ("Paediatrics", 3),
                ("Orthopaedics", 3),
                ("Obstetrics and Gynaecology", 3),
                ("Dermatology", 2),
                ("Ophthalmology", 2),
                ("Ear Nose and Throat", 2),
            )
        ),
        patterns=(SIX_MORNINGS, SPLIT_DAYS),
        clinics_a_site=15,
        leave_weeks=4,
        closures=2.0,
        walk_ins=9.0,
        urgent=0.6,
        exits=0.2,
    ),
    clinic=ClinicSpec(
        calendar=Calendar(hours=(Hours(),), slot_min=8),
        demand=Demand(
            weekday_weights=(1.25, 1.06, 1.0, 0.97, 0.94, 0.88, 0.9),
            month_weights=(
                0.95,
                0.94,
                0.97,
                0.98,
                0.98,
                1.03,
                1.09,
                1.1,
                1.06,
                1.0,
                0.96,
                0.94,
            ),
        ),
        booking=BookingCurve(
            fill_rate=0.6, median_lead_days=3, horizon_days=15, refill_rate=0.3
        ),
        rates=StatusRates(cancelled=0.08, no_show=0.2, unknown=0.01),
        population=Population(
            cells=CELLS,
            youngest=0,
            visits_per_year=2.0,
            first_attendance=0.45,
            reminded=0.6,
            mean_distance_km=14,
        ),
        day=DayFlow(
            consult_mean=5.0,
            consult_cv=0.6,
            consult_most=40,
            check_in_mean=-20,
            check_in_sd=15,
        ),
    ),
    sources=(
        Source(
            "no-shows",
            "20 % of bookings",
            "below Asia's 25.1 %, Dantas et al. 2018, Health Policy 122",
        ),
        Source(
            "consultation",
            "5 min, CV 0.6",
            "this project's own choice, above the 2 minutes of Indian primary care in "
            "Irving et al. 2017, BMJ Open 7:e017902",
        ),
        Source("public holidays", "India and Kerala", "the holidays library"),
        Source("walk-ins", "9 a session beside 60 % of slots booked", OWN_CHOICE),
        Source("age and sex, seasons (monsoon), weekdays", "", OWN_CHOICE),
        Source("leads, visits a year, first visits, punctuality", "", OWN_CHOICE),
        Source("departments, weekly patterns, leave, closures, exits", "", OWN_CHOICE),
    ),
)
