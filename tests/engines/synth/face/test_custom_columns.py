"""Columns of one's own among the patients."""

import numpy as np
import pytest

from horarium.engines.synth import AppointmentScheduler
from horarium.engines.synth.face.custom_columns import DISTRIBUTIONS, shares


def make_scheduler(**changes: object) -> AppointmentScheduler:
    scheduler = AppointmentScheduler(
        date_ranges=[("2024-01-01", "2024-06-30")], noise=0, **changes
    )
    scheduler.generate()
    return scheduler


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("uniform", [1 / 3, 1 / 3, 1 / 3]),
        ("pareto", [6 / 11, 3 / 11, 2 / 11]),
        ("NORMAL", [0.2255, 0.549, 0.2255]),
    ],
)
def test_each_distribution_has_its_shape(kind: str, wanted: list[float]) -> None:
    scheduler = make_scheduler()
    scheduler.add_custom_column("group", ["a", "b", "c"], distribution_type=kind)

    share = scheduler.patients_df["group"].value_counts(normalize=True)

    assert [share[name] for name in "abc"] == pytest.approx(wanted, abs=0.025)


def test_probabilities_of_ones_own_are_divided_by_their_sum() -> None:
    scheduler = make_scheduler()
    scheduler.add_custom_column("group", ["a", "b"], custom_probs=[1, 3])

    assert (scheduler.patients_df["group"] == "b").mean() == pytest.approx(
        0.75, abs=0.025
    )


@pytest.mark.parametrize("n", range(1, 8))
def test_the_bell_is_the_same_from_both_ends(n: int) -> None:
    share = shares("normal", n, 0.0, np.random.default_rng(0))

    np.testing.assert_allclose(share, share[::-1])


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"categories": []}, "categories"),
        ({"categories": "ab"}, "categories"),
        ({"categories": None}, "categories"),
        ({"distribution_type": "zipf"}, "distribution_type"),
        ({"custom_probs": [1.0]}, "custom_probs"),
        ({"custom_probs": [0.0, 0.0]}, "custom_probs"),
        ({"custom_probs": [float("nan"), 1.0]}, "custom_probs"),
        ({"column_name": "sex"}, "sex"),
    ],
)
def test_a_column_that_makes_no_sense_is_refused(
    changes: dict[str, object], named: str
) -> None:
    given = {"column_name": "group", "categories": ["a", "b"]} | changes

    with pytest.raises(ValueError, match=named):
        make_scheduler().add_custom_column(**given)


@pytest.mark.parametrize("categories", [{"a": 1, "b": 2}, iter("ab"), ("a", "b")])
def test_categories_may_come_one_by_one(categories: object) -> None:
    scheduler = make_scheduler()

    scheduler.add_custom_column("group", categories)

    assert set(scheduler.patients_df["group"]) == {"a", "b"}


@pytest.mark.parametrize("given", [["x", "y"], 5, {"a": {}}, [1e308, float("inf")]])
def test_probabilities_that_are_none_are_refused(given: object) -> None:
    with pytest.raises(ValueError, match="custom_probs"):
        make_scheduler().add_custom_column("group", ["a", "b"], custom_probs=given)


@pytest.mark.parametrize("size", [1e308, 1e-320])
def test_probabilities_of_any_size_are_divided_by_their_sum(size: float) -> None:
    scheduler = make_scheduler()

    scheduler.add_custom_column("group", ["a", "b"], custom_probs=[size, size])

    share = (scheduler.patients_df["group"] == "a").mean()
    assert share == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("kind", [ValueError, AttributeError])
def test_there_is_no_column_before_there_are_patients(kind: type[Exception]) -> None:
    with pytest.raises(kind, match="generate"):
        AppointmentScheduler().add_custom_column("group", ["a"])


def test_a_column_depends_on_the_seed_and_its_name_only() -> None:
    one, other = make_scheduler(), make_scheduler()
    other.add_custom_column("first", ["x", "y"])
    for scheduler in (one, other):
        scheduler.add_custom_column("group", ["a", "b"], distribution_type="uniform")

    assert one.patients_df["group"].tolist() == other.patients_df["group"].tolist()
    assert set(DISTRIBUTIONS) == {"normal", "pareto", "uniform"}


def test_a_column_for_nobody_is_refused() -> None:
    scheduler = make_scheduler()
    scheduler.patients_df = scheduler.patients_df.iloc[:0]

    with pytest.raises(ValueError, match="no patients"):
        scheduler.add_custom_column("group", ["a"])
