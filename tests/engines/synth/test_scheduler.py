"""The tables that Medscheduler's scripts get."""

from datetime import date, time, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from horarium.engines.synth import AppointmentScheduler, ClinicSpec
from horarium.engines.synth.validation import faults

SLOTS = ["slot_id", "appointment_date", "appointment_time", "is_available"]
APPOINTMENTS = [
    "appointment_id", "slot_id", "scheduling_date", "appointment_date",
    "appointment_time", "scheduling_interval", "status", "check_in_time",
    "appointment_duration", "start_time", "end_time", "waiting_time", "patient_id",
    "sex", "age", "age_group",
]  # fmt: skip
PATIENTS = ["patient_id", "name", "sex", "dob"]


@pytest.fixture(scope="module")
def default() -> AppointmentScheduler:
    scheduler = AppointmentScheduler()
    scheduler.generate()
    return scheduler


def judged(scheduler: AppointmentScheduler) -> tuple[object, ...]:
    slots, appointments, patients = scheduler.generate()
    frames = type(
        "Three", (), {"__iter__": lambda _: iter((slots, appointments, patients))}
    )()
    return faults(frames, scheduler.ref_date, scheduler.booking_horizon)


def test_three_tables_come_in_the_order_of_the_original(
    default: AppointmentScheduler,
) -> None:
    slots, appointments, patients = default.generate()

    assert list(slots.columns) == SLOTS
    assert list(appointments.columns) == APPOINTMENTS
    assert list(patients.columns) == PATIENTS
    assert len(slots) == 10_480


def test_columns_have_the_types_of_the_original(default: AppointmentScheduler) -> None:
    slots, appointments, patients = default.generate()

    assert slots["slot_id"].iloc[0] == "00001"
    assert slots["appointment_time"].iloc[0] == time(8)
    assert slots["is_available"].dtype == bool
    assert appointments["scheduling_interval"].dtype == np.int64
    assert appointments["age"].dtype == np.int64
    assert appointments["age_group"].cat.ordered
    assert pd.api.types.is_datetime64_any_dtype(appointments["scheduling_date"])
    assert pd.api.types.is_datetime64_any_dtype(patients["dob"])
    assert appointments["waiting_time"].dtype == np.float64
    attended = appointments["status"] == "attended"
    assert (
        appointments.loc[attended, "check_in_time"]
        .str.fullmatch(r"\d\d:\d\d:\d\d")
        .all()
    )
    assert appointments.loc[~attended, "check_in_time"].isna().all()


def test_values_are_those_of_the_original(default: AppointmentScheduler) -> None:
    _, appointments, _ = default.generate()
    past = appointments["appointment_date"] < default.ref_date

    assert set(appointments["sex"]) == {"Female", "Male"}
    assert set(appointments.loc[past, "status"]) == {
        "attended", "cancelled", "did not attend", "unknown",
    }  # fmt: skip
    assert set(appointments.loc[~past, "status"]) == {"scheduled", "cancelled"}
    assert appointments["age_group"].cat.categories[[0, -2, -1]].tolist() == [
        "15-19", "85-89", "90+",
    ]  # fmt: skip
    ids = appointments.sort_values("appointment_id")["scheduling_date"]
    assert ids.is_monotonic_increasing


def test_the_default_clinic_is_sound_and_as_asked(
    default: AppointmentScheduler,
) -> None:
    assert judged(default) == ()
    assert default.fill_rate_calculated == pytest.approx(0.9, abs=0.001)


def test_what_was_made_is_measured(default: AppointmentScheduler) -> None:
    assert default.total_slots == 10_480
    assert default.total_slots_past == 9_600
    assert default.total_years == 1
    assert default.expected_visits_per_patient == 1.2
    assert default.total_appointments == len(default.appointments_df)
    assert default.slots_per_date.iloc[0] == 40
    assert default.earliest_appointment_date == pd.Timestamp("2024-01-01")
    assert default.latest_appointment_date == pd.Timestamp("2024-12-31")
    assert default.earliest_scheduling_date == pd.Timestamp("2023-12-02")
    assert default.patient_id_counter == 1 + len(default.patients_df)
    assert default.slot_duration_min == 15


def test_the_same_seed_gives_the_same_tables_whatever_ran_before() -> None:
    first = AppointmentScheduler(seed=5).generate()
    other = AppointmentScheduler(seed=6)
    again = AppointmentScheduler(seed=5)
    other.generate()
    again.generate_check_in_time(date(2024, 1, 2), time(9))
    np.random.rand(3)  # noqa: NPY002 - somebody else's generator

    second, third = again.generate(), again.generate()

    for one, two, three in zip(first, second, third, strict=True):
        assert one.equals(two)
        assert two.equals(three)


def test_without_a_seed_every_instance_is_another_but_keeps_to_itself() -> None:
    one, other = AppointmentScheduler(seed=None), AppointmentScheduler(seed=None)

    assert one.generate()[1].equals(one.generate()[1])
    assert not one.generate()[1].equals(other.generate()[1])


def test_step_by_step_gives_what_generate_gives(default: AppointmentScheduler) -> None:
    stepwise = AppointmentScheduler()
    stepwise.slots_df = stepwise.generate_slots()
    before = stepwise.slots_df["is_available"].all()
    slots, bare = stepwise.generate_appointments()
    patients, appointments = stepwise.assign_patients()

    assert before
    assert list(bare.columns) == APPOINTMENTS[:12]
    for mine, whole in zip(
        (slots, appointments, patients), default.generate(), strict=True
    ):
        assert mine.equals(whole)


