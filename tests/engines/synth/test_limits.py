"""What no clinic can be, or no machine could draw, is refused by name."""

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pytest
from tests.engines.synth.clinics import make_frames, make_spec

from horarium.domain.errors import InvalidField
from horarium.engines.synth.params import BookingCurve
from horarium.engines.synth.population_spec import Cell, Population
from horarium.engines.synth.pyramid import Sex
from horarium.engines.synth.signal import Signal
from horarium.engines.synth.spec import Calendar, DayFlow, Demand, Hours

NAN, INFINITE = float("nan"), float("inf")
ALL_DAY = (Hours(start_min=0, end_min=1440, weekdays=tuple(range(7))),)
REFUSED = [
    (Calendar, {"slot_min": 1.5}, "calendar.slot_min"),
    (Calendar, {"reference": date(9999, 12, 31)}, "calendar.reference"),
    (Calendar, {"ranges": ((date(1, 1, 1), date(1, 2, 1)),)}, "calendar.ranges"),
    (Hours, {"start_min": 480.5}, "hours.start_min"),
    (Demand, {"month_weights": (1e300,) * 12}, "demand.month_weights"),
    (Demand, {"weekday_weights": (1, 1, 1, 1, 1e-9, 0, 0)}, "demand.weekday_weights"),
    (Demand, {"noise": 1e300}, "demand.noise"),
    (BookingCurve, {"horizon_days": 10**9}, "booking.horizon_days"),
    (BookingCurve, {"median_lead_days": 1.5}, "booking.median_lead_days"),
    (BookingCurve, {"waitlist_mean_days": 1e300}, "booking.waitlist_mean_days"),
    (Population, {"oldest": 10**9}, "population.oldest"),
    (Population, {"mean_distance_km": INFINITE}, "population.mean_distance_km"),
    (DayFlow, {"check_in_mean": NAN}, "day.check_in_mean"),
    (DayFlow, {"consult_most": 1e300}, "day.consult_most"),
    (DayFlow, {"gap_s": INFINITE}, "day.gap_s"),
    (Signal, {"log_lead": INFINITE}, "signal.log_lead"),
]


@pytest.mark.parametrize(("kind", "given", "field"), REFUSED)
def test_numbers_that_no_clinic_has_are_refused(
    kind: Callable[..., object], given: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidField) as refusal:
        kind(**given)

    assert refusal.value.field == field


def test_ages_that_nobody_reaches_are_refused() -> None:
    with pytest.raises(InvalidField, match=r"population\.cells"):
        Cell(sex=Sex.MALE, youngest=0, oldest=1000, share=1)


def test_more_slots_than_a_machine_holds_are_refused() -> None:
    centuries = ((date(1850, 1, 1), date(2200, 1, 1)),)

    with pytest.raises(InvalidField, match="20,000,000"):
        Calendar(ranges=centuries, hours=ALL_DAY, slot_min=1)


def test_a_clinic_that_ended_before_the_reference_does_not_go_on() -> None:
    over = Calendar(
        ranges=((date(2024, 1, 1), date(2024, 3, 29)),), reference=date(2051, 7, 17)
    )
    spec = make_spec(calendar=over)

    frames = make_frames(spec)

    assert frames.slots["appointment_date"].max() == np.datetime64("2024-03-29")
    assert spec.validate(frames).faults == ()


@pytest.mark.parametrize("year", [1850, 1900, 2199])
def test_a_clinic_of_any_century_is_sound(year: int) -> None:
    calendar = Calendar(
        ranges=((date(year, 1, 3), date(year, 6, 30)),), reference=date(year, 6, 1)
    )
    spec = make_spec(calendar=calendar, population=Population(youngest=0, oldest=100))

    report = spec.validate(make_frames(spec))

    assert report.holds


def test_a_whole_day_of_slots_of_one_minute_is_sound() -> None:
    calendar = Calendar(
        ranges=((date(2024, 3, 4), date(2024, 3, 4)),),
        reference=date(2024, 3, 4),
        hours=ALL_DAY,
        slot_min=1,
    )
    spec = make_spec(calendar=calendar, booking=BookingCurve(horizon_days=12))

    frames = make_frames(spec)

    assert len(frames.slots) == 13 * 1440
    assert spec.validate(frames).faults == ()
