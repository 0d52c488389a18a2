"""A categorical column of one's own in the table of patients."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.random import Generator

from horarium.engines.synth.drawn import Floats


def _pareto(n: int) -> Floats:
    return np.asarray(1 / np.arange(1, n + 1))


def _uniform(n: int) -> Floats:
    return np.ones(n)


def _normal(n: int) -> Floats:
    """Bell-shaped about the middle category, so that both ends weigh the same."""
    place = np.arange(n) - (n - 1) / 2
    return np.asarray(np.exp(-0.5 * (place / (n / 4)) ** 2))


DISTRIBUTIONS: dict[str, Callable[[int], Floats]] = {
    "normal": _normal,
    "pareto": _pareto,
    "uniform": _uniform,
}


def shares(
    distribution: Any, n_categories: int, noise: float, rng: Generator
) -> Floats:
    """The share of each category, in order; each varies evenly by ``noise`` (a share)."""
    if not n_categories:
        raise ValueError("`categories` must be a non-empty list")
    name = distribution.lower() if isinstance(distribution, str) else distribution
    if name not in DISTRIBUTIONS:
        raise ValueError(
            "`distribution_type` must be 'normal', 'pareto' or 'uniform', "
            f"not {distribution!r}"
        )
    spread = min(noise, 1.0)
    factor = rng.uniform(1 - spread, 1 + spread, n_categories)
    weights = DISTRIBUTIONS[name](n_categories) * np.maximum(factor, 1e-9)
    return np.asarray(weights / weights.sum())


def custom_shares(given: Sequence[float], n_categories: int) -> Floats:
    """``custom_probs``, divided by their sum."""
    if len(given) != n_categories:
        raise ValueError(
            f"the length of `custom_probs`, {len(given)}, must match that of "
            f"`categories`, {n_categories}"
        )
    weights = np.asarray(given, dtype=np.float64)
    total = float(weights.sum())
    if not (np.isfinite(total) and total > 0 and (weights >= 0).all()):
        raise ValueError(
            "`custom_probs` must be numbers from 0 with a positive sum, "
            f"not {list(given)!r}"
        )
    return np.asarray(weights / total)
