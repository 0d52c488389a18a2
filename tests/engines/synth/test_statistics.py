"""What was asked for is what comes out, on any seed."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from tests.engines.synth.clinics import TEN_YEARS, make_frames, make_spec

from horarium.engines.synth import ClinicSpec, Frames
from horarium.engines.synth.levels import MOST_BOOKINGS
from horarium.engines.synth.params import BookingCurve, StatusRates
from horarium.engines.synth.population_spec import Population
from horarium.engines.synth.signal import NONE
from horarium.engines.synth.spec import Calendar, Demand

SETTINGS = {
    "default": make_spec(),
    "ten years": make_spec(calendar=TEN_YEARS),
    "full": make_spec(booking=BookingCurve(fill_rate=1.0)),
    "half empty": make_spec(booking=BookingCurve(fill_rate=0.5)),
    "no refill": make_spec(booking=BookingCurve(refill_rate=0, rebook_rate=0)),
    "all refilled": make_spec(booking=BookingCurve(refill_rate=1, rebook_rate=1)),
    "long leads": make_spec(booking=BookingCurve(median_lead_days=25, horizon_days=60)),
    "next week": make_spec(booking=BookingCurve(median_lead_days=2, horizon_days=7)),
    "tomorrow": make_spec(booking=BookingCurve(median_lead_days=1, horizon_days=90)),
    "far ahead": make_spec(booking=BookingCurve(median_lead_days=30)),
    "others stay away": make_spec(
        rates=StatusRates(cancelled=0.25, no_show=0.2, unknown=0.05)
    ),
    "chronic care": make_spec(
        population=Population(visits_per_year=6, first_attendance=0.1),
        calendar=replace(TEN_YEARS, reference=date(2019, 6, 3)),
    ),
    "children": make_spec(population=Population(youngest=0, oldest=17)),
    "no signal": make_spec(signal=NONE),
    "no noise": make_spec(demand=Demand(noise=0.0)),
    "twenty minutes": make_spec(calendar=Calendar(slot_min=20)),
}

A_WINTER = Calendar(
    ranges=((date(2024, 1, 8), date(2024, 3, 1)),), reference=date(2024, 2, 19)
)

QUICK = (
    "default",
    "full",
    "no refill",
    "long leads",
    "tomorrow",
    "others stay away",
    "children",
)


@pytest.mark.parametrize("name", QUICK)
def test_requested_is_achieved(name: str) -> None:
    spec = SETTINGS[name]

    report = spec.validate(make_frames(spec, seed=11))

    assert report.failures == ()
    assert report.holds


@pytest.mark.parametrize("kept", [1e-3, 1e-8])
def test_however_few_bookings_are_kept_a_slot_is_promised_a_bounded_number_of_times(
    kept: float,
) -> None:
    rates = StatusRates(cancelled=1 - kept, no_show=0, unknown=0)
    spec = make_spec(rates=rates, calendar=A_WINTER)

    frames = make_frames(spec)

    status = frames.appointments["status"]
    ended = status[status != "scheduled"]
    assert len(frames.appointments) <= 1.1 * MOST_BOOKINGS * len(frames.slots)
    assert ended.eq("cancelled").mean() == pytest.approx(1 - kept, abs=1e-3)
    assert spec.validate(frames).faults == ()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("name", SETTINGS)
def test_requested_is_achieved_on_twenty_seeds(name: str, seed: int) -> None:
    spec = SETTINGS[name]

    report = spec.validate(make_frames(spec, seed=seed))

    assert report.failures == ()


def past_of(spec: ClinicSpec, frames: Frames) -> object:
    booked = frames.appointments
    return booked[booked["appointment_date"] < np.datetime64(spec.calendar.reference)]


@pytest.mark.parametrize("seed", range(5))
def test_the_median_lead_is_exact_over_past_and_future(seed: int) -> None:
    frames = make_frames(make_spec(), seed=seed)

    assert frames.appointments["scheduling_interval"].median() == 10


@pytest.mark.parametrize(
    ("median", "horizon"), [(1, 7), (8, 30), (15, 30), (29, 30), (30, 30), (45, 90)]
)
def test_every_median_is_exact_among_past_bookings(median: int, horizon: int) -> None:
    spec = make_spec(
        booking=BookingCurve(median_lead_days=median, horizon_days=horizon)
    )

    past = past_of(spec, make_frames(spec))

    assert past["scheduling_interval"].median() == median
    assert past["scheduling_interval"].max() <= horizon


def test_past_and_future_are_booked_by_one_curve() -> None:
    spec = make_spec(calendar=TEN_YEARS)
    booked = make_frames(spec).appointments
    lead = booked["scheduling_interval"]
    ahead = (
        booked["appointment_date"] - np.datetime64(spec.calendar.reference)
    ).dt.days

    past = lead[ahead < 0]
    week_ahead = lead[ahead == 8]

    assert week_ahead.min() > 8
    assert week_ahead.nunique() > 10
    assert week_ahead.mean() == pytest.approx(past[past > 8].mean(), abs=2.5)


def test_the_diary_is_emptier_the_further_ahead() -> None:
    frames = make_frames(make_spec())
    slots = frames.slots
    ahead = (slots["appointment_date"] - np.datetime64("2024-12-01")).dt.days

    share = [1 - slots["is_available"][ahead // 7 == week].mean() for week in range(4)]

    assert share[0] > share[1] > share[2] > share[3] > 0


def test_a_weight_of_zero_closes_the_day() -> None:
    spec = make_spec(demand=Demand(weekday_weights=(1, 1, 1, 1, 0, 1, 1)))

    frames = make_frames(spec)

    assert not (frames.slots["appointment_date"].dt.day_of_week == 4).any()
    assert spec.validate(frames).failures == ()


def test_a_rebooked_patient_gets_another_day_after_the_cancellation() -> None:
    booked = make_frames(make_spec()).appointments
    linked = booked[booked["rebooked_from"].notna()]

    pairs = linked.merge(
        booked,
        left_on="rebooked_from",
        right_on="appointment_id",
        suffixes=("", "_old"),
    )

    assert len(pairs) > 500
    assert (pairs["patient_id"] == pairs["patient_id_old"]).all()
    assert (pairs["appointment_date"] != pairs["appointment_date_old"]).all()
    assert (pairs["booked_at"] >= pairs["cancelled_at_old"]).all()


def test_the_waiting_list_takes_places_soon_after_they_are_given_up() -> None:
    booked = make_frames(make_spec()).appointments
    refills = booked[booked["refill_of"].notna()].merge(
        booked,
        left_on="refill_of",
        right_on="appointment_id",
        suffixes=("", "_old"),
    )

    listed = refills["waitlisted_at"].notna()
    gap = refills["booked_at"] - refills["cancelled_at_old"]

    assert listed.mean() == pytest.approx(0.5, abs=0.05)
    assert (gap >= np.timedelta64(0)).all()
    assert gap[listed].median() < np.timedelta64(3, "h") < gap[~listed].median()


def test_whoever_joins_the_list_after_cancelling_joins_it_then() -> None:
    booked = make_frames(make_spec()).appointments
    moved = booked[booked["rebooked_from"].notna() & booked["waitlisted_at"].notna()]

    before = booked.set_index("appointment_id").loc[moved["rebooked_from"]]

    assert len(moved) > 50
    assert (moved["waitlisted_at"].array == before["cancelled_at"].array).all()


def test_without_a_waiting_list_nobody_waits() -> None:
    spec = make_spec(booking=BookingCurve(waitlist_rate=0))

    booked = make_frames(spec).appointments

    assert booked["waitlisted_at"].isna().all()
    assert booked["refill_of"].notna().any()


def test_returning_patients_leave_and_the_mean_age_stays() -> None:
    spec = make_spec(calendar=TEN_YEARS)
    booked = make_frames(spec).appointments
    year = booked["appointment_date"].dt.year

    first, last = booked["age"][year == 2016].mean(), booked["age"][year == 2024].mean()
    left = ~booked["patient_id"][year == 2015].isin(booked["patient_id"][year >= 2022])

    assert abs(first - last) < 1.5
    assert left.mean() > 0.7
