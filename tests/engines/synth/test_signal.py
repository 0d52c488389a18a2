"""No-shows can be learnt as far as the truth says, and no further."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from tests.engines.synth.clinics import TEN_YEARS, make_frames, make_spec

from horarium.domain.errors import InvalidField
from horarium.engines.synth.signal import NONE, PUBLISHED, STRONG, Signal
from horarium.engines.synth.validation.truth import auc, truth_auc


def known(signal: Signal, *, seed: int = 0) -> pd.DataFrame:
    spec = make_spec(calendar=TEN_YEARS, signal=signal)
    frames = make_frames(spec, seed=seed)
    booked = frames.appointments
    booked = booked[booked["status"].isin(["attended", "did not attend"])]
    return booked.merge(frames.patients.drop(columns="sex"), on="patient_id")


def missed(rows: pd.DataFrame) -> "np.ndarray":
    return (rows["status"] == "did not attend").to_numpy()


def features(rows: pd.DataFrame) -> "np.ndarray":
    columns = [
        np.log1p(rows["scheduling_interval"]),
        rows["age"],
        rows["sex"] == "Male",
        rows["n_previous_no_shows"] > 0,
        rows["appointment_date"].dt.day_of_week,
        [at.hour + at.minute / 60 for at in rows["appointment_time"]],
        rows["is_reminded"],
        rows["is_first"],
        rows["distance_km"],
        rows["deprivation_decile"],
    ]
    return np.column_stack(columns).astype(float)


def test_a_logistic_model_learns_nearly_all_of_a_strong_signal() -> None:
    rows = known(STRONG)
    half = rows.index % 2 == 0
    model = make_pipeline(StandardScaler(), LogisticRegression())
    model.fit(features(rows[half]), missed(rows[half]))

    learnt = model.predict_proba(features(rows[~half]))[:, 1]

    truth = truth_auc(rows[~half])
    assert truth > 0.8
    assert auc(learnt, missed(rows[~half])) == pytest.approx(truth, abs=0.01)


def test_without_signal_everybody_has_the_same_chance() -> None:
    rows = known(NONE)

    assert rows["p_no_show"].nunique() == 1
    assert truth_auc(rows) == 0.5


def test_the_truth_is_as_good_as_models_of_real_clinics() -> None:
    assert 0.65 < truth_auc(known(PUBLISHED)) < 0.81


def test_chances_come_true_in_each_tenth() -> None:
    rows = known(PUBLISHED)
    tenth = pd.qcut(rows["p_no_show"], 10, labels=False)

    for k in range(10):
        inside = tenth == k
        said = rows["p_no_show"][inside].mean()
        assert missed(rows[inside]).mean() == pytest.approx(said, abs=0.012)


def test_long_leads_and_earlier_no_shows_raise_the_odds_as_published() -> None:
    rows = known(replace(PUBLISHED, patient_sd=0.0))
    odds = rows["p_no_show"] / (1 - rows["p_no_show"])
    lead = rows["scheduling_interval"]

    by_lead = odds[lead > 21].mean() / odds[lead < 7].mean()
    twice = rows["n_previous_no_shows"] > 0
    by_history = odds[twice].mean() / odds[~twice].mean()

    assert by_lead == pytest.approx(2.4, abs=0.4)
    assert by_history == pytest.approx(4.4, abs=0.6)


def test_a_strength_that_makes_no_sense_is_refused_by_name() -> None:
    with pytest.raises(InvalidField) as refusal:
        Signal(strength=-1)

    assert refusal.value.field == "signal.strength"


def test_the_area_counts_ties_half() -> None:
    score = np.array([0.1, 0.5, 0.5, 0.9])

    assert auc(score, np.array([False, False, True, True])) == 0.875
    assert np.isnan(auc(score, np.zeros(4, dtype=bool)))
