"""Models are calibrated, know the truth of an invented clinic, and see no groups."""

from dataclasses import replace

import numpy as np
import pytest
from tests.engines.attendance.builders import invented, make_visit, split

from horarium.domain.errors import InvalidField, TooLittleHistory
from horarium.engines.attendance import (
    MODELS,
    AttendanceParams,
    Visits,
    fit,
    moments,
    predict,
)
from horarium.engines.attendance.metrics import measure
from horarium.engines.attendance.persist import dump

WITHOUT_EXTRA = [name for name in MODELS if name != "lightgbm"]


@pytest.fixture(scope="module")
def clinic():
    visits, truth = invented(np.random.default_rng(7), 6000)
    return split(visits, 32), truth


def score(model, asked, known):
    return predict(model, asked, moments(asked, model.params.moment), known=known)


@pytest.mark.parametrize("name", WITHOUT_EXTRA)
def test_every_model_is_calibrated_at_the_natural_rate(clinic, name):
    (train, test), _ = clinic
    model = fit(train, AttendanceParams(model=name, svm_rows=800, n_trees=40))

    marks = measure(test, score(model, test, train.and_also(test)))

    assert marks.mean_predicted == pytest.approx(marks.no_show_rate, abs=0.05)
    assert marks.ece15 < 0.08


@pytest.mark.parametrize("name", ["spline-logistic", "boosting", "svm"])
def test_every_model_that_looks_beats_the_constant_rate(clinic, name):
    (train, test), _ = clinic
    known = train.and_also(test)
    chosen = fit(train, AttendanceParams(model=name, svm_rows=800, n_trees=40))
    rate = fit(train, AttendanceParams(model="rate"))

    looks = measure(test, score(chosen, test, known))
    blind = measure(test, score(rate, test, known))

    assert looks.log_loss < blind.log_loss - 0.01
    assert looks.brier < blind.brier


def test_lightgbm_is_as_good_as_the_trees_of_scikit_learn(clinic):
    pytest.importorskip("lightgbm", reason="the extra 'boosting' is not installed")
    (train, test), _ = clinic
    known = train.and_also(test)

    auc = [
        measure(
            test,
            score(fit(train, AttendanceParams(model=name, n_trees=40)), test, known),
        ).auc
        for name in ("lightgbm", "boosting")
    ]

    assert auc[0] == pytest.approx(auc[1], abs=0.02)


def test_the_default_model_finds_the_truth_of_an_invented_clinic(clinic):
    (train, test), truth = clinic
    p_show = score(fit(train), test, train.and_also(test))
    by_id = dict(zip((f"v{n}" for n in range(len(truth))), truth, strict=True))
    true_chance = np.array([by_id[name] for name in test.id])

    assert np.corrcoef(1 - p_show, true_chance)[0, 1] > 0.6


def test_shuffled_outcomes_teach_nothing():
    rng = np.random.default_rng(3)
    visits, _ = invented(rng, 16000)
    shuffled = replace(visits, no_show=rng.permutation(visits.no_show))
    train, test = split(shuffled, 26)

    marks = measure(test, score(fit(train), test, shuffled))

    assert marks.auc == pytest.approx(0.5, abs=0.02)


def test_no_model_sees_the_groups(clinic):
    (train, _), _ = clinic
    swapped = replace(train, groups={"sex": train.groups["sex"][::-1]})

    assert dump(fit(train)) == dump(fit(swapped))


def test_age_can_be_switched_off(clinic):
    (train, test), _ = clinic
    model = fit(train, AttendanceParams(use_age=False))
    older = replace(test, age=np.minimum(test.age + 30, 110))

    np.testing.assert_array_equal(score(model, test, train), score(model, older, train))


def test_an_unknown_age_is_no_obstacle(clinic):
    (train, test), _ = clinic
    nameless = replace(test, age=np.full(len(test), np.nan))

    chances = score(fit(train), nameless, train)

    assert ((chances > 0) & (chances < 1)).all()


def test_too_little_history_is_refused_with_what_is_wanted():
    few = Visits.of([make_visit(n, no_show=n % 2 == 0) for n in range(30)])

    with pytest.raises(TooLittleHistory) as refusal:
        fit(few)

    assert (refusal.value.n_outcomes, refusal.value.wanted) == (30, 200)


def test_outcomes_all_alike_teach_nothing():
    alike = Visits.of([make_visit(n, no_show=False) for n in range(300)])

    with pytest.raises(TooLittleHistory):
        fit(alike)


def test_the_constant_rate_needs_no_history():
    model = fit(Visits.of([]), AttendanceParams(model="rate"))
    asked = Visits.of([make_visit()])

    assert score(model, asked, asked) == pytest.approx(0.8)


def test_a_model_nobody_knows_is_refused_by_name():
    with pytest.raises(InvalidField, match="oracle"):
        fit(Visits.of([]), AttendanceParams(model="oracle"))
