"""Every argument of ``AppointmentScheduler``: what it takes, what it refuses and how."""

from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest

from horarium.engines.synth import AppointmentScheduler
from horarium.engines.synth.constants import (
    DEFAULT_AGE_GENDER_PROBS,
    DEFAULT_STATUS_RATES,
)

RATES = {"attended": 0.7, "cancelled": 0.2, "did not attend": 0.1, "unknown": 0.0}

REFUSED = [
    ({"date_ranges": "2024"}, TypeError, "date_ranges"),
    ({"date_ranges": [("2024-01-01",)]}, TypeError, "date_ranges"),
    ({"date_ranges": [("2024-01-01", "soon")]}, TypeError, "soon"),
    ({"date_ranges": [("2024-02-01", "2024-01-01")]}, ValueError, "date_ranges"),
    ({"date_ranges": []}, ValueError, "date_ranges"),
    ({"ref_date": "2030-01-01"}, ValueError, "ref_date"),
    ({"working_days": [7]}, ValueError, "working_days"),
    ({"working_days": "Mon-Fri"}, ValueError, "working_days"),
    ({"working_days": 5}, TypeError, "working_days"),
    ({"working_days": []}, ValueError, "working_days"),
    ({"appointments_per_hour": 5}, ValueError, "appointments_per_hour"),
    ({"appointments_per_hour": 12}, ValueError, "appointments_per_hour"),
    ({"appointments_per_hour": 4.0}, ValueError, "appointments_per_hour"),
    ({"working_hours": 8}, TypeError, "working_hours"),
    ({"working_hours": [(8.5, 12)]}, TypeError, "time of day"),
    ({"working_hours": [(8, 24)]}, ValueError, "0 to 23"),
    ({"working_hours": [("08:15", 12)]}, ValueError, "00 or 30"),
    ({"working_hours": [("eight", 12)]}, ValueError, "time of day"),
    ({"working_hours": [(12, 8)]}, ValueError, "working_hours"),
    ({"working_hours": [(8, 12), (11, 14)]}, ValueError, "overlap"),
    ({"fill_rate": 0.2}, ValueError, "fill_rate"),
    ({"fill_rate": 1.1}, ValueError, "fill_rate"),
    ({"fill_rate": "high"}, ValueError, "fill_rate"),
    ({"fill_rate": float("nan")}, ValueError, "fill_rate"),
    ({"booking_horizon": 30.0}, TypeError, "booking_horizon"),
    ({"booking_horizon": 6}, ValueError, "booking_horizon"),
    ({"booking_horizon": 91}, ValueError, "booking_horizon"),
    ({"median_lead_time": 0}, ValueError, "median_lead_time"),
    ({"median_lead_time": 31}, ValueError, "median_lead_time"),
    ({"median_lead_time": 5.5}, ValueError, "median_lead_time"),
    ({"status_rates": [0.7, 0.3]}, TypeError, "status_rates"),
    ({"status_rates": {"attended": 1.0}}, ValueError, "status_rates"),
    ({"status_rates": RATES | {"unknown": -0.1}}, ValueError, "status_rates"),
    ({"rebook_category": "high"}, ValueError, "rebook_category"),
    ({"check_in_time_mean": -61}, ValueError, "check_in_time_mean"),
    ({"check_in_time_mean": 31}, ValueError, "check_in_time_mean"),
    ({"visits_per_year": 0}, ValueError, "visits_per_year"),
    ({"visits_per_year": 13}, ValueError, "visits_per_year"),
    ({"first_attendance": 1.2}, ValueError, "first_attendance"),
    ({"bin_size": 0}, ValueError, "bin_size"),
    ({"bin_size": 21}, ValueError, "bin_size"),
    ({"lower_cutoff": 20.5}, TypeError, "lower_cutoff"),
    ({"lower_cutoff": 90}, ValueError, "lower_cutoff"),
    ({"truncated": 1}, TypeError, "truncated"),
    ({"seed": 1.5}, TypeError, "seed"),
    ({"seed": "42"}, TypeError, "seed"),
    ({"seed": -1}, ValueError, "seed"),
    ({"noise": -0.1}, ValueError, "noise"),
    ({"upper_cutoff": 10**9}, ValueError, "upper_cutoff"),
    ({"date_ranges": [("1700-01-01", "1700-12-31")]}, ValueError, "date_ranges"),
    ({"age_gender_probs": 3}, TypeError, "age_gender_probs"),
    ({"age_gender_probs": [1, 2]}, ValueError, "age_gender_probs"),
    ({"age_gender_probs": [{"age_yrs": "0-4"}]}, ValueError, "total_female"),
    ({"age_gender_probs": [{"age_yrs": "x", "total_female": 1, "total_male": 1}]}, ValueError, "band"),
    ({"age_gender_probs": [{"age_yrs": "20-24", "total_female": -1, "total_male": 1}]}, ValueError, "total_female"),
    ({"age_gender_probs": [{"age_yrs": "0-99999999999", "total_female": 1, "total_male": 1}]}, ValueError, "up to 130"),
    ({"age_gender_probs": [{"age_yrs": "20-24", "total_female": "many", "total_male": 1}]}, ValueError, "total_female"),
    ({"month_weights": [1e308] * 12}, ValueError, "month_weights"),
    ({"month_weights": {2: 1e-300}}, ValueError, "month_weights"),
    ({"month_weights": "flat"}, TypeError, "month_weights"),
    ({"month_weights": [1.0] * 11}, ValueError, "month_weights"),
    ({"month_weights": {13: 1.0}}, ValueError, "month_weights"),
    ({"month_weights": {1: -1.0}}, ValueError, "month_weights"),
    ({"weekday_weights": 7}, TypeError, "weekday_weights"),
    ({"weekday_weights": [1.0] * 6}, ValueError, "weekday_weights"),
    ({"weekday_weights": {7: 1.0}}, ValueError, "weekday_weights"),
    ({"weekday_weights": dict.fromkeys(range(5), 0.0)}, ValueError, "weekday_weights"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "kind", "named"), REFUSED)
