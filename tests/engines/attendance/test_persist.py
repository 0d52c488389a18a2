"""Models as files: the same chances again, and nothing else gets in."""

from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import numpy as np
import pytest
from skops import io as skops_io
from tests.engines.attendance.builders import invented, on

from horarium.domain.errors import ModelUnusable
from horarium.engines.attendance import (
    MODELS,
    AttendanceParams,
    fit,
    moments,
    persist,
    predict,
    recalibrate,
)


@pytest.fixture(scope="module")
def history():
    return invented(np.random.default_rng(2), 1500)[0]


@pytest.mark.parametrize("name", list(MODELS))
def test_a_model_read_back_says_the_same(history, name):
    if name == "lightgbm":
        pytest.importorskip("lightgbm", reason="the extra 'boosting' is not installed")
    params = AttendanceParams(model=name, svm_rows=300, n_trees=5)
    model = recalibrate(fit(history, params), history, on(40))
    as_of = moments(history, params.moment)

    again = persist.load(persist.dump(model))

    assert (again.params, again.shift) == (model.params, model.shift)
    assert again.training.n_visits == model.training.n_visits
    np.testing.assert_allclose(
        predict(again, history, as_of), predict(model, history, as_of)
    )


def test_the_same_history_gives_the_same_bytes(history):
    assert persist.dump(fit(history)) == persist.dump(fit(history))


@pytest.mark.parametrize(
    "data",
    [b"", b"a model, honestly", skops_io.dumps({"format": "soup"}), skops_io.dumps(3)],
)
def test_what_is_no_model_is_refused_in_a_sentence(data):
    with pytest.raises(ModelUnusable, match=r"clinic\.model cannot be used"):
        persist.load(data, "clinic.model")


def test_a_zip_that_is_no_model_is_refused():
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr("readme.txt", "hello")

    with pytest.raises(ModelUnusable):
        persist.load(buffer.getvalue())


def test_an_older_format_is_refused_by_its_number(history, monkeypatch):
    monkeypatch.setattr(persist, "VERSION", 0)
    old = persist.dump(fit(history, AttendanceParams(model="rate")))
    monkeypatch.undo()

    with pytest.raises(ModelUnusable, match="version 0, wanted 1"):
        persist.load(old)


@pytest.fixture(scope="module")
def file(history):
    return persist.dump(fit(history))


def without_arrays(parts):
    return {name: data for name, data in parts.items() if name == "schema.json"}


def scribbled(parts):
    return {
        name: data if name == "schema.json" else data[:40] + b"x"
        for name, data in parts.items()
    }


def saying(word, other):
    def harmed(parts):
        schema = parts["schema.json"].replace(word, other, 1)
        assert schema != parts["schema.json"]
        return parts | {"schema.json": schema}

    return harmed


@pytest.mark.parametrize(
    "harm",
    [
        without_arrays,
        scribbled,
        saying(b'"__class__"', b'"soup"'),
        saying(b'"__loader__"', b'"soup"'),
        saying(b'"content"', b'"soup"'),
        saying(b"past_rate", b"first_name"),
        saying(b"spline-logistic", b"rate"),
    ],
)
def test_a_damaged_file_is_refused_in_a_sentence(file, harm):
    with ZipFile(BytesIO(file)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, data in harm(parts).items():
            archive.writestr(name, data)

    with pytest.raises(ModelUnusable, match=r"clinic\.model cannot be used"):
        persist.load(buffer.getvalue(), "clinic.model")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_file_that_was_cut_off_is_refused(file, share):
    with pytest.raises(ModelUnusable):
        persist.load(file[: int(len(file) * share)])


def test_a_model_of_another_scikit_learn_is_to_be_fitted_anew(history, monkeypatch):
    monkeypatch.setattr(persist.sklearn, "__version__", "0.1.2")
    old = persist.dump(fit(history, AttendanceParams(model="rate")))
    monkeypatch.undo()

    with pytest.raises(ModelUnusable, match=r"scikit-learn 0\.1.*fit it anew"):
        persist.load(old)


def test_a_file_with_a_stranger_in_it_is_not_opened(history):
    model = fit(history, AttendanceParams(model="rate"))

    class Smuggled:
        restored = None

        def p_no_show(self, x):
            return x

        def parts(self):
            return {"rate": np.random.default_rng(0), "trick": print}

    with pytest.raises(ModelUnusable, match="what no model holds"):
        persist.load(persist.dump(replace(model, predictor=Smuggled())))
