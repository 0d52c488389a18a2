"""All plots of a data set as one page that needs nothing else."""

import base64
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from horarium.engines.synth import plotting
from horarium.engines.synth.frames import Frames
from horarium.engines.synth.page import page
from horarium.engines.synth.spec import ClinicSpec

_DPI = 80


@dataclass(frozen=True, slots=True)
class Seen:
    """What the plots need to know of a clinic beside its tables."""

    ref_date: date
    booking_horizon: int
    first_attendance: float


def tour(frames: Frames, spec: ClinicSpec, title: str, more: str = "") -> str:
    """A page of HTML with every plot in it; ``more`` is put behind them as it is.

    Needs Matplotlib (``horarium[plots]``). The frames are not changed.
    """
    seen = Seen(
        spec.calendar.reference,
        spec.booking.horizon_days,
        spec.population.first_attendance,
    )
    figures = "".join(_figure(name, draw(frames, seen)) for name, draw in PLOTS.items())
    return page(title, f'<div class="plots">{figures}</div>{more}')


def _figure(name: str, axes: Any) -> str:
    buffer = io.BytesIO()
    axes.figure.savefig(buffer, format="png", dpi=_DPI, metadata={"Software": None})
    data = base64.b64encode(buffer.getvalue()).decode()
    return f'<figure><img alt="{escape(name)}" src="data:image/png;base64,{data}"></figure>'


Draw = Callable[[Frames, Seen], Any]

PLOTS: dict[str, Draw] = {
    "Past slots, filled and free": lambda frames, seen: (
        plotting.plot_past_slot_availability(frames.slots, scheduler=seen)
    ),
    "Slots to come, filled and free": lambda frames, seen: (
        plotting.plot_future_slot_availability(frames.slots, scheduler=seen)
    ),
    "Appointments by month": lambda frames, _: (
        plotting.plot_monthly_appointment_distribution(frames.appointments)
    ),
    "Appointments by weekday": lambda frames, _: (
        plotting.plot_weekday_appointment_distribution(frames.appointments)
    ),
    "Statuses of the last days": lambda frames, seen: (
        plotting.plot_status_distribution_last_days(frames.appointments, scheduler=seen)
    ),
    "Statuses of the next days": lambda frames, seen: (
        plotting.plot_status_distribution_next_days(frames.appointments, scheduler=seen)
    ),
    "Past appointments by status": lambda frames, seen: (
        plotting.plot_appointments_by_status(frames.appointments, scheduler=seen)
    ),
    "Appointments to come by status": lambda frames, seen: (
        plotting.plot_appointments_by_status_future(frames.appointments, scheduler=seen)
    ),
    "Days from booking to appointment": lambda frames, _: (
        plotting.plot_scheduling_interval_distribution(frames.appointments)
    ),
    "Length of consultations": lambda frames, _: (
        plotting.plot_appointment_duration_distribution(frames.appointments)
    ),
    "Waiting times": lambda frames, _: plotting.plot_waiting_time_distribution(
        frames.appointments
    ),
    "Arrivals, early and late": lambda frames, _: (
        plotting.plot_arrival_time_distribution(frames.appointments)
    ),
    "Age and sex": lambda frames, _: plotting.plot_population_pyramid(
        frames.appointments
    ),
    "Visits a patient": lambda frames, _: plotting.plot_patients_visits(
        frames.appointments
    ),
    "First attendances": lambda frames, seen: (
        plotting.plot_first_attendance_distribution(frames.appointments, seen)
    ),
    "Sexes of the patients": lambda frames, _: plotting.plot_custom_column_distribution(
        frames.patients, "sex", "Patients by"
    ),
}
"""Every plot by what it shows."""