def test_an_argument_that_makes_no_sense_is_refused_by_name(
    given: dict[str, Any], kind: type[Exception], named: str
) -> None:
    with pytest.raises(kind, match=named):
        AppointmentScheduler(**given)


def test_arguments_may_be_given_in_order() -> None:
    scheduler = AppointmentScheduler(
        [("2024-01-01", "2024-03-31")], "2024-03-01", [0, 2], 2, (9, 17), 0.8, 20, 5
    )

    assert scheduler.ref_date == datetime(2024, 3, 1)  # noqa: DTZ001 - as there
    assert scheduler.working_days == (0, 2)
    assert (scheduler.booking_horizon, scheduler.median_lead_time) == (20, 5)


@pytest.mark.parametrize(
    "first",
    [
        "2024-01-02",
        date(2024, 1, 2),
        datetime(2024, 1, 2, tzinfo=UTC),
        pd.Timestamp("2024-01-02", tz="US/Pacific"),
        np.datetime64("2024-01-02"),
    ],
)
def test_a_day_may_come_in_any_form_and_keeps_its_clock(first: Any) -> None:
    scheduler = AppointmentScheduler(date_ranges=[(first, "2024-02-01")])

    assert scheduler.date_ranges[0][0] == datetime(2024, 1, 2)  # noqa: DTZ001 - naive there
    assert scheduler.date_ranges[0][1] == datetime(2024, 2, 1, 23, 59)  # noqa: DTZ001
    assert scheduler.ref_date == datetime(2024, 2, 1)  # noqa: DTZ001


def test_the_calendar_reaches_the_last_day_that_can_be_booked() -> None:
    slots = AppointmentScheduler(
        date_ranges=[("2024-01-01", "2024-12-31")]
    ).generate_slots()

    assert slots["appointment_date"].max() == pd.Timestamp("2025-01-30")


@pytest.mark.parametrize(
    ("hours", "shown", "n_slots"),
    [
        ((8, 18), [(8, 18)], 40),
        ([("08:30", "16:30")], [(8, 17)], 32),
        ([("13", 17), (8, 12)], [(8, 12), (13, 17)], 32),
        ([(8, 12), (12, 14)], [(8, 12), (12, 14)], 24),
    ],
)
def test_hours_may_be_split_and_half(hours: Any, shown: Any, n_slots: int) -> None:
    scheduler = AppointmentScheduler(working_hours=hours)

    assert scheduler.working_hours == shown
    assert (
        scheduler.generate_slots().groupby("appointment_date").size().max() == n_slots
    )


