"""Helpers under a leading underscore that some scripts of Medscheduler call."""

import numpy as np
import pandas as pd
import pytest

from horarium.engines.synth import AppointmentScheduler


def test_leads_have_chances_that_fall_and_sum_to_one() -> None:
    days, chance = AppointmentScheduler()._lead_time_pmf(30)

    assert days.tolist() == list(range(1, 31))
    assert chance.sum() == pytest.approx(1)
    assert (np.diff(chance) < 0).all()
    assert len(AppointmentScheduler()._lead_time_pmf(0)[0]) == 0


def test_a_day_weighs_its_month_times_its_weekday() -> None:
    scheduler = AppointmentScheduler(
        month_weights=[2] + [1] * 11, weekday_weights=[3] + [1] * 6
    )

    ratio = scheduler._date_weight_raw("2024-01-01") / scheduler._date_weight_raw(
        "2024-02-06"
    )

    assert ratio == pytest.approx(6)


def test_past_slots_are_drawn_once_each_however_many_are_wanted() -> None:
    scheduler = AppointmentScheduler(date_ranges=[("2024-01-01", "2024-03-31")])
    scheduler.slots_df = scheduler.generate_slots()

    found = scheduler._weighted_sample_past_slots(10**6)

    assert found.columns.tolist() == ["slot_id", "appointment_date", "appointment_time"]
    assert not found["slot_id"].duplicated().any()
    assert (found["appointment_date"] < scheduler.ref_date).all()
    assert scheduler._weighted_sample_past_slots(0).empty


def test_a_table_is_finished_by_numbers_and_order() -> None:
    scheduler = AppointmentScheduler(date_ranges=[("2024-01-01", "2024-01-31")])
    _, found, _ = scheduler.generate()

    finished = scheduler._finalize_appt_table(found.assign(primary_status="x"))

    assert finished.columns[-1] == "status"
    assert finished["appointment_date"].is_monotonic_increasing
    assert scheduler._finalize_appt_table(pd.DataFrame()).empty


@pytest.mark.parametrize("kind", ["pareto", "uniform", "normal"])
def test_shares_of_categories_sum_to_one(kind: str) -> None:
    shares = getattr(AppointmentScheduler(), f"_{kind}_distribution")(["a", "b", "c"])

    assert shares.sum() == pytest.approx(1)


def test_weights_changed_afterwards_count_once_they_are_normalised() -> None:
    scheduler = AppointmentScheduler(month_weights={1: 2.0})

    scheduler.month_weights = {1: 12.0}
    scheduler._normalize_calendar_weights()

    assert scheduler._norm_month(1) == pytest.approx(12 * scheduler._norm_month(2))
    assert scheduler._norm_month(13) == 1.0


def test_weights_are_kept_for_every_month_and_weekday() -> None:
    scheduler = AppointmentScheduler(month_weights=[1] * 12, weekday_weights={4: 0})

    assert scheduler.month_weights == dict.fromkeys(range(1, 13), 1.0)
    assert scheduler.weekday_weights == {0: 1, 1: 1, 2: 1, 3: 1, 4: 0, 5: 1, 6: 1}
