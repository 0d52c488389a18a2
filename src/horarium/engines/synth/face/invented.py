"""A data set that was drawn, and the parts of it that the steps give one by one."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.random import Generator

from horarium.engines.synth.age_groups import AgeGroups
from horarium.engines.synth.days import completed_years, day_number
from horarium.engines.synth.drawing import draw
from horarium.engines.synth.drawn import NEVER, Drawn, People
from horarium.engines.synth.face.rows import slots_of_frame
from horarium.engines.synth.face.steps import dealt, with_patients
from horarium.engines.synth.frames import Frames, framed, to_frame
from horarium.engines.synth.spec import ClinicSpec
from horarium.engines.synth.stages import STAGES
from horarium.engines.synth.stages.calendar import open_slots
from horarium.engines.synth.stages.people import people
from horarium.engines.synth.stages.stays import Stays
from horarium.engines.synth.tables import (
    Widths,
    patients_table,
    slots_table,
)

OF_PATIENTS = ["patient_id", "sex", "age", "age_group"]


@dataclass(frozen=True, slots=True)
class Invented:
    """Tables of one drawing, and how many of its past slots were held."""

    frames: Frames
    n_held_past: int

    @property
    def without_patients(self) -> pd.DataFrame:
        """The appointments as they are before anybody has them."""
        return self.frames.appointments.drop(columns=OF_PATIENTS)


def invented(drawn: Drawn, spec: ClinicSpec, groups: AgeGroups) -> Invented:
    """The tables of ``drawn``."""
    held = drawn.bookings.slot[drawn.bookings.cancelled_s == NEVER]
    frames = framed(drawn, spec, groups=groups)
    return Invented(frames, int((held < drawn.slots.n_past).sum()))


def invented_on(
    slots: pd.DataFrame, spec: ClinicSpec, groups: AgeGroups, rng: Generator
) -> Invented:
    """The tables of a clinic with the slots of a frame, ids and all, and with no others."""
    frame = slots.sort_values(["appointment_date", "appointment_time"], kind="stable")
    frame = frame.reset_index(drop=True)
    stages = replace(STAGES, calendar=lambda given: slots_of_frame(given, frame))
    found = invented(draw(spec, rng, stages=stages), spec, groups)
    number = found.frames.appointments["slot_id"].astype(int).to_numpy() - 1
    ids = frame["slot_id"].to_numpy()
    appointments = found.frames.appointments.assign(slot_id=ids[number])
    available = found.frames.slots["is_available"].to_numpy()
    given = frame.assign(is_available=available)
    frames = Frames(given, appointments, found.frames.patients)
    return Invented(frames, found.n_held_past)


def empty_slots(spec: ClinicSpec) -> pd.DataFrame:
    """Every slot of the calendar, all available."""
    slots = open_slots(spec)
    return to_frame(slots_table(slots, np.zeros(len(slots), dtype=bool)))


def has_own_slots(slots: pd.DataFrame, spec: ClinicSpec) -> bool:
    """Whether a frame holds just the slots of the calendar under their own numbers."""
    own = empty_slots(spec)
    columns = ["slot_id", "appointment_date", "appointment_time"]
    return len(own) == len(slots) and bool(
        (own[columns].to_numpy() == slots[columns].to_numpy()).all()
    )


def future_of(
    found: Invented, slots: pd.DataFrame, reference: Any, counter: int
) -> pd.DataFrame:
    """What is booked from the reference on in slots still available, numbered on."""
    rows = found.without_patients
    free = slots.loc[slots["is_available"].astype(bool), "slot_id"]
    is_new = (rows["appointment_date"] >= reference) & rows["slot_id"].isin(free)
    new = rows[is_new].reset_index(drop=True)
    width = len(str(len(slots))) + 1
    new["appointment_id"] = [f"{counter + k:0{width}d}" for k in range(len(new))]
    return new[
        [
            "appointment_id",
            "slot_id",
            "scheduling_date",
            "appointment_date",
            "appointment_time",
            "scheduling_interval",
            "status",
        ]
    ]


def dealt_frames(
    slots: pd.DataFrame,
    appointments: pd.DataFrame,
    spec: ClinicSpec,
    groups: AgeGroups,
    rng: Generator,
) -> Frames:
    """Patients for appointments of the caller's own."""
    found = dealt(appointments, spec, rng)
    patients = to_frame(patients_table(found.who.people))
    whose = with_patients(found, groups, patients["patient_id"])
    return Frames(slots, whose, patients)


def people_frame(spec: ClinicSpec, n: int, first: int, rng: Generator) -> pd.DataFrame:
    """``n`` people with their ages: patient_id from number ``first``, name, sex, age."""
    open_days = open_slots(spec).day
    first_day = open_days[0] if len(open_days) else day_number(spec.calendar.reference)
    day = np.full(n, first_day, dtype=np.int32)
    number = np.arange(n, dtype=np.int32)
    one = np.ones(n, dtype=np.int32)
    stays = Stays(
        day=day, order=number, start=number, n=one, first=day, last=day, known_from=day
    )
    found: People = people(spec, stays, rng)
    table = patients_table(found, widths=Widths(first_patient=first))
    frame = to_frame(table.drop_columns(["dob"]))
    frame["age"] = completed_years(found.birth, day).astype(np.int64)
    return frame
