"""Monitors and marks, against values worked out by hand."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from tests.engines.attendance.builders import invented, make_visit, split

from horarium.engines.attendance import AttendanceParams, Visits, evaluate, fit
from horarium.engines.attendance.card import write_card
from horarium.engines.attendance.features import FEATURES, features, moments
from horarium.engines.attendance.metrics import calibration_error, measure
from horarium.engines.attendance.monitor import DRIFTED, by_group, drift

NO_CLOCK = iter(range(1000)).__next__


def four(*, groups=("F", "F", "M", "M"), ages=(10.0, 15.0, 30.0, 70.0)):
    outcomes = (True, False, True, None)
    return Visits.of(
        [
            make_visit(n, age=ages[n], no_show=outcomes[n], groups={"sex": groups[n]})
            for n in range(4)
        ]
    )


def test_observed_over_expected_is_counted_by_group():
    found = {
        (one.group, one.value): one for one in by_group(four(), np.array([0.5] * 4))
    }

    women = found["sex", "F"]
    assert (women.n_visits, women.observed, women.expected) == (2, 1.0, 1.0)
    assert found["sex", "M"].ratio == pytest.approx(2.0)
    assert found["everybody", "all"].n_visits == 3
    assert [value for group, value in found if group == "age"] == [
        "0 to 12",
        "13 to 18",
        "19 to 39",
    ]


def test_the_interval_holds_one_for_chances_that_are_true():
    visits, truth = invented(np.random.default_rng(1), 3000)

    (everybody, *_) = by_group(visits, 1 - truth)

    assert everybody.low < 1 < everybody.high


def test_the_interval_holds_one_as_often_as_it_says_also_of_few():
    rng, n_held = np.random.default_rng(3), 0
    chance = rng.uniform(0.02, 0.2, 60)
    for _ in range(400):
        outcomes = rng.random(60) < chance
        visits = Visits.of(
            [make_visit(n, no_show=bool(outcomes[n])) for n in range(60)]
        )
        (everybody, *_) = by_group(visits, 1 - chance)
        n_held += everybody.low <= 1 <= everybody.high

    assert 0.92 <= n_held / 400 <= 0.98


def test_a_group_in_which_nobody_missed_has_an_interval_from_nothing_up():
    visits = Visits.of([make_visit(n, no_show=False) for n in range(8)])

    (everybody, *_) = by_group(visits, np.full(8, 0.9))

    assert everybody.low == 0.0
    assert everybody.high == pytest.approx(1.96**2 * 0.72 / 0.8**2)


def test_marks_of_a_perfect_order_and_of_a_coin():
    visits = Visits.of([make_visit(n, no_show=n < 2) for n in range(4)])

    perfect = measure(visits, np.array([0.1, 0.2, 0.8, 0.9]))
    coin = measure(visits, np.full(4, 0.5))

    assert (perfect.auc, coin.auc) == (1.0, 0.5)
    assert coin.brier == pytest.approx(0.25)
    assert coin.log_loss == pytest.approx(np.log(2))


def test_the_calibration_error_is_the_mean_distance_of_the_bins():
    missed = np.array([0.0, 0.0, 1.0, 1.0])
    chance = np.array([0.1, 0.2, 0.9, 0.6])

    assert calibration_error(missed, chance) == pytest.approx(
        (0.1 + 0.2 + 0.1 + 0.4) / 4
    )


def test_visits_like_those_of_the_training_have_not_drifted_and_others_have():
    visits, _ = invented(np.random.default_rng(4), 3000)
    model = fit(visits)
    x = features(visits, visits, moments(visits, model.params.moment), model.params)
    older = x.copy()
    older[:, FEATURES.index("age")] += 40

    assert max(drift(model.training, x).values()) == pytest.approx(0.0, abs=1e-9)
    assert drift(model.training, older)["age"] > DRIFTED


def test_what_chance_alone_moves_is_no_drift():
    visits, _ = invented(np.random.default_rng(4), 3000)
    model = fit(visits)
    x = features(visits, visits, moments(visits, model.params.moment), model.params)
    drawn = np.random.default_rng(1).choice(len(x), 150, replace=False)

    assert max(drift(model.training, x[drawn]).values()) < DRIFTED / 2


def test_of_a_handful_of_visits_no_drift_is_told():
    visits, _ = invented(np.random.default_rng(4), 600)
    model = fit(visits)

    assert drift(model.training, np.ones((20, len(FEATURES)))) == {}


def test_a_visit_that_both_files_have_counts_with_its_outcome_from_then_on():
    train, test = split(invented(np.random.default_rng(9), 2000)[0], 30)
    booked = replace(test, no_show=np.full(len(test), np.nan))

    apart = evaluate(train, test, seconds=NO_CLOCK)
    told_twice = evaluate(train.and_also(booked), test, seconds=NO_CLOCK)

    assert told_twice.metrics.brier == pytest.approx(apart.metrics.brier, abs=0.002)
    assert told_twice.metrics != told_twice.static
    assert told_twice.metrics.mean_predicted == pytest.approx(
        apart.metrics.mean_predicted, abs=0.002
    )


def test_nightly_recalibration_follows_a_clinic_that_changes():
    visits, _ = invented(np.random.default_rng(9), 5000)
    train, test = split(visits, 30)
    nobody_misses_any_more = test.where(
        (test.no_show == 0) | (np.arange(len(test)) % 2 == 0)
    )

    judged = evaluate(train, nobody_misses_any_more, seconds=NO_CLOCK)

    assert judged.metrics.log_loss < judged.static.log_loss
    assert judged.metrics.ece15 < judged.static.ece15
    assert judged.n_nights == len(np.unique(test.day))


def test_a_test_outcome_never_reaches_the_nights_before_it():
    visits, _ = invented(np.random.default_rng(6), 2500)
    train, test = split(visits, 40)
    last = test.day == test.day.max()
    changed = test.no_show.copy()
    changed[last] = 1 - changed[last]
    flipped = Visits(
        **{
            name: getattr(test, name)
            for name in ("id", "patient", "booked_at", "day", "age", "reminded")
        },
        no_show=changed,
    )

    before, after = (
        evaluate(train, later, AttendanceParams(), seconds=NO_CLOCK, retrain=True)
        for later in (test, flipped)
    )

    assert before.metrics.mean_predicted == after.metrics.mean_predicted


def test_the_card_says_what_the_model_is_for_and_how_good_it_was():
    visits, _ = invented(np.random.default_rng(8), 2500)
    train, test = split(visits, 38)
    judged = evaluate(train, test, seconds=NO_CLOCK)

    card = write_card(fit(train), date(2026, 3, 1), judged)

    for said in ("2026-03-01", "must not be used", "neighbourhood", "sex: F", "brier"):
        assert said in card
    assert f"{judged.metrics.brier:.4f}" in card


def test_a_card_without_a_judgement_says_so():
    visits, _ = invented(np.random.default_rng(8), 500)

    assert "not been judged" in write_card(fit(visits), date(2026, 3, 1))
