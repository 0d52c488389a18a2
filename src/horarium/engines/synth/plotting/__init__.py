"""The plots of a data set; each takes ``ax``, changes no frame and leaves no figure open."""

from horarium.engines.synth.plotting.calendar import (
    plot_monthly_appointment_distribution,
    plot_weekday_appointment_distribution,
)
from horarium.engines.synth.plotting.colors import COLORS
from horarium.engines.synth.plotting.histograms import (
    plot_appointment_duration_distribution,
    plot_arrival_time_distribution,
    plot_scheduling_interval_distribution,
    plot_waiting_time_distribution,
)
from horarium.engines.synth.plotting.people import (
    plot_custom_column_distribution,
    plot_first_attendance_distribution,
    plot_patients_visits,
    plot_population_pyramid,
)
from horarium.engines.synth.plotting.slots import (
    plot_future_slot_availability,
    plot_past_slot_availability,
)
from horarium.engines.synth.plotting.statuses import (
    plot_appointments_by_status,
    plot_appointments_by_status_future,
    plot_status_distribution_last_days,
    plot_status_distribution_next_days,
)
from horarium.engines.synth.plotting.summary import SlotSummary, summarize_slots

__all__ = [
    "COLORS",
    "SlotSummary",
    "plot_appointment_duration_distribution",
    "plot_appointments_by_status",
    "plot_appointments_by_status_future",
    "plot_arrival_time_distribution",
    "plot_custom_column_distribution",
    "plot_first_attendance_distribution",
    "plot_future_slot_availability",
    "plot_monthly_appointment_distribution",
    "plot_past_slot_availability",
    "plot_patients_visits",
    "plot_population_pyramid",
    "plot_scheduling_interval_distribution",
    "plot_status_distribution_last_days",
    "plot_status_distribution_next_days",
    "plot_waiting_time_distribution",
    "plot_weekday_appointment_distribution",
    "summarize_slots",
]
