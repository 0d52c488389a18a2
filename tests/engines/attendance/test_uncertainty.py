"""How far an AUC may be off: against known formulas, and by how often it is right."""

import numpy as np
import pytest

from horarium.engines.attendance.uncertainty import auc_interval


def drawn(rng, n_missed, n_kept, separation=0.8):
    """Scores of normal law, apart by ``separation``, and who missed."""
    missed = np.arange(n_missed + n_kept) < n_missed
    return missed, rng.normal(size=len(missed)) + separation * missed


def patients(n):
    return np.array([f"p{k}" for k in range(n)], dtype=object)


def test_it_holds_the_truth_about_as_often_as_it_says():
    rng, truth, n_held = np.random.default_rng(4), 0.7142, 0
    for _ in range(400):
        missed, chance = drawn(rng, 15, 140)
        low, high = auc_interval(missed, chance, patients(155))
        n_held += low <= truth <= high

    assert 0.92 <= n_held / 400 <= 0.98


def test_patients_who_come_in_copies_tell_no_more_than_once():
    missed, chance = drawn(np.random.default_rng(1), 30, 90)
    once = auc_interval(missed, chance, patients(120))

    four = auc_interval(
        np.tile(missed, 4), np.tile(chance, 4), np.tile(patients(120), 4)
    )

    assert four == pytest.approx(once, abs=0.002)


def test_more_patients_tell_more():
    rng = np.random.default_rng(2)
    widths = []
    for n in (12, 1200):
        missed, chance = drawn(rng, n, 10 * n)
        low, high = auc_interval(missed, chance, patients(len(missed)))
        widths.append(high - low)

    assert widths[0] > 5 * widths[1]


@pytest.mark.parametrize(
    "missed", [[True] * 4, [False] * 4, [True, False, False, False], []]
)
def test_too_few_have_no_interval(missed):
    chance = np.arange(len(missed), dtype=float)

    assert auc_interval(np.array(missed, bool), chance, patients(len(missed))) is None


def test_perfect_scores_have_no_interval():
    missed = np.array([True, True, False, False])

    assert auc_interval(missed, missed.astype(float), patients(4)) is None
