"""``AppointmentScheduler``: Medscheduler's class as a face on the engine."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from math import ceil
from os import PathLike
from typing import Any

import pandas as pd
from numpy.random import Generator, SeedSequence, default_rng

from horarium.domain.errors import InvalidField
from horarium.engines.synth.constants import (
    CHECK_IN_STD_MIN,
    DEFAULT_AGE_GENDER_PROBS,
    DEFAULT_FIRST_ATTENDANCE_RATIO,
    DEFAULT_MONTH_WEIGHTS,
    DEFAULT_WEEKDAY_WEIGHTS,
)
from horarium.engines.synth.days import DAYS_A_YEAR
from horarium.engines.synth.drawing import draw
from horarium.engines.synth.drawn import Drawn
from horarium.engines.synth.face import (
    asked,
    custom_columns,
    dates,
    hours,
    invented,
    numbers,
    shares,
    steps,
)
from horarium.engines.synth.face.former import Former
from horarium.engines.synth.face.rows import rows_per_date
from horarium.engines.synth.spec import ClinicSpec

Text = str | PathLike[str]


class NotGeneratedError(ValueError, AttributeError):
    """There are no tables yet: ``generate()`` has not been called."""

    def __init__(self) -> None:
        super().__init__("there are no tables yet; call generate() first")


class AppointmentScheduler(Former):
    """One clinician's invented clinic: slots, appointments and patients.

    Takes Medscheduler's arguments and gives its tables, see docs/reference/medscheduler.md
    for each of them and for what differs. The same ``seed`` gives the same tables, however
    often and whatever else ran before; None gives others with every instance. ``spec`` is
    the engine's own description. Raises ``TypeError`` and ``ValueError`` naming the
    argument, the value and what would be accepted.
    """

    def __init__(
        self,
        date_ranges: Sequence[tuple[Any, Any]] | None = None,
        ref_date: Any = None,
        working_days: Sequence[int] | None = None,
        appointments_per_hour: int = 4,
        working_hours: Any = None,
        fill_rate: float = 0.9,
        booking_horizon: int = 30,
        median_lead_time: int = 10,
        status_rates: Mapping[str, float] | None = None,
        rebook_category: str = "med",
        check_in_time_mean: float = -10.0,
        visits_per_year: float = 1.2,
        first_attendance: float = DEFAULT_FIRST_ATTENDANCE_RATIO,
        bin_size: int = 5,
        lower_cutoff: int = 15,
        upper_cutoff: int = 90,
        truncated: bool = True,
        seed: int | None = 42,
        noise: float = 0.1,
        age_gender_probs: Any = DEFAULT_AGE_GENDER_PROBS,
        month_weights: Any = DEFAULT_MONTH_WEIGHTS,
        weekday_weights: Any = DEFAULT_WEEKDAY_WEIGHTS,
    ) -> None:
        self.appointments_per_hour = numbers.per_hour_of(appointments_per_hour)
        self.check_in_time_mean = numbers.check_in_mean_of(check_in_time_mean)
        self._set_days(date_ranges, ref_date, booking_horizon)
        self.working_days = hours.days_of(working_days)
        self._working_blocks_min = hours.blocks_of(working_hours)
        self.working_hours = hours.as_whole_hours(self._working_blocks_min)
        self.fill_rate = numbers.fill_rate_of(fill_rate)
        self.median_lead_time = numbers.lead_of(median_lead_time, self.booking_horizon)
        self.status_rates = numbers.status_rates_of(status_rates)
        self.rebook_ratio = numbers.rebook_ratio_of(rebook_category)
        self.rebook_category = rebook_category
        self.visits_per_year = numbers.visits_per_year_of(visits_per_year)
        self.first_attendance = numbers.first_attendance_of(first_attendance)
        self.bin_size = numbers.bin_size_of(bin_size)
        self.lower_cutoff, self.upper_cutoff = numbers.cutoffs_of(
            lower_cutoff, upper_cutoff
        )
        if not isinstance(truncated, bool):
            raise TypeError(f"`truncated` must be True or False, not {truncated!r}")
        self.truncated = truncated
        self.noise = numbers.noise_of(noise)
        self.seed = numbers.seed_of(seed)
        self.age_gender_probs = shares.age_table_of(age_gender_probs)
        self.month_weights = shares.month_weights_of(month_weights)
        self.weekday_weights = shares.weekday_weights_of(weekday_weights)
        self._normalize_calendar_weights()
        self._entropy = SeedSequence(self.seed).entropy
        self.rng: Generator = self._stream("steps")
        self.slots_df: pd.DataFrame | None = None
        self.appointments_df: pd.DataFrame | None = None
        self.patients_df: pd.DataFrame | None = None
        self.patient_id_counter = 1
        self._drawn: tuple[ClinicSpec, Drawn] | None = None
        self._last: tuple[invented.Invented, pd.DataFrame] | None = None
        self._check()

    def _check(self) -> None:
        """Refuse now what ``generate()`` would, but for a table without anybody."""
        ages = self._ages()
        if shares.has_anybody(self.age_gender_probs, ages.youngest, ages.oldest):
            self._spec()

    def _set_days(self, date_ranges: Any, ref_date: Any, booking_horizon: Any) -> None:
        self.date_ranges = dates.ranges_of(date_ranges)
        self.ref_date = dates.reference_of(
            ref_date, self.date_ranges, are_default=date_ranges is None
        )
        self.booking_horizon = numbers.horizon_of(booking_horizon)
        self.earliest_scheduling_date = min(start for start, _ in self.date_ranges)
        self._effective_date_ranges = dates.effective(
            self.date_ranges, self.ref_date, self.booking_horizon
        )

    def _spec(self) -> ClinicSpec:
        self._normalize_calendar_weights()
        wanted = [self._weekday_w_norm[day] for day in self.working_days]
        if not any(wanted):
            raise ValueError("`weekday_weights` are 0 on all of the `working_days`")
        ages = self._ages()
        try:
            return asked.spec_of(
                asked.calendar_of(
                    dates.as_days(self.date_ranges),
                    self.ref_date.date(),
                    self._working_blocks_min,
                    self.working_days,
                    self.slot_duration_min,
                ),
                asked.demand_of(self._month_w_norm, self._weekday_w_norm, self.noise),
                asked.curve_of(
                    self.fill_rate,
                    self.median_lead_time,
                    self.booking_horizon,
                    self.rebook_ratio,
                ),
                asked.rates_of(self.status_rates),
                asked.population_of(
                    shares.cells_of(self.age_gender_probs),
                    ages,
                    self.visits_per_year,
                    self.first_attendance,
                ),
                self.check_in_time_mean,
            )
        except InvalidField as refusal:
            raise ValueError(str(refusal)) from refusal

    def _ages(self) -> asked.Ages:
        return asked.Ages(
            lower=self.lower_cutoff,
            upper=self.upper_cutoff,
            truncated=self.truncated,
            bin_size=self.bin_size,
        )

    def _stream(self, purpose: str) -> Generator:
        """A generator of its own for each purpose, the same for the same seed."""
        key = tuple(purpose.encode())
        return default_rng(SeedSequence(self._entropy, spawn_key=key))

    @property
    def spec(self) -> ClinicSpec:
        """The engine's description of the clinic, from the attributes as they are now."""
        return self._spec()

    @property
    def slot_duration_min(self) -> int:
        """Minutes from one slot to the next."""
        return 60 // self.appointments_per_hour

    def generate(self) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
        """Slots, appointments and patients, also kept as ``slots_df`` and so on.

        The same tables each time it is called.
        """
        found = self._whole()
        slots, appointments, patients = found.frames
        self._measure_slots(slots)
        self._measure_appointments(appointments, found.n_held_past)
        self.patient_id_counter = 1 + len(patients)
        self.slots_df, self.appointments_df = slots, appointments
        self.patients_df = patients
        return slots, appointments, patients

    def generate_slots(self) -> pd.DataFrame:
        """Every slot of the calendar, all available; not kept."""
        slots = invented.empty_slots(self.spec)
        self.total_slots = len(slots)
        return slots

    def generate_appointments(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """``slots_df`` with its availability, and appointments still without patients.

        Needs ``slots_df``; raises ``ValueError`` where it is missing or empty.
        """
        if self.slots_df is None or self.slots_df.empty:
            raise ValueError("`slots_df` is empty; set it to generate_slots() first")
        found = self._on(self.slots_df)
        self._measure_slots(found.frames.slots)
        appointments = found.without_patients
        self._measure_appointments(appointments, found.n_held_past)
        self.slots_df, self.appointments_df = found.frames.slots, appointments
        self._last = (found, appointments)
        return self.slots_df, self.appointments_df

    def assign_patients(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Patients, and appointments with patient, sex, age and age group; both kept.

        Raises ``ValueError`` where there are no appointments.
        """
        if self.appointments_df is None or self.slots_df is None:
            raise NotGeneratedError
        if self.appointments_df.empty:
            raise ValueError("there are no appointments; call generate_appointments()")
        if self._last is not None and self._last[1] is self.appointments_df:
            frames = self._last[0].frames
        else:
            frames = invented.dealt_frames(
                self.slots_df,
                self.appointments_df.drop(
                    columns=invented.OF_PATIENTS, errors="ignore"
                ),
                self.spec,
                self._ages().groups,
                self._stream("dealing"),
            )
        self.patients_df, self.appointments_df = frames.patients, frames.appointments
        self.patient_id_counter = 1 + len(self.patients_df)
        return self.patients_df, self.appointments_df

    def _whole(self) -> invented.Invented:
        """The whole data set, drawn anew only when an argument was changed."""
        spec = self.spec
        if self._drawn is None or self._drawn[0] != spec:
            self._drawn = (spec, draw(spec, self._stream("tables")))
        return invented.invented(self._drawn[1], spec, self._ages().groups)

    def _on(self, slots: pd.DataFrame) -> invented.Invented:
        """The data set on slots that may be the caller's own."""
        if invented.has_own_slots(slots, self.spec):
            return self._whole()
        return invented.invented_on(
            slots, self.spec, self._ages().groups, self._stream("tables")
        )

    def _measure_slots(self, slots: pd.DataFrame) -> None:
        dates = slots["appointment_date"]
        self.total_slots = len(slots)
        self.total_slots_past = int((dates < self.ref_date).sum())
        self.earliest_appointment_date = dates.min()
        self.latest_appointment_date = dates.max()
        self.earliest_scheduling_date = dates.min() - timedelta(
            days=self.booking_horizon
        )
        self.slots_per_date = rows_per_date(dates)

    def _measure_appointments(self, found: pd.DataFrame, n_held_past: int) -> None:
        past = self.total_slots_past
        self.fill_rate_calculated = n_held_past / past if past else 0.0
        mean = float(found["scheduling_interval"].mean())
        self.scheduling_interval_mean_calculated = mean
        dates = found["appointment_date"]
        n_days = 0 if found.empty else (dates.max() - dates.min()).days
        self.total_years = max(ceil(n_days / DAYS_A_YEAR), 1)
        self.total_appointments = len(found)
        self.expected_visits_per_patient = self.visits_per_year * self.total_years

    def rebook_appointments(
        self, appointments_df: pd.DataFrame
    ) -> tuple[pd.DataFrame, int]:
        """The appointments with new bookings of cancelled slots, and the next number."""
        return steps.refilled(
            appointments_df, self.spec, self.rebook_category, self.rng
        )

    def assign_status(self, appointments_df: pd.DataFrame) -> pd.DataFrame:
        """A copy with ``status`` drawn for what is past and was not cancelled."""
        return steps.with_status(
            appointments_df, self.spec, pd.Timestamp(self.ref_date), self.rng
        )

    def assign_actual_times(self, appointments_df: pd.DataFrame) -> pd.DataFrame:
        """A copy with the five columns of times for the attended."""
        return steps.with_times(appointments_df, self.spec, self.rng)

    def generate_check_in_time(
        self, appointment_date: date, appointment_time: time
    ) -> datetime:
        """When somebody with this appointment might check in; may be any day's hour."""
        due = datetime.combine(appointment_date, appointment_time)
        minutes = self.rng.normal(self.check_in_time_mean, CHECK_IN_STD_MIN)
        return due + timedelta(minutes=float(minutes))

    def schedule_future_appointments(
        self, appointments_df: pd.DataFrame, appointment_id_counter: int
    ) -> pd.DataFrame:
        """The appointments with what is booked from the reference on below.

        Only available slots of ``slots_df`` are booked, and they become unavailable.
        Numbers go on from ``appointment_id_counter``.
        """
        if self.slots_df is None:
            raise NotGeneratedError
        if self.slots_df.empty:
            return appointments_df
        new = invented.future_of(
            self._on(self.slots_df),
            self.slots_df,
            self.ref_date,
            appointment_id_counter,
        )
        held = new.loc[new["status"] != "cancelled", "slot_id"]
        is_taken = self.slots_df["slot_id"].isin(held)
        self.slots_df.loc[is_taken, "is_available"] = False
        return pd.concat([appointments_df, new], ignore_index=True)

    def generate_patients(self, total_patients: int) -> pd.DataFrame:
        """``total_patients`` people: patient_id, name, sex and age in completed years.

        Numbers go on from ``patient_id_counter``. Raises ``ValueError`` below 1.
        """
        n = numbers.total_patients_of(total_patients)
        first = self.patient_id_counter
        rng = self._stream(f"people {first}")
        found = invented.people_frame(self.spec, n, first, rng)
        self.patient_id_counter += n
        return found

    def add_custom_column(
        self,
        column_name: str,
        categories: Sequence[Any],
        *,
        distribution_type: str = "normal",
        custom_probs: Sequence[float] | None = None,
    ) -> None:
        """Draw a category for every patient into a new column of ``patients_df``.

        "normal" favours the middle, "pareto" the first, "uniform" none; ``custom_probs``
        are divided by their sum. Raises ``ValueError`` for anything else.
        """
        if self.patients_df is None:
            raise NotGeneratedError
        if self.patients_df.empty:
            raise ValueError("there are no patients; call generate() first")
        if column_name in self.patients_df.columns:
            raise ValueError(f"the column {column_name!r} already exists")
        rng = self._stream(f"column {column_name}")
        own = custom_columns.categories_of(categories)
        n = len(own)
        if custom_probs is None:
            share = custom_columns.shares(distribution_type, n, self.noise, rng)
        else:
            share = custom_columns.custom_shares(custom_probs, n)
        drawn = rng.choice(n, len(self.patients_df), p=share)
        self.patients_df[column_name] = [own[place] for place in drawn]

    def to_csv(
        self,
        *,
        slots_path: Text,
        patients_path: Text,
        appointments_path: Text,
        index: bool = False,
    ) -> None:
        """Write the tables as they are, custom columns and all; generate them if missing."""
        if self.patients_df is None:
            self.generate()
        tables = (self.slots_df, self.patients_df, self.appointments_df)
        paths = (slots_path, patients_path, appointments_path)
        for table, path in zip(tables, paths, strict=True):
            if table is not None:
                table.to_csv(path, index=index)
