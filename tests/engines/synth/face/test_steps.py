"""The steps of Medscheduler on frames of one's own."""

import pandas as pd
import pytest

from horarium.engines.synth import AppointmentScheduler

STAGED = ["primary_status", "rebook_iteration"]


def make_staged(scheduler: AppointmentScheduler) -> pd.DataFrame:
    scheduler.slots_df = scheduler.generate_slots()
    _, found = scheduler.generate_appointments()
    cancelled = found["status"] == "cancelled"
    return found.drop(columns="status").assign(
        primary_status=cancelled.map({True: "cancelled", False: "scheduled"}),
        rebook_iteration=0,
    )


def test_cancelled_slots_are_booked_again_on_a_day_between() -> None:
    scheduler = AppointmentScheduler(rebook_category="med")
    staged = make_staged(scheduler)

    found, counter = scheduler.rebook_appointments(staged)

    new = found.iloc[len(staged) :]
    assert len(new) == counter - 1 > 0
    assert set(new["rebook_iteration"]) == {1, 2}
    assert (new["scheduling_date"] < new["appointment_date"]).all()
    assert new["slot_id"].isin(staged["slot_id"]).all()
    assert found["appointment_id"].is_unique
    assert "rebook_iteration" in staged.columns


def test_nothing_is_booked_again_in_the_least_category() -> None:
    scheduler = AppointmentScheduler(rebook_category="min")
    staged = make_staged(scheduler)

    found, counter = scheduler.rebook_appointments(staged)

    assert (len(found), counter) == (len(staged), 1)


def test_statuses_are_drawn_for_the_past_and_kept_for_the_future() -> None:
    scheduler = AppointmentScheduler()
    staged = make_staged(scheduler)

    found = scheduler.assign_status(staged)

    kept = found["primary_status"] != "cancelled"
    past = found["appointment_date"] < scheduler.ref_date
    share = found.loc[past & kept, "status"].value_counts(normalize=True)
    assert share["did not attend"] == pytest.approx(0.059 / 0.836, abs=0.001)
    assert set(found.loc[~past & kept, "status"]) == {"scheduled"}
    assert set(found.loc[~kept, "status"]) == {"cancelled"}
    assert "status" not in staged.columns


def test_times_are_given_to_the_attended_in_the_order_of_the_frame() -> None:
    scheduler = AppointmentScheduler()
    found = scheduler.assign_status(make_staged(scheduler)).sample(
        frac=1, random_state=1
    )

    timed = scheduler.assign_actual_times(found)

    came = timed["status"] == "attended"
    assert timed.index.equals(found.index)
    assert timed.loc[~came, "start_time"].isna().all()
    assert (timed.loc[came, "check_in_time"] <= timed.loc[came, "start_time"]).all()
    assert (timed.loc[came, "start_time"] < timed.loc[came, "end_time"]).all()
    assert timed.loc[came, "appointment_duration"].between(0.1, 60).all()


@pytest.mark.parametrize(
    "step", ["rebook_appointments", "assign_status", "assign_actual_times"]
)
def test_missing_columns_are_named(step: str) -> None:
    with pytest.raises(ValueError, match="appointment_date"):
        getattr(AppointmentScheduler(), step)(pd.DataFrame({"slot_id": ["1"]}))


def test_a_clinic_without_cancellations_alone_has_no_outcome_to_draw() -> None:
    rates = {"attended": 0, "cancelled": 1, "did not attend": 0, "unknown": 0}
    scheduler = AppointmentScheduler(status_rates=rates)
    frame = pd.DataFrame(
        {
            "appointment_date": [pd.Timestamp("2024-01-02")],
            "primary_status": ["scheduled"],
        }
    )

    with pytest.raises(ValueError, match="status_rates"):
        scheduler.assign_status(frame)


def test_the_future_is_booked_into_slots_that_are_free() -> None:
    scheduler = AppointmentScheduler()
    scheduler.slots_df = scheduler.generate_slots()
    scheduler.slots_df.loc[::2, "is_available"] = False
    taken = set(scheduler.slots_df.loc[::2, "slot_id"])

    found = scheduler.schedule_future_appointments(pd.DataFrame(), 7)

    assert len(found) > 50
    assert not taken & set(found["slot_id"])
    assert found["appointment_id"].astype(int).min() == 7
    assert (found["appointment_date"] >= scheduler.ref_date).all()
    assert (found["scheduling_date"] < scheduler.ref_date).all()
    held = found.loc[found["status"] == "scheduled", "slot_id"]
    slots = scheduler.slots_df.set_index("slot_id")["is_available"]
    assert not slots[held].any()


def test_a_part_of_the_slots_is_filled_under_its_own_ids() -> None:
    scheduler = AppointmentScheduler()
    scheduler.slots_df = scheduler.generate_slots().iloc[200:4200]

    slots, found = scheduler.generate_appointments()

    assert slots["slot_id"].iloc[0] == "00201"
    assert found["slot_id"].isin(slots["slot_id"]).all()
    assert scheduler.fill_rate_calculated == pytest.approx(0.9, abs=0.001)


def test_a_part_of_the_appointments_gets_patients_of_its_own() -> None:
    scheduler = AppointmentScheduler()
    scheduler.slots_df = scheduler.generate_slots()
    scheduler.generate_appointments()
    scheduler.appointments_df = scheduler.appointments_df.iloc[:2000]

    patients, found = scheduler.assign_patients()

    assert len(found) == 2000
    assert found["patient_id"].isin(patients["patient_id"]).all()
    assert len(found) / len(patients) == pytest.approx(1.2, abs=0.02)
