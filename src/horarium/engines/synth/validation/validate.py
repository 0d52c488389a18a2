"""Requested against achieved for every parameter that the tables show."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from horarium.engines.synth.validation import day_checks, people_checks
from horarium.engines.synth.validation.faults import faults
from horarium.engines.synth.validation.report import Check, Report
from horarium.engines.synth.validation.truth import truth_facts

if TYPE_CHECKING:
    from horarium.engines.synth.frames import Frames
    from horarium.engines.synth.spec import ClinicSpec

SHARE = 0.005
"""Half a percentage point for fill and statuses."""
_REBOOKED = 0.04
_FROM_LIST = 0.02
_FEWEST = 400
"""Below so many past appointments shares say nothing."""


def validate(spec: "ClinicSpec", frames: "Frames") -> Report:
    """The report on a data set that was made from ``spec``.

    Statistics are of what lies before the reference, where nothing is hidden. Checks that
    need more rows than there are, or columns that are not there, are left out.
    """
    reference = pd.Timestamp(spec.calendar.reference)
    slots, booked, _ = frames
    past = booked[booked["appointment_date"] < reference]
    checks: list[Check] = []
    if len(past) >= _FEWEST:
        past_slots = slots[slots["appointment_date"] < reference]
        checks += _booking(spec, past_slots, past)
        checks += day_checks.demand(spec, past_slots, past)
        checks += people_checks.people(spec, booked, past)
        checks += day_checks.clinic_day(spec, past)
    return Report(
        checks=tuple(checks),
        faults=faults(frames, spec.calendar.reference, spec.booking.horizon_days),
        facts=truth_facts(past),
    )


def _booking(
    spec: "ClinicSpec", slots: pd.DataFrame, past: pd.DataFrame
) -> Iterator[Check]:
    n_held = int((past["status"] != "cancelled").sum())
    if spec.rates.cancelled < 1:
        yield Check(
            name="fill rate",
            requested=spec.booking.fill_rate,
            achieved=n_held / len(slots),
            tolerance=SHARE,
        )
    share = past["status"].value_counts(normalize=True)
    rates = {
        "attended": spec.rates.attended,
        "cancelled": spec.rates.cancelled,
        "did not attend": spec.rates.no_show,
        "unknown": spec.rates.unknown,
    }
    for status, rate in rates.items():
        yield Check(
            name=f"share {status}",
            requested=rate,
            achieved=float(share.get(status, 0.0)),
            tolerance=SHARE,
        )
    yield Check(
        name="median lead time",
        requested=spec.booking.median_lead_days,
        achieved=float(past["scheduling_interval"].median()),
        tolerance=0.0,
        unit="days",
    )
    yield from _rebooked(spec, past)


def _rebooked(spec: "ClinicSpec", past: pd.DataFrame) -> Iterator[Check]:
    n_cancelled = int((past["status"] == "cancelled").sum())
    if "rebooked_from" not in past.columns or n_cancelled < _FEWEST:
        return
    cancelled = past.loc[past["status"] == "cancelled", "appointment_id"]
    again = cancelled.isin(past["rebooked_from"].dropna())
    yield Check(
        name="share of the cancelled rebooked",
        requested=spec.booking.rebook_rate,
        achieved=float(again.mean()),
        tolerance=_REBOOKED,
        note="by bookings before the reference",
    )
    refills = past[past["refill_of"].notna()]
    if len(refills) >= _FEWEST:
        yield Check(
            name="share of the refills from the waiting list",
            requested=spec.booking.waitlist_rate,
            achieved=float(refills["waitlisted_at"].notna().mean()),
            tolerance=_FROM_LIST,
        )
