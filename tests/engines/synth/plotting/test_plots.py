"""Every plot draws, changes nothing, leaves nothing open and can be drawn where one likes."""

from collections.abc import Callable
from typing import Any

import matplotlib
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from horarium.engines.synth import AppointmentScheduler, plotting

SCHEDULER = AppointmentScheduler(
    date_ranges=[("2023-01-01", "2023-12-31")], ref_date="2023-10-02"
)
SLOTS, APPOINTMENTS, PATIENTS = SCHEDULER.generate()
SCHEDULER.add_custom_column("payer", ["public", "private", "none"])

PLOTS: dict[str, tuple[pd.DataFrame, dict[str, Any]]] = {
    "plot_past_slot_availability": (SLOTS, {"scheduler": SCHEDULER}),
    "plot_future_slot_availability": (SLOTS, {"scheduler": SCHEDULER}),
    "plot_monthly_appointment_distribution": (APPOINTMENTS, {}),
    "plot_weekday_appointment_distribution": (APPOINTMENTS, {}),
    "plot_status_distribution_last_days": (APPOINTMENTS, {"scheduler": SCHEDULER}),
    "plot_status_distribution_next_days": (APPOINTMENTS, {"scheduler": SCHEDULER}),
    "plot_appointments_by_status": (APPOINTMENTS, {"scheduler": SCHEDULER}),
    "plot_appointments_by_status_future": (APPOINTMENTS, {"scheduler": SCHEDULER}),
    "plot_scheduling_interval_distribution": (APPOINTMENTS, {}),
    "plot_appointment_duration_distribution": (APPOINTMENTS, {}),
    "plot_waiting_time_distribution": (APPOINTMENTS, {}),
    "plot_arrival_time_distribution": (APPOINTMENTS, {}),
    "plot_population_pyramid": (APPOINTMENTS, {}),
    "plot_patients_visits": (APPOINTMENTS, {}),
    "plot_first_attendance_distribution": (APPOINTMENTS, {"scheduler": SCHEDULER}),
    "plot_custom_column_distribution": (PATIENTS, {"column": "payer"}),
}


def plot(name: str) -> Callable[..., Axes]:
    found: Callable[..., Axes] = getattr(plotting, name)
    return found


def message(ax: Axes) -> str:
    return ax.get_title()


def test_all_sixteen_are_here() -> None:
    assert set(PLOTS) == {name for name in plotting.__all__ if name.startswith("plot_")}
    assert len(PLOTS) == 16


@pytest.mark.parametrize("name", PLOTS)
def test_a_plot_draws_and_leaves_frame_and_figures_as_they_were(name: str) -> None:
    frame, options = PLOTS[name]
    before = frame.copy()

    ax = plot(name)(frame, **options)

    assert ax.patches
    assert ax.get_title(loc="left")
    assert not ax.spines["top"].get_visible()
    assert frame.equals(before)
    assert not matplotlib._pylab_helpers.Gcf.figs


@pytest.mark.parametrize("name", PLOTS)
def test_a_plot_can_be_drawn_where_one_likes(name: str) -> None:
    frame, options = PLOTS[name]
    ax = Figure().add_subplot()

    assert plot(name)(frame, **options, ax=ax) is ax


@pytest.mark.parametrize(
    "name",
    [
        "plot_monthly_appointment_distribution", "plot_weekday_appointment_distribution",
        "plot_status_distribution_next_days", "plot_appointments_by_status",
        "plot_appointments_by_status_future", "plot_scheduling_interval_distribution",
        "plot_appointment_duration_distribution", "plot_waiting_time_distribution",
        "plot_arrival_time_distribution", "plot_population_pyramid", "plot_patients_visits",
    ],
)  # fmt: skip
def test_a_missing_column_is_refused(name: str) -> None:
    _, options = PLOTS[name]

    with pytest.raises(ValueError, match="contain"):
        plot(name)(pd.DataFrame({"other": [1]}), **options)


@pytest.mark.parametrize(
    "name",
    [
        "plot_past_slot_availability", "plot_future_slot_availability",
        "plot_status_distribution_last_days", "plot_first_attendance_distribution",
        "plot_custom_column_distribution",
    ],
)  # fmt: skip
def test_a_missing_column_is_told_on_the_plot(name: str) -> None:
    _, options = PLOTS[name]

    ax = plot(name)(pd.DataFrame({"other": [1]}), **options)

    assert "contain" in message(ax) or "not found" in message(ax)


@pytest.mark.parametrize(
    "name", ["plot_past_slot_availability", "plot_future_slot_availability"]
)
def test_an_empty_frame_is_told_on_the_plot(name: str) -> None:
    assert message(plot(name)(SLOTS.iloc[:0])) == "No data"


