import pytest

from horarium.domain.errors import InvalidField
from horarium.domain.vitals import RANGES, Vitals


@pytest.mark.parametrize(
    "name", ["pulse_per_min", "temperature_c", "spo2_percent", "weight_kg"]
)
def test_the_ends_of_a_range_are_possible_and_nothing_beyond(name):
    low, high = RANGES[name]

    assert getattr(Vitals(**{name: low}), name) == low
    assert getattr(Vitals(**{name: high}), name) == high
    for value in (low - 1, high + 1):
        with pytest.raises(InvalidField) as refusal:
            Vitals(**{name: value})
        assert refusal.value.field == name


def test_nothing_measured_is_no_measurement():
    with pytest.raises(InvalidField):
        Vitals()


def test_half_a_blood_pressure_names_the_missing_half():
    with pytest.raises(InvalidField) as refusal:
        Vitals(systolic_mmhg=120)

    assert refusal.value.field == "diastolic_mmhg"


def test_the_upper_pressure_is_the_higher_one():
    with pytest.raises(InvalidField):
        Vitals(systolic_mmhg=80, diastolic_mmhg=120)


def test_an_empty_note_says_nothing():
    with pytest.raises(InvalidField):
        Vitals(note="  ")


def test_what_was_measured_is_told_by_name_alone():
    vitals = Vitals(systolic_mmhg=120, diastolic_mmhg=80, note="after a rest")

    assert vitals.measured() == ("systolic_mmhg", "diastolic_mmhg", "note")
