"""Presets: each whole, each number with a source, each clinic open when it should be."""

from datetime import date, timedelta

import pytest

from horarium.domain.errors import InvalidField
from horarium.engines.synth.kinds import mean_min
from horarium.engines.synth.organisation import Organisation
from horarium.engines.synth.plan import DataSetPlan, years_until
from horarium.engines.synth.presets import PRESETS, preset

EVERY = pytest.mark.parametrize("kind", PRESETS.values(), ids=PRESETS)


def make_organisation(kind, *, n_clinics: int = 30) -> Organisation:
    return Organisation(
        traits=kind.traits,
        n_clinics=n_clinics,
        start=date(2024, 1, 1),
        end=date(2025, 1, 1),
    )


@EVERY
def test_every_source_says_of_what_and_who(kind):
    assert len(kind.sources) >= 5
    assert all(source.what and source.says for source in kind.sources)


@EVERY
def test_a_clinic_keeps_up_with_its_consultations(kind):
    clinic = kind.clinic

    assert clinic.day.consult_mean <= 0.9 * clinic.calendar.slot_min


@EVERY
def test_every_clinic_becomes_a_spec_with_its_own_hours_and_closed_days(kind):
    organisation = make_organisation(kind)

    specs = [kind.spec(organisation, n, date(2024, 12, 1)) for n in range(30)]

    assert len({spec.calendar for spec in specs}) > 20
    holiday = date(2024, 12, 25)
    assert all(holiday in spec.calendar.closed for spec in specs)
    assert {spec.population for spec in specs} == {kind.clinic.population}


def test_holidays_after_the_last_day_are_kept_where_the_diary_reaches_them():
    kind = preset("us-primary-care")
    organisation = make_organisation(kind)

    near = kind.spec(organisation, 0, organisation.last_day - timedelta(days=20))
    far = kind.spec(organisation, 0, organisation.last_day - timedelta(days=90))

    after = {day for day in near.calendar.closed if day > organisation.last_day}
    assert after == {date(2025, 1, 1), date(2025, 1, 20)}
    assert all(day <= organisation.last_day for day in far.calendar.closed)


@EVERY
def test_the_kinds_of_appointment_take_as_long_as_the_clinic_says(kind):
    wanted, first = (
        kind.clinic.day.consult_mean,
        kind.clinic.population.first_attendance,
    )

    for service in kind.traits.services:
        assert mean_min(service, first) == pytest.approx(wanted, rel=0.025)


def test_an_unknown_preset_is_refused_with_the_names_there_are():
    with pytest.raises(InvalidField, match="nhs-outpatient, us-primary-care"):
        preset("nhs")


def test_years_are_whole_and_end_where_asked():
    assert years_until(date(2024, 12, 31), 5) == date(2020, 1, 1)
    assert years_until(date(2024, 2, 28), 1) == date(2023, 2, 28)
    for years in (0, 176):
        with pytest.raises(InvalidField, match="1 to 175"):
            years_until(date(2024, 12, 31), years)


def test_the_processes_are_no_part_of_a_plan():
    plan = DataSetPlan(preset="paediatrics", n_clinics=3, seed=4)

    assert set(plan.as_dict()) == {
        "preset",
        "clinics",
        "first_day",
        "last_day",
        "reference",
        "seed",
        "format",
        "signal",
        "events",
        "version",
    }


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"preset": "none"}, "preset"),
        ({"n_clinics": 0}, "clinics"),
        ({"seed": -1}, "seed"),
        ({"signal": 11.0}, "signal"),
        ({"first_day": date(1, 1, 1)}, "first_day"),
        ({"last_day": date(9999, 12, 31)}, "last_day"),
        ({"reference": date(2024, 12, 31) + timedelta(days=2)}, "reference"),
    ],
)
def test_an_impossible_plan_is_refused(changes, field):
    with pytest.raises(InvalidField) as refusal:
        DataSetPlan(**{"preset": "nhs-outpatient"} | changes)

    assert refusal.value.field == field
