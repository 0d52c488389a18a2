"""How the codes of the line read on a page."""

from datetime import timedelta
from uuid import uuid4

from tests.web.builders import at

from horarium.domain.ids import PatientId, TokenId
from horarium.domain.vitals import TakenVitals, Vitals
from horarium.engines.rostering.rules.fairness import Fairness
from horarium.engines.rostering.shifts import Duties
from horarium.web.words import burden_words, vitals_lines


def taken(minutes_ago: int, **measured) -> TakenVitals:
    return TakenVitals(
        uuid4(),
        TokenId(uuid4()),
        PatientId(uuid4()),
        Vitals(**measured),
        "Sam",
        at(10, 42) - timedelta(minutes=minutes_ago),
    )


def test_the_latest_of_each_measurement_is_told_in_one_order():
    earlier = taken(30, pulse_per_min=90, weight_kg=70.26)
    later = taken(2, systolic_mmhg=128, diastolic_mmhg=82, pulse_per_min=72)

    assert vitals_lines((later, earlier)) == (
        "Blood pressure 128/82 mmHg",
        "Pulse 72/min",
        "Weight 70.3 kg",
    )


def test_every_note_is_kept_behind_the_figures():
    notes = (taken(2, note="dizzy"), taken(9, spo2_percent=97, note="fasting"))

    assert vitals_lines(notes) == ("SpO₂ 97 %", "dizzy", "fasting")


def test_a_burden_that_a_rule_counts_is_told_apart_from_the_plain_one():
    rule = Fairness(duties=Duties(label="night", tags=("night",)))

    assert burden_words("nights") == "nights"
    assert burden_words(rule.sentence()) == "nights, as the rule counts them"
