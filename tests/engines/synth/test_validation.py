"""The report tells what holds, what does not, and escapes what it prints."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
from tests.engines.synth.clinics import make_frames, make_spec

from horarium.engines.synth.params import BookingCurve, StatusRates
from horarium.engines.synth.spec import Demand
from horarium.engines.synth.validation import Check, Fault, Report


def test_another_request_than_the_data_answer_is_told() -> None:
    frames = make_frames(make_spec())
    asked = make_spec(
        booking=BookingCurve(fill_rate=0.8, median_lead_days=12),
        rates=StatusRates(cancelled=0.2),
        demand=Demand(weekday_weights=(1, 1, 1, 1, 1, 1, 1)),
    )

    off = {check.name for check in asked.validate(frames).failures}

    assert {
        "fill rate",
        "median lead time",
        "share cancelled",
        "Friday against the mean",
    } <= off


def test_the_text_has_a_line_for_each_check_and_a_verdict() -> None:
    spec = make_spec()
    report = spec.validate(make_frames(spec))

    lines = report.text().splitlines()

    assert len(lines) == len(report.checks) + len(report.facts) + 2
    assert lines[-1] == f"All {len(report.checks)} checks hold, no faults."
    assert "AUC of the true no-show chance" in report.text()


def test_the_page_escapes_and_lists_faults() -> None:
    check = Check(name="a < b", requested=1.0, achieved=2.0, tolerance=0.1)

    page = Report(checks=(check,), faults=(Fault("slot", "2 & more"),)).html()

    assert "a &lt; b" in page
    assert "2 &amp; more" in page
    assert "1 of 1 checks off, 1 faults." in page


def test_seasons_that_the_slots_cannot_take_are_requested_as_far_as_they_go() -> None:
    spec = make_spec(rates=StatusRates(cancelled=0.0))
    report = spec.validate(make_frames(spec))

    tuesday = next(one for one in report.checks if one.name.startswith("Tuesday"))

    assert tuesday.note == "as far as the slots go"
    assert tuesday.holds


def test_few_rows_are_judged_for_faults_only() -> None:
    spec = make_spec(booking=BookingCurve(fill_rate=0.01))

    report = spec.validate(make_frames(spec))

    assert report.checks == ()
    assert report.holds


def test_busier_days_are_busier_at_a_fill_of_nine_tenths() -> None:
    spec = make_spec()
    booked = make_frames(spec).appointments
    past = booked[booked["appointment_date"] < np.datetime64("2024-12-01")]

    n = past["appointment_date"].dt.day_of_week.value_counts()

    assert all(n[one] > n[other] for one, other in pairwise((1, 0, 2, 3, 4)))


def test_a_replaced_group_leaves_the_others() -> None:
    spec = make_spec(rates=StatusRates(no_show=0.3))

    assert replace(spec, rates=StatusRates()) == make_spec()


def test_a_clinic_in_which_all_cancel_and_are_rebooked_is_reported_on() -> None:
    spec = make_spec(
        rates=StatusRates(cancelled=1, no_show=0, unknown=0),
        booking=BookingCurve(rebook_rate=1),
    )

    report = spec.validate(make_frames(spec))

    assert report.faults == ()
    assert not any(check.name.startswith("visits") for check in report.checks)
