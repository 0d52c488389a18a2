"""The steps that Medscheduler offers one by one, on frames of the caller's own."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.random import Generator

from horarium.engines.synth.age_groups import AgeGroups
from horarium.engines.synth.drawn import NEVER, Outcomes, Status, Visitors
from horarium.engines.synth.face.rows import (
    bookings_of_frame,
    days_of_column,
    minutes_of_column,
    slots_at,
    want_columns,
)
from horarium.engines.synth.spec import ClinicSpec
from horarium.engines.synth.stages.clinic_day import times
from horarium.engines.synth.stages.population import visitors
from horarium.engines.synth.text import clock_texts

TIMING = (
    "check_in_time",
    "appointment_duration",
    "start_time",
    "end_time",
    "waiting_time",
)
_MOST_ROUNDS = {"min": 0, "med": 2, "max": 1000}


def refilled(
    frame: pd.DataFrame, spec: ClinicSpec, category: str, rng: Generator
) -> tuple[pd.DataFrame, int]:
    """The frame with new bookings of cancelled slots below, and the number of the next.

    In each round the share ``refill_rate`` of what was cancelled in the last one is booked
    again, on a day between the first booking and the visit, and may be cancelled in turn.
    New bookings are numbered in ``appointment_id``, after the frame's own where it has any.
    """
    want_columns(
        frame,
        (
            "slot_id",
            "scheduling_date",
            "appointment_date",
            "appointment_time",
            "primary_status",
            "rebook_iteration",
        ),
    )
    n_numbered = len(frame) if "appointment_id" in frame.columns else 0
    parts, n_new, width = [frame], 0, len(str(len(frame))) + 1
    for number in range(_MOST_ROUNDS[category]):
        last = parts[-1]
        open_ = last[
            (last["primary_status"] == "cancelled")
            & (last["rebook_iteration"] == number)
        ]
        again = _again(open_, spec, number + 1, rng)
        if again.empty:
            break
        first = 1 + n_numbered + n_new
        again["appointment_id"] = [
            f"{k:0{width}d}" for k in range(first, first + len(again))
        ]
        n_new += len(again)
        parts.append(again)
    return pd.concat(parts, ignore_index=True), 1 + n_new


def _again(
    cancelled: pd.DataFrame, spec: ClinicSpec, number: int, rng: Generator
) -> pd.DataFrame:
    """New bookings for some of the cancelled, where a day lies in between."""
    n = round(spec.booking.refill_rate * len(cancelled))
    chosen = cancelled.iloc[np.sort(rng.permutation(len(cancelled))[:n])]
    visit = days_of_column(chosen["appointment_date"])
    room = visit - days_of_column(chosen["scheduling_date"])
    chosen, visit, room = chosen[room > 1], visit[room > 1], room[room > 1]
    lead = rng.integers(1, room) if len(room) else room
    is_cancelled = rng.random(len(chosen)) < spec.rates.cancelled
    return pd.DataFrame(
        {
            "slot_id": chosen["slot_id"].to_numpy(),
            "scheduling_date": (visit - lead)
            .astype("datetime64[D]")
            .astype("datetime64[ns]"),
            "appointment_date": chosen["appointment_date"].to_numpy(),
            "appointment_time": chosen["appointment_time"].to_numpy(),
            "scheduling_interval": lead.astype(np.int64),
            "rebook_iteration": number,
            "primary_status": np.where(is_cancelled, "cancelled", "scheduled"),
        }
    )


def with_status(
    frame: pd.DataFrame, spec: ClinicSpec, reference: pd.Timestamp, rng: Generator
) -> pd.DataFrame:
    """A copy with ``status``: what was not cancelled and is past gets its outcome."""
    want_columns(frame, ("appointment_date", "primary_status"))
    found = frame.copy()
    cancelled = (found["primary_status"] == "cancelled").to_numpy(dtype=bool)
    date = pd.to_datetime(found["appointment_date"])
    past = (date < reference).to_numpy(dtype=bool) & ~cancelled
    if past.any() and spec.rates.cancelled >= 1:
        raise ValueError("`status_rates`: all rates but that of cancellations are 0")
    status = found["primary_status"].to_numpy(dtype=object, copy=True)
    n = int(past.sum())
    n_away = round(spec.rates.no_show_if_kept * n)
    n_unknown = min(round(spec.rates.unknown_if_kept * n), n - n_away)
    outcome = np.repeat(
        np.array(["attended", "did not attend", "unknown"], dtype=object),
        [n - n_away - n_unknown, n_away, n_unknown],
    )
    status[past] = rng.permutation(outcome)
    status[cancelled] = "cancelled"
    found["status"] = status
    return found


def with_times(frame: pd.DataFrame, spec: ClinicSpec, rng: Generator) -> pd.DataFrame:
    """A copy with check-in, start, end, duration and waiting time of the attended."""
    want_columns(frame, ("appointment_date", "appointment_time", "status"))
    found = frame.copy()
    day = days_of_column(found["appointment_date"])
    minute = minutes_of_column(found["appointment_time"])
    n = len(found)
    order = np.lexsort((minute, day))
    code = np.full(n, Status.CANCELLED, dtype=np.int8)
    code[(found["status"] == "attended").to_numpy(dtype=bool)] = Status.ATTENDED
    nothing = np.zeros(n)
    came = Outcomes(
        status=code[order],
        is_reminded=nothing.astype(bool),
        n_before=nothing.astype(np.int32),
        p_no_show=nothing,
        logit_seen=nothing,
    )
    in_order = found.iloc[order].assign(scheduling_date=found["appointment_date"])
    made = bookings_of_frame(in_order, day[order])
    played = times(spec, slots_at(spec, day[order], minute[order]), made, came, rng)
    texts = np.append(clock_texts().to_numpy(zero_copy_only=False), [np.nan])
    seconds = np.empty((3, n), dtype=np.int64)
    seconds[:, order] = played.check_in_s, played.start_s, played.end_s
    missing = seconds[0] == NEVER
    check_in, start, end = np.where(missing, 86_400, seconds % 86_400)
    wait, lasting = np.where(missing, 0, np.diff(seconds.astype(float), axis=0)) / 60
    found["check_in_time"] = pd.Series(texts[check_in], index=found.index)
    found["appointment_duration"] = np.where(missing, np.nan, np.round(lasting, 1))
    found["start_time"] = pd.Series(texts[start], index=found.index)
    found["end_time"] = pd.Series(texts[end], index=found.index)
    found["waiting_time"] = np.where(missing, np.nan, np.round(wait, 1))
    return found


@dataclass(frozen=True, slots=True)
class Dealt:
    """An appointments frame in order of time, and whose each row is."""

    appointments: pd.DataFrame
    who: Visitors


def dealt(frame: pd.DataFrame, spec: ClinicSpec, rng: Generator) -> Dealt:
    """Patients for a frame of appointments of the caller's own."""
    want_columns(
        frame, ("appointment_date", "appointment_time", "scheduling_date", "status")
    )
    day = days_of_column(frame["appointment_date"])
    minute = minutes_of_column(frame["appointment_time"])
    order = np.lexsort((minute, day))
    in_order = frame.iloc[order].reset_index(drop=True)
    day, minute = day[order], minute[order]
    made = bookings_of_frame(in_order, day)
    return Dealt(in_order, visitors(spec, slots_at(spec, day, minute), made, rng))


def with_patients(found: Dealt, groups: AgeGroups, ids: pd.Series) -> pd.DataFrame:
    """The appointments with patient, sex, age and age group; ``ids`` by person."""
    who, frame = found.who, found.appointments.copy()
    labels = np.append(np.array(groups.labels, dtype=object), [np.nan])
    frame["patient_id"] = ids.to_numpy()[who.patient]
    frame["sex"] = np.array(["Female", "Male"], dtype=object)[
        who.people.sex[who.patient]
    ]
    frame["age"] = who.age.astype(np.int64)
    frame["age_group"] = pd.Categorical(
        labels[groups.of(who.age)], categories=list(groups.labels), ordered=True
    )
    return frame