def test_csv_files_hold_the_tables_as_they_are(tmp_path: Path) -> None:
    scheduler = AppointmentScheduler(date_ranges=[("2024-01-01", "2024-02-29")])
    _, appointments, _ = scheduler.generate()
    scheduler.add_custom_column("insurance", ["public", "private"])

    paths = {
        f"{name}_path": tmp_path / f"{name}.csv"
        for name in ("slots", "patients", "appointments")
    }
    scheduler.to_csv(**paths)

    read = pd.read_csv(paths["appointments_path"], dtype=str)
    assert read["appointment_id"].tolist() == appointments["appointment_id"].tolist()
    assert "insurance" in pd.read_csv(paths["patients_path"]).columns


def test_csv_files_are_made_when_nothing_was_generated(tmp_path: Path) -> None:
    scheduler = AppointmentScheduler(date_ranges=[("2024-01-01", "2024-01-31")])

    scheduler.to_csv(
        slots_path=tmp_path / "s.csv",
        patients_path=tmp_path / "p.csv",
        appointments_path=tmp_path / "a.csv",
    )

    assert len(pd.read_csv(tmp_path / "s.csv")) == len(scheduler.slots_df)


def test_an_attribute_that_is_changed_counts_from_then_on() -> None:
    scheduler = AppointmentScheduler()
    scheduler.generate()
    scheduler.fill_rate = 0.5

    scheduler.generate()

    assert scheduler.fill_rate_calculated == pytest.approx(0.5, abs=0.001)
    assert isinstance(scheduler.spec, ClinicSpec)


def test_overlapping_ranges_give_each_slot_once() -> None:
    ranges = [("2024-01-01", "2024-02-15"), ("2024-02-01", "2024-03-31")]

    slots = AppointmentScheduler(date_ranges=ranges).generate_slots()

    assert not slots.duplicated(["appointment_date", "appointment_time"]).any()


@pytest.mark.parametrize(
    "changes",
    [
        {"truncated": False},
        {"upper_cutoff": 65},
        {"upper_cutoff": 110},
        {"lower_cutoff": 0},
        {"lower_cutoff": -5, "bin_size": 10},
        {"visits_per_year": 0.5},
        {"visits_per_year": 12, "first_attendance": 1.0},
        {"rebook_category": "min"},
        {"rebook_category": "max", "fill_rate": 1.0},
        {"appointments_per_hour": 6, "working_hours": (0, 23), "working_days": range(7)},
        {"working_hours": [("08:30", 12), ("13", "16:30")], "appointments_per_hour": 1},
        {"weekday_weights": {4: 0}, "month_weights": {2: 0}},
        {"age_gender_probs": [{"age_yrs": "20-40", "total_female": 1, "total_male": 0}]},
        {"age_gender_probs": {"age_yrs": "65+", "total_female": 1, "total_male": 2}},
        {"noise": 0}, {"noise": 3.0}, {"noise": 1e300},
        {"status_rates": {"attended": 0.9, "cancelled": 0, "did not attend": 0.1, "unknown": 0}},
        {"status_rates": {"attended": 0, "cancelled": 1, "did not attend": 0, "unknown": 0}},
    ],
)  # fmt: skip
def test_clinics_that_were_impossible_before_are_sound(
    changes: dict[str, object],
) -> None:
    scheduler = AppointmentScheduler(
        date_ranges=[("2024-01-01", "2024-06-30")], ref_date="2024-06-01", **changes
    )

    assert judged(scheduler) == ()
    assert scheduler.appointments_df["age_group"].notna().all()


def test_ages_stay_between_the_cutoffs_when_truncated() -> None:
    scheduler = AppointmentScheduler(
        date_ranges=[("2015-01-01", "2024-12-31")], lower_cutoff=18, upper_cutoff=70
    )

    _, appointments, _ = scheduler.generate()

    assert appointments["age"].between(18, 70).all()


def test_people_can_be_had_without_a_clinic() -> None:
    scheduler = AppointmentScheduler()

    first, second = scheduler.generate_patients(500), scheduler.generate_patients(10)

    assert list(first.columns) == ["patient_id", "name", "sex", "age"]
    assert first["age"].between(15, 90).all()
    assert first["patient_id"].iloc[-1] == "00500"
    assert second["patient_id"].iloc[0] == "00501"


@pytest.mark.parametrize("n", [0, -3, 10**12])
def test_no_people_are_refused(n: int) -> None:
    with pytest.raises(ValueError, match="total_patients"):
        AppointmentScheduler().generate_patients(n)


def test_people_can_be_had_of_a_clinic_that_never_opens() -> None:
    scheduler = AppointmentScheduler(
        date_ranges=[("2024-02-01", "2024-02-01")],
        booking_horizon=7,
        median_lead_time=2,
        month_weights={2: 0},
    )

    slots, appointments, patients = scheduler.generate()

    assert len(slots) == len(appointments) == len(patients) == 0
    assert len(scheduler.generate_patients(3)) == 3


@pytest.mark.parametrize("step", ["generate_appointments", "assign_patients"])
def test_a_step_before_its_time_is_refused(step: str) -> None:
    with pytest.raises(ValueError, match="first"):
        getattr(AppointmentScheduler(), step)()


def test_check_in_lies_around_its_mean() -> None:
    scheduler = AppointmentScheduler(check_in_time_mean=5)
    day, at = date(2024, 3, 4), time(9)

    offsets = [
        scheduler.generate_check_in_time(day, at) - pd.Timestamp("2024-03-04 09:00")
        for _ in range(400)
    ]

    mean = sum(offsets, timedelta()) / len(offsets)
    assert abs(mean - timedelta(minutes=5)) < timedelta(minutes=2)
