"""What was learnt makes a clinic like the one it was learnt from."""

from dataclasses import asdict, replace

import numpy as np
import pytest

from horarium.domain.errors import UnreadableInput
from horarium.engines.synth import ClinicSpec, generate
from horarium.engines.synth.fit import (
    learnt_json,
    preset_of,
    read_learnt,
    spec_of,
    told,
)
from horarium.engines.synth.kinds import mean_min
from horarium.engines.synth.learning import learn
from horarium.engines.synth.learnt import Learnt
from horarium.engines.synth.params import BookingCurve, StatusRates
from horarium.engines.synth.presets import preset
from horarium.engines.synth.spec import Calendar, DayFlow, Hours

COLUMNS = {
    name: name
    for name in (
        "appointment_date",
        "scheduling_date",
        "status",
        "patient_id",
        "sex",
        "age",
        "appointment_time",
        "check_in_time",
        "start_time",
        "end_time",
    )
}


def make_learnt(**changes: object) -> Learnt:
    known = {
        "n_rows": 5000,
        "first_day": "2024-01-01",
        "last_day": "2024-12-30",
        "per_day": 20.0,
    }
    return Learnt(**known | changes)


def test_a_clinic_generated_and_learnt_again_is_the_same_clinic():
    asked = ClinicSpec(
        calendar=Calendar(
            hours=(Hours(start_min=540, end_min=1020, weekdays=(0, 2, 3)),)
        ),
        rates=StatusRates(cancelled=0.2, no_show=0.12, unknown=0.01),
        booking=BookingCurve(median_lead_days=5, horizon_days=21),
        day=DayFlow(consult_mean=11.0, consult_cv=0.4),
    )
    frames = generate(asked, np.random.default_rng(1))
    past = frames.appointments[frames.appointments["appointment_date"] < "2024-12-01"]

    found = ClinicSpec.fit(past, columns=COLUMNS)

    assert found.rates.cancelled == pytest.approx(0.2, abs=0.005)
    assert found.rates.no_show == pytest.approx(0.12, abs=0.005)
    assert found.booking.median_lead_days == 5
    assert found.calendar.hours == asked.calendar.hours
    assert found.day.consult_mean == pytest.approx(11, rel=0.03)
    assert found.day.consult_cv == pytest.approx(0.4, rel=0.05)
    assert found.day.check_in_mean == pytest.approx(-10, abs=0.5)


def test_what_was_not_told_stays_as_it_was():
    base = ClinicSpec(booking=BookingCurve(median_lead_days=3))

    found = spec_of(make_learnt(), base)

    assert found.booking == base.booking
    assert found.population == base.population
    assert found.rates == base.rates


def test_bookings_of_the_day_itself_make_room_for_themselves():
    learnt = make_learnt(same_day=0.25)
    base = preset("nhs-outpatient")

    like = preset_of(learnt, base)

    assert like.clinic.booking.fill_rate == pytest.approx(0.675)
    assert like.traits.urgent > 2
    assert preset_of(make_learnt(), base).traits.urgent == base.traits.urgent


def test_consultations_of_all_kinds_become_as_long_as_was_learnt():
    like = preset_of(
        make_learnt(duration_mean_min=6.7, duration_cv=0.5), preset("nhs-outpatient")
    )

    service = like.traits.services[0]
    assert mean_min(service, 0.325) == pytest.approx(6.7, rel=0.02)
    assert {one.cv for one in service.types} == {0.5}


def test_what_was_learnt_can_be_kept_and_read_again():
    learnt = make_learnt(
        status_rates={
            "attended": 0.8,
            "cancelled": 0.1,
            "did not attend": 0.1,
            "unknown": 0,
        },
        weekday_weights=(1.0, 1.1, 0.9, 1.0, 1.0, 0.0, 0.0),
        notes=("months: not told",),
    )

    assert read_learnt(learnt_json(learnt), "clinic.json") == learnt


@pytest.mark.parametrize("text", ["{", "[]", '{"n_rows": 1}', '{"beds": 4}', "3"])
def test_another_document_is_refused(text):
    with pytest.raises(UnreadableInput, match=r"clinic\.json"):
        read_learnt(text, "clinic.json")


def test_a_document_with_impossible_numbers_is_refused():
    given = asdict(make_learnt(median_lead_days=90, horizon_days=7))

    with pytest.raises(UnreadableInput):
        read_learnt(learnt_json(Learnt(**given)), "clinic.json")


def test_the_report_tells_what_was_learnt_and_what_not():
    frames = generate(ClinicSpec(), np.random.default_rng(1))

    lines = dict(
        told(learn(frames.appointments, {"appointment_date": "appointment_date"}))
    )

    assert lines["rows"] == f"{len(frames.appointments):,}"
    assert lines["median lead"] == "not told"
    assert lines["weekdays from Monday"].endswith("0.00 0.00")


def test_a_base_may_be_varied_before():
    base = replace(preset("paediatrics"), name="ours")

    assert preset_of(make_learnt(), base).name == "ours"
