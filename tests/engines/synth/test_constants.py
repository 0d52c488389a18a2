"""Medscheduler's names, importable where its scripts look for them."""

import importlib

import pytest

import horarium.engines.synth as synth
from horarium.engines.synth import constants


def test_shares_and_weights_are_those_of_the_publications() -> None:
    female = sum(row["total_female"] for row in constants.DEFAULT_AGE_GENDER_PROBS)

    assert dict(constants.DEFAULT_STATUS_RATES) == {
        "attended": 0.773,
        "cancelled": 0.164,
        "did not attend": 0.059,
        "unknown": 0.004,
    }
    assert constants.DEFAULT_FIRST_ATTENDANCE_RATIO == 0.325
    assert constants.DEFAULT_MONTH_WEIGHTS[4] == 0.865
    assert constants.DEFAULT_WEEKDAY_WEIGHTS[1] == 1.277
    assert female == pytest.approx(0.58147)
    assert len(constants.DEFAULT_AGE_GENDER_PROBS) == 19
    assert constants.DEFAULT_AGE_GENDER_PROBS[-1]["age_yrs"] == "90+"


def test_defaults_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        constants.DEFAULT_STATUS_RATES["attended"] = 1.0


def test_a_strict_check_finds_that_the_sexes_are_not_halves() -> None:
    constants.validate_defaults()

    with pytest.raises(ValueError, match="female shares sum to"):
        constants.validate_defaults(strict=True)


@pytest.mark.parametrize(
    "name",
    [
        "AppointmentScheduler", "DEFAULT_AGE_GENDER_PROBS", "DEFAULT_FIRST_ATTENDANCE_RATIO",
        "DEFAULT_MONTH_WEIGHTS", "DEFAULT_STATUS_RATES", "DEFAULT_WEEKDAY_WEIGHTS",
        "STATUS_KEYS", "validate_defaults", "__version__",
    ],
)  # fmt: skip
def test_what_the_original_exports_is_exported(name: str) -> None:
    assert getattr(synth, name) is not None


@pytest.mark.parametrize("module", ["plotting", "reference_data_utils"])
def test_modules_under_utils_are_the_modules_themselves(module: str) -> None:
    found = importlib.import_module(f"horarium.engines.synth.utils.{module}")

    assert getattr(synth.utils, module) is found
    assert found.__name__.startswith("horarium.engines.synth.")
    assert ".under_utils." not in found.__name__


def test_other_names_are_attribute_errors() -> None:
    for module in (synth, synth.utils):
        with pytest.raises(AttributeError, match="nothing"):
            _ = module.nothing