def test_periods_get_coarser_until_the_bars_fit() -> None:
    past = plotting.plot_past_slot_availability(SLOTS, scheduler=SCHEDULER, freq="W")
    future = plotting.plot_future_slot_availability(
        SLOTS, scheduler=SCHEDULER, freq="D", limit_future_to_horizon=False
    )

    assert "auto-aggregated to M" in past.get_title(loc="left")
    assert "auto-aggregated to W" in future.get_title(loc="left")


def test_unknown_periods_are_told_or_refused() -> None:
    ax = plotting.plot_past_slot_availability(SLOTS, scheduler=SCHEDULER, freq="Z")

    assert "freq" in message(ax)
    with pytest.raises(ValueError, match="freq"):
        plotting.plot_future_slot_availability(SLOTS, scheduler=SCHEDULER, freq="Z")


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("plot_status_distribution_last_days", {"days_back": 10**9}),
        ("plot_status_distribution_next_days", {"days_ahead": -5}),
        ("plot_patients_visits", {"years_back": 10**6}),
        ("plot_past_slot_availability", {"ref_date": "soon"}),
    ],
)
def test_a_span_that_is_none_is_refused_by_name(
    name: str, given: dict[str, Any]
) -> None:
    frame, options = PLOTS[name]

    with pytest.raises(ValueError, match="|".join(given)):
        plot(name)(frame, **options | given)


def test_many_days_are_a_picture_that_can_be_saved() -> None:
    ax = plotting.plot_status_distribution_last_days(
        APPOINTMENTS, scheduler=SCHEDULER, days_back=301
    )

    assert ax.figure.get_figwidth() <= 120


def test_the_day_of_the_reference_counts_as_future_everywhere() -> None:
    day = APPOINTMENTS[APPOINTMENTS["appointment_date"] == SCHEDULER.ref_date]

    ahead = plotting.plot_appointments_by_status_future(day, scheduler=SCHEDULER)
    before = plotting.plot_appointments_by_status(day, scheduler=SCHEDULER)

    assert ahead.patches
    assert not before.patches


def test_categories_keep_their_order() -> None:
    order = pd.CategoricalDtype(["low", "middle", "high"], ordered=True)
    frame = pd.DataFrame({"risk": pd.Series(["high", "low", "high"], dtype=order)})

    ax = plotting.plot_custom_column_distribution(frame, "risk")

    assert [label.get_text() for label in ax.get_yticklabels()] == ["low", "high"]


def test_a_pyramid_needs_both_sexes() -> None:
    women = APPOINTMENTS[APPOINTMENTS["sex"] == "Female"]

    with pytest.raises(ValueError, match="Male"):
        plotting.plot_population_pyramid(women)


def test_check_in_past_midnight_is_a_few_minutes_late_and_not_a_day() -> None:
    frame = pd.DataFrame(
        {
            "appointment_date": ["2024-01-02"] * 2,
            "appointment_time": ["23:55:00", "00:05:00"],
            "check_in_time": ["00:02:00", "23:58:00"],
        }
    )

    ax = plotting.plot_arrival_time_distribution(frame)

    assert ax.get_xlim()[0] > -30
    assert ax.get_xlim()[1] < 30


def test_a_summary_counts_half_hours() -> None:
    scheduler = AppointmentScheduler(working_hours=("08:30", "16:30"))

    found = plotting.summarize_slots(scheduler.generate_slots(), scheduler)

    assert found["slots_per_week"] == 160
    assert found["slots_per_working_day_mean"] == 32
    assert found["availability_rate"] == 1.0


def test_a_summary_tells_past_and_future() -> None:
    found = plotting.summarize_slots(SLOTS, SCHEDULER)

    assert found["reference_date"] == "2023-10-02"
    assert found["past_fill_rate"] == pytest.approx(0.9, abs=0.001)
    assert found["past_slots"] + found["future_slots"] == found["total_slots"]
    assert sum(found["slots_by_weekday"].values()) == found["total_slots"]
    assert list(found["slots_by_weekday"]) == ["Mon", "Tue", "Wed", "Thu", "Fri"]


def test_a_summary_of_nothing_is_zero_and_of_other_tables_refused() -> None:
    assert plotting.summarize_slots(SLOTS.iloc[:0], SCHEDULER)["total_slots"] == 0
    with pytest.raises(ValueError, match="is_available"):
        plotting.summarize_slots(SLOTS[["slot_id", "appointment_date"]], SCHEDULER)
