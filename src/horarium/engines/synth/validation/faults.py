"""An independent judge of a data set; it shares no code with the stages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from horarium.engines.synth.validation.clock import seconds_of

if TYPE_CHECKING:
    from horarium.engines.synth.frames import Frames

_PAST = {"attended", "cancelled", "did not attend", "unknown"}
_FUTURE = {"scheduled", "cancelled"}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that cannot be in a real clinic: its kind, and a sentence."""

    kind: str
    sentence: str


def faults(frames: "Frames", reference: date, horizon_days: int) -> tuple[Fault, ...]:
    """Everything that cannot be, as far as the tables tell; empty when sound."""
    slots, booked, patients = frames
    found = [
        *_keys(slots, booked, patients),
        *_places(slots, booked),
        *_order(booked, pd.Timestamp(reference), horizon_days),
        *_births(booked, patients),
        *_days(booked),
    ]
    if "rebooked_from" in booked.columns:
        found += _links(booked)
    return tuple(found)


def _some(kind: str, wrong: Any, sentence: str) -> Iterator[Fault]:
    n = int(wrong.sum())
    if n:
        yield Fault(kind, f"{n} {sentence}")


def _keys(
    slots: pd.DataFrame, booked: pd.DataFrame, patients: pd.DataFrame
) -> Iterator[Fault]:
    yield from _some("key", slots["slot_id"].duplicated(), "slot ids given twice")
    yield from _some(
        "key", booked["appointment_id"].duplicated(), "appointment ids given twice"
    )
    yield from _some(
        "key", patients["patient_id"].duplicated(), "patient ids given twice"
    )
    yield from _some(
        "orphan",
        ~booked["slot_id"].isin(slots["slot_id"]),
        "appointments without a slot",
    )
    yield from _some(
        "orphan",
        ~booked["patient_id"].isin(patients["patient_id"]),
        "appointments without a patient",
    )
    yield from _some(
        "orphan",
        ~patients["patient_id"].isin(booked["patient_id"]),
        "patients without an appointment",
    )


def _places(slots: pd.DataFrame, booked: pd.DataFrame) -> Iterator[Fault]:
    active = booked.loc[booked["status"] != "cancelled", "slot_id"]
    yield from _some("slot", active.duplicated(), "slots held twice")
    is_held = slots["slot_id"].isin(active)
    yield from _some(
        "slot", is_held == slots["is_available"], "slots whose availability is wrong"
    )
    at = ["appointment_date", "appointment_time"]
    yield from _some("slot", slots.duplicated(at), "slots at the time of another")
    joined = booked[["slot_id", *at]].merge(slots, on="slot_id", suffixes=("", "_slot"))
    for column in at:
        yield from _some(
            "slot", joined[column] != joined[f"{column}_slot"], f"with another {column}"
        )


def _order(
    booked: pd.DataFrame, reference: pd.Timestamp, horizon_days: int
) -> Iterator[Fault]:
    lead = (booked["appointment_date"] - booked["scheduling_date"]).dt.days
    yield from _some("lead", lead != booked["scheduling_interval"], "wrong intervals")
    yield from _some(
        "lead", ~lead.between(1, horizon_days), "leads outside the horizon"
    )
    yield from _some(
        "future", booked["scheduling_date"] >= reference, "booked after the reference"
    )
    past = booked["appointment_date"] < reference
    allowed = booked["status"].isin(_PAST).where(past, booked["status"].isin(_FUTURE))
    yield from _some("status", ~allowed, "statuses on the wrong side of the reference")
    came = booked["status"] == "attended"
    times = booked[["check_in_time", "start_time", "end_time"]]
    yield from _some(
        "times", times.notna().all(axis=1) != came, "attended without times"
    )
    check_in, start, end = (seconds_of(times[name]) for name in times.columns)
    late = (check_in > start) | (start > end)
    yield from _some("times", late, "visits that run backwards")
    yield from _some("times", booked["waiting_time"] < 0, "waits below 0")


def _births(booked: pd.DataFrame, patients: pd.DataFrame) -> Iterator[Fault]:
    joined = booked[
        ["patient_id", "sex", "age", "scheduling_date", "appointment_date"]
    ].merge(patients, on="patient_id", suffixes=("", "_own"))
    yield from _some(
        "birth", joined["dob"] > joined["scheduling_date"], "booked unborn"
    )
    yield from _some("sex", joined["sex"] != joined["sex_own"], "of another sex")
    day, born = joined["appointment_date"].dt, joined["dob"].dt
    not_yet = (day.month * 100 + day.day) < (born.month * 100 + born.day)
    age = day.year - born.year - not_yet
    yield from _some("age", age != joined["age"], "ages that are not the birthday's")
    yield from _some("age", booked["age_group"].isna(), "ages without a group")


def _days(booked: pd.DataFrame) -> Iterator[Fault]:
    twice = booked.duplicated(["patient_id", "appointment_date"])
    yield from _some("day", twice, "patients twice on a day")


def _links(booked: pd.DataFrame) -> Iterator[Fault]:
    linked = booked[booked["rebooked_from"].notna()]
    before = linked.merge(
        booked,
        left_on="rebooked_from",
        right_on="appointment_id",
        suffixes=("", "_old"),
    )
    if len(before) != len(linked):
        yield Fault("link", "rebooked from appointments that are not there")
    yield from _some(
        "link", linked["rebooked_from"].duplicated(), "rebooked from the same"
    )
    yield from _some(
        "link", before["patient_id"] != before["patient_id_old"], "rebooked for another"
    )
    yield from _some(
        "link", before["slot_id"] == before["slot_id_old"], "the same slot"
    )
    yield from _some(
        "link",
        ~(before["cancelled_at_old"] <= before["booked_at"]),
        "rebooked too early",
    )
    yield from _refills(booked)
    begins = pd.to_timedelta(seconds_of(booked["appointment_time"]), unit="s")
    too_late = booked["cancelled_at"] > booked["appointment_date"] + begins
    yield from _some("cancelled", too_late, "cancelled after the slot began")
    yield from _some(
        "cancelled", booked["cancelled_at"] < booked["booked_at"], "cancelled unbooked"
    )


def _refills(booked: pd.DataFrame) -> Iterator[Fault]:
    again = booked[booked["refill_of"].notna()].merge(
        booked,
        left_on="refill_of",
        right_on="appointment_id",
        suffixes=("", "_old"),
    )
    if len(again) != booked["refill_of"].notna().sum():
        yield Fault("refill", "refills of appointments that are not there")
    yield from _some("refill", again["slot_id"] != again["slot_id_old"], "elsewhere")
    yield from _some(
        "refill", ~(again["cancelled_at_old"] <= again["booked_at"]), "of a place held"
    )
    waiting = booked["waitlisted_at"].notna()
    yield from _some(
        "waitlist", waiting & booked["refill_of"].isna(), "offers of no freed place"
    )
    yield from _some(
        "waitlist", booked["waitlisted_at"] > booked["booked_at"], "listed after it"
    )
