"""Reasons come from the model itself."""

import numpy as np
import pytest
from tests.engines.attendance.builders import invented, make_visit, on

from horarium.engines.attendance import AttendanceParams, Visits, fit, reasons
from horarium.engines.attendance.explain import REASONS
from horarium.engines.attendance.features import FEATURES


@pytest.fixture(scope="module")
def history():
    return invented(np.random.default_rng(5), 4000)[0]


def codes(model, visit, known):
    (found,) = reasons(model, Visits.of([visit]), on(60), known=known)
    return {one.code: one.log_odds for one in found}


def test_every_feature_has_a_reason():
    spoken_for = sorted(name for names in REASONS.values() for name in names)

    assert spoken_for == sorted(FEATURES)


def test_booked_long_ahead_and_young_both_speak_for_missing(history):
    visit = make_visit(booked_at=on(50), day=on(62).date(), age=16.0, patient="new")

    found = codes(fit(history), visit, history)

    assert found["lead-time"] > 0
    assert found["age"] > 0


def test_missed_visits_speak_against_a_patient_and_kept_ones_for(history):
    past = [
        make_visit(-n, patient=who, booked_at=on(n), day=on(n + 5).date(), no_show=miss)
        for who, miss, first in (("careless", True, 0), ("careful", False, 10))
        for n in range(first + 1, first + 7)
    ]
    known = history.and_also(Visits.of(past))
    model = fit(history)

    weight = {
        who: codes(
            model, make_visit(patient=who, booked_at=on(55), day=on(62).date()), known
        )["past-visits"]
        for who in ("careless", "careful")
    }

    assert weight["careless"] > weight["careful"]


def test_the_weightiest_reason_comes_first(history):
    asked = Visits.of([make_visit(booked_at=on(50), day=on(62).date(), age=80.0)])

    (found,) = reasons(fit(history), asked, on(60), known=history)

    weights = [abs(one.log_odds) for one in found]
    assert weights == sorted(weights, reverse=True)


def test_the_constant_rate_has_no_reasons_to_give(history):
    model = fit(history, AttendanceParams(model="rate"))

    found = codes(model, make_visit(booked_at=on(50), day=on(62).date()), history)

    assert set(found.values()) == {0.0}