def test_a_slot_may_reach_beyond_the_end_of_its_block() -> None:
    scheduler = AppointmentScheduler(
        working_hours=("08:30", 10), appointments_per_hour=1
    )

    times = scheduler.generate_slots()["appointment_time"].iloc[:2]

    assert [f"{at:%H:%M}" for at in times] == ["08:30", "09:30"]


def test_rates_that_do_not_sum_to_one_are_divided_with_a_warning() -> None:
    with pytest.warns(UserWarning, match="status_rates"):
        scheduler = AppointmentScheduler(
            status_rates={key: 2 * value for key, value in RATES.items()}
        )

    assert sum(scheduler.status_rates.values()) == pytest.approx(1)


def test_the_defaults_of_the_package_may_be_given() -> None:
    scheduler = AppointmentScheduler(
        status_rates=DEFAULT_STATUS_RATES,
        age_gender_probs=pd.DataFrame(list(DEFAULT_AGE_GENDER_PROBS)),
    )

    assert scheduler.spec == AppointmentScheduler().spec


@pytest.mark.parametrize(
    ("category", "ratio"), [("min", 0.0), ("med", 0.5), ("max", 1.0)]
)
def test_a_category_stands_for_a_ratio(category: str, ratio: float) -> None:
    assert AppointmentScheduler(rebook_category=category).rebook_ratio == ratio


def test_whole_numbers_of_numpy_are_whole_numbers() -> None:
    scheduler = AppointmentScheduler(
        booking_horizon=np.int64(40), median_lead_time=np.int32(12), seed=np.int64(3)
    )

    assert (scheduler.booking_horizon, scheduler.median_lead_time, scheduler.seed) == (
        40,
        12,
        3,
    )


def test_the_callers_frame_stays_as_it_is() -> None:
    table = pd.DataFrame(list(DEFAULT_AGE_GENDER_PROBS))
    before = table.copy()

    AppointmentScheduler(age_gender_probs=table).generate()

    assert table.equals(before)


def test_a_table_with_nobody_of_the_ages_is_refused_when_patients_are_needed() -> None:
    infants = [{"age_yrs": "0-4", "total_female": 0.5, "total_male": 0.5}]
    scheduler = AppointmentScheduler(age_gender_probs=infants, lower_cutoff=15)

    assert len(scheduler.age_gender_probs) == 1
    with pytest.raises(ValueError, match=r"population\.cells"):
        scheduler.generate()


def test_no_table_of_ages_means_the_default() -> None:
    scheduler = AppointmentScheduler(age_gender_probs=None)

    assert len(scheduler.age_gender_probs) == len(DEFAULT_AGE_GENDER_PROBS)


@pytest.mark.parametrize("kind", [np.int64, np.float32, str])
def test_a_list_of_weights_may_hold_any_numbers(kind: Any) -> None:
    scheduler = AppointmentScheduler(
        month_weights=[kind(2)] * 12, weekday_weights=[kind(1)] * 7
    )

    assert set(scheduler.month_weights.values()) == {2.0}
    assert {type(one) for one in scheduler.weekday_weights.values()} == {float}


@pytest.mark.parametrize("key", [1.0, "1", None])
def test_the_key_of_a_weight_is_an_integer(key: Any) -> None:
    with pytest.raises(ValueError, match="integers 1 to 12"):
        AppointmentScheduler(month_weights={key: 1.0})


def test_the_table_of_ages_has_three_columns_and_a_fresh_index() -> None:
    given = pd.DataFrame(list(DEFAULT_AGE_GENDER_PROBS)).assign(more=1).iloc[4:8]

    kept = AppointmentScheduler(age_gender_probs=given).age_gender_probs

    assert list(kept) == ["age_yrs", "total_female", "total_male"]
    assert list(kept.index) == [0, 1, 2, 3]


def test_bytes_are_no_table_of_ages() -> None:
    with pytest.raises(TypeError, match="age_gender_probs"):
        AppointmentScheduler(age_gender_probs=b"0-4")
